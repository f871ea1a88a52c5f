package ivs.recordings.cli;

/// The `recordings` command as a process of its own.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(Recordings.run(Shell.ofProcess(), arguments));
  }
}
