package ivs.recordings.local.s3;

import ivs.recordings.local.gateway.ErrorResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Hands S3 requests on to the engine as streams, because an object may be longer than the memory.
/// A presigned request goes to where its signature is checked, under the host that was signed.
public final class S3RequestForwarder implements Request.Handler, AutoCloseable {
  /// What belongs to one connection and not to the message (RFC 9110, 7.6.1), or is said anew. The
  /// signature of a header is dropped: it was made for the gateway's address, and is not checked.
  private static final Set<String> NOT_FORWARDED =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PRESIGNED = "X-Amz-Signature=";

  private final HttpClient client = builder().build();
  private final S3Engine engine;
  private final CreatedObjects created;
  private volatile Consumer<String> hearer = _ -> {};
  private Optional<HttpClient> presigned = Optional.empty();

  public S3RequestForwarder(S3Engine engine, Clock clock) {
    this.engine = engine;
    this.created = new CreatedObjects(engine.store(), clock);
  }

  /// Who hears of every object that is stored, as EventBridge does.
  public void tell(Consumer<String> told) {
    hearer = told;
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
  }

  /// A client that takes the checking engine for a proxy: it sends the host of the URL as it is,
  /// which no other way of Java's client allows.
  private synchronized HttpClient presigned() throws Exception {
    if (presigned.isEmpty()) {
      var checking = engine.checkingEndpoint();
      var address = new InetSocketAddress(checking.getHost(), checking.getPort());
      presigned = Optional.of(builder().proxy(ProxySelector.of(address)).build());
    }
    return presigned.get();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var isPresigned = String.valueOf(request.getHttpURI().getQuery()).contains(PRESIGNED);
    if (HttpMethod.OPTIONS.is(request.getMethod())) {
      allowPage(request, response);
      response.setStatus(HttpStatus.OK_200);
      callback.succeeded();
      return true;
    }
    var host = String.valueOf(request.getHeaders().get(HttpHeader.HOST));
    HttpRequest forwarded;
    try {
      forwarded = forwarded(request, isPresigned ? "http://" + host : engine.endpoint().toString());
    } catch (IllegalArgumentException unfit) {
      new ErrorResponse(HttpStatus.BAD_REQUEST_400, "InvalidRequest", "the URL can't be parsed")
          .write(request, response, callback);
      return true;
    }
    var reaching = isPresigned ? presigned() : client;
    try (var answer = new Closing<>(reaching.send(forwarded, BodyHandlers.ofInputStream()))) {
      var received = answer.response();
      response.setStatus(received.statusCode());
      received
          .headers()
          .map()
          .forEach((name, values) -> {
            if (isForwarded(name) || name.equalsIgnoreCase("content-length")) {
              response.getHeaders().put(name, values);
            }
          });
      allowPage(request, response);
      try (var sink = Content.Sink.asOutputStream(response)) {
        received.body().transferTo(sink);
      }
      // An upload of parts is answered before it is one object, and is one when the answer ends.
      if (HttpStatus.isSuccess(received.statusCode())) {
        created.of(request).ifPresent(hearer);
      }
      callback.succeeded();
    } catch (IOException unreachable) {
      if (response.isCommitted()) {
        callback.failed(unreachable);
      } else {
        new ErrorResponse(
                HttpStatus.SERVICE_UNAVAILABLE_503,
                "ServiceUnavailable",
                "S3 doesn't answer: " + unreachable.getMessage())
            .write(request, response, callback);
      }
    }
    return true;
  }

  /// Lets a page of any origin send and read, as the rules of the bucket let the page's own; an
  /// address that is not signed does the same here as any other.
  private static void allowPage(Request request, Response response) {
    var origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null) {
      response
          .getHeaders()
          .put("Access-Control-Allow-Origin", origin)
          .put("Access-Control-Allow-Methods", "GET, HEAD, PUT, POST")
          .put("Access-Control-Allow-Headers", "content-type, range, if-range")
          .put("Access-Control-Expose-Headers", "ETag, Content-Range")
          .put("Vary", "Origin");
    }
  }

  private record Closing<T extends AutoCloseable>(java.net.http.HttpResponse<T> response)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try {
        response.body().close();
      } catch (IOException broken) {
        throw broken;
      } catch (Exception broken) {
        throw new IOException(broken);
      }
    }
  }

  private static HttpRequest forwarded(Request request, String base) {
    var outgoing =
        HttpRequest.newBuilder(URI.create(base + request.getHttpURI().getPathQuery()))
            .timeout(PATIENCE)
            .method(request.getMethod(), body(request));
    for (var header : request.getHeaders()) {
      if (isForwarded(header.getName())) {
        outgoing.header(header.getName(), header.getValue());
      }
    }
    return outgoing.build();
  }

  private static BodyPublisher body(Request request) {
    var length = request.getLength();
    if (length == 0) {
      return BodyPublishers.noBody();
    }
    var stream = BodyPublishers.ofInputStream(() -> Content.Source.asInputStream(request));
    return length > 0 ? BodyPublishers.fromPublisher(stream, length) : stream;
  }

  private static boolean isForwarded(String header) {
    return !NOT_FORWARDED.contains(header.toLowerCase(Locale.ROOT));
  }

  @Override
  public synchronized void close() {
    client.shutdownNow();
    presigned.ifPresent(HttpClient::shutdownNow);
  }
}
