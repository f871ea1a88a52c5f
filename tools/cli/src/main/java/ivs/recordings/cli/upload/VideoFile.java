package ivs.recordings.cli.upload;

import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.model.upload.PartPlan;
import ivs.recordings.model.upload.VideoFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/// A file that can be uploaded.
///
/// @param name as the caller wrote it
/// @param path absolute
/// @param size in bytes
/// @param modified when it was last written
public record VideoFile(String name, Path path, long size, Instant modified, VideoFormat format) {
  /// Refuses before anything is sent what the API or the check afterwards would refuse.
  ///
  /// @throws CommandException that says what is wrong with it
  public static VideoFile of(String name) {
    try {
      var path = Path.of(name).toAbsolutePath().normalize();
      var found = Files.readAttributes(path, BasicFileAttributes.class);
      if (!found.isRegularFile()) {
        throw unfit(name, "is no file: name one video");
      }
      if (found.size() == 0) {
        throw unfit(name, "is empty: record it again, or name another file");
      }
      if (found.size() > PartPlan.LARGEST_FILE) {
        throw unfit(
            name,
            "has more than %,d bytes, which is the most that 10,000 parts hold: split it"
                .formatted(PartPlan.LARGEST_FILE));
      }
      var format =
          VideoFormat.ofName(path.toString())
              .orElseThrow(() -> unfit(name, "is no .mp4, .webm or .mov: convert it to one"));
      if (!content(path).equals(Optional.of(format))) {
        throw unfit(
            name,
            "does not begin as a file .%s does: give it the extension of what it holds"
                .formatted(format.extension()));
      }
      return new VideoFile(name, path, found.size(), found.lastModifiedTime().toInstant(), format);
    } catch (NoSuchFileException absent) {
      throw unfit(name, "can't be read: there is no such file");
    } catch (IOException | InvalidPathException unreadable) {
      throw unfit(
          name,
          "can't be read: "
              + Optional.ofNullable(unreadable.getMessage()).orElseGet(unreadable::toString));
    }
  }

  private static Optional<VideoFormat> content(Path path) throws IOException {
    try (var bytes = Files.newInputStream(path)) {
      return VideoFormat.ofFirstBytes(bytes.readNBytes(VideoFormat.FIRST_BYTES));
    }
  }

  private static CommandException unfit(String name, String words) {
    return new CommandException(ExitCode.BAD_INPUT, DisplayText.line(name + " " + words));
  }

  /// What the API is told that it is called.
  String fileName() {
    return path.getFileName().toString();
  }

  /// Parts of two states of a file would become one broken recording.
  ///
  /// @throws CommandException if the file is not as it was
  void checkUnchanged() {
    try {
      var now = Files.readAttributes(path, BasicFileAttributes.class);
      if (now.size() == size && now.lastModifiedTime().toInstant().equals(modified)) {
        return;
      }
    } catch (IOException _) {
      // It is gone, which is a change like any other.
    }
    throw unfit(name, "has changed while it was sent: run the command again once it is complete");
  }
}
