package ivs.recordings.cli.command.query;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.delivery.TemporarySubscription;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.library.DomainEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;

/// Shows domain events as they come.
@Command(
    name = "listen",
    descriptionHeading = "%n",
    description = {
      "Prints the events that tell other systems of recordings, as they come.",
      "",
      "It makes a queue and a rule on the event bus for as long as it runs, on AWS as here, and"
          + " deletes both when it ends, also by Ctrl-C. On AWS a new rule may take a minute to"
          + " begin. An event may come more than once, with the same id."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings listen",
      "  ./recordings listen --type recording.available --count 1 --json"
    })
public final class ListenCommand extends AwsCommand {
  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only events of this type, such as recording.available; may be repeated.")
  private List<String> types = List.of();

  @Option(names = "--count", paramLabel = "N", description = "End after so many events.")
  private Optional<Integer> count = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "End after this time; with --count it is an error if fewer events came.")
  private Optional<Integer> timeout = Optional.empty();

  @Mixin private OutputOptions output = new OutputOptions();

  public ListenCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) {
    checkOptions();
    try (var events = target.eventBridge();
        var sqs = target.sqs()) {
      var subscription = new TemporarySubscription(target, events, sqs);
      // Known to the handler before anything is made, and until all of it is gone.
      try (var interruption = InterruptHandler.then(() -> end(subscription));
          subscription) {
        subscription.open(types);
        return listen(target, subscription, interruption);
      }
    }
  }

  private ExitCode listen(
      Target target, TemporarySubscription subscription, InterruptHandler interruption) {
    shell().err().printf("listening to %s; Ctrl-C ends it%n", DisplayText.line(target.busName()));
    shell().err().flush();
    var deadline =
        timeout.map(seconds -> System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
    var seen = 0;
    while (count.isEmpty() || seen < count.get()) {
      if (deadline.filter(end -> System.nanoTime() - end > 0).isPresent()) {
        if (count.isPresent()) {
          throw new CommandException(
              ExitCode.DIFFERENT,
              "%d of %d events came in %d s".formatted(seen, count.get(), timeout.get()));
        }
        return ExitCode.OK;
      }
      for (var event : next(subscription, interruption)) {
        if (count.isEmpty() || seen < count.get()) {
          print(event.path("detail"));
          seen++;
        }
      }
    }
    return ExitCode.OK;
  }

  /// What a poll says while the queue is deleted behind it is no error.
  private static List<JsonNode> next(
      TemporarySubscription subscription, InterruptHandler interruption) {
    interruption.waitIfItHappened();
    try {
      return subscription.next();
    } catch (SdkException refused) {
      interruption.waitIfItHappened();
      throw refused;
    }
  }

  private void checkOptions() {
    var known = Arrays.stream(DomainEvent.Type.values()).map(DomainEvent.Type::word).toList();
    for (var type : types) {
      if (!known.contains(type)) {
        throw new CommandException(
            ExitCode.USAGE,
            "--type must be one of %s, not '%s'"
                .formatted(known.stream().collect(joining(", ")), type));
      }
    }
    if (count.filter(most -> most < 1).isPresent()
        || timeout.filter(seconds -> seconds < 1).isPresent()) {
      throw new CommandException(ExitCode.USAGE, "--count and --timeout must be at least 1");
    }
  }

  private void print(JsonNode detail) {
    var data = detail.path("data");
    shell()
        .out()
        .println(
            output.isJson()
                ? JsonOutput.line(detail)
                : DisplayText.line(
                    "%s  %-19s  %s  version %s  %s  %s  %s"
                        .formatted(
                            detail.path("timestamp").asText(),
                            detail.path("type").asText(),
                            data.path("recordingId").asText(),
                            data.path("version").asText(),
                            data.path("status").asText(),
                            data.path("profileId").asText(),
                            detail.path("id").asText())));
    shell().out().flush();
  }

  private void end(TemporarySubscription subscription) {
    try {
      subscription.close();
    } catch (SdkException refused) {
      shell()
          .err()
          .printf(
              "recordings: the queue or rule recordings-listen-… is left: %s%n",
              DisplayText.line(String.valueOf(refused.getMessage())));
    } finally {
      shell().err().flush();
    }
  }
}
