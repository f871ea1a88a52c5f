package ivs.recordings.handler.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A message of SQS, of a function that is given its batch as JSON.
///
/// @param receipt by which the message is hidden for longer
/// @param queue the name of the queue that it came from
public record QueueMessage(String id, String receipt, String queue, String body) {
  /// Where a batch has its messages.
  public static final String RECORDS = "Records";

  /// The messages of a batch.
  ///
  /// @param target the queue that the function is to be fed by
  /// @throws IllegalArgumentException if this is no batch of SQS: an empty list of failures would
  ///   look like success
  public static List<QueueMessage> batch(Map<String, Object> input, String target) {
    var messages = new ArrayList<QueueMessage>();
    if (input.get(RECORDS) instanceof List<?> records) {
      for (var record : records) {
        messages.add(of(record, target));
      }
    }
    if (messages.isEmpty()) {
      throw notOfSqs(target);
    }
    return messages;
  }

  private static QueueMessage of(Object record, String target) {
    if (record instanceof Map<?, ?> fields
        && fields.get("messageId") instanceof String id
        && fields.get("receiptHandle") instanceof String receipt
        && fields.get("eventSourceARN") instanceof String queueArn
        && fields.get("body") instanceof String body) {
      return new QueueMessage(id, receipt, queueArn.substring(queueArn.lastIndexOf(':') + 1), body);
    }
    throw notOfSqs(target);
  }

  private static IllegalArgumentException notOfSqs(String target) {
    return new IllegalArgumentException(
        "no SQS records (field Records is absent, empty or not of SQS): target the queue "
            + target);
  }
}
