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

  EventDelivery(EventRules rules, SqsClient sqs) {
    this.rules = rules;
    this.sqs = sqs;
  }

  EventRules rules() {
    return rules;
  }

  /// @param chosen which rules may have it at all
  void deliver(String envelope, Predicate<Rule> chosen) throws Exception {
    for (var rule : rules.matching(envelope)) {
      if (chosen.test(rule)) {
        var queue = queueUrls.computeIfAbsent(rule.targetQueue(), this::queueUrl);
        sqs.sendMessage(m -> m.queueUrl(queue).messageBody(envelope));
      }
    }
  }

  private String queueUrl(String name) {
    return sqs.getQueueUrl(q -> q.queueName(name)).queueUrl();
  }
}
