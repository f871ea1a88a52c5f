package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.stitch.ChapterMark;
import ivs.recordings.model.stitch.ChapterMark.Gap;
import ivs.recordings.model.stitch.ChapterMark.Part;
import ivs.recordings.model.stitch.ChapterMark.Recorded;
import java.time.Duration;
import java.util.List;

/// Chapter marks as the page reads them: `{durationMs, chapters: [{kind, name, startMs, durationMs,
/// gapMs, startedAt}]}`. A gap has no media, so its `durationMs` is 0 and `gapMs` is its length.
final class ChapterJson {
  private ChapterJson() {}

  /// The only mark of a recording that is played alone; its length is that of its row.
  static Found of(RecordingSummary recording) {
    return of(
        ChapterMark.of(
            List.of(
                new Recorded(
                    recording.title(),
                    recording.recordedAt(),
                    recording.endedAt(),
                    recording.duration().orElse(Duration.ZERO)))));
  }

  static Found of(List<ChapterMark> marks) {
    var json = JsonFields.MAPPER.createObjectNode();
    var total =
        marks.stream()
            .map(mark ->
                switch (mark) {
                  case Part part -> part.duration();
                  case Gap _ -> Duration.ZERO;
                })
            .reduce(Duration.ZERO, Duration::plus);
    json.put("durationMs", total.toMillis());
    var chapters = json.putArray("chapters");
    for (var mark : marks) {
      var chapter = chapters.addObject();
      switch (mark) {
        case Part(var name, var start, var duration, var startedAt) ->
            chapter
                .put("kind", "PART")
                .put("name", name)
                .put("startMs", start.toMillis())
                .put("durationMs", duration.toMillis())
                .put("gapMs", 0)
                .put("startedAt", startedAt.toString());
        case Gap(var start, var length) ->
            chapter
                .put("kind", "GAP")
                .put("name", "Gap")
                .put("startMs", start.toMillis())
                .put("durationMs", 0)
                .put("gapMs", length.toMillis());
      }
    }
    return new Found(json);
  }
}
