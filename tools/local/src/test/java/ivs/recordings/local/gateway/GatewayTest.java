package ivs.recordings.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.local.AnyRequest;
import ivs.recordings.local.LocalEngines;
import ivs.recordings.local.lifecycle.CannotStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

final class GatewayTest {
  @RegisterExtension static final LocalEngines ENGINES = new LocalEngines();

  @Test
  void oneEndpointServesEveryClientFromWhateverRegion() {
    var profile = Map.of("sourceArn", AttributeValue.fromS("arn"));
    ENGINES.dynamoDb().putItem(p -> p.tableName("Profile").item(profile));

    try (var stranger = AnyRequest.asks(ENGINES.endpoint(), DynamoDbClient.builder())) {
      assertThat(stranger.scan(s -> s.tableName("Profile")).items()).contains(profile);
    }
    assertThat(ENGINES.sqs().listQueues().queueUrls())
        .contains(ENGINES.endpoint() + "/000000000000/RecordingEvents");
    assertThat(ENGINES.events().listRules(r -> {}).rules()).isNotEmpty();
  }

  @Test
  void errorsOfTheEnginesReachTheirClients() {
    assertThatThrownBy(() -> ENGINES.dynamoDb().scan(s -> s.tableName("Nothing")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> ENGINES.sqs().getQueueUrl(q -> q.queueName("Nothing")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void queuesHaveTheAttributesThatTheTemplateGivesThem() {
    var sqs = ENGINES.sqs();
    var url = sqs.getQueueUrl(q -> q.queueName("RecordingEvents")).queueUrl();
    var attributes =
        sqs.getQueueAttributes(q -> q.queueUrl(url).attributeNames(QueueAttributeName.ALL))
            .attributes();

    assertThat(attributes)
        .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "180")
        .containsEntry(
            QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:us-east-1:000000000000:RecordingEvents")
        .hasEntrySatisfying(
            QueueAttributeName.REDRIVE_POLICY,
            policy -> assertThat(policy).contains(":000000000000:RecordingEventsDLQ"));
  }

  @Test
  void theSignatureTheTargetOrElseTheFormSaysWhichServiceIsMeant() throws Exception {
    var queue = ENGINES.endpoint().resolve("/000000000000/RecordingEvents");
    var targeted =
        HttpRequest.newBuilder(ENGINES.endpoint())
            .header("X-Amz-Target", "AmazonSQS.ListQueues")
            .header("Content-Type", "application/x-amz-json-1.0")
            .POST(BodyPublishers.ofString("{}"));
    var unsigned =
        HttpRequest.newBuilder(queue)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("Action=GetQueueAttributes&AttributeName.1=QueueArn"));

    assertThat(post("/", "sqs", "Action=ListQueues&Version=2012-11-05").body())
        .contains("ListQueuesResult", "/000000000000/RecordingEvents");
    assertThat(send(targeted).body()).contains("QueueUrls");
    assertThat(send(unsigned).body())
        .contains("arn:aws:sqs:us-east-1:000000000000:RecordingEvents");
  }

  @Test
  void aServiceThatIsNotHereIsNamedInTheWordsOfItsProtocol() throws Exception {
    var json = HttpRequest.newBuilder(ENGINES.endpoint()).header("X-Amz-Target", "Logs.Tail");

    assertThat(post("/", "sts", "Action=GetCallerIdentity").body())
        .contains("<ServiceError>", "lambda, ivs, s3, secretsmanager and cloudformation, not sts");
    assertThat(post("/", "s3", "").body()).startsWith("<Error>").contains("s3 is still starting");
    assertThat(send(json.POST(BodyPublishers.ofString("{}"))).body())
        .contains("\"__type\":\"UnknownOperationException\"");
    assertThat(send(HttpRequest.newBuilder(ENGINES.endpoint()).GET()).statusCode()).isEqualTo(400);
  }

  @Test
  void aServiceThatIsStillStartingAsksToBeTriedAgain() throws Exception {
    var gateway = Gateway.open(0);
    try {
      var request =
          HttpRequest.newBuilder(gateway.endpoint())
              .header("X-Amz-Target", "AmazonSQS.ListQueues")
              .POST(BodyPublishers.ofString("{}"));

      assertThat(send(request).statusCode()).isEqualTo(503);
    } finally {
      gateway.stop();
    }
  }

  @Test
  void onlyThisMachineIsServed() throws Exception {
    var port = ENGINES.endpoint().getPort();
    var one = InetAddress.ofLiteral("127.0.0.1");
    var others =
        Stream.concat(
            Stream.of(InetAddress.ofLiteral("127.0.0.2")),
            NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses));

    assertThat(others.filter(address -> !address.equals(one)))
        .allSatisfy(address ->
            assertThatThrownBy(
                    () -> {
                      try (var visitor = new Socket()) {
                        visitor.connect(new InetSocketAddress(address, port), 1_000);
                      }
                    })
                .isInstanceOf(IOException.class));
    assertThat(ENGINES.endpoint().getHost()).isEqualTo(one.getHostAddress());
  }

  @Test
  void aTakenPortIsRefusedInOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> Gateway.open(taken.getLocalPort()))
          .isInstanceOf(CannotStartException.class)
          .hasMessage(
              "port %d is in use: stop the other process or choose another with --port",
              taken.getLocalPort());
    }
    assertThatThrownBy(() -> Gateway.open(70_000))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("port 70000 is not between 0 and 65535");
  }

  private static HttpResponse<String> post(String path, String service, String form)
      throws Exception {
    return send(
        HttpRequest.newBuilder(ENGINES.endpoint().resolve(path))
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKID/20261120/us-east-1/%s/aws4_request, Signature=0"
                    .formatted(service))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }
}
