package ivs.recordings.local;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;

/// A folder of this process's own, gone when it is closed. A process that was killed leaves its
/// folder behind; the next that makes one removes it. The lock in it goes away with the process,
/// however that ends, so no folder of one that lives is ever taken for such.
final class TemporaryFolder implements AutoCloseable {
  private static final String PREFIX = "ivs-recordings-";
  private static final String LOCK = "lock";

  /// A folder that was made just now may not be locked yet.
  private static final Duration SURELY_LOCKED = Duration.ofMinutes(1);

  private final Path folder;
  private final FileChannel lock;

  private TemporaryFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  static TemporaryFolder make() throws IOException {
    return makeIn(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
  }

  static TemporaryFolder makeIn(Path parent) throws IOException {
    removeAbandoned(parent);
    var folder = Files.createTempDirectory(parent, PREFIX);
    var lock = FileChannel.open(folder.resolve(LOCK), CREATE, WRITE);
    lock.lock();
    return new TemporaryFolder(folder, lock);
  }

  Path path() {
    return folder;
  }

  private static void removeAbandoned(Path parent) throws IOException {
    var folders = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(parent, PREFIX + "*")) {
      all.forEach(folders::add);
    }
    for (var folder : folders) {
      try {
        if (isAbandoned(folder)) {
          remove(folder);
        }
      } catch (IOException somebodyElses) {
        // Another person's, or another process is removing it, too.
      }
    }
  }

  /// What has no lock is nothing that we made, or was made by a version that knew no locks.
  private static boolean isAbandoned(Path folder) throws IOException {
    var lock = folder.resolve(LOCK);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)
        || Files.getLastModifiedTime(lock)
            .toInstant()
            .isAfter(Instant.now().minus(SURELY_LOCKED))) {
      return false;
    }
    try (var channel = FileChannel.open(lock, WRITE);
        var free = channel.tryLock()) {
      return free != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    remove(folder);
  }
}
