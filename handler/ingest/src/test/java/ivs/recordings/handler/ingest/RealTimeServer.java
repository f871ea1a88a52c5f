package ivs.recordings.handler.ingest;

import com.sun.net.httpserver.HttpServer;
import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.handler.ingest.composition.IvsCompositions;
import ivs.recordings.handler.runtime.Events;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;

/// An HTTP server that speaks the JSON of IVS Real-Time, and the real client for it. Before every
/// test it knows no composition.
final class RealTimeServer implements BeforeEachCallback, AfterAllCallback {
  static final String PREFIX = "MNALAcH9j2EJ/s2AdaGUbvQgp/2pBRKrNgX1ff/composite";
  static final String BROADCAST =
      "{\"id\":\"c7\",\"state\":\"ACTIVE\",\"configuration\":{\"channel\":{\"channelArn\":\"a\"}}}";

  private final HttpServer server;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final IvsRealTimeClient client;
  private final Compositions compositions;
  private int status;
  private String composition = "";

  RealTimeServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var path = exchange.getRequestURI().getPath();
            calls.add(path);
            var isStorage = path.equals("/GetStorageConfiguration");
            var body =
                isStorage
                    ? "{\"storageConfiguration\":{\"arn\":\"s\",\"s3\":{\"bucketName\":\"example-recordings\"}}}"
                    : composition;
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (status != 200 && !isStorage) {
              exchange
                  .getResponseHeaders()
                  .set(
                      "x-amzn-ErrorType",
                      status == 404 ? "ResourceNotFoundException" : "AccessDeniedException");
            }
            exchange.sendResponseHeaders(isStorage ? 200 : status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
    client =
        IvsRealTimeClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .build();
    compositions = new IvsCompositions(() -> client);
  }

  Compositions compositions() {
    return compositions;
  }

  /// What it was asked since the last time, in order.
  List<String> calls() {
    var made = List.copyOf(calls);
    calls.clear();
    return made;
  }

  /// From now on the composition is recorded to S3.
  ///
  /// @param state of the destination that writes to S3
  void records(String state, String... others) {
    var s3 =
        "{\"id\":\"2pBRKrNgX1ff\",\"state\":\"%s\",\"configuration\":{\"s3\":{\"storageConfigurationArn\":\"s\",\"encoderConfigurationArns\":[]}},\"detail\":{\"s3\":{\"recordingPrefix\":\"%s\"}}}"
            .formatted(state, PREFIX);
    answer(s3 + (others.length == 0 ? "" : "," + String.join(",", others)));
  }

  /// From now on the composition is only broadcast.
  void broadcasts() {
    answer(BROADCAST);
  }

  /// From now on nothing is known of the composition.
  void forgets() {
    refuse(404);
  }

  void refuse(int code) {
    status = code;
    composition = "{\"exceptionMessage\":\"as the test wants it\"}";
  }

  private void answer(String destinations) {
    status = 200;
    composition =
        "{\"composition\":{\"arn\":\"a\",\"stageArn\":\"%s\",\"state\":\"ACTIVE\",\"destinations\":[%s]}}"
            .formatted(Events.STAGE, destinations);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    forgets();
    calls.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    client.close();
    server.stop(0);
  }
}
