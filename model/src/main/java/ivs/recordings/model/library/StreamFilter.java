package ivs.recordings.model.library;

import ivs.recordings.model.recording.ProfileId;
import java.util.Locale;
import java.util.Optional;

/// Which public streams a list shows: those that all of these are true of.
///
/// @param words title or description contains them, whatever the case
public record StreamFilter(
    Optional<String> creator, Optional<String> category, Optional<String> words) {
  public StreamFilter {
    words = words.map(text -> text.toLowerCase(Locale.ROOT));
  }

  public boolean matches(
      ProfileId profileId,
      Optional<String> categoryId,
      Optional<String> title,
      Optional<String> description) {
    return creator.filter(wanted -> !wanted.equals(profileId.value())).isEmpty()
        && category.filter(wanted -> !categoryId.equals(Optional.of(wanted))).isEmpty()
        && words
            .filter(wanted ->
                !RecordingFilter.contains(title, wanted)
                    && !RecordingFilter.contains(description, wanted))
            .isEmpty();
  }
}
