package ivs.recordings.model.stitch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A mark on the time line of a stitched playlist.
public sealed interface ChapterMark {
  /// Clocks of events and of media differ by less; what is shorter is no gap.
  Duration SHORTEST_GAP = Duration.ofSeconds(1);

  /// Where it stands, from the beginning of the playlist.
  Duration start();

  /// A recording begins.
  ///
  /// @param duration of its media
  record Part(String name, Duration start, Duration duration, Instant startedAt)
      implements ChapterMark {}

  /// Nothing was recorded for a time. The playlist has no media of it: the next recording begins at
  /// the same place.
  record Gap(Duration start, Duration length) implements ChapterMark {}

  /// A recording as it is played.
  ///
  /// @param endedAt empty where it is not known; it then ended after its media
  /// @param media the sum of its segments; a recording without any gets no mark
  record Recorded(
      Optional<String> title, Instant startedAt, Optional<Instant> endedAt, Duration media) {
    Instant end() {
      return endedAt.filter(end -> end.isAfter(startedAt)).orElseGet(() -> startedAt.plus(media));
    }
  }

  /// The marks of recordings that follow each other. Between recordings of the same time there is
  /// no gap.
  static List<ChapterMark> of(List<Recorded> recordings) {
    var marks = new ArrayList<ChapterMark>();
    var start = Duration.ZERO;
    var latestEnd = Optional.<Instant>empty();
    int part = 1;
    for (var recorded : recordings) {
      if (recorded.media().isZero()) {
        continue;
      }
      var from = start;
      latestEnd
          .map(end -> Duration.between(end, recorded.startedAt()))
          .filter(gap -> gap.compareTo(SHORTEST_GAP) >= 0)
          .ifPresent(gap -> marks.add(new Gap(from, gap)));
      marks.add(
          new Part(
              recorded.title().orElse("Part " + part),
              start,
              recorded.media(),
              recorded.startedAt()));
      start = start.plus(recorded.media());
      latestEnd =
          latestEnd
              .filter(end -> end.isAfter(recorded.end()))
              .or(() -> Optional.of(recorded.end()));
      part++;
    }
    return marks;
  }
}
