package ivs.recordings.local.lifecycle;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A folder of this process's own, gone when it is closed. A process that was killed leaves its
/// folder behind; the next that makes one removes it. The lock in it goes away with the process,
/// however that ends, so no folder of one that lives is ever taken for such.
public final class TemporaryFolder implements AutoCloseable {
  private static final String PREFIX = "ivs-recordings-";
  private static final String LOCK = "lock";

  /// A folder that was made just now may not be locked yet.
  private static final Duration SURELY_LOCKED = Duration.ofMinutes(1);

  /// What this process holds. On POSIX a process that closes any channel on a file loses every lock
  /// on it, so a lock of our own must not even be looked at.
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel lock;

  private TemporaryFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  public static TemporaryFolder make() throws IOException {
    return makeIn(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
  }

  static TemporaryFolder makeIn(Path parent) throws IOException {
    removeAbandoned(parent);
    var folder = Files.createTempDirectory(parent, PREFIX);
    OURS.add(folder);
    var lock = FileChannel.open(folder.resolve(LOCK), CREATE, WRITE);
    lock.lock();
    return new TemporaryFolder(folder, lock);
  }

  public Path path() {
    return folder;
  }

  private static void removeAbandoned(Path parent) throws IOException {
    var folders = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(parent, PREFIX + "*")) {
      all.forEach(folders::add);
    } catch (DirectoryIteratorException broken) {
      throw new IOException(broken);
    }
    for (var folder : folders) {
      try {
        if (isAbandoned(folder)) {
          remove(folder);
        }
      } catch (IOException notOurs) {
        // Another person's, or another process is removing it, too.
      }
    }
  }

  /// What has no lock is nothing that we made, or was made by a version that knew no locks.
  private static boolean isAbandoned(Path folder) throws IOException {
    var lock = folder.resolve(LOCK);
    if (OURS.contains(folder)
        || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)
        || Files.getLastModifiedTime(lock)
            .toInstant()
            .isAfter(Instant.now().minus(SURELY_LOCKED))) {
      return false;
    }
    try (var channel = FileChannel.open(lock, WRITE);
        var free = channel.tryLock()) {
      return free != null;
    } catch (OverlappingFileLockException another) {
      return false; // A thread of ours is removing it.
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException broken) {
      throw new IOException(broken);
    }
  }

  /// The lock is held until all is gone: another process would take the folder for abandoned, and
  /// remove it at the same time.
  @Override
  public void close() throws IOException {
    try (lock) {
      remove(folder);
    }
    OURS.remove(folder);
  }
}
