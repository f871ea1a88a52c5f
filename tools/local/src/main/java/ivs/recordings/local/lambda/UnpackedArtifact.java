package ivs.recordings.local.lambda;

import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.lifecycle.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;

/// The content of a deployed zip in a folder of its own, as Lambda lays it out under `/var/task`.
/// The artifact may be built anew meanwhile.
public final class UnpackedArtifact implements AutoCloseable {
  private final TemporaryFolder temporary;

  private UnpackedArtifact(TemporaryFolder temporary) {
    this.temporary = temporary;
  }

  public static UnpackedArtifact of(Path artifact) throws IOException {
    if (!Files.isRegularFile(artifact)) {
      throw new CannotStartException(
          "%s is not there: run ./mvnw package first".formatted(artifact));
    }
    var unpacked = new UnpackedArtifact(TemporaryFolder.make());
    try {
      unpacked.unzip(artifact);
      return unpacked;
    } catch (IOException broken) {
      unpacked.close();
      throw broken;
    }
  }

  /// Classes at its root, jars in `lib/`.
  public Path folder() {
    return temporary.path().resolve("task");
  }

  private void unzip(Path artifact) throws IOException {
    Files.createDirectories(folder());
    try (var zip = new ZipInputStream(Files.newInputStream(artifact))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var target = folder().resolve(entry.getName()).normalize();
        if (!target.startsWith(folder())) {
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
    temporary.close();
  }
}
