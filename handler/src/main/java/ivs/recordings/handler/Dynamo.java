package ivs.recordings.handler;

import ivs.recordings.store.DynamoDb;
import ivs.recordings.store.HttpDynamoDb;
import ivs.recordings.store.HttpDynamoDb.Limits;
import ivs.recordings.store.Wire;
import java.time.Duration;

/// The one DynamoDB client of a function. Endpoint, region and credentials are found where the SDK
/// looks for them, as far as Lambda has them ([AwsSettings], [LambdaCredentials]).
final class Dynamo {
  /// DynamoDB answers in milliseconds; a call that takes a second will not be answered at all.
  static final Duration ATTEMPT = Duration.ofMillis(1500);

  /// All attempts of one call together.
  static final Duration CALL = Duration.ofSeconds(5);

  private Dynamo() {}

  static DynamoDb client() {
    return client(AwsSettings.ofThisProcess());
  }

  static DynamoDb client(AwsSettings settings) {
    return over(new CrtWire(settings));
  }

  static DynamoDb over(Wire wire) {
    return new HttpDynamoDb(wire, new Limits(ATTEMPT, CALL));
  }
}
