package ivs.recordings.handler.webhooks;

import ivs.recordings.handler.runtime.webhook.WebhookTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A message of one of the two queues.
///
/// @param receipt by which it is hidden for longer
/// @param queue its name
record WebhookMessage(String id, String receipt, String queue, String body) {
  private static final String NO_RECORDS =
      "no SQS records (field Records is absent, empty or not of SQS): target the queue WebhookQueue";

  WebhookTask task() {
    return WebhookTask.of(body);
  }

  /// The messages of a batch.
  ///
  /// @throws IllegalArgumentException if this is no batch of SQS: an empty list of failures would
  ///   look like success
  static List<WebhookMessage> batch(Map<String, Object> input) {
    var messages = new ArrayList<WebhookMessage>();
    if (input.get("Records") instanceof List<?> records) {
      for (var record : records) {
        messages.add(of(record));
      }
    }
    if (messages.isEmpty()) {
      throw new IllegalArgumentException(NO_RECORDS);
    }
    return messages;
  }

  private static WebhookMessage of(Object record) {
    if (record instanceof Map<?, ?> fields
        && fields.get("messageId") instanceof String id
        && fields.get("receiptHandle") instanceof String receipt
        && fields.get("eventSourceARN") instanceof String queueArn
        && fields.get("body") instanceof String body) {
      return new WebhookMessage(
          id, receipt, queueArn.substring(queueArn.lastIndexOf(':') + 1), body);
    }
    throw new IllegalArgumentException(NO_RECORDS);
  }
}
