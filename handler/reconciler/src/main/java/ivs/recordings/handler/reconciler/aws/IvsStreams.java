package ivs.recordings.handler.reconciler.aws;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What IVS says of streams when it is asked. Each method is one call.
public interface IvsStreams {
  /// Some streams of a channel, or sessions of a stage: live ones and those of the last weeks.
  record Sessions(List<StreamSpan> streams, Optional<String> next) {}

  /// Some of the streams that are live now.
  record LivePage(List<Live> streams, Optional<String> next) {}

  /// A stream that is live now.
  ///
  /// @param viewers empty where IVS could not count them in time
  record Live(SourceArn channel, StreamId streamId, Instant startTime, Optional<Long> viewers) {}

  /// Some sessions of a channel or a stage; one that IVS does not know has none.
  Sessions sessions(SourceArn source, Optional<String> next);

  /// A session of a stage; empty where IVS does not know it any more.
  Optional<StreamSpan> stageSession(SourceArn stage, StreamId sessionId);

  LivePage live(Optional<String> next);
}
