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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/// Moves them by hand, for a dead letter queue with messages that came from EventBridge or Lambda:
/// SQS moves back only what came from a queue.
///
/// What each holds is sent, and it is deleted only after all of that was taken. Whatever happens in
/// between, it comes back and is sent twice, which changes nothing.
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
  private final Destination to;
  private final Shell shell;
  private final Content content;

  /// Held while a batch is under way.
  private final Lock moving = new ReentrantLock();

  private final Set<String> refused = new HashSet<>();
  private final List<String> troubles = new ArrayList<>();
  private long moved;

  /// @param content what each dead letter holds
  public ManualRedrive(
      SqsClient sqs, QueueAddress from, Destination to, Shell shell, Content content) {
    this.sqs = sqs;
    this.from = from;
    this.to = to;
    this.shell = shell;
    this.content = content;
  }

  /// What takes what dead letters hold.
  public interface Destination {
    /// Sends some bodies, at most ten.
    ///
    /// @return why one was not taken, by its place
    Map<Integer, String> send(List<String> bodies);
  }

  /// What dead letters hold.
  ///
  /// @param bodies the bodies to send, at least one; empty if it is not known what a dead letter is
  /// @param expected what each dead letter should be, for the error message
  public record Content(Function<String, Optional<List<String>>> bodies, String expected) {
    /// They are what was to be sent.
    public static final Content AS_IT_IS = new Content(body -> Optional.of(List.of(body)), "");
  }

  private record Entry(Message deadLetter, String body) {}

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
    for (var chunk : chunks(entries(received))) {
      send(chunk);
    }
    var done = received.stream().filter(message -> !refused.contains(message.messageId())).toList();
    delete(done);
    moved += done.size();
    return !received.isEmpty();
  }

  private List<Entry> entries(List<Message> deadLetters) {
    var entries = new ArrayList<Entry>();
    for (var deadLetter : deadLetters) {
      var bodies = content.bodies().apply(deadLetter.body());
      if (bodies.isEmpty()) {
        refuse(deadLetter, "it is no %s; read it and delete it".formatted(content.expected()));
      }
      bodies.orElse(List.of()).forEach(body -> entries.add(new Entry(deadLetter, body)));
    }
    return entries;
  }

  private void refuse(Message deadLetter, String reason) {
    if (refused.add(deadLetter.messageId())) {
      troubles.add(
          "%s: message %s stays, %s".formatted(from.name(), deadLetter.messageId(), reason));
    }
  }

  private static List<List<Entry>> chunks(List<Entry> entries) {
    var chunks = new ArrayList<List<Entry>>();
    int bytes = 0;
    for (var entry : entries) {
      int more = entry.body().getBytes(StandardCharsets.UTF_8).length;
      if (chunks.isEmpty()
          || bytes + more > MOST_BYTES
          || chunks.getLast().size() == MOST_MESSAGES) {
        chunks.add(new ArrayList<>());
        bytes = 0;
      }
      chunks.getLast().add(entry);
      bytes += more;
    }
    return chunks;
  }

  private void send(List<Entry> chunk) {
    to.send(chunk.stream().map(Entry::body).toList())
        .forEach((place, reason) -> refuse(chunk.get(place).deadLetter(), reason));
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
