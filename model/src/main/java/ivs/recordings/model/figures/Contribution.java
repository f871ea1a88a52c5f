package ivs.recordings.model.figures;

import ivs.recordings.model.library.RecordingFault;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.recording.RecordingStatus;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What one recording adds to the totals of its day: itself, its length, its size and its failure.
///
/// @param recordedMs the length of its media in milliseconds; 0 where it is not known
/// @param bytes the size of its media; 0 where it is not known
/// @param failure why it failed; empty where it did not
public record Contribution(FigureKey key, long recordedMs, long bytes, Optional<String> failure) {
  /// What a reason is called that is no word. Reasons are words of IVS and of this system; a
  /// sentence would make a total of its own for each recording.
  public static final String OTHER = "other";

  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

  /// What a row adds; a recording whose deletion has begun adds nothing.
  public static Optional<Contribution> of(RecordingSummary row) {
    return row.deletedAt().isPresent()
        ? Optional.empty()
        : Optional.of(
            new Contribution(
                FigureKey.at(row.recordedAt(), row.profileId(), row.source()),
                row.duration().map(length -> length.toMillis()).orElse(0L),
                row.sizeBytes().orElse(0L),
                failure(row)));
  }

  /// A recording has failed if its source says so, or if nothing of it can be played.
  private static Optional<String> failure(RecordingSummary row) {
    var hasFailed =
        row.status() == RecordingStatus.FAILED
            || (row.mediaError().filter(MediaError::isFinal).isPresent()
                && row.availableAt().isEmpty());
    return hasFailed
        ? RecordingFault.of(row)
            .map(RecordingFault::code)
            .map(code -> WORD.matcher(code).matches() ? code : OTHER)
        : Optional.empty();
  }

  /// The totals of this recording alone.
  public Totals totals() {
    var failures = new TreeMap<String, Long>();
    failure.ifPresent(reason -> failures.put(reason, 1L));
    return new Totals(1, recordedMs, bytes, failures, 0);
  }
}
