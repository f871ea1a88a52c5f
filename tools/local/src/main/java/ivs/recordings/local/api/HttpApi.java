package ivs.recordings.local.api;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.gateway.LocalServer;
import ivs.recordings.local.lambda.PackagedFunction;
import ivs.recordings.local.secrets.TokenKey;
import ivs.recordings.model.playback.MediaPath;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The HTTP API on a port of this machine: what API Gateway does with openapi.yaml in front of the
/// packaged function. Beside it are the keys of the tokens, as an identity provider publishes them,
/// the API's description, and the media that a CDN would serve at the same address.
public final class HttpApi {
  /// API Gateway's limit for a request.
  static final int MAX_BODY_BYTES = 10_000_000;

  /// Lambda's limit for an event and for an answer.
  private static final int MAX_PAYLOAD_BYTES = 6 << 20;

  /// How long API Gateway waits for a function, less a second.
  private static final Duration PATIENCE = Duration.ofSeconds(29);

  private static final int MAX_THREADS = 16;

  /// How many requests the function works on at the same time. Lambda starts as many environments
  /// as it takes; here more of them would only wait for the same cores, with a call of theirs open.
  private static final int ENVIRONMENTS = 16;

  private static final String OPEN_ID = "/.well-known/openid-configuration";
  private static final String KEYS = "/.well-known/jwks.json";

  private final LocalServer server;
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore environments = new Semaphore(ENVIRONMENTS);
  private volatile Optional<Service> service = Optional.empty();

  /// The function behind the API: JSON goes in and comes out.
  public interface Integration {
    String invoke(String event) throws Exception;
  }

  /// What is served.
  ///
  /// @param id the API's id
  /// @param keys the key that signs tokens
  /// @param media what the CDN serves; it answers false to what is for the API
  /// @param patience how long the function may take
  public record Service(
      String id,
      ApiDefinition definition,
      Supplier<TokenKey> keys,
      Integration integration,
      Request.Handler media,
      MetricRecorder monitoring,
      Duration patience) {
    public Service(
        String id,
        ApiDefinition definition,
        Supplier<TokenKey> keys,
        Integration integration,
        Request.Handler media,
        MetricRecorder monitoring) {
      this(id, definition, keys, integration, media, monitoring, PATIENCE);
    }

    private JwtAuthorizer authorizer() {
      return new JwtAuthorizer(definition.authorizer(), keys, monitoring.clock());
    }
  }

  private HttpApi(int port) {
    var threads = new QueuedThreadPool(MAX_THREADS, 2);
    threads.setName("api");
    // A thread for each request: a function waits for its tables most of the time.
    threads.setVirtualThreadsExecutor(work);
    this.server = LocalServer.open(port, "--api-port", threads, new Dispatch());
  }

  /// Takes the port and starts to answer; until it serves something, clients are asked to be
  /// patient.
  ///
  /// @param port 0 takes any that is free
  public static HttpApi open(int port) {
    return new HttpApi(port);
  }

  /// Where it answers, which is also the issuer of the local tokens.
  public URI address() {
    return server.address();
  }

  public void serve(Service served) {
    service = Optional.of(served);
  }

  public void stop() throws Exception {
    server.stop();
    work.shutdownNow();
  }

  private final class Dispatch extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      var served = service;
      if (served.isEmpty()) {
        ProxyAnswer.message(HttpStatus.SERVICE_UNAVAILABLE_503, "Service Unavailable")
            .write(response, callback);
      } else if (!media(served.get(), request, response, callback)
          && !(HttpMethod.GET.is(request.getMethod())
              && page(served.get(), request, response, callback))) {
        api(served.get(), request, response, callback);
      }
      return true;
    }
  }

  private static boolean media(
      Service served, Request request, Response response, Callback callback) throws Exception {
    if (!String.valueOf(request.getHttpURI().getPath()).startsWith(MediaPath.ROOT)) {
      return false;
    }
    var cors = served.definition().cors().map(CorsRules::ofMedia);
    cors.ifPresent(rules -> rules.allow(request, response.getHeaders()));
    if (cors.isPresent() && CorsRules.isPreflight(request)) {
      response.setStatus(HttpStatus.NO_CONTENT_204);
      callback.succeeded();
      return true;
    }
    return served.media().handle(request, response, callback);
  }

  /// What stands beside the API on this machine only.
  private boolean page(Service served, Request request, Response response, Callback callback)
      throws IOException {
    var path = String.valueOf(request.getHttpURI().getPath());
    if (path.equals("/") && served.definition().match(request.getMethod(), path).isPresent()) {
      return false;
    }
    switch (path) {
      case "/", "/docs" -> {
        response.setStatus(HttpStatus.FOUND_302);
        response.getHeaders().put(HttpHeader.LOCATION, SwaggerUi.PATH);
        callback.succeeded();
      }
      case "/openapi.yaml" ->
          write(response, callback, "application/yaml", served.definition().published());
      case KEYS ->
          write(response, callback, "application/json", served.keys().get().published().toString());
      case OPEN_ID ->
          write(
              response,
              callback,
              "application/json",
              "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%2$s%3$s\"}"
                  .formatted(served.definition().authorizer().issuer(), address(), KEYS));
      default -> {
        return path.startsWith(SwaggerUi.PATH) && SwaggerUi.write(path, response, callback);
      }
    }
    return true;
  }

  private static void write(Response response, Callback callback, String type, String body) {
    response.setStatus(HttpStatus.OK_200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    Content.Sink.write(response, true, body, callback);
  }

  private void api(Service served, Request request, Response response, Callback callback) {
    var exchange = new Exchange(served, request, UUID.randomUUID().toString(), System.nanoTime());
    var answer = exchange.answer();
    response.getHeaders().put("apigw-requestid", exchange.requestId());
    served.definition().cors().ifPresent(cors -> cors.allow(request, response.getHeaders()));
    answer.write(response, callback);
    served
        .monitoring()
        .requested(
            served.id(),
            answer.status(),
            Duration.ofNanos(System.nanoTime() - exchange.begin()),
            exchange.integration);
  }

  /// One request of a client.
  private final class Exchange {
    private final Service served;
    private final Request request;
    private final String requestId;
    private final long begin;
    private Optional<Duration> integration = Optional.empty();

    Exchange(Service served, Request request, String requestId, long begin) {
      this.served = served;
      this.request = request;
      this.requestId = requestId;
      this.begin = begin;
    }

    String requestId() {
      return requestId;
    }

    long begin() {
      return begin;
    }

    ProxyAnswer answer() {
      if (served.definition().cors().isPresent() && CorsRules.isPreflight(request)) {
        return new ProxyAnswer(
            HttpStatus.NO_CONTENT_204, Map.of(), List.of(), ByteBuffer.allocate(0));
      }
      try {
        var path = String.valueOf(request.getHttpURI().getPath());
        return served
            .definition()
            .match(request.getMethod(), path)
            .map(this::authorized)
            .orElseGet(() -> ProxyAnswer.message(HttpStatus.NOT_FOUND_404, "Not Found"));
      } catch (IllegalArgumentException undecodable) {
        return ProxyAnswer.message(HttpStatus.BAD_REQUEST_400, "Bad Request");
      }
    }

    private ProxyAnswer authorized(ApiDefinition.Match route) {
      if (!route.route().secured()) {
        return answer(route, Optional.empty());
      }
      var header = Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION));
      return switch (served.authorizer().decide(header)) {
        case JwtAuthorizer.Granted(var claims) -> answer(route, Optional.of(claims));
        case JwtAuthorizer.Denied(var reason) -> unauthorized(reason);
      };
    }

    private ProxyAnswer answer(ApiDefinition.Match route, Optional<Map<String, String>> claims) {
      byte[] body;
      try {
        body = Content.Source.asByteArrayAsync(request, MAX_BODY_BYTES).join();
      } catch (CompletionException tooLong) {
        return tooLarge();
      }
      var now = served.monitoring().clock().instant();
      var event = new ProxyEvent(served.id(), requestId, now, route, claims).json(request, body);
      return event.getBytes(StandardCharsets.UTF_8).length > MAX_PAYLOAD_BYTES
          ? tooLarge()
          : invoked(event);
    }

    private ProxyAnswer invoked(String event) {
      var from = System.nanoTime();
      var invocation = work.submit(() -> invoke(event));
      try {
        var answer = invocation.get(served.patience().toMillis(), MILLISECONDS);
        return Optional.of(answer)
            .filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= MAX_PAYLOAD_BYTES)
            .flatMap(ProxyAnswer::of)
            .orElseGet(HttpApi::internalError);
      } catch (TimeoutException tooSlow) {
        invocation.cancel(true);
        return unavailable();
      } catch (ExecutionException failed) {
        return failed.getCause() instanceof PackagedFunction.ThrottledException
            ? unavailable()
            : internalError();
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return unavailable();
      } finally {
        integration = Optional.of(Duration.ofNanos(System.nanoTime() - from));
      }
    }

    private String invoke(String event) throws Exception {
      environments.acquire();
      try {
        return served.integration().invoke(event);
      } finally {
        environments.release();
      }
    }
  }

  private static ProxyAnswer unauthorized(Optional<String> reason) {
    var answer = ProxyAnswer.message(HttpStatus.UNAUTHORIZED_401, "Unauthorized");
    return answer.with(
        "www-authenticate",
        reason
            .map("Bearer scope=\"\" error=\"invalid_token\" error_description=\"%s\""::formatted)
            .orElse("Bearer"));
  }

  private static ProxyAnswer tooLarge() {
    return ProxyAnswer.message(HttpStatus.PAYLOAD_TOO_LARGE_413, "Request Entity Too Large");
  }

  private static ProxyAnswer unavailable() {
    return ProxyAnswer.message(HttpStatus.SERVICE_UNAVAILABLE_503, "Service Unavailable");
  }

  private static ProxyAnswer internalError() {
    return ProxyAnswer.message(HttpStatus.INTERNAL_SERVER_ERROR_500, "Internal Server Error");
  }
}
