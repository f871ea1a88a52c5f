package ivs.recordings.handler.reconciler;

import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.recording.ProfileId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a run is asked for. The schedule asks for nothing in particular.
///
/// @param dryRun whether it only says what it would do
/// @param profile narrows the run to one profile's recordings
/// @param since how far back to look, in place of the usual window
/// @param allChannels walks every channel as far as the budget goes, not only this run's share
record ReconcilerRequest(
    boolean dryRun, Optional<ProfileId> profile, Optional<Instant> since, boolean allChannels) {

  private static final int LONGEST_FIELD = 64;

  private static final Set<String> OPTIONS = Set.of("dryRun", "profile", "since", "allChannels");

  /// Reads `dryRun`, `profile`, `since` (ISO-8601 UTC) and `allChannels`. A Scheduled Event asks
  /// for nothing in particular, as `{}` does; anything else is meant for another function.
  ///
  /// @throws IllegalArgumentException saying what is wrong
  static ReconcilerRequest of(Map<String, Object> input) {
    if ("Scheduled Event".equals(input.get("detail-type"))) {
      return of(Map.of());
    }
    var unknown = new TreeSet<>(input.keySet());
    unknown.removeAll(OPTIONS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown field %s: a run takes dryRun, profile, since and allChannels, or a Scheduled Event"
              .formatted(SafeText.ascii(unknown.first(), LONGEST_FIELD)));
    }
    return new ReconcilerRequest(
        flag(input, "dryRun"),
        text(input, "profile").map(ProfileId::new),
        text(input, "since").map(ReconcilerRequest::time),
        flag(input, "allChannels"));
  }

  private static boolean flag(Map<String, Object> input, String name) {
    return switch (input.getOrDefault(name, false)) {
      case Boolean flag -> flag;
      case String text when text.equals("true") || text.equals("false") ->
          Boolean.parseBoolean(text);
      case Object other ->
          throw new IllegalArgumentException(
              "%s must be true or false, not '%s'".formatted(name, other));
    };
  }

  private static Optional<String> text(Map<String, Object> input, String name) {
    return switch (input.getOrDefault(name, "")) {
      case String text -> Optional.of(text).filter(given -> !given.isBlank());
      case Object other ->
          throw new IllegalArgumentException("%s must be a text, not %s".formatted(name, other));
    };
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException notATime) {
      throw new IllegalArgumentException(
          "since must be a time such as 2026-11-20T17:00:00Z, not '%s'".formatted(text), notATime);
    }
  }
}
