package ivs.recordings.cli.delivery;

import static software.amazon.awssdk.services.eventbridge.model.ReplayState.COMPLETED;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.concurrent.PollBackoff;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.ProgressBar;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.cli.runtime.ReplaySource;
import ivs.recordings.cli.runtime.Shell;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.IllegalStatusException;

/// Sends what an archive holds of some time to its bus again, and waits until all of it is sent.
/// Ctrl-C cancels it.
public record ArchiveReplay(Shell shell, OutputOptions output, EventBridgeClient events) {
  private static final DateTimeFormatter IN_A_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /// What AWS advises to wait before an event is surely in the archive.
  private static final Duration TO_ARCHIVE = Duration.ofMinutes(10);

  /// Runs a replay.
  ///
  /// @param asked the end; what lies in the future is left out
  /// @param nothing what is said where the times leave nothing to replay
  /// @param sources asks for archive and bus, once the times are known to be sound
  public ExitCode run(Instant begin, Instant asked, String nothing, Supplier<ReplaySource> sources)
      throws InterruptedException {
    var now = Instant.now();
    var end = asked.isAfter(now) ? now : asked;
    if (!begin.isBefore(end)) {
      throw new CommandException(ExitCode.USAGE, nothing);
    }
    var source = sources.get();
    if (end.isAfter(now.minus(TO_ARCHIVE))) {
      shell().err().println("what happened in the last ten minutes may not be in the archive yet");
    }
    var name = "recordings-" + IN_A_NAME.format(now);
    events.startReplay(start ->
        start
            .replayName(name)
            .description("./recordings")
            .eventSourceArn(source.archiveArn())
            .eventStartTime(begin)
            .eventEndTime(end)
            .destination(where -> {
              where.arn(source.busArn());
              // Without a filter all rules of the bus get them.
              if (!source.rules().isEmpty()) {
                where.filterArns(source.rules());
              }
            }));
    return report(name, awaitEnd(name, begin, end));
  }

  private DescribeReplayResponse awaitEnd(String name, Instant begin, Instant end)
      throws InterruptedException {
    try (var interruption = InterruptHandler.then(() -> cancel(name));
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

  private void cancel(String name) {
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
