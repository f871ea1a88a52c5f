package ivs.recordings.local.gateway;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The one door: every AWS service on one port of this machine, so that one `--endpoint-url` is
/// enough. It accepts local connections only.
public final class Gateway {
  private static final int MAX_THREADS = 32;

  private final Map<AwsService, Request.Handler> services = new ConcurrentHashMap<>();
  private final LocalServer server;

  private Gateway(int port) {
    var threads = new QueuedThreadPool(MAX_THREADS, 2);
    threads.setName("gateway");
    this.server = LocalServer.open(port, "--port", threads, new Dispatch());
  }

  /// Takes the port and starts to answer; a service that isn't there yet is asked to be patient.
  ///
  /// @param port 0 takes any that is free
  public static Gateway open(int port) {
    return new Gateway(port);
  }

  public URI endpoint() {
    return server.address();
  }

  public void serve(AwsService service, Request.Handler handler) {
    services.put(service, handler);
  }

  public void stop() throws Exception {
    server.stop();
  }

  private final class Dispatch extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      var service = AwsService.of(request);
      if (service.isEmpty()) {
        unknown(request).write(request, response, callback);
        return true;
      }
      var handler = services.get(service.get());
      if (handler == null) {
        var message = service.get().signingName() + " is still starting";
        new ErrorResponse(HttpStatus.SERVICE_UNAVAILABLE_503, "ServiceUnavailable", message)
            .write(request, response, callback);
        return true;
      }
      return handler.handle(request, response, callback);
    }

    private static ErrorResponse unknown(Request request) {
      return new ErrorResponse(
          HttpStatus.BAD_REQUEST_400,
          "UnknownOperationException",
          "the embedded system serves dynamodb, events, sqs, monitoring, lambda, ivs, s3,"
              + " secretsmanager and cloudformation, not "
              + AwsService.signingName(request).orElse("this request"));
    }
  }
}
