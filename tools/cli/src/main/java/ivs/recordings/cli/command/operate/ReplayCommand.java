package ivs.recordings.cli.command.operate;

import ivs.recordings.cli.option.TimeOption;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Sends archived events to our rules again.
@Command(
    name = "replay",
    descriptionHeading = "%n",
    description = {
      "Sends archived events of some time again.",
      "",
      "From the archive of the event bus to the rules of this system and to no other. Rows that"
          + " are right stay as they are, lost ones come back. It returns when all events are sent;"
          + " the queue is worked off after that. Ctrl-C cancels the replay."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings replay --from 2026-11-20T10:00:00Z --to 2026-11-20T12:00:00Z",
      "  ./recordings replay --from 2026-11-18 --to 2026-11-20 --stack recordings"
    })
public final class ReplayCommand extends ArchiveReplayCommand {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      description = "From this time or day on, by the events' own time.")
  private Optional<TimeOption> from = Optional.empty();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TIME",
      description = "Until this time, or the beginning of this day.")
  private Optional<TimeOption> to = Optional.empty();

  public ReplayCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) throws InterruptedException {
    return replay(
        target,
        from.orElseThrow().time(),
        to.orElseThrow().time(),
        "--from must be before --to, and not in the future: nothing to replay",
        Target::replaySource);
  }
}
