package ivs.recordings.model.library;

import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import java.util.Optional;

/// Why a recording cannot be played, or only a part of it can.
///
/// @param code for programs: the code of readiness, or else the source's own word
/// @param message for people
public record RecordingFault(String code, String message) {
  /// The code of a failure for which the source gave no reason.
  public static final String UNEXPLAINED = "RECORDING_FAILED";

  /// What is wrong with a recording; empty where nothing is known to be.
  public static Optional<RecordingFault> of(RecordingSummary recording) {
    if (recording.isPartial()) {
      return Optional.of(
          new RecordingFault(
              recording.reason().orElse(UNEXPLAINED),
              "The recording failed; what was stored until then can be played."));
    }
    if (recording.source() == Source.UPLOAD && recording.status() == RecordingStatus.FAILED) {
      return Optional.of(
          new RecordingFault(
              recording.reason().orElse(UNEXPLAINED),
              "The upload did not arrive, or is not the file that was declared."));
    }
    if (recording.mediaError().filter(MediaError.NOT_SEEKABLE.name()::equals).isPresent()) {
      return Optional.of(
          new RecordingFault(
              MediaError.NOT_SEEKABLE.name(),
              "The recording can be played, but a player cannot jump to a time in it."));
    }
    if (recording.mediaError().isPresent()) {
      return recording
          .mediaError()
          .map(code ->
              new RecordingFault(
                  code,
                  code.equals(MediaError.END_MISSING.name())
                      ? "The end of the recording is not known."
                      : "The media of the recording is not complete."));
    }
    return recording.status() == RecordingStatus.FAILED
        ? Optional.of(
            new RecordingFault(
                recording.reason().orElse(UNEXPLAINED), "The source reported a failure."))
        : Optional.empty();
  }
}
