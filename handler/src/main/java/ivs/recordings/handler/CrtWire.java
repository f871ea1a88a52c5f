package ivs.recordings.handler;

import ivs.recordings.store.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.auth.credentials.Credentials;
import software.amazon.awssdk.crt.auth.signing.AwsSigner;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig.AwsSignatureType;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig.AwsSignedBodyHeaderType;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig.AwsSigningAlgorithm;
import software.amazon.awssdk.crt.http.HttpClientConnection;
import software.amazon.awssdk.crt.http.HttpClientConnectionManager;
import software.amazon.awssdk.crt.http.HttpClientConnectionManagerOptions;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.http.HttpRequestBodyStream;
import software.amazon.awssdk.crt.http.HttpStream;
import software.amazon.awssdk.crt.http.HttpStreamResponseHandler;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;

/// HTTP, TLS and signatures by AWS's own native library (CRT), which the SDK would use, too.
final class CrtWire implements Wire {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final URI endpoint;
  private final String host;
  private final String region;
  private final @Nullable TlsContext tls; // Made once: it reads every authority that we trust.
  private final Supplier<CompletableFuture<Credentials>> credentials;
  private final InstantSource clock;
  private volatile Connections connections;

  CrtWire(AwsSettings settings) {
    this(settings, LambdaCredentials.of(settings), InstantSource.system());
  }

  /// @param clock goes on while the process is frozen or in a snapshot, as the wall clock does
  CrtWire(
      AwsSettings settings,
      Supplier<CompletableFuture<Credentials>> credentials,
      InstantSource clock) {
    this.endpoint = settings.dynamoDb();
    this.host = endpoint.getRawAuthority();
    this.tls = endpoint.getScheme().equals("https") ? tls() : null;
    this.region = settings.region();
    this.credentials = credentials;
    this.clock = clock;
    this.connections = connect();
  }

  private Connections connect() {
    var usual = endpoint.getScheme().equals("https") ? HTTPS : HTTP;
    try (var socket = new SocketOptions()) {
      socket.connectTimeoutMs = (int) CONNECT.toMillis();
      var options =
          new HttpClientConnectionManagerOptions()
              .withClientBootstrap(ClientBootstrap.getOrCreateStaticDefault())
              .withSocketOptions(socket)
              .withUri(endpoint)
              .withPort(endpoint.getPort() >= 0 ? endpoint.getPort() : usual)
              .withMaxConnections(Connections.MOST);
      if (tls != null) {
        options.withTlsContext(tls);
      }
      return new Connections(HttpClientConnectionManager.create(options), clock);
    }
  }

  private static TlsContext tls() {
    try (var options = TlsContextOptions.createDefaultClient()) {
      return new TlsContext(options);
    }
  }

  @Override
  public Answer post(String operation, byte[] body, Duration patience) throws IOException {
    var end = System.nanoTime() + patience.toNanos();
    var exchange = new Exchange();
    try {
      var keys = credentials.get().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      var signed = sign(operation, body, keys).get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      exchange.begin(signed, end - System.nanoTime());
      return exchange.answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException tooLate) {
      throw new IOException("no answer within " + patience.toMillis() + " ms", tooLate);
    } catch (ExecutionException failed) {
      throw new IOException(failed.getMessage(), failed);
    } catch (CrtRuntimeException | IllegalStateException closedMeanwhile) {
      throw new IOException(closedMeanwhile.getMessage(), closedMeanwhile);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      exchange.abandon();
    }
  }

  private CompletableFuture<HttpRequest> sign(String operation, byte[] body, Credentials keys) {
    var request =
        new HttpRequest(
            "POST",
            "/",
            new HttpHeader[] {
              new HttpHeader("Host", host),
              new HttpHeader("Content-Type", "application/x-amz-json-1.0"),
              new HttpHeader("Content-Length", Integer.toString(body.length)),
              new HttpHeader("User-Agent", "ivs-recordings"),
              new HttpHeader("X-Amz-Target", "DynamoDB_20120810." + operation)
            },
            new Body(body));
    try (var signing = new AwsSigningConfig()) {
      signing.setAlgorithm(AwsSigningAlgorithm.SIGV4);
      signing.setSignatureType(AwsSignatureType.HTTP_REQUEST_VIA_HEADERS);
      signing.setRegion(region);
      signing.setService("dynamodb");
      signing.setSignedBodyHeader(AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA256);
      signing.setTime(System.currentTimeMillis());
      signing.setCredentials(keys);
      return AwsSigner.signRequest(request, signing);
    }
  }

  @Override
  public synchronized void hangUp() {
    var open = connections;
    connections = connect();
    open.close();
  }

  @Override
  public void close() {
    connections.close();
    if (tls != null) {
      tls.close();
    }
  }

  /// What is sent; it is read once to be signed and once to be sent.
  private static final class Body implements HttpRequestBodyStream {
    private final byte[] bytes;
    private int sent;

    Body(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean sendRequestBody(ByteBuffer out) {
      int length = Math.min(out.remaining(), bytes.length - sent);
      out.put(bytes, sent, length);
      sent += length;
      return sent == bytes.length;
    }

    @Override
    public boolean resetPosition() {
      sent = 0;
      return true;
    }

    @Override
    public long getLength() {
      return bytes.length;
    }
  }

  /// One request on a connection of its own, from when it is lent until it is given back. CRT's
  /// thread calls it, perhaps before whoever sent the request has let go of it; whoever waits may
  /// give up at any time.
  private final class Exchange implements HttpStreamResponseHandler {
    private final Connections lender = connections;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable HttpClientConnection connection;
    private int status;
    private long crc32 = -1;

    void begin(HttpRequest signed, long nanos) throws InterruptedException, TimeoutException {
      var _ =
          lender
              .lend(nanos)
              .whenComplete((lent, refused) -> {
                if (refused != null) {
                  answer.completeExceptionally(refused);
                } else {
                  send(signed, lent);
                }
              });
    }

    private synchronized void send(HttpRequest signed, HttpClientConnection lent) {
      if (answer.isDone()) { // Nobody waits any more.
        lender.takeBack(lent, true);
        return;
      }
      connection = lent;
      HttpStream stream = null;
      try {
        stream = lent.makeRequest(signed, this);
        stream.activate();
      } catch (RuntimeException closedMeanwhile) { // Nothing will be called back.
        if (stream != null) {
          stream.close();
        }
        giveBack(false);
        answer.completeExceptionally(closedMeanwhile);
      }
    }

    @Override
    public void onResponseHeaders(HttpStream stream, int code, int block, HttpHeader[] headers) {
      status = code;
      for (var header : headers) {
        if (header.getName().equalsIgnoreCase("x-amz-crc32")) {
          crc32 = Long.parseLong(header.getValue());
        }
      }
    }

    @Override
    public int onResponseBody(HttpStream stream, byte[] part) {
      body.writeBytes(part);
      return part.length;
    }

    @Override
    public void onResponseComplete(HttpStream stream, int error) {
      stream.close();
      giveBack(error == CRT.AWS_CRT_SUCCESS);
      if (error == CRT.AWS_CRT_SUCCESS) {
        answer.complete(new Answer(status, body.toByteArray(), crc32));
      } else {
        answer.completeExceptionally(new IOException(CRT.awsErrorString(error)));
      }
    }

    private synchronized void giveBack(boolean sound) {
      var lent = connection;
      if (lent != null) {
        connection = null;
        lender.takeBack(lent, sound);
      }
    }

    /// Ends it if it has not ended: the connection is given back when its stream ends, and that of
    /// a server that says nothing would never do so by itself.
    synchronized void abandon() {
      answer.cancel(false);
      if (connection != null) {
        connection.shutdown();
      }
    }
  }
}
