package ivs.recordings.cli.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// What is still done when the person presses Ctrl-C, or the process is asked to end.
public final class InterruptHandler implements AutoCloseable {
  private final Thread hook;
  private final AtomicBoolean happened;

  private InterruptHandler(Thread hook, AtomicBoolean happened) {
    this.hook = hook;
    this.happened = happened;
  }

  public static InterruptHandler then(Runnable lastWords) {
    var happened = new AtomicBoolean();
    var hook =
        new Thread(
            () -> {
              happened.set(true);
              lastWords.run();
            },
            "last-words");
    Runtime.getRuntime().addShutdownHook(hook);
    return new InterruptHandler(hook, happened);
  }

  /// After a Ctrl-C this never returns: the process is ending, and a thread that went on would only
  /// stumble over what is being taken down.
  public void waitIfItHappened() {
    while (happened.get()) {
      LockSupport.park(this);
    }
  }

  /// It is over: nothing can be interrupted any more.
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyInterrupted) {
      // Then the hook is at work, and stays.
    }
  }
}
