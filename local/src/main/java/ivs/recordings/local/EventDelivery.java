package ivs.recordings.local;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Hands an event to the queue of every rule that it matches.
final class EventDelivery {
  private final Map<String, String> queueUrls = new ConcurrentHashMap<>();
  private final EventRules rules;
  private final SqsClient sqs;
  private final Monitoring monitoring;

  EventDelivery(EventRules rules, SqsClient sqs, Monitoring monitoring) {
    this.rules = rules;
    this.sqs = sqs;
    this.monitoring = monitoring;
  }

  EventRules rules() {
    return rules;
  }

  /// @param chosen which rules may have it at all
  void deliver(String envelope, Predicate<Rule> chosen) throws Exception {
    for (var rule : rules.matching(envelope)) {
      if (chosen.test(rule)) {
        deliver(envelope, rule);
      }
    }
  }

  private void deliver(String envelope, Rule rule) {
    var delivered = false;
    try {
      var queue = queueUrls.computeIfAbsent(rule.targetQueue(), this::queueUrl);
      sqs.sendMessage(m -> m.queueUrl(queue).messageBody(envelope));
      delivered = true;
    } finally {
      monitoring.matched(rule.name(), delivered);
    }
  }

  private String queueUrl(String name) {
    return sqs.getQueueUrl(q -> q.queueName(name)).queueUrl();
  }
}
