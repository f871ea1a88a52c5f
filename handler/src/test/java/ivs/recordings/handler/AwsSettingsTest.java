package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.handler.AwsSettings.Keys;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointParams;
import software.amazon.awssdk.services.dynamodb.endpoints.DynamoDbEndpointProvider;

/// The function finds what the SDK would find.
final class AwsSettingsTest {
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>(Map.of("AWS_REGION", "eu-west-1"));

  @Test
  void theEndpointOfEveryRegionIsTheOneThatTheSdkCalls() {
    var regions = DynamoDbClient.serviceMetadata().regions();

    assertThat(regions).hasSizeGreaterThan(30);
    for (var region : regions) {
      if (!region.isGlobalRegion() && !region.id().equals("local")) {
        environment.put("AWS_REGION", region.id());
        var params = DynamoDbEndpointParams.builder().region(region).build();
        var sdk = DynamoDbEndpointProvider.defaultProvider().resolveEndpoint(params).join().url();
        assertThat(settings().dynamoDb()).as(region.id()).isEqualTo(sdk);
      }
    }
  }

  @Test
  void anEndpointOfDynamoDbsOwnComesBeforeOneForAllAndAPropertyBeforeAVariable() {
    environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    assertThat(settings().dynamoDb()).isEqualTo(URI.create("http://127.0.0.1:1"));
    properties.put("aws.endpointUrl", "http://127.0.0.1:2");
    assertThat(settings().dynamoDb()).isEqualTo(URI.create("http://127.0.0.1:2"));
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:3");
    assertThat(settings().dynamoDb()).isEqualTo(URI.create("http://127.0.0.1:3"));
    properties.put("aws.endpointUrlDynamoDb", "https://dynamo.example:4/");
    assertThat(settings().dynamoDb()).isEqualTo(URI.create("https://dynamo.example:4/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8000",
        "ftp://host",
        "http:///path",
        "http://a b",
        "dynamodb",
        "https://h/x",
        "http://me:pw@h"
      })
  void anEndpointThatIsNoUrlIsRefusedByName(String endpoint) {
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", endpoint);

    assertThatThrownBy(this::settings)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the endpoint of DynamoDB must be an http or https URL without a path, but it is "
                + endpoint);
  }

  @Test
  void withoutARegionNothingCanBeCalled() {
    environment.put("AWS_REGION", " ");

    assertThatThrownBy(this::settings)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the environment variable AWS_REGION must name a region");
    properties.put("aws.region", "us-east-1");
    assertThat(settings().region()).isEqualTo("us-east-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"})
  void aKindOfEndpointThatIsNotKnownIsRefusedAndNotIgnored(String variable) {
    environment.put(variable, "true");

    assertThatThrownBy(this::settings)
        .hasMessage(
            variable + " is not supported: name the endpoint in AWS_ENDPOINT_URL_DYNAMODB instead");
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb-fips.us-east-1.amazonaws.com");
    assertThat(settings().dynamoDb().getHost()).startsWith("dynamodb-fips.");
  }

  @Test
  void keysAreTakenTogetherOrNotAtAll() {
    assertThat(settings().keys()).isEmpty();
    environment.put("AWS_ACCESS_KEY_ID", "id");
    assertThat(settings().keys()).isEmpty();
    environment.put("AWS_SECRET_ACCESS_KEY", "secret");
    assertThat(settings().keys()).contains(new Keys("id", "secret", Optional.empty()));
    environment.put("AWS_SESSION_TOKEN", "token");
    assertThat(settings().keys()).contains(new Keys("id", "secret", Optional.of("token")));
    properties.put("aws.accessKeyId", "local");
    assertThat(settings().keys()).contains(new Keys("id", "secret", Optional.of("token")));
    properties.put("aws.secretAccessKey", "local");
    assertThat(settings().keys()).contains(new Keys("local", "local", Optional.empty()));
  }

  @Test
  void noSecretIsInWhatIsPrinted() {
    environment.putAll(
        Map.of(
            "AWS_ACCESS_KEY_ID",
            "id",
            "AWS_SECRET_ACCESS_KEY",
            "hush",
            "AWS_SESSION_TOKEN",
            "hush"));

    assertThat(settings().toString()).contains("id").doesNotContain("hush");
  }

  private AwsSettings settings() {
    return AwsSettings.of(
        name -> Optional.ofNullable(properties.get(name)),
        name -> Optional.ofNullable(environment.get(name)));
  }
}
