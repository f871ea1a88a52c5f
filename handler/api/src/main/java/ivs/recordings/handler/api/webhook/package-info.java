/// The routes of webhooks: [Webhooks].
package ivs.recordings.handler.api.webhook;
