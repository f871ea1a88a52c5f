package ivs.recordings.cli.command.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.delivery.EntryBatches;
import ivs.recordings.cli.delivery.EventEntry;
import ivs.recordings.cli.delivery.EventEntryFile;
import ivs.recordings.cli.delivery.EventSender;
import ivs.recordings.cli.delivery.RulePatterns;
import ivs.recordings.cli.delivery.SendResult;
import ivs.recordings.cli.delivery.SendResult.Accepted;
import ivs.recordings.cli.delivery.SendResult.Refused;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.cli.runtime.QueryResult;
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
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/// Puts events on the bus.
@Command(
    name = "send",
    descriptionHeading = "%n",
    description = {
      "Sends events from files.",
      "",
      "The files hold any number of PutEvents entries, as 'aws events put-events --entries"
          + " file://...' takes them, or of events as Lambda or SQS receives them: in an array, in"
          + " {\"Entries\": [...]}, or one per line. An event of aws.ivs is sent as a test event,"
          + " because PutEvents takes no source of AWS.",
      "",
      "Every file is checked before the first event is sent; of several, one that holds profiles"
          + " or compositions is named and left out. The exit code is 1 where EventBridge refuses an entry; each is"
          + " named. What EventBridge accepts and no rule matches has no effect; that is a warning."
    },
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings send test-events/recording-start.json test-events/recording-end.json",
      "  jq -c '.events[]' saved.json | ./recordings send -"
    })
public final class SendCommand extends AwsCommand {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int ENTRIES_PER_PROGRESS = 1_000;
  private static final int TO_SETTLE_SECONDS = 2;
  private static final int MOST_WARNINGS = 20;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Entries or events in JSON; '-' is standard input.")
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
      var other = EventEntryFile.contentBesideEvents(file).filter(_ -> files.size() > 1);
      if (other.isPresent()) {
        var left = "%s holds %s and no events: left out".formatted(file, other.get());
        shell().err().println(DisplayText.line(left));
      } else {
        entries.addAll(EventEntryFile.read(file, shell().in()));
      }
    }
    if (entries.isEmpty()) {
      throw new CommandException(ExitCode.BAD_INPUT, "none of the files holds events");
    }
    QueryResult<RulePatterns> rules;
    try (var eventBridge = target.eventBridge();
        var interruption = InterruptHandler.then(() -> interrupted(entries.size()))) {
      rules = rules(target, eventBridge);
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
      output.json(shell(), json(refused, rules));
    } else {
      say(refused);
      sayWhatBecameOf(rules, target);
    }
    return refused == 0 ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  /// Who may call PutEvents need not be allowed to read rules.
  private QueryResult<RulePatterns> rules(Target target, EventBridgeClient eventBridge) {
    try {
      return new QueryResult.Given<>(RulePatterns.of(target, eventBridge));
    } catch (AwsServiceException refused) {
      var why = new ErrorMapper(shell(), where()).of(refused).getMessage();
      return new QueryResult.Withheld<>(String.valueOf(why));
    }
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

  private void sayWhatBecameOf(QueryResult<RulePatterns> rules, Target target) {
    if (asTestEvents() > 0) {
      warn(
          "%s of aws.ivs sent as test events: with the source recordings.test and new ids"
              .formatted(DisplayText.count(asTestEvents(), "event")));
    }
    switch (rules) {
      case QueryResult.Withheld<RulePatterns>(var why) ->
          warn("whether a rule matches them is unknown: " + why);
      case QueryResult.Given<RulePatterns>(var known) -> {
        var unmatched =
            answers.stream().filter(answer -> isDropped(answer, known)).map(SendResult::entry);
        var lines = unmatched.map(entry -> dropped(entry, target)).toList();
        lines.stream().limit(MOST_WARNINGS).forEach(this::warn);
        if (lines.size() > MOST_WARNINGS) {
          warn("and %,d more that no rule matches".formatted(lines.size() - MOST_WARNINGS));
        }
      }
    }
  }

  private long asTestEvents() {
    return answers.stream().map(SendResult::entry).filter(EventEntry::asTestEvent).count();
  }

  private static boolean isDropped(SendResult answer, RulePatterns rules) {
    return answer instanceof Accepted(var entry, _) && !rules.match(entry.event());
  }

  private static String dropped(EventEntry entry, Target target) {
    var event = entry.event();
    return "%s, entry %d: no rule matches it (source '%s', detail-type '%s'), so it has no effect%s"
        .formatted(
            entry.file(),
            entry.number(),
            event.source(),
            event.detailType(),
            target.isStack() && event.source().equals(EventEntryFile.TEST_EVENTS)
                ? "; the stack takes test events if its parameter AcceptTestEvents is true"
                : "");
  }

  private void warn(String line) {
    shell().err().println(DisplayText.line(line));
  }

  private ObjectNode json(long refused, QueryResult<RulePatterns> rules) {
    var json =
        JsonOutput.object()
            .put("sent", answers.size() - refused)
            .put("failed", refused)
            .put("asTestEvents", asTestEvents());
    var array = json.putArray("entries");
    for (var answer : answers) {
      var one =
          array
              .addObject()
              .put("file", answer.entry().file())
              .put("entry", answer.entry().number());
      switch (answer) {
        case Accepted(_, var eventId) -> {
          one.put("eventId", eventId);
          rules.maybe().ifPresent(known -> one.put("matchesRule", !isDropped(answer, known)));
        }
        case Refused(_, var code, var message) ->
            one.put("errorCode", code).put("errorMessage", message);
      }
    }
    return json;
  }
}
