package ivs.recordings.cli.command.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.delivery.EntryBatches;
import ivs.recordings.cli.delivery.EventEntry;
import ivs.recordings.cli.delivery.EventEntryFile;
import ivs.recordings.cli.delivery.EventSender;
import ivs.recordings.cli.delivery.SendResult;
import ivs.recordings.cli.delivery.SendResult.Accepted;
import ivs.recordings.cli.delivery.SendResult.Refused;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Puts events on the bus.
@Command(
    name = "send",
    descriptionHeading = "%n",
    description = {
      "Sends events from files.",
      "",
      "The files hold PutEvents entries, as 'aws events put-events --entries file://...' takes them,"
          + " but any number of them. Every file is checked before the first event is sent; of"
          + " several, one that holds profiles is named and left out. Entries"
          + " that EventBridge refuses are reported one by one."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings send test-events/recording-start.json test-events/recording-end.json",
      "  jq '[...]' more.json | ./recordings send -"
    })
public final class SendCommand extends AwsCommand {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int ENTRIES_PER_PROGRESS = 1_000;
  private static final int TO_SETTLE_SECONDS = 2;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "A JSON array of entries; '-' is standard input.")
  private List<String> files = List.of();

  @Mixin private OutputOptions output = new OutputOptions();

  /// Held while a chunk is under way.
  private final Lock sending = new ReentrantLock();

  private final List<SendResult> answers = Collections.synchronizedList(new ArrayList<>());

  public SendCommand(Shell shell) {
    super(shell);
  }

  @Override
  protected ExitCode talk(Target target) throws InterruptedException {
    var entries = new ArrayList<EventEntry>();
    for (var file : files) {
      if (files.size() > 1 && EventEntryFile.isOfProfiles(file)) {
        shell().err().println(DisplayText.line(file + " holds profiles and no events: left out"));
      } else {
        entries.addAll(EventEntryFile.read(file, shell().in()));
      }
    }
    if (entries.isEmpty()) {
      throw new CommandException(ExitCode.BAD_INPUT, "none of the files holds events");
    }
    try (var eventBridge = target.eventBridge();
        var interruption = InterruptHandler.then(() -> interrupted(entries.size()))) {
      var sender = new EventSender(eventBridge, FIRST_PAUSE);
      for (var chunk : EntryBatches.of(entries)) {
        interruption.waitIfItHappened();
        sending.lock();
        try {
          answers.addAll(sender.send(chunk));
        } finally {
          sending.unlock();
        }
        progress(entries.size());
      }
    } catch (RuntimeException broken) {
      if (!answers.isEmpty()) {
        sayHowFar(entries.size());
      }
      throw broken;
    }
    var refused = answers.stream().filter(Refused.class::isInstance).count();
    if (output.isJson()) {
      output.json(shell(), json(refused));
    } else {
      say(refused);
    }
    return refused == 0 ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  private void progress(int all) {
    if (answers.size() % ENTRIES_PER_PROGRESS == 0 && answers.size() < all) {
      shell().err().printf("%,d of %,d%n", answers.size(), all);
    }
  }

  /// The chunk that is under way still counts, if its answer comes soon.
  private void interrupted(int all) {
    boolean settled = false;
    try {
      settled = sending.tryLock(TO_SETTLE_SECONDS, TimeUnit.SECONDS);
      sayHowFar(all);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      if (settled) {
        sending.unlock();
      }
    }
  }

  private void sayHowFar(int all) {
    shell().err().printf("recordings: stopped after %,d of %,d events%n", answers.size(), all);
  }

  private void say(long refused) {
    for (var answer : answers) {
      if (answer instanceof Refused(var entry, var code, var message)) {
        var line = "%s, entry %d: %s: %s".formatted(entry.file(), entry.number(), code, message);
        shell().err().println(DisplayText.line(line));
      }
    }
    shell().out().println(DisplayText.count(answers.size() - refused, "event") + " sent");
    if (refused > 0) {
      shell()
          .err()
          .printf(
              "recordings: %s refused, for the reasons above%n",
              DisplayText.count(refused, "event"));
    }
  }

  private ObjectNode json(long refused) {
    var json = JsonOutput.object().put("sent", answers.size() - refused).put("failed", refused);
    var array = json.putArray("entries");
    for (var answer : answers) {
      var one =
          array
              .addObject()
              .put("file", answer.entry().file())
              .put("entry", answer.entry().number());
      switch (answer) {
        case Accepted(_, var eventId) -> one.put("eventId", eventId);
        case Refused(_, var code, var message) ->
            one.put("errorCode", code).put("errorMessage", message);
      }
    }
    return json;
  }
}
