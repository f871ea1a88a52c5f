package ivs.recordings.handler.readiness.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// S3 in this process, with one bucket that is empty before every test, and the function's own
/// client for it.
public final class LocalS3 implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  public static final String BUCKET = "example-recordings";

  private final Path folder = temporary();
  private final S3Proxy proxy =
      S3Proxy.builder()
          .blobStore(new FilesystemNio2BlobStore(folder.toString()))
          .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "local", "local")
          .endpoint(URI.create("http://127.0.0.1:0"))
          .build();
  private S3Client client = S3Client.create();

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    proxy.start();
    client.close();
    client =
        S3RecordingFiles.client(
            Map.of("S3_PATH_STYLE", "true"),
            builder -> builder.endpointOverride(URI.create("http://127.0.0.1:" + proxy.getPort())));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    empty();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    client.close();
    proxy.stop();
    empty(folder);
  }

  public RecordingFiles files() {
    return new S3RecordingFiles(client);
  }

  /// Nothing was ever recorded.
  public void empty() {
    empty(folder.resolve(BUCKET));
    client.createBucket(create -> create.bucket(BUCKET));
  }

  public void put(String key, String text) {
    client.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromString(text));
  }

  /// Many empty files at once, past the front door: a thousand calls would take a minute.
  void fill(String key, int count) {
    try {
      for (int i = 0; i < count; i++) {
        var file = folder.resolve(BUCKET).resolve(key.formatted(i));
        Files.createDirectories(file.getParent());
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void empty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("s3");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
