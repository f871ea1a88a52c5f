package ivs.recordings.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What stands around a function under AWS's runtime client: the Lambda Runtime API that hands it
/// events, and a DynamoDB that answers at once. It knows one profile and one stream session; there
/// is no recording yet, and every write succeeds.
final class Stub implements AutoCloseable {
  private static final String RUNTIME = "/2018-06-01/runtime/";
  private static final String PROFILE =
      "{\"sourceArn\":{\"S\":\"%s\"},\"profileId\":{\"S\":\"anna\"}}".formatted(Samples.CHANNEL);
  private static final String SESSION =
      """
      {"streamId":{"S":"%s"},"profileId":{"S":"anna"},"sourceArn":{"S":"%s"},"status":{"S":"LIVE"},\
      "startTime":{"S":"2026-09-03T07:05:10Z"},"version":{"N":"1"},\
      "updatedAt":{"S":"2026-09-03T07:05:11Z"}}\
      """
          .formatted(Samples.STREAM, Samples.CHANNEL);

  private final HttpServer server;
  private volatile BlockingQueue<byte[]> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> restores = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> dynamoCalls = new ArrayBlockingQueue<>(1);
  private final AtomicInteger calls = new AtomicInteger();

  Stub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /// The calls that DynamoDB got since the last question.
  int calls() {
    return calls.getAndSet(0);
  }

  /// A new process begins. The last one may have ended while it asked for an event: its question
  /// stays with the old queue.
  void begin() {
    events = new LinkedBlockingQueue<>();
    answers.clear();
    restores.clear();
    dynamoCalls.clear();
  }

  void hand(byte[] batch) {
    events.add(batch);
  }

  /// When the answer came, in the nanoseconds of [System#nanoTime].
  long awaitAnswer() throws InterruptedException {
    return await(answers, "answer");
  }

  /// When DynamoDB was called, just before it answers.
  long awaitCall() throws InterruptedException {
    return await(dynamoCalls, "call");
  }

  /// When the function had done what it does before a snapshot.
  long awaitCheckpoint() throws InterruptedException {
    return await(restores, "checkpoint");
  }

  private static long await(BlockingQueue<Long> queue, String what) throws InterruptedException {
    var moment = queue.poll(3, TimeUnit.MINUTES);
    if (moment == null) {
      throw new IllegalStateException("no %s within three minutes".formatted(what));
    }
    return moment;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      var path = exchange.getRequestURI().getPath();
      var body = exchange.getRequestBody().readAllBytes();
      if (!path.startsWith(RUNTIME)) {
        dynamo(exchange, new String(body, StandardCharsets.UTF_8));
      } else if (path.endsWith("/invocation/next")) {
        next(exchange);
      } else if (path.endsWith("/restore/next")) {
        restores.add(System.nanoTime());
        answer(exchange, 200, new byte[0]);
      } else {
        var text = new String(body, StandardCharsets.UTF_8);
        if (!path.endsWith("/response") || text.contains("itemIdentifier")) {
          throw new IllegalStateException(path + " " + text);
        }
        answers.add(System.nanoTime());
        answer(exchange, 202, new byte[0]);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    var event = events.take();
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json"); // The native client reads it unasked.
    headers.set("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
    headers.set(
        "Lambda-Runtime-Invoked-Function-Arn",
        "arn:aws:lambda:us-east-1:111122223333:function:RecordingStatusHandler");
    headers.set(
        "Lambda-Runtime-Deadline-Ms", String.valueOf(Instant.now().toEpochMilli() + 30_000));
    answer(exchange, 200, event);
  }

  private void dynamo(HttpExchange exchange, String request) throws IOException {
    calls.incrementAndGet();
    dynamoCalls.offer(System.nanoTime());
    var body = answerTo(exchange.getRequestHeaders().getFirst("X-Amz-Target"), request);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    answer(exchange, 200, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String answerTo(String target, String request) {
    if (target.endsWith(".BatchGetItem")) {
      return "{\"Responses\":{\"Profile\":[%s],\"StreamSession\":[%s]},\"UnprocessedKeys\":{}}"
          .formatted(PROFILE, SESSION);
    }
    if (target.endsWith(".GetItem") && request.contains("\"Profile\"")) {
      return "{\"Item\":%s}".formatted(PROFILE);
    }
    if (target.endsWith(".GetItem") && request.contains("\"StreamSession\"")) {
      return "{\"Item\":%s}".formatted(SESSION);
    }
    return "{}";
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
