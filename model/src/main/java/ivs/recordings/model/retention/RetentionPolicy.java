package ivs.recordings.model.retention;

import ivs.recordings.model.recording.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// The stack's defaults: how many days recordings are kept whose profile names no number.
///
/// @param uploadDays of uploads; 0 keeps them until a request deletes them
/// @param recordingDays of what IVS records; 0 keeps them as well
public record RetentionPolicy(int uploadDays, int recordingDays) {
  /// A hundred years, so that every time stays within what rows may hold.
  public static final int MOST_DAYS = 36_500;

  /// What the parameters of the stack are without a value.
  public static final RetentionPolicy DEFAULT = new RetentionPolicy(30, 0);

  private static final String UPLOADS = "UPLOAD_RETENTION_DAYS";
  private static final String RECORDINGS = "RECORDING_RETENTION_DAYS";

  public RetentionPolicy {
    days(UPLOADS, uploadDays);
    days(RECORDINGS, recordingDays);
  }

  /// Reads `UPLOAD_RETENTION_DAYS` (30) and `RECORDING_RETENTION_DAYS` (0).
  ///
  /// @throws IllegalArgumentException naming the variable that is wrong
  public static RetentionPolicy of(Map<String, String> settings) {
    return new RetentionPolicy(
        days(settings, UPLOADS, DEFAULT.uploadDays),
        days(settings, RECORDINGS, DEFAULT.recordingDays));
  }

  /// A setting that is a number of days.
  ///
  /// @throws IllegalArgumentException naming the setting if it is wrong
  public static int days(Map<String, String> settings, String name, int otherwise) {
    var text = settings.getOrDefault(name, "");
    if (text.isBlank()) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "%s must be a number of days from 0 to %d, not '%s'".formatted(name, MOST_DAYS, text));
    }
    return days(name, Integer.parseInt(text));
  }

  /// A number of days that is sound.
  ///
  /// @throws IllegalArgumentException naming what is not
  public static int days(String name, int days) {
    if (days < 0 || days > MOST_DAYS) {
      throw new IllegalArgumentException(
          "%s must be a number of days from 0 to %d, not %d".formatted(name, MOST_DAYS, days));
    }
    return days;
  }

  /// Until when a recording is kept that has just ended: its own time, else that of its profile,
  /// else that of the stack. Empty keeps it. The result is stored with the first outcome, so that a
  /// changed default applies to later recordings only.
  ///
  /// @param own what a person has set while it was running
  /// @param ofProfile the days of its profile, of which 0 keeps whatever the stack says
  public Optional<Instant> retainUntil(
      Optional<Instant> own, Optional<Integer> ofProfile, Source source, Instant endedAt) {
    var ofStack = source == Source.UPLOAD ? uploadDays : recordingDays;
    return own.or(() ->
        Optional.of(ofProfile.orElse(ofStack))
            .filter(days -> days > 0)
            .map(days -> endedAt.plus(Duration.ofDays(days))));
  }
}
