package ivs.recordings.cli.command.query;

import static picocli.CommandLine.Option.NULL_VALUE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.FigureFormat;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.option.DayOption;
import ivs.recordings.cli.option.ProfileOption;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.handler.runtime.StatisticsJson;
import ivs.recordings.model.figures.FigureKey;
import ivs.recordings.model.figures.Statistics;
import ivs.recordings.model.figures.Statistics.Grouping;
import ivs.recordings.model.figures.Statistics.Window;
import ivs.recordings.model.figures.Totals;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows how much was recorded, played and paid for.
@Command(
    name = "stats",
    descriptionHeading = "%n",
    description = {
      "Shows recordings, recorded minutes, failures, size, playback grants and estimated costs.",
      "",
      "By day, profile or source, with the total below. A recording counts on the day on which it"
          + " began, in UTC, and no more once it is deleted; a grant on the day on which it was"
          + " given. Storage is what the size costs a month, delivery what the grants cost if each"
          + " plays one recording as a whole; docs/figures.md says more."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings stats --since 2026-11-01 --by source",
      "  ./recordings stats --since 2026-11-01 --until 2026-11-30 --profile ada --json"
    })
public final class StatsCommand extends AwsCommand {
  @Option(
      names = "--since",
      paramLabel = "DAY",
      defaultValue = NULL_VALUE,
      description = "The first day, such as 2026-11-20; else 29 days before the last.")
  private Optional<DayOption> since = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "DAY",
      defaultValue = NULL_VALUE,
      description = "The last day, at most 365 days after the first; else today.")
  private Optional<DayOption> until = Optional.empty();

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      defaultValue = "DAY",
      description = "Group by one of these: ${COMPLETION-CANDIDATES}.")
  private Grouping by = Grouping.DAY;

  @Mixin private ProfileOption profile = new ProfileOption();

  @Mixin private OutputOptions output = new OutputOptions();

  public StatsCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var window = window();
    var figures = target.figures();
    var found = new TreeMap<FigureKey, Totals>();
    window.days().forEach(day -> found.putAll(figures.on(day, profile.id())));
    var prices = StatisticsJson.prices();
    var json = StatisticsJson.of(Statistics.of(window, by, found), prices);
    if (output.isJson()) {
      output.json(shell(), json);
      return ExitCode.OK;
    }
    List<ObjectNode> rows = new ArrayList<>();
    json.path("groups").forEach(group -> rows.add((ObjectNode) group));
    if (!rows.isEmpty()) {
      rows.add((ObjectNode) json.path("total"));
    }
    output.table(shell(), new FigureFormat(by.name().toLowerCase(Locale.ROOT)), rows);
    var elsewhere = json.path("comparison");
    shell()
        .out()
        .print(
            String.format(
                Locale.ROOT,
                "costs in %s by prices of %s; in an archive the storage would cost %.2f a month,"
                    + " and the minutes %.2f if another cloud had recorded them%n",
                prices.currency(),
                prices.date(),
                elsewhere.path("archivePerMonth").asDouble(),
                elsewhere.path("cloudRecording").asDouble()));
    return ExitCode.OK;
  }

  private Window window() {
    LocalDate last = until.map(DayOption::day).orElseGet(() -> FigureKey.dayOf(Instant.now()));
    try {
      return since
          .map(first -> new Window(first.day(), last))
          .orElseGet(() -> Window.endingOn(last));
    } catch (IllegalArgumentException unsound) {
      throw new CommandException(ExitCode.USAGE, "--since: " + unsound.getMessage());
    }
  }
}
