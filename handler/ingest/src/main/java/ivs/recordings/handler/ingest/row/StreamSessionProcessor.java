package ivs.recordings.handler.ingest.row;

import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.recording.Decision;
import ivs.recordings.model.recording.EventRules;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.StreamSessionTable;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Enters stream events into rows of StreamSession, and events of recordings whose source has no
/// other.
public final class StreamSessionProcessor extends RowProcessor<StreamSession> {
  private final StreamSessionTable table;
  private final Known known;

  public StreamSessionProcessor(StreamSessionTable table, Known known) {
    this.table = table;
    this.known = known;
  }

  @Override
  Decision<StreamSession> decide(Optional<StreamSession> current, InboundEvent entry) {
    var event =
        switch (entry.event()) {
          case StreamEvent ofStream -> ofStream;
          case RecordingEvent recording -> recording.ofSession().orElseThrow();
        };
    return EventRules.decide(known.profile(event.envelope().sourceArn()), current, event);
  }

  @Override
  Optional<Instant> latest(StreamSession row) {
    return row.endTime().or(row::startTime);
  }

  @Override
  WriteResult<StreamSession> replace(
      Optional<VersionedItem<StreamSession>> seen,
      StreamSession next,
      List<Step<StreamSession>> steps) {
    return table.replace(seen.map(VersionedItem::version).orElse(0L), next);
  }
}
