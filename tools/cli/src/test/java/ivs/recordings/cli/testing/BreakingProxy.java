package ivs.recordings.cli.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A network that resets connections: it hands bytes on as they are, and some of its connections
/// end in the middle of what they carry. A client takes it for an HTTP proxy, so that the host of
/// an address stays the one that was signed.
public final class BreakingProxy implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  private final ServerSocket server;
  private final URI target;
  private final long carried;
  private final AtomicInteger left;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /// @param kills how many connections are killed
  /// @param carried how many bytes each of them carries before
  public BreakingProxy(URI target, int kills, long carried) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.carried = carried;
    this.left = new AtomicInteger(kills);
    Thread.startVirtualThread(this::accept);
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  /// How many connections it has still to kill.
  public int left() {
    return Math.max(0, left.get());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        var behind = new Socket(target.getHost(), target.getPort());
        open.add(client);
        open.add(behind);
        Thread.startVirtualThread(() -> pump(client, behind, true));
        Thread.startVirtualThread(() -> pump(behind, client, false));
      } catch (IOException closed) {
        // Either it is over, or one connection is.
      }
    }
  }

  private void pump(Socket from, Socket to, boolean isRequest) {
    try {
      var bytes = new byte[CHUNK];
      long passed = 0;
      for (int read; (read = from.getInputStream().read(bytes)) >= 0; passed += read) {
        if (isRequest && passed > carried && left.getAndDecrement() > 0) {
          break;
        }
        to.getOutputStream().write(bytes, 0, read);
      }
    } catch (IOException closed) {
      // The other side was closed.
    }
    reset(from);
    reset(to);
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyClosed) {
      // It is what was wanted.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(BreakingProxy::reset);
  }
}
