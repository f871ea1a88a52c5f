package ivs.recordings.cli.command.webhook;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Adds a webhook.
@Command(
    name = "add",
    descriptionHeading = "%n",
    description = {
      "Notifies an address of recordings from now on, and prints the webhook's id and secret.",
      "",
      "The secret is shown once: the receiver verifies signatures with it. The address must be"
          + " https:// with a name that leads to public addresses; docs/webhooks.md says more."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings webhook add --url https://hooks.example.com/recordings",
      "  ./recordings webhook add --url https://hooks.example.com/in --type recording.available --json"
    })
public final class WebhookAddCommand extends WebhookApiCommand {
  @Option(names = "--url", paramLabel = "URL", required = true, description = "Where to send.")
  private String url = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only events of this type, such as recording.available; may be repeated.")
  private List<String> types = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "ID",
      description = "Only recordings of this profile; may be repeated.")
  private List<String> profiles = new ArrayList<>();

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = "Only recordings of this source, such as UPLOAD; may be repeated.")
  private List<String> sources = new ArrayList<>();

  public WebhookAddCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    var body = object().put("url", url);
    types.forEach(body.putArray("types")::add);
    profiles.forEach(body.putArray("profiles")::add);
    sources.forEach(body.putArray("sources")::add);
    var added = accepted(client.post(path(), body));
    var id = added.path("id").asText();
    var secret = added.path("secret").asText();
    say(object().put("id", id).put("secret", secret), "%s %s".formatted(id, secret));
    return ExitCode.OK;
  }
}
