package ivs.recordings.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/// A command that talks to a system, here or on AWS.
abstract class TalkingCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private TargetOptions targetOptions = new TargetOptions();

  private Optional<Where> where = Optional.empty();

  TalkingCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public final Integer call() throws Exception {
    var chosen = targetOptions.where(shell);
    where = Optional.of(chosen);
    try (var target = Target.open(chosen, shell)) {
      return talk(target).code();
    }
  }

  abstract ExitCode talk(Target target) throws Exception;

  Shell shell() {
    return shell;
  }

  /// Lines to copy that reach the same system.
  Calls calls() {
    return Calls.of(shell, where);
  }

  /// What it talks to; empty before the options are read.
  Optional<Where> where() {
    return where;
  }
}
