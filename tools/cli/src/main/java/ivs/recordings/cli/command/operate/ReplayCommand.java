package ivs.recordings.cli.command.operate;

import static software.amazon.awssdk.services.eventbridge.model.ReplayState.COMPLETED;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.ProgressBar;
import ivs.recordings.cli.option.TimeOption;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.cli.runtime.PollBackoff;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.IllegalStatusException;

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
public final class ReplayCommand extends AwsCommand {
  private static final DateTimeFormatter IN_A_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /// What AWS advises to wait before an event is surely in the archive.
  private static final Duration TO_ARCHIVE = Duration.ofMinutes(10);

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

  @Mixin private OutputOptions output = new OutputOptions();

  public ReplayCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) throws InterruptedException {
    var now = Instant.now();
    var begin = from.orElseThrow().time();
    var asked = to.orElseThrow().time();
    var end = asked.isAfter(now) ? now : asked;
    if (!begin.isBefore(end)) {
      throw new CommandException(
          ExitCode.USAGE, "--from must be before --to, and not in the future: nothing to replay");
    }
    if (end.isAfter(now.minus(TO_ARCHIVE))) {
      shell().err().println("what happened in the last ten minutes may not be in the archive yet");
    }
    var name = "recordings-" + IN_A_NAME.format(now);
    try (var events = target.eventBridge()) {
      var source = target.replaySource(events);
      events.startReplay(start ->
          start
              .replayName(name)
              .description("./recordings replay")
              .eventSourceArn(source.archiveArn())
              .eventStartTime(begin)
              .eventEndTime(end)
              .destination(where -> where.arn(source.busArn()).filterArns(source.rules())));
      return report(name, awaitEnd(name, begin, end, events));
    }
  }

  private DescribeReplayResponse awaitEnd(
      String name, Instant begin, Instant end, EventBridgeClient events)
      throws InterruptedException {
    try (var interruption = InterruptHandler.then(() -> cancel(name, events));
        var progress = new ProgressBar(shell(), "replay")) {
      var pauses = new PollBackoff();
      while (true) {
        interruption.waitIfItHappened();
        var replay = events.describeReplay(describe -> describe.replayName(name));
        switch (replay.state()) {
          case STARTING, RUNNING, CANCELLING ->
              progress.at(part(begin, end, replay), where(replay));
          default -> {
            return replay;
          }
        }
        pauses.pause();
      }
    } catch (RuntimeException broken) {
      shell().err().printf("recordings: the replay %s goes on without this command%n", name);
      throw broken;
    }
  }

  private static double part(Instant begin, Instant end, DescribeReplayResponse replay) {
    return reached(replay)
        .map(time ->
            (double) Duration.between(begin, time).toMillis()
                / Duration.between(begin, end).toMillis())
        .orElse(0.0);
  }

  private static String where(DescribeReplayResponse replay) {
    return reached(replay)
        .map(time -> "up to " + time)
        .orElseGet(() -> "nothing sent yet (%s)".formatted(replay.stateAsString()));
  }

  private static Optional<Instant> reached(DescribeReplayResponse replay) {
    return Optional.ofNullable(replay.eventLastReplayedTime());
  }

  private void cancel(String name, EventBridgeClient events) {
    try {
      events.cancelReplay(cancel -> cancel.replayName(name));
      shell().err().printf("recordings: replay %s is cancelled; run it again any time%n", name);
    } catch (IllegalStatusException over) {
      shell().err().printf("recordings: replay %s was over already%n", name);
    } catch (RuntimeException broken) {
      shell()
          .err()
          .printf(
              "recordings: replay %s can't be cancelled and goes on: %s%n",
              name, DisplayText.line(String.valueOf(broken.getMessage())));
    } finally {
      shell().err().flush();
    }
  }

  private ExitCode report(String name, DescribeReplayResponse replay) {
    if (output.isJson()) {
      output.json(shell(), json(name, replay));
    } else {
      shell()
          .out()
          .printf(
              "replay %s from %s to %s: %s, %s%n",
              name,
              replay.eventStartTime(),
              replay.eventEndTime(),
              replay.stateAsString(),
              reached(replay).map(time -> "the last event is of " + time).orElse("no events"));
    }
    if (replay.state() == COMPLETED) {
      return ExitCode.OK;
    }
    throw new CommandException(
        ExitCode.DIFFERENT,
        "the replay %s ended as %s (%s): run it again"
            .formatted(
                name,
                replay.stateAsString(),
                Optional.ofNullable(replay.stateReason()).orElse("no reason is given")));
  }

  private static ObjectNode json(String name, DescribeReplayResponse replay) {
    var json =
        JsonOutput.object()
            .put("replayName", name)
            .put("state", replay.stateAsString())
            .put("from", String.valueOf(replay.eventStartTime()))
            .put("to", String.valueOf(replay.eventEndTime()));
    reached(replay).ifPresent(time -> json.put("lastEventTime", time.toString()));
    return json;
  }
}
