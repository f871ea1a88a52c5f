package ivs.recordings.local.events;

import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.template.RuleDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Hands an event to the queue of every rule that it matches.
public final class EventDelivery {
  private final Map<String, String> queueUrls = new ConcurrentHashMap<>();
  private final RuleMatcher rules;
  private final SqsClient sqs;
  private final MetricRecorder monitoring;
  private volatile Consumer<String> jobs = _ -> {};

  public EventDelivery(RuleMatcher rules, SqsClient sqs, MetricRecorder monitoring) {
    this.rules = rules;
    this.sqs = sqs;
    this.monitoring = monitoring;
  }

  /// One for each bus, with the rules that are on it.
  public static Map<String, EventDelivery> onBuses(
      List<String> buses, List<RuleDefinition> rules, SqsClient sqs, MetricRecorder monitoring) {
    var deliveries = new HashMap<String, EventDelivery>();
    for (var bus : buses) {
      var own = rules.stream().filter(rule -> rule.bus().equals(bus)).toList();
      deliveries.put(bus, new EventDelivery(new RuleMatcher(own), sqs, monitoring));
    }
    return deliveries;
  }

  /// What takes the events that begin media jobs.
  public void beginJobsBy(Consumer<String> submission) {
    jobs = submission;
  }

  RuleMatcher rules() {
    return rules;
  }

  /// Hands an event of an AWS service to every rule that it matches.
  ///
  /// @throws IllegalStateException if it is no event
  public void deliver(String envelope) {
    try {
      deliver(envelope, _ -> true);
    } catch (RuntimeException unreachable) {
      throw unreachable;
    } catch (Exception unreadable) {
      throw new IllegalStateException("an event of a service that no rule can read", unreadable);
    }
  }

  /// @param chosen which rules may have it at all
  void deliver(String envelope, Predicate<RuleDefinition> chosen) throws Exception {
    for (var rule : rules.matching(envelope)) {
      if (chosen.test(rule)) {
        deliver(envelope, rule);
      }
    }
  }

  private void deliver(String envelope, RuleDefinition rule) {
    var delivered = false;
    try {
      if (rule.targetQueue().equals(RuleDefinition.JOBS)) {
        jobs.accept(envelope);
      } else {
        var queue = queueUrls.computeIfAbsent(rule.targetQueue(), this::queueUrl);
        sqs.sendMessage(m -> m.queueUrl(queue).messageBody(envelope));
      }
      delivered = true;
    } finally {
      monitoring.matched(rule.name(), delivered);
    }
  }

  private String queueUrl(String name) {
    return sqs.getQueueUrl(q -> q.queueName(name)).queueUrl();
  }
}
