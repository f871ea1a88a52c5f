package ivs.recordings.handler.media;

import ivs.recordings.model.media.MediaJobFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// The temporary folder of one job.
final class Workspace implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path folder;
  private final long mostBytes;
  private final RunBudget budget;

  /// @param mostBytes of one file that is stored in it
  Workspace(Path parent, long mostBytes, RunBudget budget) {
    try {
      Files.createDirectories(parent);
      this.folder = Files.createTempDirectory(parent, "media-job-");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    this.mostBytes = mostBytes;
    this.budget = budget;
  }

  Path folder() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /// The size of a file; 0 where there is none.
  long size(String name) {
    try {
      return Files.size(file(name));
    } catch (NoSuchFileException missing) {
      return 0;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  void remove(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Stores a stream without holding more than a buffer of it.
  void store(InputStream source, String name) throws IOException {
    var buffer = new byte[BUFFER];
    long stored = 0;
    try (var target = Files.newOutputStream(file(name))) {
      for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
        stored += read;
        budget.check();
        if (stored > mostBytes) {
          throw new FailedJobException(MediaJobFault.TOO_LARGE);
        }
        target.write(buffer, 0, read);
      }
    }
  }

  /// Removes all of it, also while another thread writes to it: what cannot be removed is left to
  /// the system.
  @Override
  public void close() {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException fault)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException removedMeanwhile) {
      MediaJobLog.left(removedMeanwhile);
    }
  }
}
