package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.api.http.AccessLog;
import ivs.recordings.model.figures.FigureKey;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.store.figures.FigureTable;
import java.time.Instant;

/// Counts the grants of playback in the figures of the day on which they are given. A grant that
/// cannot be counted is given all the same.
public record GrantCount(FigureTable figures) {
  public void add(RecordingSummary recording, Instant now) {
    try {
      figures.addGrant(FigureKey.at(now, recording.profileId(), recording.source()));
    } catch (RuntimeException uncounted) {
      AccessLog.uncounted("a grant", uncounted);
    }
  }
}
