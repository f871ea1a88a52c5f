package ivs.recordings.cli.delivery;

import static java.util.Comparator.comparing;

import ivs.recordings.cli.concurrent.PollBackoff;
import ivs.recordings.cli.format.ProgressBar;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.cli.runtime.QueueAddress;
import ivs.recordings.cli.runtime.Shell;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/// Lets SQS move them, which it does for messages that came to the dead letter queue from a queue.
/// There can be one such task at a time: one that is in progress is joined.
public final class SqsMoveTask implements RedriveStrategy {
  private static final int MOST_TASKS = 10;

  private final SqsClient sqs;
  private final QueueAddress from;
  private final QueueAddress to;
  private final Shell shell;
  private volatile Optional<String> ours = Optional.empty();

  public SqsMoveTask(SqsClient sqs, QueueAddress from, QueueAddress to, Shell shell) {
    this.sqs = sqs;
    this.from = from;
    this.to = to;
    this.shell = shell;
  }

  @Override
  public Moved move(DeadLetterQueueDepth found, InterruptHandler interruption)
      throws InterruptedException {
    if (!joinsAnother()) {
      if (found.found() == 0) {
        return new Moved(0, List.of());
      }
      start();
    }
    try (var progress = new ProgressBar(shell, from.name())) {
      var pauses = new PollBackoff();
      while (true) {
        interruption.waitIfItHappened();
        var task = newest().orElseThrow(() -> vanished());
        long moved = Optional.ofNullable(task.approximateNumberOfMessagesMoved()).orElse(0L);
        progress.at(moved, found.found());
        if (!isRunning(task)) {
          ours = Optional.empty();
          return new Moved(moved, troubles(task));
        }
        pauses.pause();
      }
    }
  }

  private boolean joinsAnother() {
    boolean joins = newest().filter(SqsMoveTask::isRunning).isPresent();
    if (joins) {
      shell.err().printf("%s: joining a move that is under way already%n", from.name());
    }
    return joins;
  }

  private void start() {
    try {
      ours =
          Optional.ofNullable(
              sqs.startMessageMoveTask(
                      start -> start.sourceArn(from.arn()).destinationArn(to.arn()))
                  .taskHandle());
    } catch (SqsException refused) {
      // AWS and its stand-ins disagree about the code for "one is running already".
      if (!joinsAnother()) {
        throw refused;
      }
    }
  }

  private Optional<ListMessageMoveTasksResultEntry> newest() {
    return sqs
        .listMessageMoveTasks(list -> list.sourceArn(from.arn()).maxResults(MOST_TASKS))
        .results()
        .stream()
        .max(
            comparing(task -> Optional.ofNullable(task.startedTimestamp()).orElse(Long.MIN_VALUE)));
  }

  private static boolean isRunning(ListMessageMoveTasksResultEntry task) {
    return List.of("RUNNING", "CANCELLING").contains(String.valueOf(task.status()));
  }

  private List<String> troubles(ListMessageMoveTasksResultEntry task) {
    return switch (String.valueOf(task.status())) {
      case "COMPLETED" -> List.of();
      case "CANCELLED" -> List.of(from.name() + ": the move was cancelled; run it again");
      default ->
          List.of(
              "%s: the move ended as %s (%s)"
                  .formatted(
                      from.name(),
                      task.status(),
                      Optional.ofNullable(task.failureReason()).orElse("no reason is given")));
    };
  }

  private CommandException vanished() {
    return new CommandException(
        ExitCode.UNAVAILABLE, from.name() + ": SQS knows nothing of the move it has just begun");
  }

  @Override
  public void stop() {
    ours.ifPresent(handle -> sqs.cancelMessageMoveTask(cancel -> cancel.taskHandle(handle)));
  }
}
