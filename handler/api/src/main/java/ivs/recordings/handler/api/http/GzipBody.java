package ivs.recordings.handler.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// Bodies that are compressed where the client takes that.
public final class GzipBody {
  private GzipBody() {}

  /// Whether an `Accept-Encoding` takes gzip.
  public static boolean isAccepted(Optional<String> acceptEncoding) {
    return Arrays.stream(acceptEncoding.orElse("").toLowerCase(Locale.ROOT).split(",", -1))
        .map(coding -> coding.replaceAll("\\s", ""))
        .anyMatch(coding ->
            (coding.equals("gzip") || coding.startsWith("gzip;"))
                && !coding.matches("gzip;q=0(\\.0*)?"));
  }

  public static byte[] of(byte[] bytes) {
    var compressed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
    return compressed.toByteArray();
  }
}
