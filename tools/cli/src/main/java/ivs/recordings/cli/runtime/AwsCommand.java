package ivs.recordings.cli.runtime;

import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.store.item.CorruptItem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/// A command that talks to a system, here or on AWS.
public abstract class AwsCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private TargetOptions targetOptions = new TargetOptions();

  private Optional<TargetAddress> where = Optional.empty();

  public AwsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public final Integer call() throws Exception {
    var chosen = targetOptions.where(shell);
    where = Optional.of(chosen);
    check(chosen);
    try (var target = Target.open(chosen, shell)) {
      return talk(target).code();
    }
  }

  /// Refuses a target that the command has no meaning for, before anything is asked there.
  ///
  /// @throws CommandException in that case
  protected void check(TargetAddress chosen) {}

  protected abstract ExitCode talk(Target target) throws Exception;

  /// Names the items that cannot be read, after what can.
  protected ExitCode sayCorrupt(List<CorruptItem> items) {
    for (var item : items) {
      var runbook = CommandHints.runbook("rows-that-cannot-be-read");
      shell.err().println(DisplayText.line("recordings: %s; %s".formatted(item.line(), runbook)));
    }
    return items.isEmpty() ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  public Shell shell() {
    return shell;
  }

  /// Lines to copy that reach the same system.
  public CommandHints calls() {
    return CommandHints.of(shell, where);
  }

  /// What it talks to; empty before the options are read.
  public Optional<TargetAddress> where() {
    return where;
  }
}
