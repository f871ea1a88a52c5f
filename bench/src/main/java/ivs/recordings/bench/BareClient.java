package ivs.recordings.bench;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The least that a function on this SDK can do: a client that is told everything makes one update.
/// What it takes is the floor under every cold start, here and on another machine.
///
/// `BareClient ENDPOINT`
public final class BareClient {
  private BareClient() {}

  public static void main(String[] arguments) {
    DynamoDbClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .endpointOverride(URI.create(arguments[0]))
        .httpClientBuilder(AwsCrtHttpClient.builder())
        .build()
        .updateItem(update ->
            update
                .tableName("Recording")
                .key(Map.of("recordingId", AttributeValue.fromS("bare")))
                .updateExpression("SET recordingStatus = :status")
                .expressionAttributeValues(Map.of(":status", AttributeValue.fromS("STARTED"))));
    System.exit(0);
  }
}
