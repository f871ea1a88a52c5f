package ivs.recordings.model.recording;

import static java.util.stream.Collectors.joining;

import ivs.recordings.model.recording.Recording.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A side of a recording that an event can change. Together they are all that an event can change.
public enum ChangedField {
  STATUS,
  START,
  END,
  DURATION,
  REASON,
  FILES,
  STREAMS;

  private Object of(Recording recording) {
    return switch (this) {
      case STATUS ->
          List.of(
              recording.status(),
              recording.outcome().map(Outcome::destinationFailed).orElse(false));
      case START -> recording.start();
      case END -> recording.endTime();
      case DURATION -> recording.duration();
      case REASON -> recording.reason();
      case FILES -> recording.location();
      case STREAMS -> List.of(recording.streamSessionId(), recording.streamIds());
    };
  }

  private boolean differs(Recording before, Recording after) {
    return !of(before).equals(of(after));
  }

  /// What an event changed, in a few words such as `COMPLETED,start` or `duration`. A new status
  /// stands for the end, the duration and the reason that come with it, and the first status for
  /// the whole row.
  public static String news(Optional<Recording> before, Recording after) {
    if (before.isEmpty()) {
      return after.status().name();
    }
    var changed =
        Arrays.stream(values()).filter(aspect -> aspect.differs(before.get(), after)).toList();
    if (!changed.contains(STATUS)) {
      return changed.stream().map(ChangedField::word).collect(joining(","));
    }
    var beside = Stream.of(START, FILES, STREAMS).filter(changed::contains).map(ChangedField::word);
    return Stream.concat(Stream.of(after.status().name()), beside).collect(joining(","));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
