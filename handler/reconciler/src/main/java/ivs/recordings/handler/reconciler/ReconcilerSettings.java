package ivs.recordings.handler.reconciler;

import ivs.recordings.handler.readiness.ReadinessCheck;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the reconciler is told by its environment.
///
/// @param buckets where recordings lie; nothing else is read, whatever a row says
/// @param mediaBucket where uploads lie; empty where there are none
/// @param openAfter how old an open recording, or a change that IVS reports, is before it is
///   checked: its event is most likely still on its way
/// @param createAfter how long ago a recording without a row must have ended; IVS and EventBridge
///   give up on an event within a day
/// @param window how far back the walk looks
/// @param segments how many runs walk all channels once
/// @param visibility of a stream that has none of its own
/// @param hasMediaJobs whether there are jobs that make uploads seekable
public record ReconcilerSettings(
    Set<Bucket> buckets,
    Optional<Bucket> mediaBucket,
    Duration openAfter,
    Duration createAfter,
    Duration window,
    int segments,
    Visibility visibility,
    boolean hasMediaJobs) {
  private static final Duration OPEN_AFTER = Duration.ofMinutes(10);
  private static final Duration CREATE_AFTER = Duration.ofHours(24);

  /// The day that events may take, the two days that one recording may last, and one day for the
  /// walk to come by.
  private static final Duration WINDOW = Duration.ofDays(4);

  /// Every channel is seen once in four hours, at a run every five minutes.
  private static final int SEGMENTS = 48;

  /// Reads `RECORDING_BUCKETS` (comma-separated, may be empty), `MEDIA_BUCKET`,
  /// `RECONCILE_OPEN_AFTER_SECONDS`, `RECONCILE_CREATE_AFTER_SECONDS`, `RECONCILE_WINDOW_SECONDS`,
  /// `RECONCILE_SEGMENTS`, `DEFAULT_VISIBILITY` and `MEDIA_JOBS`.
  ///
  /// @throws IllegalArgumentException naming the variable that is wrong
  public static ReconcilerSettings of(Map<String, String> environment) {
    return new ReconcilerSettings(
        Bucket.listed("RECORDING_BUCKETS", environment.getOrDefault("RECORDING_BUCKETS", "")),
        Bucket.listed("MEDIA_BUCKET", environment.getOrDefault("MEDIA_BUCKET", "")).stream()
            .findFirst(),
        seconds(environment, "RECONCILE_OPEN_AFTER_SECONDS").orElse(OPEN_AFTER),
        seconds(environment, "RECONCILE_CREATE_AFTER_SECONDS").orElse(CREATE_AFTER),
        seconds(environment, "RECONCILE_WINDOW_SECONDS").orElse(WINDOW),
        number(environment, "RECONCILE_SEGMENTS").map(Math::toIntExact).orElse(SEGMENTS),
        Visibility.ofChannels(environment.getOrDefault("DEFAULT_VISIBILITY", "")),
        ReadinessCheck.hasMediaJobs(environment));
  }

  private static Optional<Duration> seconds(Map<String, String> environment, String variable) {
    return number(environment, variable).map(Duration::ofSeconds);
  }

  private static Optional<Long> number(Map<String, String> environment, String variable) {
    var text = environment.getOrDefault(variable, "");
    if (text.isBlank()) {
      return Optional.empty();
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "%s must be a whole number above 0, not '%s'".formatted(variable, text));
    }
    return Optional.of(Long.valueOf(text));
  }

  /// All buckets whose files are looked at to find out what can be played.
  public Set<Bucket> played() {
    return Stream.concat(buckets.stream(), mediaBucket.stream()).collect(Collectors.toSet());
  }
}
