package ivs.recordings.handler.ingest.row;

import ivs.recordings.model.recording.Decision;
import ivs.recordings.model.recording.Decision.Advance;
import ivs.recordings.model.recording.Decision.Unchanged;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.StreamSessionTable;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Notes how many viewers a stream has, if it never had more. No event tells this, so the entry
/// only says which stream is meant; the row is raced for like any other.
public final class ViewerCountProcessor extends RowProcessor<StreamSession> {
  private final StreamSessionTable table;
  private final long viewers;

  public ViewerCountProcessor(StreamSessionTable table, long viewers) {
    this.table = table;
    this.viewers = viewers;
  }

  /// A stream that has no row gets none: whose it is must come from its events.
  @Override
  Decision<StreamSession> decide(Optional<StreamSession> current, InboundEvent entry) {
    return current
        .<Decision<StreamSession>>map(known -> {
          var next = known.join(seen(known));
          return next.equals(known) ? new Unchanged<>() : new Advance<>(next);
        })
        .orElseGet(Unchanged::new);
  }

  /// A number of viewers is of now, and never late.
  @Override
  Optional<Instant> latest(StreamSession row) {
    return Optional.empty();
  }

  @Override
  WriteResult<StreamSession> replace(
      Optional<VersionedItem<StreamSession>> seen,
      StreamSession next,
      List<Step<StreamSession>> steps) {
    return table.replace(seen.map(VersionedItem::version).orElse(0L), next);
  }

  private StreamSession seen(StreamSession known) {
    return new StreamSession(
        known.streamId(),
        known.profileId(),
        known.sourceArn(),
        known.status(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(viewers));
  }
}
