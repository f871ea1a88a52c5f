package ivs.recordings.handler.api;

import ivs.recordings.handler.api.webhook.WebhookServices;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/// Secrets, a queue and names in memory, for the routes of webhooks.
final class WebhookCalls {
  final Map<String, String> secrets = new ConcurrentHashMap<>();
  final List<String> messages = new CopyOnWriteArrayList<>();

  WebhookServices services() {
    return new WebhookServices(Secrets::new, Queue::new, WebhookCalls::resolve);
  }

  private static InetAddress[] resolve(String name) throws UnknownHostException {
    return switch (name) {
      case "hooks.example.com" -> new InetAddress[] {InetAddress.getByName("93.184.216.34")};
      case "inside.example.com" -> new InetAddress[] {InetAddress.getByName("10.1.2.3")};
      default -> throw new UnknownHostException(name);
    };
  }

  private final class Secrets implements SecretsManagerClient {
    @Override
    public CreateSecretResponse createSecret(CreateSecretRequest request) {
      secrets.put(request.name(), request.secretString());
      return CreateSecretResponse.builder().build();
    }

    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      return GetSecretValueResponse.builder().secretString(secrets.get(request.secretId())).build();
    }

    @Override
    public PutSecretValueResponse putSecretValue(PutSecretValueRequest request) {
      secrets.put(request.secretId(), request.secretString());
      return PutSecretValueResponse.builder().build();
    }

    @Override
    public DeleteSecretResponse deleteSecret(DeleteSecretRequest request) {
      secrets.remove(request.secretId());
      return DeleteSecretResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "secretsmanager";
    }

    @Override
    public void close() {}
  }

  private final class Queue implements SqsClient {
    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
      messages.add(request.messageBody());
      return SendMessageResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "sqs";
    }

    @Override
    public void close() {}
  }
}
