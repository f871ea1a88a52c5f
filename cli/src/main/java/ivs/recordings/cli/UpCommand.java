package ivs.recordings.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Keeps the embedded system running.
@Command(name = "up")
final class UpCommand implements Callable<Integer> {
  UpCommand(Shell shell) {}

  @Override
  public Integer call() {
    return 0;
  }
}
