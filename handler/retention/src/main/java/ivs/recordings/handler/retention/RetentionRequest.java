package ivs.recordings.handler.retention;

import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a run is asked for.
///
/// @param mode whether it deletes, or only says what it would delete
/// @param recordingId narrows the run to one recording
/// @param profile narrows the run to one profile's recordings
/// @param limit how many recordings, at most
record RetentionRequest(
    Mode mode, Optional<RecordingId> recordingId, Optional<ProfileId> profile, int limit) {
  /// A report of so many stays far below the six megabytes that Lambda hands back.
  static final int MOST = 2_000;

  private static final int LONGEST_FIELD = 64;

  private static final Set<String> OPTIONS = Set.of("mode", "recordingId", "profile", "limit");

  /// What a run does.
  enum Mode {
    PLAN,
    APPLY
  }

  /// Whether it is about everything that is due.
  boolean isWhole() {
    return recordingId.isEmpty() && profile.isEmpty();
  }

  /// Reads `mode` (`plan` or `apply`, never left out: what deletes is said in words),
  /// `recordingId`, `profile` and `limit`.
  ///
  /// @throws IllegalArgumentException saying what is wrong
  static RetentionRequest of(Map<String, Object> input) {
    var unknown = new TreeSet<>(input.keySet());
    unknown.removeAll(OPTIONS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown field %s: a run takes mode, recordingId, profile and limit"
              .formatted(SafeText.ascii(unknown.first(), LONGEST_FIELD)));
    }
    return new RetentionRequest(
        mode(input),
        text(input, "recordingId").map(RecordingId::new),
        text(input, "profile").map(ProfileId::new),
        limit(input));
  }

  private static Mode mode(Map<String, Object> input) {
    return switch (text(input, "mode").orElse("")) {
      case "plan" -> Mode.PLAN;
      case "apply" -> Mode.APPLY;
      default -> throw new IllegalArgumentException("mode must be 'plan' or 'apply'");
    };
  }

  private static Optional<String> text(Map<String, Object> input, String name) {
    return switch (input.getOrDefault(name, "")) {
      case String text -> Optional.of(text).filter(given -> !given.isBlank());
      case Object _ -> throw new IllegalArgumentException("%s must be a text".formatted(name));
    };
  }

  private static int limit(Map<String, Object> input) {
    if (input.getOrDefault("limit", MOST) instanceof Integer limit && limit > 0 && limit <= MOST) {
      return limit;
    }
    throw new IllegalArgumentException(
        "limit must be a whole number from 1 to %,d".formatted(MOST));
  }
}
