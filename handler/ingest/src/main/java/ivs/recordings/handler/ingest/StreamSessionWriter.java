package ivs.recordings.handler.ingest;

import ivs.recordings.model.Bookkeeping;
import ivs.recordings.model.Decision;
import ivs.recordings.model.StreamEvent;
import ivs.recordings.model.StreamSession;
import ivs.recordings.store.Lookup.Known;
import ivs.recordings.store.Replacement;
import ivs.recordings.store.Stored;
import ivs.recordings.store.StreamSessionTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Enters stream events into rows of StreamSession.
final class StreamSessionWriter extends RowWriter<StreamSession> {
  private final StreamSessionTable table;
  private final Known known;

  StreamSessionWriter(StreamSessionTable table, Known known) {
    this.table = table;
    this.known = known;
  }

  @Override
  Decision<StreamSession> decide(Optional<StreamSession> current, Entry entry) {
    var event = (StreamEvent) entry.event();
    return Bookkeeping.decide(known.profile(event.envelope().sourceArn()), current, event);
  }

  @Override
  Optional<Instant> latest(StreamSession row) {
    return row.endTime().or(row::startTime);
  }

  @Override
  Replacement<StreamSession> replace(
      Optional<Stored<StreamSession>> seen, StreamSession next, List<Step<StreamSession>> steps) {
    return table.replace(seen.map(Stored::version).orElse(0L), next);
  }
}
