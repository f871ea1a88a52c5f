package ivs.recordings.handler.media;

import ivs.recordings.model.media.MediaJobFault;
import java.time.Duration;

/// How long a run may go on: until its time is over, or it is stopped. The time is that of all its
/// jobs together, with what they read and store, so that a container ends by itself, its failure
/// written, before its queue ends it.
final class RunBudget {
  private final long end;
  private volatile boolean isStopped;

  /// A run that begins now.
  RunBudget(Duration mostTime) {
    this.end = System.nanoTime() + mostTime.toNanos();
  }

  void stop() {
    isStopped = true;
  }

  /// Zero once its time is over.
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  boolean isOver() {
    return isStopped || left().isZero();
  }

  /// @throws FailedJobException if nothing more may be begun
  void check() {
    if (isStopped) {
      throw new FailedJobException(MediaJobFault.INTERRUPTED);
    }
    if (left().isZero()) {
      throw new FailedJobException(MediaJobFault.TIMED_OUT);
    }
  }
}
