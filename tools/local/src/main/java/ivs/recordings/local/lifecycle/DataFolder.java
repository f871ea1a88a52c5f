package ivs.recordings.local.lifecycle;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where everything is kept between two runs. One running system owns it: its lock goes away with
/// the process, however that ends.
public final class DataFolder implements AutoCloseable {
  public static final String FUNCTION_LOG = "handler.log";

  private final Path folder;
  private final FileChannel lock;

  private DataFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  public static DataFolder open(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new CannotStartException(
          refusal(folder, "is not a folder", "choose another with --data"));
    }
    try {
      Files.createDirectories(folder.resolve("dynamodb"));
      Files.createDirectories(folder.resolve("s3"));
    } catch (IOException impossible) {
      throw unwritable(folder, impossible);
    }
    return new DataFolder(folder.toAbsolutePath(), lock(folder));
  }

  public Path dynamoDb() {
    return folder.resolve("dynamodb");
  }

  /// Without the suffix that the database adds.
  public Path queues() {
    return folder.resolve("queues");
  }

  public Path s3() {
    return folder.resolve("s3");
  }

  /// What IVS would know of its streams.
  public Path streams() {
    return folder.resolve("streams.jsonl");
  }

  /// One file for each archive.
  public Path archive(String name) {
    return folder.resolve(name + ".jsonl");
  }

  public Path functionLog() {
    return folder.resolve(FUNCTION_LOG);
  }

  private static FileChannel lock(Path folder) {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder.resolve("lock"), CREATE, WRITE);
    } catch (IOException impossible) {
      throw unwritable(folder, impossible);
    }
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (IOException | IllegalStateException taken) {
      // The second is how the JVM says that the owner is this very process.
    }
    close(channel);
    throw new CannotStartException(
        refusal(
            folder,
            "is in use by another running system",
            "stop that one, or choose another with --data"));
  }

  private static CannotStartException unwritable(Path folder, IOException cause) {
    return new CannotStartException(
        refusal(folder, "can't be written", "make it writable, or choose another with --data"),
        cause);
  }

  private static String refusal(Path folder, String problem, String remedy) {
    return "data folder %s %s: %s".formatted(folder, problem, remedy);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // Closing gives the lock back either way.
    }
  }

  @Override
  public void close() {
    close(lock);
  }
}
