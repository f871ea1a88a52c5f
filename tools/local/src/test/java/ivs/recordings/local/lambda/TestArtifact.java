package ivs.recordings.local.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// An artifact that holds one class of the tests, as a build would pack a function.
public final class TestArtifact {
  private TestArtifact() {}

  public static Path of(Class<?> function, Path zip) throws IOException {
    return of(function, zip, Map.of());
  }

  /// @param more further entries
  static Path of(Class<?> function, Path zip, Map<String, byte[]> more) throws IOException {
    var name = function.getName().replace('.', '/') + ".class";
    var entries = new TreeMap<>(more);
    var loader = Objects.requireNonNull(function.getClassLoader());
    try (var content = loader.getResourceAsStream(name)) {
      entries.put(name, Optional.ofNullable(content).orElseThrow().readAllBytes());
    }
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (var entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return zip;
  }
}
