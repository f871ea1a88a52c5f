package ivs.recordings.handler.runtime;

import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// Secrets of Secrets Manager. They are read rarely, so a client lives for one request, and no
/// connection of it is ever part of a snapshot.
public final class SecretValues {
  private SecretValues() {}

  /// Reads a secret.
  ///
  /// @param id its name or ARN
  public static String read(String id) {
    try (var secrets = client()) {
      return secrets.getSecretValue(get -> get.secretId(id)).secretString();
    }
  }

  /// A client for one request.
  public static SecretsManagerClient client() {
    return SecretsManagerClient.builder()
        .httpClientBuilder(DynamoDbClients.http())
        .overrideConfiguration(override -> override.apiCallTimeout(DynamoDbClients.CALL))
        .build();
  }
}
