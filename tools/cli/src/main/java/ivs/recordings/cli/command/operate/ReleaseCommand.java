package ivs.recordings.cli.command.operate;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static picocli.CommandLine.Option.NULL_VALUE;

import ivs.recordings.cli.format.ConfirmationPrompt;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.ProgressBar;
import ivs.recordings.cli.option.CauseOption;
import ivs.recordings.cli.parking.ParkedEventFormat;
import ivs.recordings.cli.parking.ParkedEventReleaser;
import ivs.recordings.cli.parking.ParkingDependency;
import ivs.recordings.cli.parking.UnresolvedCause;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Lets parked events in whose cause to wait is gone.
@Command(
    name = "release",
    descriptionHeading = "%n",
    description = {
      "Sends parked events to the queue again whose cause is gone.",
      "",
      "It checks whether the profile or the stream session exists now; usually the event or command"
          + " that created it has released them. Malformed and contradictory events wait for a"
          + " person, who names their cause with --waiting-for once it is fixed, or discards them one"
          + " by one."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings release",
      "  ./recordings release --waiting-for malformed#detail.recording_status",
      "  ./recordings release --discard --waiting-for malformed#json --event-id ID"
    })
public final class ReleaseCommand extends AwsCommand {
  private static final String FOR_A_PERSON = "a person decides (--waiting-for, --discard)";

  /// The reconciler made it from files; without a stream it cannot be processed.
  private static final String FOR_AN_ANSWER =
      "a person says of which stream it is (docs/runbook.md#reason-ambiguous)";

  @ArgGroup(exclusive = true)
  private Which which = new Which();

  private static final class Which {
    @Option(
        names = "--waiting-for",
        paramLabel = "CAUSE",
        description = "Only what waits for this, as 'parked' shows it, or for this reason.")
    private Optional<CauseOption> cause = Optional.empty();

    @Option(names = "--profile-missing", description = "Only what waits for a profile.")
    private boolean profileMissing;

    @Option(names = "--all", description = "Whatever it waits for; the default.")
    private boolean all;
  }

  @Option(
      names = "--event-id",
      paramLabel = "ID",
      defaultValue = NULL_VALUE,
      description = "Only this one; needs --waiting-for.")
  private Optional<String> eventId = Optional.empty();

  @Option(
      names = "--discard",
      description = "Forget the event instead; needs --waiting-for and --event-id.")
  private boolean discard;

  @Option(names = "--yes", description = "Don't ask before discarding.")
  private boolean yes;

  @Mixin private OutputOptions output = new OutputOptions();

  public ReleaseCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    if (eventId.isPresent() && which.cause.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "--event-id wants to know --waiting-for, too");
    }
    if (discard) {
      return discardOne(target);
    }
    var tables = target.tables();
    if (eventId.isPresent() && named(tables).isEmpty()) {
      throw nothingMatches();
    }
    var gone = new ArrayList<String>();
    var waiting = new ArrayList<UnresolvedCause>();
    long events = 0;
    for (var cause : causes(tables).entrySet()) {
      var missing = missing(cause.getKey(), tables);
      if (missing.isPresent()) {
        waiting.add(new UnresolvedCause(cause.getKey(), cause.getValue(), missing.get()));
      } else {
        gone.add(cause.getKey());
        events += cause.getValue();
      }
    }
    report(gone.isEmpty() ? 0 : release(gone, events, target, tables), waiting);
    return ExitCode.OK;
  }

  /// With how many events wait for each.
  private Map<String, Long> causes(Tables tables) {
    if (which.cause.isPresent()) {
      return named(tables).stream()
          .collect(groupingBy(ParkedEvent::waitingFor, TreeMap::new, counting()));
    }
    var causes = new TreeMap<>(tables.parkedEvents().causes());
    if (which.profileMissing && !which.all) {
      causes
          .keySet()
          .removeIf(cause -> !(ParkingDependency.of(cause) instanceof ParkingDependency.OfProfile));
    }
    return causes;
  }

  /// Those of the cause or reason that is named.
  private List<ParkedEvent> named(Tables tables) {
    return which.cause.orElseThrow().keys(tables.parkedEvents()).stream()
        .flatMap(key -> chosen(key, tables).stream())
        .toList();
  }

  private List<ParkedEvent> chosen(String cause, Tables tables) {
    return tables.parkedEvents().waitingFor(cause).stream()
        .filter(event -> eventId.stream().allMatch(event.eventId()::equals))
        .toList();
  }

  private Optional<String> missing(String cause, Tables tables) {
    if (cause.equals(ParkingCause.Ambiguous.WAITING_FOR)) {
      return Optional.of(FOR_AN_ANSWER);
    }
    var waitedFor = ParkingDependency.of(cause);
    return waitedFor instanceof ParkingDependency.OfPerson && which.cause.isEmpty()
        ? Optional.of(FOR_A_PERSON)
        : waitedFor.missing(tables);
  }

  private int release(List<String> causes, long events, Target target, Tables tables) {
    int released = 0;
    try (var release = ParkedEventReleaser.to(target, tables.parkedEvents());
        var progress = new ProgressBar(shell(), "release")) {
      for (var cause : causes) {
        for (var event : chosen(cause, tables)) {
          release.one(event);
          released++;
          progress.at(released, events);
        }
      }
    }
    return released;
  }

  private void report(int released, List<UnresolvedCause> waiting) {
    if (output.isJson()) {
      var json = JsonOutput.object().put("releasedEvents", released);
      var array = json.putArray("waiting");
      waiting.forEach(row -> array.add(new UnresolvedCause.Format().json(row)));
      output.json(shell(), json);
      return;
    }
    shell().out().println(DisplayText.count(released, "parked event") + " released to the queue");
    if (!waiting.isEmpty()) {
      long left = waiting.stream().mapToLong(UnresolvedCause::events).sum();
      shell().out().printf("%s still waiting:%n", DisplayText.count(left, "event"));
      output.table(shell(), new UnresolvedCause.Format(), waiting);
    }
  }

  private CommandException nothingMatches() {
    return new CommandException(
        ExitCode.NOT_FOUND,
        "no event %s waits for %s; '%s' shows those that wait"
            .formatted(
                eventId.orElse(""),
                which.cause.map(CauseOption::name).orElse(""),
                calls().line("parked --json")));
  }

  private ExitCode discardOne(Target target) {
    if (eventId.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--discard wants --waiting-for and --event-id: one event at a time; '%s' shows both"
              .formatted(calls().line("parked --json")));
    }
    var parked = target.tables().parkedEvents();
    var named = named(target.tables());
    if (named.size() > 1) {
      throw new CommandException(
          ExitCode.USAGE,
          "several events have the id %s: name the cause of one, as 'parked' shows it"
              .formatted(eventId.get()));
    }
    var event = named.stream().findFirst().orElseThrow(() -> nothingMatches());
    ConfirmationPrompt.of(
        shell(),
        yes,
        List.of(event.eventId() + ": " + event.detail(), event.event()),
        "discard it for ever?");
    if (!parked.remove(event)) {
      throw new CommandException(
          ExitCode.DIFFERENT, "the event was parked again at this moment and stays: try again");
    }
    if (output.isJson()) {
      output.json(shell(), new ParkedEventFormat().json(event));
    } else {
      shell().out().println(DisplayText.line("discarded " + event.eventId()));
    }
    return ExitCode.OK;
  }
}
