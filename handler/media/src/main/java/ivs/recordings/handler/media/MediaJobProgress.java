package ivs.recordings.handler.media;

import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.store.media.MediaJobTable;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/// Writes how far a job is, every few seconds at most and once a minute at least, so that another
/// process can tell a job that runs from one whose process has died.
final class MediaJobProgress implements IntConsumer, AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(4);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final MediaJobTable table;
  private final Clock clock;
  private final Runnable lost;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread writer;
  private volatile int percent;
  private volatile MediaJob job;

  /// @param job as it was written last
  /// @param lost runs where another process has taken the job over
  MediaJobProgress(MediaJobTable table, MediaJob job, Runnable lost, Clock clock) {
    this.table = table;
    this.job = job;
    this.lost = lost;
    this.clock = clock;
    this.writer = Thread.ofVirtual().unstarted(this::write);
  }

  MediaJobProgress started() {
    writer.start();
    return this;
  }

  @Override
  public void accept(int done) {
    percent = done;
  }

  /// The job as it was written last; final after [#close].
  MediaJob job() {
    return job;
  }

  private void write() {
    try {
      while (!ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) { // Ends with the job.
        var now = clock.instant();
        var isDue = !job.updatedAt().plus(LONGEST).isAfter(now);
        if (percent != job.progress() || isDue) {
          write(job.at(percent, now));
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(MediaJob next) {
    try {
      Optional<MediaJob> written = table.write(next);
      written.ifPresentOrElse(known -> job = known, lost);
    } catch (RuntimeException unavailable) {
      // The next one may be written.
      MediaJobLog.unwritten(next.id(), ErrorName.of(unavailable));
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      writer.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
