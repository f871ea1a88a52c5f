package ivs.recordings.handler.reconciler.aws;

import ivs.recordings.model.session.StreamSpan;

final class MemoryStreamsTest implements IvsStreamsContract {
  private final MemoryStreams streams = new MemoryStreams();

  @Override
  public IvsStreams streams() {
    return streams;
  }

  @Override
  public void sessions(String channel, StreamSpan... spans) {
    streams.sessions(channel, spans);
  }

  @Override
  public void live(IvsStreams.Live stream) {
    streams.live(stream);
  }
}
