package ivs.recordings.handler;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a call of DynamoDB needs to know, read from the system properties and the environment by
/// the names that the SDK has for it, properties first.
///
/// @param keys empty where the environment holds none, as under SnapStart
record AwsSettings(String region, URI dynamoDb, Optional<Keys> keys) {
  /// Credentials that were handed to this process.
  ///
  /// @param sessionToken empty for a user's own keys
  record Keys(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
    /// Secrets are for nobody's log.
    @Override
    public String toString() {
      return "Keys[" + accessKeyId + "]";
    }
  }

  static AwsSettings ofThisProcess() {
    return of(
        name -> Optional.ofNullable(System.getProperty(name)),
        name -> Optional.ofNullable(System.getenv(name)));
  }

  /// Reads them.
  ///
  /// @param property finds a system property
  /// @param variable finds a variable of the environment
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  static AwsSettings of(
      Function<String, Optional<String>> property, Function<String, Optional<String>> variable) {
    var found = new Found(property, variable);
    var region = found.first("aws.region", "AWS_REGION");
    if (region.isEmpty()) {
      throw new IllegalArgumentException("the environment variable AWS_REGION must name a region");
    }
    var endpoint = found.first("aws.endpointUrlDynamoDb", "AWS_ENDPOINT_URL_DYNAMODB");
    if (endpoint.isEmpty()) {
      endpoint = found.first("aws.endpointUrl", "AWS_ENDPOINT_URL");
    }
    var keys = keys(property, "aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken");
    if (keys.isEmpty()) {
      keys = keys(variable, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
    }
    return new AwsSettings(
        region.get(),
        endpoint.isPresent() ? endpoint(endpoint.get()) : usual(region.get(), found),
        keys);
  }

  /// Keys of one place: the token of another would not fit them.
  private static Optional<Keys> keys(
      Function<String, Optional<String>> place, String id, String secret, String token) {
    var accessKeyId = present(place, id);
    var secretAccessKey = present(place, secret);
    return accessKeyId.isPresent() && secretAccessKey.isPresent()
        ? Optional.of(new Keys(accessKeyId.get(), secretAccessKey.get(), present(place, token)))
        : Optional.empty();
  }

  private static Optional<String> present(Function<String, Optional<String>> place, String name) {
    var value = place.apply(name);
    return value.isPresent() && value.get().isBlank() ? Optional.empty() : value;
  }

  private record Found(
      Function<String, Optional<String>> property, Function<String, Optional<String>> variable) {
    Optional<String> first(String propertyName, String variableName) {
      var value = present(property, propertyName);
      return value.isPresent() ? value : present(variable, variableName);
    }
  }

  private static URI usual(String region, Found found) {
    for (var kind : List.of("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")) {
      if (found.variable().apply(kind).orElse("").equalsIgnoreCase("true")) {
        throw new IllegalArgumentException(
            kind + " is not supported: name the endpoint in AWS_ENDPOINT_URL_DYNAMODB instead");
      }
    }
    return URI.create("https://dynamodb." + region + "." + domain(region));
  }

  private static URI endpoint(String text) {
    var wrong =
        "the endpoint of DynamoDB must be an http or https URL without a path, but it is " + text;
    try {
      var uri = URI.create(text.strip());
      if (uri.getHost() == null
          || uri.getRawUserInfo() != null
          || !List.of("", "/").contains(uri.getRawPath())
          || !List.of("http", "https").contains(uri.getScheme())) {
        throw new IllegalArgumentException(wrong);
      }
      return uri;
    } catch (IllegalArgumentException unsound) {
      throw new IllegalArgumentException(wrong, unsound);
    }
  }

  /// AWS's partitions, each with a domain of its own, as the SDK knows them.
  private static String domain(String region) {
    var dash = region.indexOf('-', region.indexOf('-') + 1);
    return switch (dash < 0 ? region : region.substring(0, dash)) {
      case "cn-north", "cn-northwest" -> "amazonaws.com.cn";
      case "eusc-de" -> "amazonaws.eu";
      case "us-iso" -> "c2s.ic.gov";
      case "us-isob" -> "sc2s.sgov.gov";
      case "eu-isoe" -> "cloud.adc-e.uk";
      case "us-isof" -> "csp.hci.ic.gov";
      default -> "amazonaws.com";
    };
  }
}
