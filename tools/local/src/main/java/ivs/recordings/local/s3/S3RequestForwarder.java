package ivs.recordings.local.s3;

import ivs.recordings.local.gateway.ErrorResponse;
import ivs.recordings.local.gateway.ForwardedHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Hands S3 requests on to the engine by way of a file, because an object may be longer than the
/// memory, and because a caller that still sends reads no answer. A presigned request goes to where
/// its signature is checked, under the host that was signed.
public final class S3RequestForwarder implements Request.Handler {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PRESIGNED = "X-Amz-Signature=";

  private final S3Engine engine;
  private final CreatedObjects created;
  private volatile Consumer<String> listener = _ -> {};

  public S3RequestForwarder(S3Engine engine, Clock clock) {
    this.engine = engine;
    this.created = new CreatedObjects(engine.store(), clock);
  }

  /// Takes an event of each object that is stored, as EventBridge does.
  public void onCreated(Consumer<String> listener) {
    this.listener = listener;
  }

  /// A client of one request, because the engine closes the connection of a request that it
  /// refused, and may say so too late.
  ///
  /// The client of a presigned one takes the checking engine for a proxy: it sends the host of the
  /// URL as it is, which no other way of Java's client allows.
  private HttpClient client(boolean isPresigned) throws Exception {
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (isPresigned) {
      var checking = engine.checkingEndpoint();
      var address = new InetSocketAddress(checking.getHost(), checking.getPort());
      client.proxy(ProxySelector.of(address));
    }
    return client.build();
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
    var base = isPresigned ? "http://" + host : engine.endpoint().toString();
    try (var body = Body.of(request);
        var client = client(isPresigned);
        var answer =
            new Closing<>(
                client.send(
                    forwarded(request, base, body.publisher()), BodyHandlers.ofInputStream()))) {
      var received = answer.response();
      // An error is read before any of it is passed on: its connection may break too.
      var content =
          HttpStatus.isSuccess(received.statusCode())
              ? received.body()
              : new ByteArrayInputStream(received.body().readAllBytes());
      response.setStatus(received.statusCode());
      ForwardedHeaders.answer(received.headers(), response);
      allowPage(request, response);
      try (var sink = Content.Sink.asOutputStream(response)) {
        content.transferTo(sink);
      }
      // An upload of parts is answered before it is one object, and is one when the answer ends.
      if (HttpStatus.isSuccess(received.statusCode())) {
        created.of(request).ifPresent(listener);
      }
      callback.succeeded();
    } catch (IllegalArgumentException unfit) {
      new ErrorResponse(HttpStatus.BAD_REQUEST_400, "InvalidRequest", "the URL can't be parsed")
          .write(request, response, callback);
    } catch (IOException unreachable) {
      if (response.isCommitted()) {
        callback.failed(unreachable);
      } else if (isPresigned && request.getLength() != 0) {
        // A body that is refused is not read, and the answer is lost with the connection.
        new ErrorResponse(
                HttpStatus.FORBIDDEN_403,
                "AccessDenied",
                "the body was refused unread: the signature, its time or a signed header is wrong")
            .write(request, response, callback);
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

  private record Closing<T extends AutoCloseable>(HttpResponse<T> response)
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

  private static HttpRequest forwarded(Request request, String base, BodyPublisher body) {
    return ForwardedHeaders.request(request, URI.create(base + request.getHttpURI().getPathQuery()))
        .timeout(PATIENCE)
        .method(request.getMethod(), body)
        .build();
  }

  /// The whole body of a request, in a file that is removed with it.
  private record Body(Optional<Path> file) implements AutoCloseable {
    static Body of(Request request) throws IOException {
      if (request.getLength() == 0) {
        return new Body(Optional.empty());
      }
      var body = new Body(Optional.of(Files.createTempFile("recordings-s3-", ".body")));
      try (var content = Content.Source.asInputStream(request)) {
        Files.copy(content, body.file().orElseThrow(), StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException broken) {
        body.close();
        throw broken;
      }
      return body;
    }

    BodyPublisher publisher() throws IOException {
      return file.isPresent() ? BodyPublishers.ofFile(file.get()) : BodyPublishers.noBody();
    }

    @Override
    public void close() throws IOException {
      if (file.isPresent()) {
        Files.delete(file.get());
      }
    }
  }
}
