package ivs.recordings.cli.audit;

import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;

import ivs.recordings.cli.runtime.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// About how many messages rest in each dead letter queue. They cannot be read without taking part
/// in their delivery, so they are only counted.
public record DeadLetterCounts(Map<String, Long> depths) {
  private static final List<String> QUEUES =
      List.of("RecordingEventsDLQ", "RecordingRuleDLQ", "RecordingInvocationDLQ");

  public static DeadLetterCounts of(Target target) {
    Map<String, Long> depths = new LinkedHashMap<>();
    try (var sqs = target.sqs()) {
      for (var queue : QUEUES) {
        var url = target.queueUrl(queue, sqs);
        var attributes =
            sqs.getQueueAttributes(
                    get -> get.queueUrl(url).attributeNames(APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes();
        depths.put(
            queue, Long.valueOf(attributes.getOrDefault(APPROXIMATE_NUMBER_OF_MESSAGES, "0")));
      }
    }
    return new DeadLetterCounts(depths);
  }
}
