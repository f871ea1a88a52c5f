package ivs.recordings.cli.testing;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the SDK of this process goes when no endpoint is set, as for a stack.
public final class SdkEndpoints {
  /// The first is for all services; the others come before it and are set by the embedded system.
  private static final List<String> NAMES =
      List.of(
          "aws.endpointUrl",
          "aws.endpointUrlDynamoDb",
          "aws.endpointUrlEventBridge",
          "aws.endpointUrlSqs");

  private final Map<String, Optional<String>> before = new HashMap<>();

  public SdkEndpoints() {
    NAMES.forEach(name -> before.put(name, Optional.ofNullable(System.getProperty(name))));
  }

  public void goTo(URI endpoint) {
    NAMES.forEach(name -> System.setProperty(name, endpoint.toString()));
  }

  public void asTheyWere() {
    before.forEach((name, value) ->
        value.ifPresentOrElse(
            endpoint -> System.setProperty(name, endpoint), () -> System.clearProperty(name)));
  }
}
