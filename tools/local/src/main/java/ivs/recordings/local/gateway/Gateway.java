package ivs.recordings.local.gateway;

import ivs.recordings.local.lifecycle.CannotStartException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The one door: every AWS service on one port of this machine, so that one `--endpoint-url` is
/// enough. It accepts local connections only.
public final class Gateway {
  public static final String HOST = "127.0.0.1";
  private static final int MAX_PORT = 65535;
  private static final int MAX_THREADS = 32;

  private final Map<AwsService, Request.Handler> services = new ConcurrentHashMap<>();
  private final Server server;
  private final ServerConnector connector;

  private Gateway(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /// Takes the port and starts to answer; a service that isn't there yet is asked to be patient.
  ///
  /// @param port 0 takes any that is free
  public static Gateway open(int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new CannotStartException(
          "port %d is not between 0 and %d: choose another with --port".formatted(port, MAX_PORT));
    }
    var threads = new QueuedThreadPool(MAX_THREADS, 2);
    threads.setName("gateway");
    threads.setDaemon(true);
    var server = new Server(threads);
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // Keys of objects may look like anything; paths are handed on as they come, never resolved.
    http.setUriCompliance(UriCompliance.UNSAFE);
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(HOST);
    connector.setPort(port);
    server.addConnector(connector);
    var gateway = new Gateway(server, connector);
    server.setHandler(gateway.new Dispatch());
    try {
      connector.open();
      server.start();
    } catch (IOException taken) {
      throw new CannotStartException(
          taken instanceof BindException || taken.getCause() instanceof BindException
              ? "port %d is in use: stop the other process or choose another with --port"
                  .formatted(port)
              : "port %d can't be opened (%s): choose another with --port"
                  .formatted(port, taken.getMessage()),
          taken);
    } catch (Exception broken) {
      throw new CannotStartException("the HTTP server doesn't start: " + broken, broken);
    }
    return gateway;
  }

  public URI endpoint() {
    return URI.create("http://%s:%d".formatted(HOST, connector.getLocalPort()));
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
          "the embedded system serves dynamodb, events, sqs, monitoring, lambda, ivs and s3, not "
              + AwsService.signingName(request).orElse("this request"));
    }
  }
}
