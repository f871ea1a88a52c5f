package ivs.recordings.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Shows what the system does, on nothing but this machine.
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {
  DemoCommand(Shell shell) {}

  @Override
  public Integer call() {
    return 0;
  }
}
