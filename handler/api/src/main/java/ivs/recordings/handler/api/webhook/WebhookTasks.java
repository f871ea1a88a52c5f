package ivs.recordings.handler.api.webhook;

import ivs.recordings.handler.runtime.webhook.WebhookTask;

/// Leaves messages for WebhookSender.
///
/// @param queueUrl of the queue of deliveries
record WebhookTasks(WebhookServices services, String queueUrl) {
  void send(WebhookTask task) {
    try (var sqs = services.sqs().get()) {
      sqs.sendMessage(send -> send.queueUrl(queueUrl).messageBody(WebhookTask.body(task)));
    }
  }
}
