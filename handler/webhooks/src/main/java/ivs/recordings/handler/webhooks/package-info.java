/// Notifies endpoints of domain events. [WebhookSender] is Lambda's entry point; [DeliveryRun] is
/// one attempt with all that follows from it.
package ivs.recordings.handler.webhooks;
