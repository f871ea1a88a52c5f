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

  /// The schema of the tables: another number for every change of a key, an index or an attribute.
  /// Folders from before the file existed have schema 1.
  static final String SCHEMA = "2";

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
      Files.createDirectories(folder.resolve("checkpoints"));
    } catch (IOException impossible) {
      throw unwritable(folder, impossible);
    }
    var lock = lock(folder);
    try {
      checkSchema(folder);
    } catch (IOException impossible) {
      close(lock);
      throw unwritable(folder, impossible);
    } catch (CannotStartException anotherSchema) {
      close(lock);
      throw anotherSchema;
    }
    return new DataFolder(folder.toAbsolutePath(), lock);
  }

  /// A table that is there keeps its keys and indexes, so tables of another schema cannot be used.
  private static void checkSchema(Path folder) throws IOException {
    var file = folder.resolve("schema");
    if (!Files.exists(file) && isEmpty(folder.resolve("dynamodb"))) {
      Files.writeString(file, SCHEMA);
    }
    var schema = Files.exists(file) ? Files.readString(file).strip() : "1";
    if (!schema.equals(SCHEMA)) {
      throw new CannotStartException(
          refusal(
              folder,
              "has tables of schema %s, and this version needs schema %s".formatted(schema, SCHEMA),
              "remove the folder, or choose another with --data"));
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
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

  /// Where the keys and passwords are that were made up here.
  public Path secrets() {
    return folder.resolve("secrets");
  }

  /// How far a function has read the streams of tables.
  public Path checkpoint(String function) {
    return folder.resolve("checkpoints").resolve(function + ".json");
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
