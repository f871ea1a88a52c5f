package ivs.recordings.cli.command.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.format.FieldFormat;
import ivs.recordings.cli.format.FieldFormat.Field;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.format.TextTable;
import ivs.recordings.cli.option.LimitOption;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows deliveries.
@Command(
    name = "log",
    descriptionHeading = "%n",
    description = {"Shows the newest deliveries of the last 30 days."},
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings webhook log we-5f0c62d1-2f4e-4d0a-9c5b-0d5a7d3f9b11",
      "  ./recordings webhook log we-5f0c62d1-2f4e-4d0a-9c5b-0d5a7d3f9b11 --limit 100 --json"
    })
public final class WebhookLogCommand extends WebhookIdCommand {
  private static final RowFormat<ObjectNode> DELIVERIES =
      new FieldFormat(
          "notification",
          List.of(
              new Field(TextTable.Column.whole("id")),
              new Field(TextTable.Column.whole("state")),
              new Field(TextTable.Column.shortenable("type", 10)),
              new Field(TextTable.Column.shortenable("recording", 10), "recordingId"),
              new Field(TextTable.Column.number("attempts")),
              new Field(TextTable.Column.whole("result")),
              new Field(TextTable.Column.number("status")),
              new Field(TextTable.Column.number("ms"), "latencyMs"),
              new Field(TextTable.Column.shortenable("answer", 10))));

  /// What the API gives at once.
  private static final int PAGE = 100;

  @Mixin private LimitOption limit = new LimitOption();

  public WebhookLogCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode ask(ApiClient client) throws IOException, InterruptedException {
    var log = object().putArray("items");
    var cursor = "";
    var wanted = limit.rows();
    while (log.size() < wanted) { // Ends with the log, which holds 30 days.
      var most = Math.min(PAGE, wanted - log.size());
      var page = accepted(client.get(page(most, cursor)));
      page.path("items").forEach(log::add);
      cursor = page.path("nextCursor").asText();
      if (cursor.isEmpty()) {
        break;
      }
    }
    rows(DELIVERIES, log);
    limit.hint(shell(), log.size());
    return ExitCode.OK;
  }

  private String page(int most, String cursor) {
    var path = path("deliveries");
    return path
        + (path.contains("?") ? "&" : "?")
        + "limit="
        + most
        + (cursor.isEmpty() ? "" : "&cursor=" + ApiClient.encoded(cursor));
  }
}
