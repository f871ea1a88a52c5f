package ivs.recordings.local.secrets;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import ivs.recordings.local.lifecycle.CannotStartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Secrets that are made when they are first asked for. With a folder they are the same after a
/// restart; only the owner of the folder can read them, where the file system has owners.
public final class SecretStore {
  private static final String FOLDER_OF_THE_OWNER = "rwx------";
  private static final String FILE_OF_THE_OWNER = "rw-------";

  private final Optional<Path> folder;
  private final Map<String, String> known = new HashMap<>();

  private SecretStore(Optional<Path> folder) {
    this.folder = folder;
  }

  public static SecretStore inMemory() {
    return new SecretStore(Optional.empty());
  }

  /// Opens a folder of secrets, and takes it from everyone but its owner.
  public static SecretStore in(Path folder) {
    try {
      Files.createDirectories(folder);
      restrict(folder, FOLDER_OF_THE_OWNER);
      try (var files = Files.newDirectoryStream(folder)) {
        for (var file : files) {
          restrict(file, FILE_OF_THE_OWNER);
        }
      }
    } catch (IOException impossible) {
      throw new CannotStartException(
          "the folder of secrets %s can't be written: make it writable, or choose another data folder with --data"
              .formatted(folder),
          impossible);
    }
    return new SecretStore(Optional.of(folder));
  }

  /// The secret of that name.
  ///
  /// @param name a logical id of the template
  /// @param first makes the secret where there is none yet
  synchronized String get(String name, Supplier<String> first) {
    return known.computeIfAbsent(
        name, _ -> folder.map(files -> read(files.resolve(name), first)).orElseGet(first));
  }

  /// The secret of that name, if there is one.
  synchronized Optional<String> find(String name) {
    var kept = Optional.ofNullable(known.get(name));
    return kept.isPresent()
        ? kept
        : folder
            .map(files -> files.resolve(name))
            .filter(Files::exists)
            .map(file -> read(file, () -> ""));
  }

  /// Keeps a secret, in place of the one of that name.
  synchronized void put(String name, String secret) {
    try {
      if (folder.isPresent()) {
        write(folder.get().resolve(name), secret);
      }
      known.put(name, secret);
    } catch (IOException impossible) {
      throw new IllegalStateException("the secret %s can't be kept".formatted(name), impossible);
    }
  }

  synchronized void remove(String name) {
    try {
      if (folder.isPresent()) {
        Files.deleteIfExists(folder.get().resolve(name));
      }
      known.remove(name);
    } catch (IOException impossible) {
      throw new IllegalStateException("the secret %s can't be removed".formatted(name), impossible);
    }
  }

  private static String read(Path file, Supplier<String> first) {
    try {
      if (!Files.exists(file)) {
        write(file, first.get());
      }
      return Files.readString(file);
    } catch (IOException impossible) {
      throw new IllegalStateException("the secret %s can't be kept".formatted(file), impossible);
    }
  }

  /// The name appears once all of the secret is in the file.
  private static void write(Path file, String secret) throws IOException {
    var begun = Files.createTempFile(file.toAbsolutePath().getParent(), "new-", "");
    restrict(begun, FILE_OF_THE_OWNER);
    Files.write(begun, secret.getBytes(StandardCharsets.UTF_8));
    Files.move(begun, file, ATOMIC_MOVE);
  }

  private static void restrict(Path path, String permissions) throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }
}
