package ivs.recordings.handler.reconciler.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ivs.recordings.handler.reconciler.aws.IvsStreams.Live;
import ivs.recordings.model.session.StreamSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.ivs.IvsClient;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;

/// An HTTP server that speaks IVS's JSON, and the function's own client for it. Before every test
/// no channel has ever been live.
public final class IvsServer implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Small, so that a test of pages needs no hundreds of streams.
  public static final int PAGE = 3;

  private final Map<String, List<StreamSpan>> sessions = new LinkedHashMap<>();
  private final List<Live> live = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private final HttpServer server = listening();
  private final URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  private final IvsClient client =
      AwsIvsStreams.client(builder -> builder.endpointOverride(endpoint));
  private final IvsRealTimeClient realTime =
      AwsIvsStreams.realTimeClient(builder -> builder.endpointOverride(endpoint));
  private Optional<String> refusal = Optional.empty();

  @Override
  public void beforeAll(ExtensionContext context) {
    server.createContext("/ListStreamSessions", answering(this::listStreamSessions));
    server.createContext("/ListStreams", answering(this::listStreams));
    server.createContext("/ListStageSessions", answering(this::listStageSessions));
    server.createContext("/GetStageSession", answering(this::getStageSession));
    server.start();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    forget();
  }

  /// From now on no channel was ever live.
  public void forget() {
    sessions.clear();
    live.clear();
    calls.clear();
    refusal = Optional.empty();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    client.close();
    realTime.close();
    server.stop(0);
  }

  public IvsStreams streams() {
    return new AwsIvsStreams(client, realTime);
  }

  /// A channel that exists has sessions, if only none; newest first, as IVS lists them.
  public void sessions(String channel, StreamSpan... spans) {
    sessions.put(channel, List.of(spans));
  }

  public void live(Live stream) {
    live.add(stream);
  }

  /// The paths asked for, in their order.
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /// From now on every call ends with this error.
  void refuse(String error) {
    refusal = Optional.of(error);
  }

  private void listStreamSessions(JsonNode asked, Answer answer) {
    var channel = asked.path("channelArn").asText();
    if (!sessions.containsKey(channel)) {
      answer.error(404, "ResourceNotFoundException");
      return;
    }
    page(
        sessions.getOrDefault(channel, List.of()),
        asked,
        answer,
        "streamSessions",
        (span, json) -> {
          json.put("streamId", span.streamId().value());
          json.put("startTime", span.startTime().toString());
          json.put("hasErrorEvent", false);
          span.endTime().ifPresent(end -> json.put("endTime", end.toString()));
        });
  }

  private void listStageSessions(JsonNode asked, Answer answer) {
    var stage = asked.path("stageArn").asText();
    if (!sessions.containsKey(stage)) {
      answer.error(404, "ResourceNotFoundException");
      return;
    }
    page(
        sessions.getOrDefault(stage, List.of()),
        asked,
        answer,
        "stageSessions",
        IvsServer::stageSession);
  }

  private void getStageSession(JsonNode asked, Answer answer) {
    sessions.getOrDefault(asked.path("stageArn").asText(), List.of()).stream()
        .filter(span -> span.streamId().value().equals(asked.path("sessionId").asText()))
        .findFirst()
        .ifPresentOrElse(
            span -> stageSession(span, answer.body().putObject("stageSession")),
            () -> answer.error(404, "ResourceNotFoundException"));
  }

  private static void stageSession(StreamSpan span, ObjectNode json) {
    json.put("sessionId", span.streamId().value());
    json.put("startTime", span.startTime().toString());
    span.endTime().ifPresent(end -> json.put("endTime", end.toString()));
  }

  private void listStreams(JsonNode asked, Answer answer) {
    page(
        live,
        asked,
        answer,
        "streams",
        (stream, json) -> {
          json.put("channelArn", stream.channel().value());
          json.put("streamId", stream.streamId().value());
          json.put("startTime", stream.startTime().toString());
          json.put("state", "LIVE");
          json.put("health", "HEALTHY");
          json.put("viewerCount", stream.viewers().orElse(-1L));
        });
  }

  private static <T> void page(
      List<T> all, JsonNode asked, Answer answer, String name, BiConsumer<T, ObjectNode> write) {
    int from = asked.path("nextToken").asInt(0);
    int to = Math.min(all.size(), from + Math.min(PAGE, asked.path("maxResults").asInt(100)));
    var list = answer.body().putArray(name);
    all.subList(from, to).forEach(each -> write.accept(each, list.addObject()));
    if (to < all.size()) {
      answer.body().put("nextToken", Integer.toString(to));
    }
  }

  private interface Endpoint {
    void answer(JsonNode asked, Answer answer);
  }

  private static final class Answer {
    private final ObjectNode body = JSON.createObjectNode();
    private int status = 200;
    private String error = "";

    ObjectNode body() {
      return body;
    }

    void error(int status, String error) {
      this.status = status;
      this.error = error;
      body.put("exceptionMessage", "as the test wants it");
    }
  }

  private com.sun.net.httpserver.HttpHandler answering(Endpoint endpoint) {
    return exchange -> {
      try (exchange) {
        calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        var answer = new Answer();
        var asked = JSON.readTree(exchange.getRequestBody());
        refusal.ifPresentOrElse(
            error -> answer.error(error.startsWith("Throttling") ? 429 : 403, error),
            () -> endpoint.answer(asked, answer));
        send(exchange, answer);
      }
    };
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    var bytes = JSON.writeValueAsBytes(answer.body());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (!answer.error.isEmpty()) {
      exchange.getResponseHeaders().set("x-amzn-ErrorType", answer.error);
    }
    exchange.sendResponseHeaders(answer.status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static HttpServer listening() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
