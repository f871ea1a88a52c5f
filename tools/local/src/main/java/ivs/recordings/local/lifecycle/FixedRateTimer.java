package ivs.recordings.local.lifecycle;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// Does something now, and again and again at a fixed rate, whatever becomes of it.
public final class FixedRateTimer {
  private static final Logger LOG = LogManager.getLogger(FixedRateTimer.class);

  private final ScheduledExecutorService schedule;

  private FixedRateTimer(ScheduledExecutorService schedule) {
    this.schedule = schedule;
  }

  public static FixedRateTimer start(Duration every, Runnable task) {
    var schedule =
        Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().daemon().name("every-" + every).unstarted(work));
    var _ =
        schedule.scheduleAtFixedRate(() -> run(task), 0, every.toMillis(), TimeUnit.MILLISECONDS);
    return new FixedRateTimer(schedule);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException broken) {
      LOG.warn("not done this time", broken);
    }
  }

  public void stop() throws InterruptedException {
    schedule.shutdown();
    if (!schedule.awaitTermination(1, TimeUnit.SECONDS)) {
      schedule.shutdownNow();
    }
  }
}
