package ivs.recordings.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// A queue of its own with a rule on the bus of domain events, both gone when it is closed.
public final class TemporarySubscription implements AutoCloseable {
  private static final String TARGET = "queue";

  /// SQS takes no more in one call, and waits no longer for the first than this needs to end soon.
  private static final int MOST_MESSAGES = 10;

  private static final int POLL_SECONDS = 2;

  private final EventBridgeClient events;
  private final SqsClient sqs;
  private final String bus;
  private final String name;

  /// Whether the queue has to let the rule in, and is encrypted; the embedded one knows neither.
  private final boolean isOnAws;

  private Optional<String> madeQueue = Optional.empty();
  private boolean isClosed;

  /// Makes nothing yet, so that it can be closed whatever becomes of [#open].
  public TemporarySubscription(Target target, EventBridgeClient events, SqsClient sqs) {
    this.events = events;
    this.sqs = sqs;
    this.bus = target.busName();
    this.name = "recordings-listen-" + UUID.randomUUID().toString().substring(0, 8);
    this.isOnAws = target.isStack();
  }

  /// Makes both, unless it is closed already.
  ///
  /// @param types the detail types that it takes; all if there are none
  public synchronized void open(List<String> types) {
    if (isClosed) {
      return;
    }
    var queueUrl =
        sqs.createQueue(create ->
                create
                    .queueName(name)
                    .attributes(
                        isOnAws
                            ? Map.of(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true")
                            : Map.of()))
            .queueUrl();
    madeQueue = Optional.of(queueUrl);
    var pattern = JsonOutput.object();
    pattern.putArray("source").add("ivs.recordings");
    if (!types.isEmpty()) {
      types.forEach(pattern.putArray("detail-type")::add);
    }
    var rule =
        events
            .putRule(put ->
                put.name(name)
                    .eventBusName(bus)
                    .description("./recordings listen; delete it where that no longer runs")
                    .eventPattern(pattern.toString()))
            .ruleArn();
    var attributes =
        sqs.getQueueAttributes(
                get -> get.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes();
    var queueArn = attributes.getOrDefault(QueueAttributeName.QUEUE_ARN, "");
    if (isOnAws) {
      sqs.setQueueAttributes(set ->
          set.queueUrl(queueUrl)
              .attributes(Map.of(QueueAttributeName.POLICY, policy(rule, queueArn))));
    }
    var queue = software.amazon.awssdk.services.eventbridge.model.Target.builder();
    queue.id(TARGET).arn(queueArn);
    events.putTargets(put -> put.rule(name).eventBusName(bus).targets(queue.build()));
  }

  private static String policy(String rule, String queueArn) {
    var policy = JsonOutput.object().put("Version", "2012-10-17");
    var statement = policy.putArray("Statement").addObject();
    statement.put("Effect", "Allow");
    statement.putObject("Principal").put("Service", "events.amazonaws.com");
    statement.put("Action", "sqs:SendMessage").put("Resource", queueArn);
    statement.putObject("Condition").putObject("ArnEquals").put("aws:SourceArn", rule);
    return policy.toString();
  }

  /// The events that came meanwhile, or come within two seconds.
  public List<JsonNode> next() {
    var queueUrl = queueUrl();
    var messages =
        sqs.receiveMessage(receive ->
                receive
                    .queueUrl(queueUrl)
                    .maxNumberOfMessages(MOST_MESSAGES)
                    .waitTimeSeconds(POLL_SECONDS))
            .messages();
    var all = new ArrayList<JsonNode>();
    for (var message : messages) {
      JsonOutput.read(message.body()).ifPresent(all::add);
      sqs.deleteMessage(delete -> delete.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
    }
    return all;
  }

  private synchronized String queueUrl() {
    return madeQueue.orElseThrow(() -> new IllegalStateException("it is not open"));
  }

  /// Removes rule and queue, once; a second caller waits for the first. What cannot be removed is
  /// left, and the first refusal is thrown.
  @Override
  public synchronized void close() {
    var isNeedless = isClosed || madeQueue.isEmpty();
    isClosed = true;
    if (isNeedless) {
      return;
    }
    var refusals = new ArrayList<SdkException>();
    List<Runnable> steps =
        List.of(
            () -> events.removeTargets(remove -> remove.rule(name).eventBusName(bus).ids(TARGET)),
            () -> events.deleteRule(delete -> delete.name(name).eventBusName(bus)),
            () -> sqs.deleteQueue(delete -> delete.queueUrl(queueUrl())));
    for (var step : steps) {
      try {
        step.run();
      } catch (ResourceNotFoundException _) {
        // The rule was never made.
      } catch (SdkException refused) {
        refusals.add(refused);
      }
    }
    if (!refusals.isEmpty()) {
      throw refusals.getFirst();
    }
  }
}
