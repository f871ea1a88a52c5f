package ivs.recordings.local.gateway;

import ivs.recordings.local.lifecycle.CannotStartException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// A port of this machine that speaks HTTP. It accepts local connections only.
public final class LocalServer {
  public static final String HOST = "127.0.0.1";
  private static final int MAX_PORT = 65535;
  private static final int MAX_HEADER_BYTES = 10_240;
  private static final int MAX_WAITING = 1_024;

  private final Server server;
  private final ServerConnector connector;

  private LocalServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /// Takes the port and starts to answer.
  ///
  /// @param port 0 takes any that is free
  /// @param option the command line's option that chooses the port
  public static LocalServer open(
      int port, String option, QueuedThreadPool threads, Handler handler) {
    if (port < 0 || port > MAX_PORT) {
      throw new CannotStartException(
          "port %d is not between 0 and %d: choose another with %s"
              .formatted(port, MAX_PORT, option));
    }
    threads.setDaemon(true);
    var server = new Server(threads);
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // API Gateway's limit for a request's line and headers together.
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    // Paths may look like anything; they are handed on as they come, never resolved.
    http.setUriCompliance(UriCompliance.UNSAFE);
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(HOST);
    connector.setPort(port);
    // As many clients may connect at the same moment as the system lets wait.
    connector.setAcceptQueueSize(MAX_WAITING);
    server.addConnector(connector);
    server.setHandler(handler);
    try {
      connector.open();
      server.start();
    } catch (IOException taken) {
      throw new CannotStartException(
          taken instanceof BindException || taken.getCause() instanceof BindException
              ? "port %d is in use: stop the other process or choose another with %s"
                  .formatted(port, option)
              : "port %d can't be opened (%s): choose another with %s"
                  .formatted(port, taken.getMessage(), option),
          taken);
    } catch (Exception broken) {
      throw new CannotStartException("the HTTP server doesn't start: " + broken, broken);
    }
    return new LocalServer(server, connector);
  }

  public URI address() {
    return URI.create("http://%s:%d".formatted(HOST, connector.getLocalPort()));
  }

  public void stop() throws Exception {
    server.stop();
  }
}
