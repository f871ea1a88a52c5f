package ivs.recordings.cli.command.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.delivery.DeadLetterQueueDepth;
import ivs.recordings.cli.delivery.InvocationRecord;
import ivs.recordings.cli.delivery.ManualRedrive;
import ivs.recordings.cli.delivery.MediaJobSubmission;
import ivs.recordings.cli.delivery.QueueDestination;
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
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Moves dead letters back to where they were to go.
@Command(
    name = "redrive",
    descriptionHeading = "%n",
    description = {
      "Moves dead letters back to the queues that they were for, and submits media jobs that did not run.",
      "",
      "Those that the function could not store in time (RecordingEventsDLQ), those that"
          + " EventBridge could not hand over (RecordingRuleDLQ), and the payloads of invocations"
          + " that failed because they did not come from the queue (RecordingInvocationDLQ); and"
          + " messages of webhooks that were given up or could not be handed over (WebhookDLQ). Mend"
          + " the cause first, or they come back. It is safe to run twice: an event that is entered"
          + " again changes nothing, a move that is under way is joined, and after a Ctrl-C what was"
          + " not moved stays where it is.",
      "",
      "Where there are media jobs, those that did not run (MediaJobDLQ) are submitted once more: a"
          + " job whose result is there finds nothing to do. One that died less than five minutes ago"
          + " stays, and is named with the time from which it can be submitted."
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
  private static final ManualRedrive.Content INVOCATIONS =
      new ManualRedrive.Content(
          InvocationRecord::bodies, "record of a failed invocation (no requestPayload)");

  @Option(names = "--dry-run", description = "Only say how many there are.")
  private boolean dryRun;

  @Mixin private OutputOptions output = new OutputOptions();

  public RedriveCommand(Shell shell) {
    super(shell);
  }

  /// A dead letter queue, and the queue that its messages were for.
  private record Route(QueueAddress from, QueueAddress to) {}

  /// What was in one queue, and what came of it.
  ///
  /// @param to the name of what takes it
  private record Outcome(
      QueueAddress from, String to, DeadLetterQueueDepth before, RedriveStrategy.Moved moved) {
    ObjectNode json() {
      return JsonOutput.object()
          .put("queue", from.name())
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
      outcomes.add(outcome(queue.from(), TO, new SqsMoveTask(sqs, queue.from(), to, shell()), sqs));
      outcomes.add(byHand(rules, ManualRedrive.Content.AS_IT_IS, sqs));
      outcomes.add(byHand(invocations, INVOCATIONS, sqs));
      outcomes.add(byHand(webhooks, ManualRedrive.Content.AS_IT_IS, sqs));
      var lostJobs = target.lostMediaJobs(sqs);
      if (lostJobs.isPresent()) {
        outcomes.add(submitted(lostJobs.get(), target, sqs));
      }
      return report(outcomes);
    }
  }

  private Outcome byHand(Route route, ManualRedrive.Content content, SqsClient sqs)
      throws InterruptedException {
    var to = new QueueDestination(sqs, route.to());
    return outcome(
        route.from(),
        route.to().name(),
        new ManualRedrive(sqs, route.from(), to, shell(), content),
        sqs);
  }

  private Outcome submitted(QueueAddress lostJobs, Target target, SqsClient sqs)
      throws InterruptedException {
    try (var batch = target.batch()) {
      var submission =
          new MediaJobSubmission(
              batch, target.mediaJobQueue(), target.mediaJobDefinition(), Clock.systemUTC());
      return outcome(
          lostJobs,
          "MediaJobQueue",
          new ManualRedrive(sqs, lostJobs, submission, shell(), MediaJobSubmission.LOST),
          sqs);
    }
  }

  private Outcome outcome(QueueAddress from, String to, RedriveStrategy redrive, SqsClient sqs)
      throws InterruptedException {
    var before = DeadLetterQueueDepth.in(from, sqs);
    if (dryRun) {
      return new Outcome(from, to, before, new RedriveStrategy.Moved(0, List.of()));
    }
    try (var interruption = InterruptHandler.then(() -> interrupted(from, redrive))) {
      return new Outcome(from, to, before, redrive.move(before, interruption));
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
            outcome.from().name(), messages, dryRun ? "" : " moved to " + outcome.to(), inFlight);
  }
}
