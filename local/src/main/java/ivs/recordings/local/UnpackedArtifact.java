package ivs.recordings.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.zip.ZipInputStream;

/// The content of a deployed zip in a folder of its own, as Lambda lays it out under `/var/task`.
/// The artifact may be built anew meanwhile.
///
/// @param folder classes at its root, jars in `lib/`
record UnpackedArtifact(Path folder) implements AutoCloseable {

  static UnpackedArtifact of(Path artifact) throws IOException {
    if (!Files.isRegularFile(artifact)) {
      throw new CannotStart("%s is not there: run ./mvnw package first".formatted(artifact));
    }
    var unpacked = new UnpackedArtifact(Files.createTempDirectory("ivs-recordings-"));
    try {
      unpacked.unzip(artifact);
      return unpacked;
    } catch (IOException broken) {
      unpacked.close();
      throw broken;
    }
  }

  private void unzip(Path artifact) throws IOException {
    try (var zip = new ZipInputStream(Files.newInputStream(artifact))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("%s leads out of %s".formatted(entry.getName(), artifact));
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.resolveSibling(""));
          Files.copy(zip, target);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
