package ivs.recordings.cli.command.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.delivery.DeadLetterQueueDepth;
import ivs.recordings.cli.delivery.InvocationRecord;
import ivs.recordings.cli.delivery.ManualRedrive;
import ivs.recordings.cli.delivery.RedriveStrategy;
import ivs.recordings.cli.delivery.SqsMoveTask;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.runtime.AwsCommand;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.cli.runtime.QueueAddress;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Moves dead letters back to the queues that they were for.
@Command(
    name = "redrive",
    descriptionHeading = "%n",
    description = {
      "Moves dead letters back to the queues that they were for.",
      "",
      "Those that the function could not store in time (RecordingEventsDLQ), those that"
          + " EventBridge could not hand over (RecordingRuleDLQ), and the payloads of invocations"
          + " that failed because they did not come from the queue (RecordingInvocationDLQ); and"
          + " messages of webhooks that were given up or could not be handed over (WebhookDLQ). Mend"
          + " the cause first, or they come back. It is safe to run twice: an event that is entered"
          + " again changes nothing, a move that is under way is joined, and after a Ctrl-C what was"
          + " not moved stays where it is."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  ./recordings redrive --dry-run",
      "  ./recordings redrive --stack recordings"
    })
public final class RedriveCommand extends AwsCommand {
  private static final String TO = "RecordingEvents";
  private static final String FROM_QUEUE = "RecordingEventsDLQ";
  private static final String FROM_RULES = "RecordingRuleDLQ";
  private static final String FROM_INVOCATIONS = "RecordingInvocationDLQ";
  private static final String TO_WEBHOOKS = "WebhookQueue";
  private static final String FROM_WEBHOOKS = "WebhookDLQ";

  @Option(names = "--dry-run", description = "Only say how many there are.")
  private boolean dryRun;

  @Mixin private OutputOptions output = new OutputOptions();

  public RedriveCommand(Shell shell) {
    super(shell);
  }

  /// A dead letter queue, and the queue that its messages were for.
  private record Route(QueueAddress from, QueueAddress to) {}

  /// What was in one queue, and what came of it.
  private record Outcome(Route route, DeadLetterQueueDepth before, RedriveStrategy.Moved moved) {
    ObjectNode json() {
      return JsonOutput.object()
          .put("queue", route.from().name())
          .put("found", before.found())
          .put("inFlight", before.inFlight())
          .put("moved", moved.messages());
    }
  }

  @Override
  protected ExitCode talk(Target target) throws InterruptedException {
    try (var sqs = target.sqs()) {
      var to = target.queue(TO, sqs);
      var queue = new Route(target.queue(FROM_QUEUE, sqs), to);
      var rules = new Route(target.queue(FROM_RULES, sqs), to);
      var invocations = new Route(target.queue(FROM_INVOCATIONS, sqs), to);
      // A queue gave them up or a rule could not hand them over; SQS moves back only the former.
      var webhooks = new Route(target.queue(FROM_WEBHOOKS, sqs), target.queue(TO_WEBHOOKS, sqs));
      var outcomes = new ArrayList<Outcome>();
      outcomes.add(outcome(queue, new SqsMoveTask(sqs, queue.from(), to, shell()), sqs));
      outcomes.add(outcome(rules, byHand(rules, RedriveCommand::asItIs, sqs), sqs));
      outcomes.add(outcome(invocations, byHand(invocations, InvocationRecord::bodies, sqs), sqs));
      outcomes.add(outcome(webhooks, byHand(webhooks, RedriveCommand::asItIs, sqs), sqs));
      return report(outcomes);
    }
  }

  private RedriveStrategy byHand(Route route, ManualRedrive.Content content, SqsClient sqs) {
    return new ManualRedrive(sqs, route.from(), route.to(), shell(), content);
  }

  private static Optional<List<String>> asItIs(String body) {
    return Optional.of(List.of(body));
  }

  private Outcome outcome(Route route, RedriveStrategy redrive, SqsClient sqs)
      throws InterruptedException {
    var before = DeadLetterQueueDepth.in(route.from(), sqs);
    if (dryRun) {
      return new Outcome(route, before, new RedriveStrategy.Moved(0, List.of()));
    }
    try (var interruption = InterruptHandler.then(() -> interrupted(route.from(), redrive))) {
      return new Outcome(route, before, redrive.move(before, interruption));
    }
  }

  private void interrupted(QueueAddress from, RedriveStrategy redrive) {
    try {
      redrive.stop();
    } finally {
      shell()
          .err()
          .printf(
              "recordings: stopped at %s; what was not moved stays there, and what was on its way"
                  + " comes back to it within a minute%n",
              from.name());
      shell().err().flush();
    }
  }

  private ExitCode report(List<Outcome> outcomes) {
    var troubles =
        outcomes.stream().flatMap(outcome -> outcome.moved().troubles().stream()).toList();
    if (output.isJson()) {
      var json = JsonOutput.object().put("dryRun", dryRun);
      var queues = json.putArray("queues");
      outcomes.forEach(outcome -> queues.add(outcome.json()));
      var list = json.putArray("troubles");
      troubles.forEach(list::add);
      output.json(shell(), json);
    } else {
      outcomes.forEach(this::say);
    }
    troubles.forEach(trouble -> shell().err().println("recordings: " + DisplayText.line(trouble)));
    return troubles.isEmpty() ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  private void say(Outcome outcome) {
    var before = outcome.before();
    var messages =
        DisplayText.count(dryRun ? before.found() : outcome.moved().messages(), "message");
    var inFlight =
        before.inFlight() == 0
            ? ""
            : ", and %,d in flight that come back later".formatted(before.inFlight());
    shell()
        .out()
        .printf(
            "%s: %s%s%s%n",
            outcome.route().from().name(),
            messages,
            dryRun ? "" : " moved to " + outcome.route().to().name(),
            inFlight);
  }
}
