package ivs.recordings.local.lifecycle;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// Does something now and then once a minute, whatever becomes of it.
public final class MinuteTimer {
  private static final Logger LOG = LogManager.getLogger(MinuteTimer.class);

  private final ScheduledExecutorService schedule;

  private MinuteTimer(ScheduledExecutorService schedule) {
    this.schedule = schedule;
  }

  public static MinuteTimer start(Runnable task) {
    var schedule =
        Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("every-minute").unstarted(work));
    var _ = schedule.scheduleAtFixedRate(() -> run(task), 0, 1, TimeUnit.MINUTES);
    return new MinuteTimer(schedule);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException broken) {
      LOG.warn("not done this minute", broken);
    }
  }

  public void stop() throws InterruptedException {
    schedule.shutdown();
    if (!schedule.awaitTermination(1, TimeUnit.SECONDS)) {
      schedule.shutdownNow();
    }
  }
}
