package ivs.recordings.handler.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/// PutEvents over HTTP, where each request goes as a test has it go. What it accepted stays known,
/// also where the answer was lost.
final class ScriptedBus implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();

  /// How a request goes.
  interface Turn {
    /// The code that an entry is refused with; empty to accept it.
    String refusal(JsonNode entry);

    /// Whether the answer is lost after the entries were accepted.
    default boolean losesAnswer() {
      return false;
    }
  }

  private final HttpServer server;
  private final List<Turn> turns = new ArrayList<>();
  final List<List<JsonNode>> requests = new ArrayList<>();
  final List<JsonNode> accepted = new ArrayList<>();

  ScriptedBus() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /// The next requests go like this, and those after them well.
  void next(Turn... planned) {
    turns.addAll(List.of(planned));
  }

  EventBridgeClient client(software.amazon.awssdk.core.interceptor.ExecutionInterceptor deadline) {
    System.setProperty(
        "aws.endpointUrlEventBridge",
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()).toString());
    return RecordingBus.client(deadline);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    var body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    var entries = new ArrayList<JsonNode>();
    body.path("Entries").forEach(entries::add);
    requests.add(entries);
    Turn turn = turns.isEmpty() ? _ -> "" : turns.removeFirst();
    var answer = JSON.createObjectNode();
    var results = answer.putArray("Entries");
    var failed = 0;
    for (var entry : entries) {
      var refusal = turn.refusal(entry);
      if (refusal.isEmpty()) {
        accepted.add(entry);
        results.addObject().put("EventId", "id-" + accepted.size());
      } else {
        failed++;
        results.addObject().put("ErrorCode", refusal).put("ErrorMessage", "refused");
      }
    }
    answer.put("FailedEntryCount", failed);
    if (!turn.losesAnswer()) {
      var bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  /// The details of the events that were accepted.
  List<JsonNode> details() throws IOException {
    var details = new ArrayList<JsonNode>();
    for (var entry : accepted) {
      details.add(JSON.readTree(entry.path("Detail").asText()));
    }
    return details;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
