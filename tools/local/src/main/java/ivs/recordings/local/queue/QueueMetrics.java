package ivs.recordings.local.queue;

import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

import ivs.recordings.local.cloudwatch.MetricName;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.cloudwatch.MetricStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.elasticmq.actor.queue.InternalMessage;
import org.elasticmq.actor.queue.OperationSuccessful$;
import org.elasticmq.actor.queue.QueueEvent.MessageAdded;
import org.elasticmq.actor.queue.QueueEvent.MessageRemoved;
import org.elasticmq.actor.queue.QueueEvent.MessageUpdated;
import org.elasticmq.actor.queue.QueueEvent.QueueCreated;
import org.elasticmq.actor.queue.QueueEvent.QueueDeleted;
import org.elasticmq.actor.queue.QueueEventWithOperationStatus;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Hears of every message that ElasticMQ takes, hands out or removes, and tells CloudWatch's
/// metrics of queues by it: ElasticMQ itself knows no ages.
final class QueueMetrics {
  private static final String NAMESPACE = "AWS/SQS";

  /// SQS no longer counts the age of a message that was received more often.
  private static final int RECEIVES_THAT_COUNT = 3;

  private final Map<String, Map<String, Waiting>> queues = new ConcurrentHashMap<>();
  private final MetricStore metrics;
  private final Clock clock;

  QueueMetrics(MetricRecorder monitoring) {
    this.metrics = monitoring.metrics();
    this.clock = monitoring.clock();
  }

  /// @param since when it was sent, or came to this dead letter queue
  /// @param visibleAt when it is handed out again
  private record Waiting(Instant since, Instant visibleAt, int receives) {
    boolean isInFlight(Instant now) {
      return receives > 0 && visibleAt.isAfter(now);
    }
  }

  /// Who hears of it all, and hands on to the keeper of the messages.
  ActorRef listener(ActorSystem actors, Optional<ActorRef> keeper) {
    return actors.actorOf(Props.create(Listener.class, () -> new Listener(this, keeper)));
  }

  private static final class Listener extends AbstractActor {
    private final QueueMetrics watch;
    private final Optional<ActorRef> keeper;

    Listener(QueueMetrics watch, Optional<ActorRef> keeper) {
      this.watch = watch;
      this.keeper = keeper;
    }

    @Override
    public Receive createReceive() {
      return receiveBuilder().matchAny(this::hear).build();
    }

    private void hear(Object event) {
      watch.hear(event);
      if (keeper.isPresent()) {
        keeper.get().forward(event, getContext());
      } else if (event instanceof QueueEventWithOperationStatus) {
        getSender().tell(OperationSuccessful$.MODULE$, getSelf());
      }
    }
  }

  private void hear(Object event) {
    switch (event) {
      case QueueCreated created -> messages(created.queue().name());
      case QueueDeleted deleted -> queues.remove(deleted.queueName());
      case MessageAdded added -> {
        messages(added.queueName())
            .put(added.message().id(), waiting(added.message(), clock.instant()));
        count(added.queueName(), "NumberOfMessagesSent");
      }
      case MessageUpdated updated -> update(updated.queueName(), updated.message());
      case MessageRemoved removed -> {
        messages(removed.queueName()).remove(removed.messageId());
        count(removed.queueName(), "NumberOfMessagesDeleted");
      }
      default -> {}
    }
  }

  private void update(String queue, InternalMessage message) {
    var known = messages(queue).get(message.id());
    var since = known == null ? clock.instant() : known.since();
    var now = waiting(message, since);
    messages(queue).put(message.id(), now);
    if (known != null && now.receives() > known.receives()) {
      count(queue, "NumberOfMessagesReceived");
    }
  }

  private static Waiting waiting(InternalMessage message, Instant since) {
    return new Waiting(since, Instant.ofEpochMilli(message.nextDelivery()), message.receiveCount());
  }

  private Map<String, Waiting> messages(String queue) {
    return queues.computeIfAbsent(queue, _ -> new ConcurrentHashMap<>());
  }

  private void count(String queue, String metric) {
    metrics.add(clock.instant(), MetricName.of(NAMESPACE, metric, "QueueName", queue), 1);
  }

  /// Measures what stands in a queue now, as SQS does once a minute. How many messages there are is
  /// the engine's own count, but which of them are in flight it tells by the clock of the machine
  /// only. The age of one that waits since before this process is unknown.
  void measure(String url, SqsClient sqs) {
    var now = clock.instant();
    var queue = url.substring(url.lastIndexOf('/') + 1);
    var all =
        sqs
            .getQueueAttributes(q ->
                q.queueUrl(url)
                    .attributeNames(
                        APPROXIMATE_NUMBER_OF_MESSAGES, APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .attributes()
            .values()
            .stream()
            .mapToInt(Integer::parseInt)
            .sum();
    var known = messages(queue).values();
    var inFlight = (int) known.stream().filter(message -> message.isInFlight(now)).count();
    gauge(queue, "ApproximateNumberOfMessagesVisible", Math.max(0, all - inFlight), now);
    gauge(queue, "ApproximateNumberOfMessagesNotVisible", inFlight, now);
    if (known.size() >= all) {
      gauge(queue, "ApproximateAgeOfOldestMessage", age(known, now), now);
    }
  }

  private static double age(Collection<Waiting> messages, Instant now) {
    return messages.stream()
        .filter(message -> message.receives() <= RECEIVES_THAT_COUNT)
        .mapToDouble(message -> Math.max(0, Duration.between(message.since(), now).toSeconds()))
        .max()
        .orElse(0);
  }

  private void gauge(String queue, String metric, double value, Instant now) {
    metrics.add(now, MetricName.of(NAMESPACE, metric, "QueueName", queue), value);
  }
}
