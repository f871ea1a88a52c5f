package ivs.recordings.store.figures;

import ivs.recordings.model.recording.RecordingId;

/// Others counted in between each time. Nothing was written; the event goes back to its queue.
public final class FigureContentionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FigureContentionException(RecordingId id, int attempts) {
    super(
        "the figures of %s were written by others %d times in a row"
            .formatted(id.value(), attempts));
  }
}
