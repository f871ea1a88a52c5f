package ivs.recordings.model.library;

import ivs.recordings.model.reconcile.Audit;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.session.StreamSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Which recordings belong to a stream that an app has started: those that IVS made of the same
/// profile while the stream was live.
public final class LiveLink {
  /// No recording lasts longer, so none that began longer before a stream is of it.
  public static final Duration LONGEST = Audit.LONGEST_RECORDING;

  private LiveLink() {}

  /// Whether a recording belongs to a stream by its time. An upload does not: it is of the stream
  /// that its owner chose.
  ///
  /// @param live as it is now; while its end is unknown it lasts until now
  public static boolean joins(StreamSession live, Recording recording, Instant now) {
    return live.streamId().isLive()
        && recording.source() != Source.UPLOAD
        && recording.profileId().equals(live.profileId())
        && live.startTime()
            .filter(start ->
                overlaps(start, live.endTime().orElse(now), begin(recording), end(recording, now)))
            .isPresent();
  }

  /// Whether two spans have more than a moment in common, or one that is only a moment lies within
  /// the other: a stream that begins in the second in which another ends shares nothing with it.
  static boolean overlaps(Instant from, Instant to, Instant begin, Instant end) {
    var isMoment = from.equals(to) || begin.equals(end);
    return isMoment
        ? !from.isAfter(end) && !begin.isAfter(to)
        : from.isBefore(end) && begin.isBefore(to);
  }

  /// Where no Start is known, the end and the duration tell it.
  private static Instant begin(Recording recording) {
    return recording
        .startTime()
        .or(() ->
            recording.endTime().map(end -> end.minus(recording.duration().orElse(Duration.ZERO))))
        .orElseThrow();
  }

  /// What is still running lasts until now.
  private static Instant end(Recording recording, Instant now) {
    var longest = begin(recording).plus(LONGEST);
    return recording
        .outcome()
        .map(Outcome::time)
        .or(() -> Optional.of(longest.isBefore(now) ? longest : now))
        .orElseThrow();
  }
}
