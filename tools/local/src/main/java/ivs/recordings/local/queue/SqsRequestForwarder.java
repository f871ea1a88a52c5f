package ivs.recordings.local.queue;

import ivs.recordings.local.gateway.ErrorResponse;
import ivs.recordings.local.gateway.ForwardedHeaders;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Hands SQS requests on to the queue engine, whose HTTP server can't be part of the gateway's. No
/// thread waits, so that long polls cost nothing.
public final class SqsRequestForwarder implements Request.Handler, AutoCloseable {
  private static final int MAX_REQUEST_BYTES = 4 << 20;

  /// The longest poll is 20 s.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI engine;

  public SqsRequestForwarder(URI engine) {
    this.engine = engine;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var _ =
        Content.Source.asByteArrayAsync(request, MAX_REQUEST_BYTES)
            .thenCompose(
                body -> client.sendAsync(forwarded(request, body), BodyHandlers.ofByteArray()))
            .whenComplete((answer, failure) -> {
              if (failure == null) {
                answer(answer, response, callback);
              } else {
                new ErrorResponse(
                        HttpStatus.SERVICE_UNAVAILABLE_503,
                        "ServiceUnavailable",
                        "the queue engine doesn't answer: " + failure.getMessage())
                    .write(request, response, callback);
              }
            });
    return true;
  }

  private HttpRequest forwarded(Request request, byte[] body) {
    return ForwardedHeaders.request(request, engine.resolve(request.getHttpURI().getPathQuery()))
        .timeout(PATIENCE)
        .method(request.getMethod(), BodyPublishers.ofByteArray(body))
        .build();
  }

  private static void answer(HttpResponse<byte[]> answer, Response response, Callback callback) {
    response.setStatus(answer.statusCode());
    ForwardedHeaders.answer(answer.headers(), response);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
