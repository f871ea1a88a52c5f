package ivs.recordings.cli.command.retention;

import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.RetentionTable;
import ivs.recordings.store.RetentionTable.Retained;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Sets or lifts a legal hold.
@Command(
    name = "hold",
    descriptionHeading = "%n",
    description = {
      "Puts a legal hold on a recording, or lifts it.",
      "",
      "While it is held nothing deletes it, neither its retention time nor a request. When the hold"
          + " is lifted, the recording is due as it was before."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings retention hold 3h3E88Hi6eFq",
      "  ./recordings retention hold 3h3E88Hi6eFq --lift"
    })
public final class RetentionHoldCommand extends AwsCommand {
  /// A row is written by one event at a time, and seldom after its end.
  private static final int MOST_ATTEMPTS = 5;

  @Parameters(paramLabel = "ID", description = "The recording's id; '~' stands for '/'.")
  private String id = "";

  @Option(names = "--lift", description = "Lift the hold.")
  private boolean lift;

  @Mixin private OutputOptions output = new OutputOptions();

  public RetentionHoldCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var table = target.tables().retention();
    var recordingId = recordingId();
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      var seen = seen(table, recordingId);
      if (seen.recording().isHeld() != lift || table.hold(seen, !lift)) {
        say(recordingId);
        return ExitCode.OK;
      }
    }
    throw new CommandException(
        ExitCode.DIFFERENT,
        "the recording %s is being changed all the time: try again".formatted(recordingId.value()));
  }

  private RecordingId recordingId() {
    try {
      return new RecordingId(id.replace('~', '/'));
    } catch (IllegalArgumentException unsound) {
      throw new CommandException(
          ExitCode.USAGE, "%s; 'list' names the ids".formatted(unsound.getMessage()));
    }
  }

  private static Retained seen(RetentionTable table, RecordingId id) {
    var seen =
        table
            .find(id)
            .orElseThrow(() ->
                new CommandException(
                    ExitCode.NOT_FOUND,
                    "no recording %s: 'list' names the ids".formatted(id.value())));
    if (seen.recording().deletedAt().isPresent()) {
      throw new CommandException(
          ExitCode.DIFFERENT,
          "the recording %s was deleted, which nothing takes back".formatted(id.value()));
    }
    return seen;
  }

  private void say(RecordingId recordingId) {
    if (output.isJson()) {
      output.json(
          shell(),
          JsonOutput.object().put("recordingId", recordingId.value()).put("legalHold", !lift));
    } else {
      shell()
          .out()
          .println(
              DisplayText.line(
                  "%s is %s".formatted(recordingId.value(), lift ? "no longer held" : "held")));
    }
  }
}
