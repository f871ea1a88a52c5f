package ivs.recordings.handler;

import ivs.recordings.store.Attribute;
import ivs.recordings.store.DynamoDb;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Begins no call that could outlast the invocation, whatever led to it: a retry, a link, a page, a
/// further round. Each call ends by itself within [Dynamo#CALL], so a batch always answers in time.
record PunctualDynamo(DynamoDb dynamo, Deadline deadline) implements DynamoDb {
  /// Thrown instead of making the call; the event goes back to its queue.
  static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfTime() {
      super("the batch is ending");
    }
  }

  @Override
  public Optional<Map<String, Attribute>> getItem(String table, Map<String, Attribute> key) {
    return inTime().getItem(table, key);
  }

  @Override
  public Batch batchGetItem(Map<String, List<Map<String, Attribute>>> keys) {
    return inTime().batchGetItem(keys);
  }

  @Override
  public Map<String, Attribute> updateItem(Update update) {
    return inTime().updateItem(update);
  }

  @Override
  public void putItem(String table, Map<String, Attribute> item) {
    inTime().putItem(table, item);
  }

  @Override
  public void deleteItem(Delete delete) {
    inTime().deleteItem(delete);
  }

  @Override
  public Page query(Query query) {
    return inTime().query(query);
  }

  @Override
  public Page scan(Scan scan) {
    return inTime().scan(scan);
  }

  private DynamoDb inTime() {
    if (deadline.isNear()) {
      throw new OutOfTime();
    }
    return dynamo;
  }
}
