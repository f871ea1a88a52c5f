package ivs.recordings.cli.delivery;

import ivs.recordings.cli.format.ProgressBar;
import ivs.recordings.cli.runtime.InterruptHandler;
import ivs.recordings.cli.runtime.QueueAddress;
import ivs.recordings.cli.runtime.Shell;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// Moves them by hand, for a dead letter queue whose messages came from EventBridge: SQS moves back
/// only what came from a queue.
///
/// Each is sent as it is and deleted only after SQS has taken it. Whatever happens in between, it
/// comes back and is sent twice, which changes nothing.
public final class ManualRedrive implements RedriveStrategy {
  /// Longer than a batch takes; what a crash leaves in flight comes back after it.
  private static final Duration HELD = Duration.ofMinutes(1);

  /// A short poll may overlook messages; a long one asks every server.
  private static final Duration LONG_POLL = Duration.ofSeconds(1);

  private static final int MOST_MESSAGES = 10;

  /// The limit that SQS has kept longest for all messages of a request.
  private static final int MOST_BYTES = 256 * 1024;

  private static final int TO_SETTLE_SECONDS = 2;

  private final SqsClient sqs;
  private final QueueAddress from;
  private final QueueAddress to;
  private final Shell shell;

  /// Held while a batch is under way.
  private final Lock moving = new ReentrantLock();

  private final Set<String> refused = new HashSet<>();
  private final List<String> troubles = new ArrayList<>();
  private long moved;

  public ManualRedrive(SqsClient sqs, QueueAddress from, QueueAddress to, Shell shell) {
    this.sqs = sqs;
    this.from = from;
    this.to = to;
    this.shell = shell;
  }

  @Override
  public Moved move(DeadLetterQueueDepth found, InterruptHandler interruption) {
    try (var progress = new ProgressBar(shell, from.name())) {
      while (true) {
        interruption.waitIfItHappened();
        moving.lock();
        try {
          if (!moveSome()) {
            return new Moved(moved, List.copyOf(troubles));
          }
        } finally {
          moving.unlock();
        }
        progress.at(moved, found.found());
      }
    }
  }

  /// Whether there was anything new.
  private boolean moveSome() {
    var received =
        sqs
            .receiveMessage(receive ->
                receive
                    .queueUrl(from.url())
                    .maxNumberOfMessages(MOST_MESSAGES)
                    .visibilityTimeout((int) HELD.toSeconds())
                    .waitTimeSeconds((int) LONG_POLL.toSeconds()))
            .messages()
            .stream()
            .filter(message -> !refused.contains(message.messageId()))
            .toList();
    for (var chunk : chunks(received)) {
      delete(sent(chunk));
    }
    return !received.isEmpty();
  }

  private static List<List<Message>> chunks(List<Message> messages) {
    var chunks = new ArrayList<List<Message>>();
    int bytes = MOST_BYTES;
    for (var message : messages) {
      int more = message.body().getBytes(StandardCharsets.UTF_8).length;
      if (bytes + more > MOST_BYTES) {
        chunks.add(new ArrayList<>());
        bytes = 0;
      }
      chunks.getLast().add(message);
      bytes += more;
    }
    return chunks;
  }

  /// Those that are in the other queue now.
  private List<Message> sent(List<Message> chunk) {
    var entries = new ArrayList<SendMessageBatchRequestEntry>();
    for (int i = 0; i < chunk.size(); i++) {
      entries.add(
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .messageBody(chunk.get(i).body())
              .build());
    }
    var answer = sqs.sendMessageBatch(send -> send.queueUrl(to.url()).entries(entries));
    for (var failed : answer.failed()) {
      var message = chunk.get(Integer.parseInt(failed.id()));
      refused.add(message.messageId());
      troubles.add(
          "%s: message %s stays, SQS refuses it: %s %s"
              .formatted(from.name(), message.messageId(), failed.code(), failed.message()));
    }
    var accepted =
        answer.successful().stream().map(entry -> chunk.get(Integer.parseInt(entry.id()))).toList();
    moved += accepted.size();
    return accepted;
  }

  private void delete(List<Message> done) {
    if (done.isEmpty()) {
      return;
    }
    var entries = new ArrayList<DeleteMessageBatchRequestEntry>();
    for (int i = 0; i < done.size(); i++) {
      entries.add(
          DeleteMessageBatchRequestEntry.builder()
              .id(Integer.toString(i))
              .receiptHandle(done.get(i).receiptHandle())
              .build());
    }
    sqs.deleteMessageBatch(delete -> delete.queueUrl(from.url()).entries(entries));
  }

  /// The batch that is under way is finished, if that is soon; else its messages come back.
  @Override
  public void stop() {
    boolean settled = false;
    try {
      settled = moving.tryLock(TO_SETTLE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      if (settled) {
        moving.unlock();
      }
    }
  }
}
