package ivs.recordings.cli.command.query;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toMap;
import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.finding.Advice;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.option.CauseOption;
import ivs.recordings.cli.option.LimitOption;
import ivs.recordings.cli.parking.ParkedEventFormat;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.ParkedEventTable;
import ivs.recordings.store.item.Legible;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows what could not be entered and why.
@Command(
    name = "parked",
    descriptionHeading = "%n",
    description = {
      "Lists the events that wait for something, oldest first.",
      "",
      "An event waits for a profile (see 'profile put') or for the first event of its stream, which"
          + " lets it in by itself; a malformed one waits for a person."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings parked",
      "  ./recordings parked --waiting-for UNKNOWN_PROFILE",
      "  ./recordings parked --waiting-for malformed#detail.recording_status --json"
    })
public final class ParkedCommand extends AwsCommand {
  @Option(
      names = "--waiting-for",
      paramLabel = "CAUSE",
      defaultValue = NULL_VALUE,
      description =
          "Only what waits for this, as the list shows it, or for this reason; with --json also the"
              + " events themselves.")
  private Optional<CauseOption> cause = Optional.empty();

  @Mixin private LimitOption limit = new LimitOption();
  @Mixin private OutputOptions output = new OutputOptions();

  public ParkedCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    var parked = target.tables().parkedEvents();
    var oldest =
        Optional.of(parked)
            .filter(_ -> cause.isEmpty())
            .map(all -> all.oldestLegible(limit.rows()));
    var events =
        cause
            .map(named ->
                named.keys(parked).stream()
                    .flatMap(key -> parked.waitingFor(key).stream())
                    .sorted(comparing(ParkedEvent::parkedAt))
                    .limit(limit.rows())
                    .toList())
            .orElseGet(
                () -> withWhatTellsThemApart(oldest.map(Legible::rows).orElseThrow(), parked));
    output.rows(shell(), new ParkedEventFormat(), events);
    limit.hint(shell(), events.size());
    if (!output.isJson()) {
      sayWhatToDo(events);
    }
    return sayCorrupt(oldest.map(Legible::corruptItems).orElse(List.of()));
  }

  /// Ambiguous ones look alike, and what each is about is only in the event itself.
  private List<ParkedEvent> withWhatTellsThemApart(
      List<ParkedEvent> events, ParkedEventTable table) {
    var cause = ParkingCause.Ambiguous.WAITING_FOR;
    if (output.isJson() || events.stream().map(ParkedEvent::waitingFor).noneMatch(cause::equals)) {
      return events;
    }
    var whole =
        table.waitingFor(cause).stream().collect(toMap(ParkedEvent::eventId, event -> event));
    return events.stream()
        .map(event ->
            event.waitingFor().equals(cause) ? whole.getOrDefault(event.eventId(), event) : event)
        .toList();
  }

  /// For the oldest event of each reason: what helps one of them helps the others in the same way.
  private void sayWhatToDo(List<ParkedEvent> events) {
    var said = new TreeSet<String>();
    for (var event : events) {
      if (said.add(event.reason())) {
        shell().out().printf("%n%s, such as the oldest:%n", DisplayText.line(event.reason()));
        Advice.ofParked(event.reason(), event.waitingFor(), event.eventId(), calls())
            .forEach(line -> shell().out().println(DisplayText.line("  -> " + line)));
      }
    }
  }
}
