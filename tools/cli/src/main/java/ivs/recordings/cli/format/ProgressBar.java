package ivs.recordings.cli.format;

import ivs.recordings.cli.runtime.Shell;
import java.time.Duration;
import java.util.Locale;

/// How far something is, on standard error: a bar that moves where a person looks at a terminal,
/// and now and then a line elsewhere.
public final class ProgressBar implements AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final int BAR = 30;

  private final Shell shell;
  private final String what;
  private final long betweenLines;
  private long lastLine = System.nanoTime();
  private int shown;

  public ProgressBar(Shell shell, String what) {
    this(shell, what, BETWEEN_LINES);
  }

  public ProgressBar(Shell shell, String what, Duration betweenLines) {
    this.shell = shell;
    this.what = what;
    this.betweenLines = betweenLines.toNanos();
  }

  /// So many of so many; the second number may turn out too small.
  public void at(long done, long all) {
    at(all == 0 ? 1 : (double) done / all, "%,d of %,d".formatted(done, Math.max(done, all)));
  }

  /// Shows how far the work is.
  ///
  /// @param part from 0 to 1
  /// @param words what a person wants to know of it
  public void at(double part, String words) {
    if (shell.columns().isPresent()) {
      bar(Math.clamp(part, 0, 1), words);
    } else if (System.nanoTime() - lastLine >= betweenLines) {
      lastLine = System.nanoTime();
      shell.err().printf("%s: %s%n", what, words);
    }
  }

  private void bar(double part, String words) {
    int done = (int) Math.round(part * BAR);
    var bar = "#".repeat(done) + ".".repeat(BAR - done);
    var line = String.format(Locale.ROOT, "%s [%s] %s", what, bar, words);
    // A line that fills the terminal would wrap, and the next one would not cover it.
    line = DisplayText.shortened(line, shell.width() - 1);
    draw(line);
  }

  private void draw(String line) {
    shell.err().print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    shell.err().flush();
    shown = line.length();
  }

  /// What follows begins on a clean line, until there is more progress.
  public void clear() {
    if (shown > 0) {
      draw("");
      shell.err().print("\r");
      shell.err().flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
