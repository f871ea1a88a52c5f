package ivs.recordings.cli.command.webhook;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.option.TimeOption;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Sends the log again.
@Command(
    name = "replay",
    descriptionHeading = "%n",
    description = {
      "Sends all events of the log again from a time on, with their ids: receivers must ignore ids"
          + " that they know."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings webhook replay we-5f0c62d1-2f4e-4d0a-9c5b-0d5a7d3f9b11 --since 2026-11-20T17:00:00Z"
    })
public final class WebhookReplayCommand extends WebhookIdCommand {
  @Option(
      names = "--since",
      paramLabel = "TIME",
      required = true,
      description = "The time of the first event, or a day; at most 30 days ago.")
  private TimeOption since = new TimeOption(Instant.EPOCH);

  public WebhookReplayCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    var body = object().put("since", since.time().toString());
    var replayed = accepted(client.post(path("replay"), body));
    say(replayed, "the events since %s are sent again".formatted(since.time()));
    return ExitCode.OK;
  }
}
