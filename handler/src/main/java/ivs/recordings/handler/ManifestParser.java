package ivs.recordings.handler;

import ivs.recordings.handler.EventFields.Unsound;
import ivs.recordings.handler.RecordingFiles.Written;
import ivs.recordings.model.Manifest;
import ivs.recordings.model.Manifest.Status;
import ivs.recordings.model.SourceArn;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Reads what IVS writes into a recording's folder `events`.
///
/// IVS documents these files in "Auto-Record to Amazon S3"; its own samples lack fields that its
/// table requires, and one is not even JSON. So whatever is not there is unknown, and only what
/// cannot be understood at all is refused.
final class ManifestParser {
  private ManifestParser() {}

  /// A manifest that a person must look at.
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why);
    }
  }

  /// @param name of the file, which says how the recording ended where the text does not
  static Manifest parse(String name, Written file) throws Unreadable {
    try {
      if (!(Json.parse(file.text()) instanceof Json.Obj manifest)) {
        throw new Unreadable(name + " is no JSON object");
      }
      return parse(name, new EventFields(manifest), file.lastModified());
    } catch (IOException notJson) {
      throw new Unreadable(name + " is not JSON");
    } catch (Unsound unsound) {
      throw new Unreadable(name + ": " + unsound.getMessage());
    }
  }

  private static Manifest parse(String name, EventFields fields, Instant lastModified)
      throws Unreadable {
    var status = status(name, fields.maybeText("recording_status").orElse(name));
    var endedAt =
        time(fields, "recording_ended_at").orElse(lastModified.truncatedTo(ChronoUnit.SECONDS));
    return new Manifest(
        status,
        fields.maybeWord("channel_arn", SourceArn::new),
        time(fields, "recording_started_at"),
        status == Status.STARTED ? Optional.empty() : Optional.of(endedAt),
        fields.maybeDuration("media.hls.duration_ms"),
        fields.maybeText("recording_status_message"));
  }

  private static Status status(String name, String word) throws Unreadable {
    return switch (word) {
      case "RECORDING_STARTED", "recording-started.json" -> Status.STARTED;
      case "RECORDING_ENDED", RecordingFiles.ENDED -> Status.ENDED;
      case "RECORDING_ENDED_WITH_FAILURE", RecordingFiles.FAILED -> Status.ENDED_WITH_FAILURE;
      case "RECORDING_START_FAILED" -> Status.START_FAILED;
      default -> throw new Unreadable(name + " has a recording_status that IVS does not document");
    };
  }

  private static Optional<Instant> time(EventFields fields, String path) {
    return fields.maybeText(path).isEmpty() ? Optional.empty() : Optional.of(fields.time(path));
  }
}
