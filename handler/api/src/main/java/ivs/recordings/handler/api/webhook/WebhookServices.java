package ivs.recordings.handler.api.webhook;

import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.handler.runtime.SecretValues;
import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import java.net.InetAddress;
import java.util.function.Supplier;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// What the routes of webhooks call beside the tables. Its clients live for one request: they are
/// rarely needed, and no connection of them is ever part of a snapshot.
///
/// @param names looks up the names of endpoints
public record WebhookServices(
    Supplier<SecretsManagerClient> secrets, Supplier<SqsClient> sqs, WebhookGuard.Resolver names) {
  /// Those that the SDK finds.
  public static final WebhookServices OF_AWS =
      new WebhookServices(
          SecretValues::client,
          () ->
              SqsClient.builder()
                  .httpClientBuilder(DynamoDbClients.http())
                  .overrideConfiguration(override -> override.apiCallTimeout(DynamoDbClients.CALL))
                  .build(),
          InetAddress::getAllByName);
}
