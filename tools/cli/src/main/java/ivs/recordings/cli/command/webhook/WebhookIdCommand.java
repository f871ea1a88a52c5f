package ivs.recordings.cli.command.webhook;

import ivs.recordings.cli.runtime.Shell;
import java.util.stream.Stream;
import picocli.CommandLine.Parameters;

/// A command about one webhook.
abstract class WebhookIdCommand extends WebhookApiCommand {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The webhook's id, as 'webhook list' shows it.")
  private String id = "";

  WebhookIdCommand(Shell shell) {
    super(shell);
  }

  final String id() {
    return id;
  }

  /// The path of the webhook, or of what belongs to it.
  @Override
  final String path(String... segments) {
    return super.path(Stream.concat(Stream.of(id), Stream.of(segments)).toArray(String[]::new));
  }
}
