/// The commands about webhooks. [WebhookCommand] holds them together.
package ivs.recordings.cli.command.webhook;
