package ivs.recordings.handler.api.media;

import ivs.recordings.model.media.MediaJobId;

/// Where jobs wait to be run.
@FunctionalInterface
public interface MediaJobQueue {
  /// Submits a job; one that is submitted twice is run once.
  ///
  /// @throws RuntimeException if the queue does not take it
  void submit(MediaJobId job);
}
