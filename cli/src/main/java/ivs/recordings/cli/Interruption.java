package ivs.recordings.cli;

/// What is still done when the person presses Ctrl-C, or the process is asked to end.
final class Interruption implements AutoCloseable {
  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  static Interruption then(Runnable lastWords) {
    var hook = new Thread(lastWords, "last-words");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
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
