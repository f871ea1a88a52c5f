package ivs.recordings.handler.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/// The wire between the SDK and DynamoDB, which breaks by script. What is above it is the SDK as it
/// is deployed, with its retries and its timeouts; what is below it is DynamoDB Local.
public final class FaultyHttp implements SdkHttpClient {
  /// What happens to one attempt of one call.
  public enum Fault {
    /// Refused before anything was done.
    THROTTLED,
    /// The server breaks before it did anything.
    ERROR_BEFORE,
    /// The server breaks when it has done what was asked.
    ERROR_AFTER,
    /// A gateway on the way answers with a page for people.
    GATEWAY_PAGE,
    /// It is done, and no answer comes until the SDK's patience ends.
    SILENCE_AFTER,
    RESET_BEFORE,
    /// It is done, and the connection breaks instead of the answer.
    RESET_AFTER,
    /// It is done, and half of the answer arrives.
    TRUNCATED,
    /// It is done, and an answer without a body arrives.
    EMPTIED,
    /// All keys of a batch are handed back.
    UNPROCESSED,
    /// The keys of a batch but the first of each table are handed back.
    HALF_UNPROCESSED,
    /// The credentials are no longer good: no attempt will do better.
    EXPIRED_TOKEN;

    /// Whether the SDK makes another attempt. It does not ask again where none would do better, nor
    /// for keys that were handed back, nor for an answer whose checksum is wrong.
    boolean isRetried() {
      return this != EMPTIED && this != EXPIRED_TOKEN && !isOfBatches();
    }

    boolean isPossibleFor(Call call) {
      return !isOfBatches() || call.operation().equals("BatchGetItem");
    }

    private boolean isOfBatches() {
      return this == UNPROCESSED || this == HALF_UNPROCESSED;
    }
  }

  /// One call of the code above the SDK, however many attempts the SDK makes of it.
  ///
  /// @param on the table and the partition key it is about; empty for a batch
  /// @param nth counts calls of one kind on one key, from 1
  public record Call(String operation, String on, int nth) {
    @Override
    public String toString() {
      return operation + (on.isEmpty() ? "" : " " + on) + (nth == 1 ? "" : " #" + nth);
    }
  }

  public interface Script {
    /// What breaks an attempt, counted from 1; nothing lets it pass.
    Optional<Fault> fault(Call call, int attempt);
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SdkHttpClient wire;
  private Script script = (_, _) -> Optional.empty();
  private final Map<String, Call> byInvocation = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private final Set<Call> calls = new LinkedHashSet<>();
  private final List<Integer> broken = new ArrayList<>();
  private int conditionsFailedOnRetry;

  FaultyHttp(SdkHttpClient wire) {
    this.wire = wire;
  }

  /// From now on it breaks by this script, and knows nothing of what was before.
  public synchronized void begin(Script next) {
    script = next;
    byInvocation.clear();
    seen.clear();
    calls.clear();
    broken.clear();
    conditionsFailedOnRetry = 0;
  }

  synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /// The attempts that were broken, each counted from 1 within its call.
  synchronized List<Integer> broken() {
    return List.copyOf(broken);
  }

  /// How often a second attempt found that the first had been applied.
  synchronized int conditionsFailedOnRetry() {
    return conditionsFailedOnRetry;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    var attempt = new Attempt(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return attempt.call();
      }

      @Override
      public void abort() {
        attempt.abort();
      }
    };
  }

  /// The wire is its owner's.
  @Override
  public void close() {}

  private final class Attempt {
    private final HttpExecuteRequest request;
    private final CountDownLatch aborted = new CountDownLatch(1);

    Attempt(HttpExecuteRequest request) {
      this.request = request;
    }

    void abort() {
      aborted.countDown();
    }

    HttpExecuteResponse call() throws IOException {
      var body = body();
      var call = called(body);
      var number = number();
      var fault = fault(call, number);
      if (fault.isPresent()) {
        return broken(fault.get(), body);
      }
      var answer = pass();
      if (number > 1 && answer.httpResponse().statusCode() == 400) {
        noteConditionFailed();
      }
      return answer;
    }

    private HttpExecuteResponse broken(Fault fault, JsonNode body) throws IOException {
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
          try {
            aborted.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new IOException("aborted");
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
        case EMPTIED -> emptied(text(pass()));
        case UNPROCESSED -> unprocessed(body);
        case HALF_UNPROCESSED -> halfUnprocessed(body);
        case EXPIRED_TOKEN ->
            error(
                400,
                "com.amazon.coral.service#ExpiredTokenException",
                "The security token included in the request is expired");
      };
    }

    /// DynamoDB says what its answer's checksum is, so a body that is missing cannot pass for one
    /// that says nothing.
    private static HttpExecuteResponse emptied(String text) {
      var checksum = new CRC32();
      checksum.update(text.getBytes(StandardCharsets.UTF_8));
      return answer(200, "", Map.of("x-amz-crc32", List.of(Long.toString(checksum.getValue()))));
    }

    private static HttpExecuteResponse unprocessed(JsonNode body) {
      var answer = JSON.createObjectNode();
      answer.putObject("Responses");
      answer.set("UnprocessedKeys", body.path("RequestItems"));
      return answer(200, answer.toString());
    }

    /// The first key of each table is answered, and the others are handed back.
    private HttpExecuteResponse halfUnprocessed(JsonNode body) throws IOException {
      var first = body.deepCopy();
      var rest = JSON.createObjectNode();
      for (var table : first.path("RequestItems").properties()) {
        var keys = (ArrayNode) table.getValue().path("Keys");
        if (keys.size() > 1) {
          var others = table.getValue().deepCopy();
          ((ArrayNode) others.path("Keys")).remove(0);
          rest.set(table.getKey(), others);
        }
        while (keys.size() > 1) {
          keys.remove(1);
        }
      }
      var answer =
          (ObjectNode) JSON.readTree(text(pass(first.toString().getBytes(StandardCharsets.UTF_8))));
      answer.set("UnprocessedKeys", rest);
      return answer(200, answer.toString());
    }

    private HttpExecuteResponse pass() throws IOException {
      return whole(wire.prepareRequest(request).call());
    }

    /// DynamoDB Local checks no signature, so another body may go under this one's.
    private HttpExecuteResponse pass(byte[] body) throws IOException {
      return whole(
          wire.prepareRequest(
                  HttpExecuteRequest.builder()
                      .request(
                          request.httpRequest().toBuilder()
                              .putHeader("Content-Length", Integer.toString(body.length))
                              .build())
                      .contentStreamProvider(() -> new ByteArrayInputStream(body))
                      .build())
              .call());
    }

    private JsonNode body() throws IOException {
      try (var stream = request.contentStreamProvider().orElseThrow().newStream()) {
        return JSON.readTree(stream);
      }
    }

    private String header(String name) {
      return request.httpRequest().firstMatchingHeader(name).orElseThrow();
    }

    /// `amz-sdk-request: attempt=2; max=3`.
    private int number() {
      return Integer.parseInt(header("amz-sdk-request").replaceAll(".*attempt=(\\d+).*", "$1"));
    }

    private Call called(JsonNode body) {
      var operation = header("X-Amz-Target").replaceFirst(".*\\.", "");
      return callOf(header("amz-sdk-invocation-id"), operation, on(body));
    }
  }

  private synchronized Optional<Fault> fault(Call call, int attempt) {
    var fault = script.fault(call, attempt);
    fault.ifPresent(_ -> broken.add(attempt));
    return fault;
  }

  private synchronized Call callOf(String invocation, String operation, String on) {
    return byInvocation.computeIfAbsent(
        invocation,
        _ -> {
          var call = new Call(operation, on, seen.merge(operation + " " + on, 1, Integer::sum));
          calls.add(call);
          return call;
        });
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

  private static HttpExecuteResponse internalError() {
    return error(
        500,
        "com.amazonaws.dynamodb.v20120810#InternalServerError",
        "The request processing has failed because of an unknown error");
  }

  private static HttpExecuteResponse error(int status, String type, String message) {
    var body = JSON.createObjectNode();
    body.put("__type", type);
    body.put("message", message);
    return answer(status, body.toString());
  }

  /// An answer that is not read to its end would keep its connection from the pool.
  private static HttpExecuteResponse whole(HttpExecuteResponse answer) {
    return answer(
        answer.httpResponse().statusCode(), text(answer), answer.httpResponse().headers());
  }

  private static HttpExecuteResponse answer(int status, String body) {
    return answer(status, body, Map.of());
  }

  private static HttpExecuteResponse answer(
      int status, String body, Map<String, List<String>> headers) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpResponse.builder()
                .statusCode(status)
                .headers(headers)
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("Content-Length", Integer.toString(bytes.length))
                .build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(bytes)))
        .build();
  }

  private static String text(HttpExecuteResponse response) {
    try (var body = response.responseBody().orElseThrow()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
