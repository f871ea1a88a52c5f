package ivs.recordings.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/// DynamoDB by its own protocol, JSON over HTTP, without the SDK's client: that alone took most of
/// a cold start and of an event's CPU time (docs/decisions/0017).
///
/// A call is tried three times, as the SDK does in its standard mode, and again only where it may
/// help: after no answer, a broken one, a 5xx or a throttle. Every write of the tables may be made
/// twice, so it does not matter whether the first was done.
public final class HttpDynamoDb implements DynamoDb {
  /// One try and two more.
  static final int MOST_ATTEMPTS = 3;

  /// Of the pauses between them; doubled each time.
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;

  /// Refusals that pass by themselves.
  private static final Set<String> PASSING =
      Set.of(
          "ProvisionedThroughputExceededException",
          "RequestLimitExceeded",
          "ThrottlingException",
          "TransactionInProgressException");

  private final Wire wire;
  private final Limits limits;

  /// How long things may take.
  ///
  /// @param attempt one attempt
  /// @param call all attempts of one call together
  /// @param pause before the second attempt, at most
  public record Limits(Duration attempt, Duration call, Duration pause) {
    public Limits(Duration attempt, Duration call) {
      this(attempt, call, PAUSE);
    }
  }

  public HttpDynamoDb(Wire wire, Limits limits) {
    this.wire = wire;
    this.limits = limits;
  }

  @Override
  public Optional<Map<String, Attribute>> getItem(String table, Map<String, Attribute> key) {
    return call("GetItem", DynamoDbJson.getItem(table, key), DynamoDbJson::readItem);
  }

  @Override
  public Batch batchGetItem(Map<String, List<Map<String, Attribute>>> keys) {
    return call("BatchGetItem", DynamoDbJson.batchGetItem(keys), DynamoDbJson::readBatch);
  }

  @Override
  public Map<String, Attribute> updateItem(Update update) {
    return call("UpdateItem", DynamoDbJson.updateItem(update), DynamoDbJson::readAttributes);
  }

  @Override
  public void putItem(String table, Map<String, Attribute> item) {
    call("PutItem", DynamoDbJson.putItem(table, item), DynamoDbJson::readAttributes);
  }

  @Override
  public void deleteItem(Delete delete) {
    call("DeleteItem", DynamoDbJson.deleteItem(delete), DynamoDbJson::readAttributes);
  }

  @Override
  public Page query(Query query) {
    return call("Query", DynamoDbJson.query(query), DynamoDbJson::readPage);
  }

  @Override
  public Page scan(Scan scan) {
    return call("Scan", DynamoDbJson.scan(scan), DynamoDbJson::readPage);
  }

  @Override
  public void hangUp() {
    wire.hangUp();
  }

  @Override
  public void close() {
    wire.close();
  }

  private interface Reader<T> {
    T read(byte[] answer) throws IOException;
  }

  /// How an attempt ended, other than by being refused for good.
  private sealed interface Ending<T> {
    record Answered<T>(T answer) implements Ending<T> {}

    /// The next attempt may do better.
    record Failed<T>(String code, String message) implements Ending<T> {}
  }

  private <T> T call(String operation, byte[] body, Reader<T> reader) {
    var end = System.nanoTime() + limits.call().toNanos();
    for (int attempt = 1; ; attempt++) {
      var left = Duration.ofNanos(end - System.nanoTime());
      var patience = left.compareTo(limits.attempt()) < 0 ? left : limits.attempt();
      var ending = attempt(operation, body, patience, reader);
      if (ending instanceof Ending.Answered<T>(var answer)) {
        return answer;
      }
      if (attempt == MOST_ATTEMPTS || !isLeftAfterPause(attempt, end, operation)) {
        var failed = (Ending.Failed<T>) ending;
        throw new DynamoDbFault(
            failed.code(),
            "%s, at attempt %d of %s".formatted(failed.message(), attempt, operation));
      }
    }
  }

  /// Rests, unless no time would be left afterwards, and looks again: a rest may take longer.
  private boolean isLeftAfterPause(int attempt, long end, String operation) {
    var pause = pauseAfter(attempt);
    if (System.nanoTime() + pause.toNanos() >= end) {
      return false;
    }
    rest(pause, operation);
    return System.nanoTime() < end;
  }

  private <T> Ending<T> attempt(
      String operation, byte[] body, Duration patience, Reader<T> reader) {
    try {
      var answer = wire.post(operation, body, patience);
      if (answer.crc32() >= 0 && answer.crc32() != checksum(answer.body())) {
        return new Ending.Failed<>("Incomplete", "the answer's checksum is wrong");
      }
      return answer.status() == OK
          ? new Ending.Answered<>(reader.read(answer.body()))
          : refused(answer);
    } catch (IOException noAnswer) {
      return new Ending.Failed<>("NoAnswer", String.valueOf(noAnswer.getMessage()));
    }
  }

  private static <T> Ending<T> refused(Wire.Answer answer) throws IOException {
    if (answer.status() >= SERVER_ERROR) {
      return new Ending.Failed<>("InternalServerError", "HTTP status " + answer.status());
    }
    var refusal = DynamoDbJson.readRefusal(answer.body());
    if (refusal.code().equals("ConditionalCheckFailedException")) {
      throw new ConditionFailed(refusal.item());
    }
    if (PASSING.contains(refusal.code())) {
      return new Ending.Failed<>(refusal.code(), refusal.message());
    }
    var code = refusal.code().isEmpty() ? "Http" + answer.status() : refusal.code();
    throw new DynamoDbFault(code, refusal.message());
  }

  private static long checksum(byte[] body) {
    var crc32 = new CRC32();
    crc32.update(body);
    return crc32.getValue();
  }

  /// Up to the pause, doubled each time: those who failed together must not return together.
  private Duration pauseAfter(int attempt) {
    var most = limits.pause().toNanos() << (attempt - 1);
    return Duration.ofNanos(most == 0 ? 0 : Chance.upTo(most));
  }

  private static void rest(Duration pause, String operation) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new DynamoDbFault("Interrupted", "interrupted before another attempt of " + operation);
    }
  }
}
