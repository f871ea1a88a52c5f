package ivs.recordings.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.store.Wire;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/// The wire between the function's client and DynamoDB, which breaks by script. What is above it is
/// the client as it is deployed, with its retries and its timeouts; what is below it is HTTP and
/// DynamoDB Local.
final class FaultyHttp implements Wire {
  /// What happens to one attempt of one call.
  enum Fault {
    /// Refused before anything was done.
    THROTTLED,
    /// The server breaks before it did anything.
    ERROR_BEFORE,
    /// The server breaks when it has done what was asked.
    ERROR_AFTER,
    /// A gateway on the way answers with a page for people.
    GATEWAY_PAGE,
    /// It is done, and no answer comes until the client's patience ends.
    SILENCE_AFTER,
    RESET_BEFORE,
    /// It is done, and the connection breaks instead of the answer.
    RESET_AFTER,
    /// It is done, and half of the answer arrives.
    TRUNCATED,
    /// It is done, and an answer without anything in it arrives.
    EMPTIED,
    /// All keys of a batch are handed back.
    UNPROCESSED,
    /// The keys of a batch but the first of each table are handed back.
    HALF_UNPROCESSED,
    /// The credentials are no longer good: no attempt will do better.
    EXPIRED_TOKEN;

    /// Whether the client makes another attempt. It does not ask again where none would do better,
    /// nor for keys that were handed back.
    boolean isRetried() {
      return switch (this) {
        case THROTTLED,
            ERROR_BEFORE,
            ERROR_AFTER,
            GATEWAY_PAGE,
            SILENCE_AFTER,
            RESET_BEFORE,
            RESET_AFTER,
            TRUNCATED,
            EMPTIED ->
            true;
        case UNPROCESSED, HALF_UNPROCESSED, EXPIRED_TOKEN -> false;
      };
    }

    boolean isPossibleFor(Call call) {
      return switch (this) {
        case UNPROCESSED, HALF_UNPROCESSED -> call.operation().equals("BatchGetItem");
        case THROTTLED,
            ERROR_BEFORE,
            ERROR_AFTER,
            GATEWAY_PAGE,
            SILENCE_AFTER,
            RESET_BEFORE,
            RESET_AFTER,
            TRUNCATED,
            EMPTIED,
            EXPIRED_TOKEN ->
            true;
      };
    }
  }

  /// One call, however many attempts the client makes of it.
  ///
  /// @param on the table and the partition key it is about; empty for a batch
  /// @param nth counts calls of one kind on one key, from 1
  record Call(String operation, String on, int nth) implements Comparable<Call> {
    @Override
    public int compareTo(Call other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return operation + (on.isEmpty() ? "" : " " + on) + (nth == 1 ? "" : " #" + nth);
    }
  }

  interface Script {
    /// What breaks an attempt, counted from 1; nothing lets it pass.
    List<Fault> faults(Call call, int attempt);
  }

  /// An attempt that was broken.
  record Broken(Call call, int attempt, Fault fault) {}

  /// What is below the script is not to be broken by a slow machine.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Wire wire;
  private Script script = (_, _) -> List.of();
  private final IdentityHashMap<byte[], Call> byBody = new IdentityHashMap<>();
  private final IdentityHashMap<byte[], Integer> attempts = new IdentityHashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private final Set<Call> calls = new LinkedHashSet<>();
  private final List<Broken> broken = new ArrayList<>();
  private int conditionsFailedOnRetry;

  FaultyHttp(Wire wire) {
    this.wire = wire;
  }

  /// From now on it breaks by this script, and knows nothing of what was before.
  synchronized void begin(Script next) {
    script = next;
    byBody.clear();
    attempts.clear();
    seen.clear();
    calls.clear();
    broken.clear();
    conditionsFailedOnRetry = 0;
  }

  synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  synchronized List<Broken> broken() {
    return List.copyOf(broken);
  }

  /// How often a second attempt found that the first had been applied.
  synchronized int conditionsFailedOnRetry() {
    return conditionsFailedOnRetry;
  }

  @Override
  public Answer post(String operation, byte[] body, Duration patience) throws IOException {
    return new Attempt(operation, body, patience).make();
  }

  private final class Attempt {
    private final String operation;
    private final byte[] body;
    private final int number;
    private final Duration patience;

    Attempt(String operation, byte[] body, Duration patience) {
      this.operation = operation;
      this.body = body;
      this.number = nextAttemptOf(body);
      this.patience = patience;
    }

    Answer make() throws IOException {
      var json = JSON.readTree(body);
      var call = callOf(body, operation, on(json));
      for (var fault : faults(call, number)) {
        if (fault.isPossibleFor(call)) {
          note(call, number, fault);
          return broken(fault, json);
        }
      }
      var answer = pass();
      if (number > 1 && answer.status() == 400) {
        noteConditionFailed();
      }
      return answer;
    }

    private Answer broken(Fault fault, JsonNode json) throws IOException {
      return switch (fault) {
        case THROTTLED ->
            error(
                400,
                "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput was exceeded");
        case ERROR_BEFORE -> internalError();
        case ERROR_AFTER -> {
          pass();
          yield internalError();
        }
        case GATEWAY_PAGE -> answer(503, "<html><body>Service Unavailable</body></html>");
        case SILENCE_AFTER -> {
          pass();
          throw silence();
        }
        case RESET_BEFORE -> throw new SocketException("Connection reset");
        case RESET_AFTER -> {
          pass();
          throw new SocketException("Connection reset");
        }
        case TRUNCATED -> {
          var text = text(pass());
          yield answer(200, text.substring(0, text.length() / 2));
        }
        case EMPTIED -> emptied(pass());
        case UNPROCESSED -> unprocessed(json);
        case HALF_UNPROCESSED -> halfUnprocessed(json);
        case EXPIRED_TOKEN ->
            error(
                400,
                "com.amazon.coral.service#ExpiredTokenException",
                "The security token included in the request is expired");
      };
    }

    private IOException silence() {
      try {
        Thread.sleep(patience);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new IOException("no answer");
    }

    /// DynamoDB says what its answer's checksum is, so what is left of it cannot pass for an answer
    /// that says nothing.
    private static Answer emptied(Answer whole) {
      var checksum = new CRC32();
      checksum.update(whole.body());
      return new Answer(200, "{}".getBytes(StandardCharsets.UTF_8), checksum.getValue());
    }

    private static Answer unprocessed(JsonNode body) {
      var answer = JSON.createObjectNode();
      answer.putObject("Responses");
      answer.set("UnprocessedKeys", body.path("RequestItems"));
      return answer(200, answer.toString());
    }

    /// The first key of each table is answered, and the others are handed back.
    private Answer halfUnprocessed(JsonNode json) throws IOException {
      var first = json.deepCopy();
      var rest = json.path("RequestItems").deepCopy();
      first.path("RequestItems").forEach(table -> keepKeys((ObjectNode) table, 0, 1));
      rest.forEach(table -> keepKeys((ObjectNode) table, 1, Integer.MAX_VALUE));
      var emptyTables = new ArrayList<String>();
      rest.properties()
          .forEach(table -> {
            if (table.getValue().path("Keys").isEmpty()) {
              emptyTables.add(table.getKey());
            }
          });
      ((ObjectNode) rest).remove(emptyTables);
      var answer =
          (ObjectNode) JSON.readTree(text(pass(first.toString().getBytes(StandardCharsets.UTF_8))));
      answer.set("UnprocessedKeys", rest);
      return answer(200, answer.toString());
    }

    private static void keepKeys(ObjectNode table, int from, int to) {
      var kept = JSON.createArrayNode();
      var keys = table.path("Keys");
      for (int i = from; i < Math.min(to, keys.size()); i++) {
        kept.add(keys.get(i));
      }
      table.set("Keys", kept);
    }

    private Answer pass() throws IOException {
      return wire.post(operation, body, PATIENCE);
    }

    private Answer pass(byte[] other) throws IOException {
      return wire.post(operation, other, PATIENCE);
    }
  }

  private synchronized List<Fault> faults(Call call, int attempt) {
    return script.faults(call, attempt);
  }

  /// Every attempt of a call has the same body, and no two calls share one.
  private synchronized int nextAttemptOf(byte[] body) {
    return attempts.merge(body, 1, Integer::sum);
  }

  private synchronized Call callOf(byte[] body, String operation, String on) {
    return byBody.computeIfAbsent(
        body,
        _ -> {
          var call = new Call(operation, on, seen.merge(operation + " " + on, 1, Integer::sum));
          calls.add(call);
          return call;
        });
  }

  private synchronized void note(Call call, int attempt, Fault fault) {
    broken.add(new Broken(call, attempt, fault));
  }

  private synchronized void noteConditionFailed() {
    conditionsFailedOnRetry++;
  }

  /// The values of the key, as far as the request names one.
  private static String on(JsonNode body) {
    if (!body.has("TableName")) {
      return "";
    }
    var on = new StringBuilder(body.path("TableName").asText());
    var key = body.has("Key") ? body.path("Key") : body.path("Item");
    var values = body.has("KeyConditionExpression") ? body.path("ExpressionAttributeValues") : key;
    for (var name : List.of("recordingId", "streamId", "waitingFor", ":cause")) {
      if (values.path(name).has("S")) {
        on.append(' ').append(values.path(name).path("S").asText());
      }
    }
    return on.toString();
  }

  private static Answer internalError() {
    return error(
        500,
        "com.amazonaws.dynamodb.v20120810#InternalServerError",
        "The request processing has failed because of an unknown error");
  }

  private static Answer error(int status, String type, String message) {
    var body = JSON.createObjectNode();
    body.put("__type", type);
    body.put("message", message);
    return answer(status, body.toString());
  }

  private static Answer answer(int status, String body) {
    return new Answer(status, body.getBytes(StandardCharsets.UTF_8), -1);
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
