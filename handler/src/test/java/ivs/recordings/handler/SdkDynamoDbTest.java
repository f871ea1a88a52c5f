package ivs.recordings.handler;

import ivs.recordings.store.DynamoDb;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.SdkDynamoDb;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// What the command line uses keeps the contract.
final class SdkDynamoDbTest implements DynamoDbContract {
  @RegisterExtension static final LocalTables LOCAL = ServedDynamo.start().tables();

  @Override
  public DynamoDb dynamo() {
    return new SdkDynamoDb(LOCAL.dynamo());
  }

  @Override
  public DynamoDbClient sdk() {
    return LOCAL.dynamo();
  }
}
