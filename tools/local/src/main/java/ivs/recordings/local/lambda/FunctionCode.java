package ivs.recordings.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The classes of a function, unpacked and loaded. A system loads its own and removes them when it
/// stops. With the system property `functions.reused` the systems of one process use the same ones,
/// until it ends: tests start many systems, and would spend most of their time on loading classes.
public final class FunctionCode implements AutoCloseable {
  private static final boolean ARE_REUSED = Boolean.getBoolean("functions.reused");
  private static final ConcurrentMap<Build, FunctionCode> REUSED = new ConcurrentHashMap<>();

  /// Two functions share nothing, even of one artifact.
  private record Build(String function, Path artifact, FileTime lastModified) {}

  private final UnpackedArtifact artifact;
  private final FunctionClassLoader loader;
  private final boolean isReused;

  private FunctionCode(UnpackedArtifact artifact, FunctionClassLoader loader, boolean isReused) {
    this.artifact = artifact;
    this.loader = loader;
    this.isReused = isReused;
  }

  /// Classes that no other system uses.
  public static FunctionCode load(Path zip) throws IOException {
    return load(zip, false);
  }

  private static FunctionCode load(Path zip, boolean isReused) throws IOException {
    var artifact = UnpackedArtifact.of(zip);
    try {
      return new FunctionCode(artifact, FunctionClassLoader.over(artifact.folder()), isReused);
    } catch (IOException | RuntimeException broken) {
      artifact.close();
      throw broken;
    }
  }

  /// Classes that the systems of this process may share.
  public static FunctionCode ofSystem(String function, Path zip) throws IOException {
    if (!ARE_REUSED || !Files.isRegularFile(zip)) {
      return load(zip);
    }
    try {
      return REUSED.computeIfAbsent(
          new Build(function, zip.toRealPath(), Files.getLastModifiedTime(zip)),
          build -> loadToReuse(build.artifact()));
    } catch (UncheckedIOException broken) {
      throw broken.getCause();
    }
  }

  private static FunctionCode loadToReuse(Path zip) {
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
    if (!isReused) {
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
