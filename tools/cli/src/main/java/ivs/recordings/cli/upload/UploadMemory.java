package ivs.recordings.cli.upload;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// Which upload a file belongs to, until it is complete: a small file in the folder that the XDG
/// base directories name for what a program remembers. Where it cannot be kept, the same command
/// begins anew.
///
/// @param file empty where there is no home folder
public record UploadMemory(Optional<Path> file) {
  private static final String FOLDER = "recordings/uploads";
  private static final String ID = "recordingId";

  /// The memory of one command line: another file, another state of it, another system or another
  /// destination is another upload.
  ///
  /// @param api the address of the API
  public static UploadMemory of(Shell shell, String api, VideoFile video, Destination destination) {
    var key =
        String.join(
            "\0",
            api,
            video.path().toString(),
            Long.toString(video.size()),
            video.modified().toString(),
            destination.toString());
    return new UploadMemory(
        shell
            .variable("XDG_STATE_HOME")
            .map(Path::of)
            .filter(Path::isAbsolute)
            .or(() -> shell.variable("HOME").map(home -> Path.of(home, ".local/state")))
            .map(state -> state.resolve(FOLDER).resolve(digest(key) + ".json")));
  }

  private static String digest(String key) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }

  /// The upload that was begun; empty where none was, or where that cannot be read.
  public Optional<String> recordingId() {
    return file.flatMap(UploadMemory::read)
        .flatMap(JsonOutput::read)
        .map(json -> json.path(ID))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText);
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /// Remembers an upload; it replaces the file at once, so that no half of it is ever read. Only
  /// this user may read it: which files a person uploads is personal.
  ///
  /// @return whether that was possible
  boolean keep(String recordingId) {
    if (file.isEmpty()) {
      return false;
    }
    var json = JsonOutput.line(JsonOutput.object().put(ID, recordingId)) + "\n";
    try {
      var folder = Files.createDirectories(file.get().resolveSibling(""));
      var written = Files.createTempFile(folder, "", ".part");
      Files.writeString(written, json);
      Files.move(written, file.get(), StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException unwritable) {
      return false;
    }
  }

  void forget() {
    try {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException stays) {
      // The API answers the next time that it is over.
    }
  }
}
