package ivs.recordings.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The classes of a function, unpacked and loaded. Each system loads its own and leaves nothing of
/// them; with the system property `functions.kept` those of a function are loaded once in a process
/// and go on in the next system, as an instance of Lambda goes on with the next event. A build that
/// starts many systems one after another would spend most of its time on loading.
final class FunctionCode implements AutoCloseable {
  private static final boolean ARE_KEPT = Boolean.getBoolean("functions.kept");
  private static final ConcurrentMap<Build, FunctionCode> KEPT = new ConcurrentHashMap<>();

  /// Two functions share nothing, even of one artifact.
  private record Build(String function, Path artifact, FileTime made) {}

  private final UnpackedArtifact artifact;
  private final FunctionClassLoader loader;
  private final boolean isKept;

  private FunctionCode(UnpackedArtifact artifact, FunctionClassLoader loader, boolean isKept) {
    this.artifact = artifact;
    this.loader = loader;
    this.isKept = isKept;
  }

  static FunctionCode load(Path zip) throws IOException {
    return load(zip, false);
  }

  private static FunctionCode load(Path zip, boolean isKept) throws IOException {
    var artifact = UnpackedArtifact.of(zip);
    try {
      return new FunctionCode(artifact, FunctionClassLoader.over(artifact.folder()), isKept);
    } catch (IOException | RuntimeException broken) {
      artifact.close();
      throw broken;
    }
  }

  /// The classes that a system of this process uses.
  static FunctionCode ofSystem(String function, Path zip) throws IOException {
    if (!ARE_KEPT || !Files.isRegularFile(zip)) {
      return load(zip);
    }
    try {
      return KEPT.computeIfAbsent(
          new Build(function, zip.toRealPath(), Files.getLastModifiedTime(zip)),
          build -> keep(build.artifact()));
    } catch (UncheckedIOException broken) {
      throw new IOException(broken);
    }
  }

  private static FunctionCode keep(Path zip) {
    try {
      var code = load(zip, true);
      Runtime.getRuntime().addShutdownHook(new Thread(code::remove));
      return code;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  FunctionClassLoader loader() {
    return loader;
  }

  @Override
  public void close() throws IOException {
    if (!isKept) {
      remove();
    }
  }

  private void remove() {
    try (artifact;
        loader) {
      // Both are closed, whatever the first says.
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
