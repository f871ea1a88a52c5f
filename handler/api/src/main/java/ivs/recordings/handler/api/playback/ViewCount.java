package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.api.http.AccessLog;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.store.library.LibraryStreams;

/// Counts views. A view that cannot be counted is still answered.
public record ViewCount(LibraryStreams streams) {
  public void add(StreamId stream) {
    try {
      streams.countView(stream);
    } catch (RuntimeException uncounted) {
      AccessLog.uncounted("a view", uncounted);
    }
  }
}
