package ivs.recordings.local.lambda;

import ivs.recordings.local.template.LocalNames;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the SDK clients that functions make find services: system properties, which come before
/// the environment of a process, which cannot be changed. A process has one of each, and functions
/// make some clients late: when a system closes, those of one that began before it are put back.
public final class SdkProperties {
  private static final List<String> SERVICES =
      List.of("DynamoDb", "S3", "Sqs", "Ivs", "IvsRealTime", "EventBridge", "SecretsManager");

  private static final Map<String, String> IDENTITY =
      Map.of(
          "aws.region", LocalNames.REGION,
          "aws.accessKeyId", "local",
          "aws.secretAccessKey", "local");

  private final Map<String, Optional<String>> before = new HashMap<>();

  private SdkProperties() {
    Stream.concat(SERVICES.stream().map(SdkProperties::name), IDENTITY.keySet().stream())
        .forEach(name -> before.put(name, Optional.ofNullable(System.getProperty(name))));
  }

  /// What is set now.
  public static SdkProperties current() {
    return new SdkProperties();
  }

  static void pointAt(URI endpoint) {
    SERVICES.forEach(service -> System.setProperty(name(service), endpoint.toString()));
    IDENTITY.forEach(System::setProperty);
  }

  private static String name(String service) {
    return "aws.endpointUrl" + service;
  }

  public void putBack() {
    before.forEach((name, value) ->
        value.ifPresentOrElse(
            known -> System.setProperty(name, known), () -> System.clearProperty(name)));
  }
}
