/// What the API and the sender of webhooks share. Start at [WebhookGuard] and [WebhookTask].
package ivs.recordings.handler.runtime.webhook;
