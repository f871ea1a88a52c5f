package ivs.recordings.model.library;

import ivs.recordings.model.recording.Source;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/// Which recordings a list shows: those that all of these are true of.
///
/// @param from its start is this moment or later; in whole milliseconds, as rows hold them
/// @param to its start is before this moment
/// @param words the title contains them, whatever the case of either
public record RecordingFilter(
    Optional<ClientStatus> status,
    Optional<Source> source,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> words) {
  public static final RecordingFilter ALL =
      new RecordingFilter(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public RecordingFilter {
    from = from.map(RecordingFilter::wholeMillis);
    to = to.map(RecordingFilter::wholeMillis);
    words = words.map(text -> text.toLowerCase(Locale.ROOT));
  }

  /// The next whole millisecond: times of that unit lie on the same side of both.
  private static Instant wholeMillis(Instant time) {
    var whole = time.truncatedTo(ChronoUnit.MILLIS);
    return whole.equals(time) ? whole : whole.plusMillis(1);
  }

  /// Whether rows are left out that lie within the window.
  public boolean isSelective() {
    return status.isPresent() || source.isPresent() || words.isPresent();
  }

  public boolean matches(RecordingSummary recording, Instant now) {
    return status.filter(wanted -> recording.clientStatus(now) != wanted).isEmpty()
        && source.filter(wanted -> recording.source() != wanted).isEmpty()
        && words.filter(wanted -> !contains(recording.title(), wanted)).isEmpty()
        && from.filter(recording.recordedAt()::isBefore).isEmpty()
        && to.filter(end -> !recording.recordedAt().isBefore(end)).isEmpty();
  }

  /// @param words in lower case
  static boolean contains(Optional<String> text, String words) {
    return text.map(any -> any.toLowerCase(Locale.ROOT))
        .filter(any -> any.contains(words))
        .isPresent();
  }
}
