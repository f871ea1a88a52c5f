package ivs.recordings.handler.webhooks;

import ivs.recordings.handler.runtime.QueueMessage;
import ivs.recordings.handler.runtime.ServiceClients;
import ivs.recordings.handler.runtime.webhook.WebhookTask;
import ivs.recordings.model.webhook.RetrySchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/// The queue of all deliveries, and the one of those to slow endpoints. SQS is the clock of
/// retries: a message that failed stays hidden until it is due.
///
/// @param url of the queue of all
/// @param slowUrl of the queue of slow endpoints
record WebhookQueues(SqsClient sqs, String url, String slowUrl) {
  /// SendMessageBatch takes no more.
  private static final int MOST_ENTRIES = 10;

  /// SQS refuses to hide a message for more than twelve hours since it was received, and an attempt
  /// took a part of them. A message that comes before it is due is hidden once more.
  private static final Duration MOST_HIDDEN = RetrySchedule.LONGEST.minusMinutes(5);

  /// A task could not be sent.
  static final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSentException(String fault) {
      super(fault, null, false, false);
    }
  }

  static WebhookQueues of(SqsClient sqs, Map<String, String> environment) {
    return new WebhookQueues(
        sqs, required(environment, "WEBHOOK_QUEUE"), required(environment, "WEBHOOK_SLOW_QUEUE"));
  }

  static String required(Map<String, String> environment, String variable) {
    var value = environment.getOrDefault(variable, "");
    if (value.isBlank()) {
      throw new IllegalArgumentException("the environment variable " + variable + " is not set");
    }
    return value;
  }

  static SqsClient client(ExecutionInterceptor interceptor) {
    return ServiceClients.client(SqsClient.builder(), interceptor);
  }

  /// Whether a message came from the queue of slow endpoints.
  boolean isSlow(QueueMessage message) {
    return slowUrl.endsWith("/" + message.queue());
  }

  /// Sends tasks to one of the queues.
  ///
  /// @throws NotSentException if one was not taken
  void send(List<? extends WebhookTask> tasks, boolean isSlow) {
    for (var from = 0; from < tasks.size(); from += MOST_ENTRIES) {
      var entries = new ArrayList<SendMessageBatchRequestEntry>();
      for (var task : tasks.subList(from, Math.min(from + MOST_ENTRIES, tasks.size()))) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .messageBody(WebhookTask.body(task))
                .build());
      }
      var answer =
          sqs.sendMessageBatch(send -> send.queueUrl(isSlow ? slowUrl : url).entries(entries));
      if (!answer.failed().isEmpty()) {
        throw new NotSentException(
            answer.failed().stream().map(refused -> refused.code()).collect(Collectors.joining()));
      }
    }
  }

  /// Hides a message that failed until it is due.
  void hide(QueueMessage message, Duration pause) {
    var hidden = pause.compareTo(MOST_HIDDEN) < 0 ? pause : MOST_HIDDEN;
    var seconds = (int) Math.ceilDiv(hidden.toMillis(), 1000L);
    try {
      sqs.changeMessageVisibility(change ->
          change
              .queueUrl(isSlow(message) ? slowUrl : url)
              .receiptHandle(message.receipt())
              .visibilityTimeout(seconds));
    } catch (ReceiptHandleIsInvalidException _) {
      // It was delivered again meanwhile; that copy finds when it is due on the row.
    }
  }
}
