package ivs.recordings.handler.api;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.store.LibraryStreams;

/// Counts views. A view that cannot be counted is still answered.
record ViewCount(LibraryStreams streams) {
  void add(StreamId stream) {
    try {
      streams.countView(stream);
    } catch (RuntimeException uncounted) {
      AccessLog.uncounted(uncounted);
    }
  }
}
