package ivs.recordings.handler.reconciler.aws;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// IVS in memory; it is trusted because it passes what the real client passes.
public final class MemoryStreams implements IvsStreams {
  private final Map<SourceArn, List<StreamSpan>> sessions = new HashMap<>();
  private final List<Live> live = new ArrayList<>();
  private final Set<SourceArn> asked = new HashSet<>();
  private int calls;

  /// The channels whose streams were asked for.
  public Set<SourceArn> asked() {
    return Set.copyOf(asked);
  }

  public void sessions(String channel, StreamSpan... spans) {
    sessions.put(new SourceArn(channel), List.of(spans));
  }

  public void live(Live stream) {
    live.add(stream);
  }

  public int calls() {
    return calls;
  }

  @Override
  public Sessions sessions(SourceArn channel, Optional<String> next) {
    calls++;
    asked.add(channel);
    var all = sessions.getOrDefault(channel, List.of());
    int to = Math.min(all.size(), from(next) + IvsServer.PAGE);
    return new Sessions(all.subList(from(next), to), token(to, all.size()));
  }

  @Override
  public Optional<StreamSpan> stageSession(SourceArn stage, StreamId sessionId) {
    calls++;
    return sessions.getOrDefault(stage, List.of()).stream()
        .filter(session -> session.streamId().equals(sessionId))
        .findFirst();
  }

  @Override
  public LivePage live(Optional<String> next) {
    calls++;
    int to = Math.min(live.size(), from(next) + IvsServer.PAGE);
    return new LivePage(live.subList(from(next), to), token(to, live.size()));
  }

  private static int from(Optional<String> next) {
    return next.map(Integer::parseInt).orElse(0);
  }

  private static Optional<String> token(int to, int size) {
    return to < size ? Optional.of(Integer.toString(to)) : Optional.empty();
  }
}
