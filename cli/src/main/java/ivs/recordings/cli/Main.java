package ivs.recordings.cli;

import java.util.Locale;

/// The `recordings` command as a process of its own.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    System.exit(Recordings.run(Shell.ofProcess(), arguments));
  }
}
