package ivs.recordings.model.figures;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Source;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;

/// What totals are of: the recordings of one profile and source that began on one day.
///
/// @param day in UTC
public record FigureKey(LocalDate day, ProfileId profileId, Source source)
    implements Comparable<FigureKey> {
  private static final char SEPARATOR = '#';

  private static final Comparator<FigureKey> ORDER =
      Comparator.comparing(FigureKey::day).thenComparing(FigureKey::word);

  /// The key of a moment's day.
  public static FigureKey at(Instant time, ProfileId profileId, Source source) {
    return new FigureKey(dayOf(time), profileId, source);
  }

  /// The day of a moment in UTC.
  public static LocalDate dayOf(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /// Reads what [#word] writes. A profile id may hold the separator, a source does not.
  ///
  /// @throws IllegalArgumentException if it is none
  public static FigureKey of(LocalDate day, String word) {
    var end = word.lastIndexOf(SEPARATOR);
    if (end < 0) {
      throw new IllegalArgumentException("no source in '%s'".formatted(word));
    }
    return new FigureKey(
        day, new ProfileId(word.substring(0, end)), Source.valueOf(word.substring(end + 1)));
  }

  /// Its name within a day, such as `anna#IVS_CHANNEL`.
  public String word() {
    return beginOf(profileId) + source.name();
  }

  /// What the names of a profile begin with. Another profile's may begin with it too, if its id
  /// holds the separator.
  public static String beginOf(ProfileId profileId) {
    return profileId.value() + SEPARATOR;
  }

  @Override
  public int compareTo(FigureKey other) {
    return ORDER.compare(this, other);
  }
}
