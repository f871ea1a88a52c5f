package ivs.recordings.local.s3;

import ivs.recordings.local.gateway.LocalServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/// S3, played by s3proxy on a port of its own that only the gateway uses. Every caller is accepted,
/// as everywhere here. Presigned requests go to a second s3proxy over the same store, which checks
/// their signatures; it starts at the first one.
public final class S3Engine {
  private static final int MAX_THREADS = 16;
  private static final int STOP_MILLIS = 1_000;

  /// What presigned URLs of this machine are signed with, as key id and as secret.
  private static final String KEY = "local";

  private final S3Proxy proxy;
  private final BlobStore store;
  private Optional<S3Proxy> checking = Optional.empty();

  private S3Engine(S3Proxy proxy, BlobStore store) {
    this.proxy = proxy;
    this.store = store;
  }

  /// Starts s3proxy.
  ///
  /// @param folder where buckets are kept, each a folder; empty keeps them in memory
  public static S3Engine start(Optional<Path> folder) throws Exception {
    BlobStore store =
        folder
            .<BlobStore>map(path -> new FilesystemNio2BlobStore(path.toString()))
            .orElseGet(TransientNio2BlobStore::new);
    return new S3Engine(startProxy(store, AuthenticationType.NONE, ""), store);
  }

  private static S3Proxy startProxy(BlobStore store, AuthenticationType type, String key)
      throws Exception {
    var proxy =
        S3Proxy.builder()
            .blobStore(store)
            .awsAuthentication(type, key, key)
            .endpoint(URI.create("http://%s:0".formatted(LocalServer.HOST)))
            .jettyMaxThreads(MAX_THREADS)
            .stopTimeout(STOP_MILLIS)
            .ignoreUnknownHeaders(true)
            .build();
    proxy.start();
    return proxy;
  }

  public URI endpoint() {
    return endpoint(proxy);
  }

  private static URI endpoint(S3Proxy proxy) {
    return URI.create("http://%s:%d".formatted(LocalServer.HOST, proxy.getPort()));
  }

  /// Where signatures are checked.
  public synchronized URI checkingEndpoint() throws Exception {
    if (checking.isEmpty()) {
      checking = Optional.of(startProxy(store, AuthenticationType.AWS_V4, KEY));
    }
    return endpoint(checking.get());
  }

  /// Past the front door, for what is there from the beginning.
  public BlobStore store() {
    return store;
  }

  public synchronized void stop() throws Exception {
    if (checking.isPresent()) {
      checking.get().stop();
    }
    proxy.stop();
    store.close();
  }
}
