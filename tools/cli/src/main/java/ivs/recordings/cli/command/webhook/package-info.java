/// The commands about webhooks; [WebhookApiCommand] is their base.
package ivs.recordings.cli.command.webhook;
