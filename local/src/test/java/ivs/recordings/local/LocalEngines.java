package ivs.recordings.local;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The gateway with every engine behind it, wired by our template, but without a consumer of the
/// queues. One for each test class.
final class LocalEngines implements BeforeAllCallback, AfterAllCallback {
  private final Running running = new Running();
  private Optional<Gateway> gateway = Optional.empty();

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    start();
  }

  void start() throws Exception {
    var opened = running.add(Gateway.open(0), Gateway::stop);
    gateway = Optional.of(opened);
    var template =
        Template.read(OurTemplate.FILE, Map.of("AcceptTestEvents", "true"), opened.endpoint());
    var tables = running.add(DynamoDbEngine.start(Optional.empty()), DynamoDbEngine::close);
    opened.serve(AwsService.DYNAMODB, tables.handler());
    DynamoDbEngine.createMissing(template.tables(), dynamoDb());
    var clock = Clock.systemUTC();
    var monitoring = new Monitoring(clock);
    opened.serve(
        AwsService.CLOUDWATCH,
        new CloudWatchApi(monitoring.metrics(), new Alarms(List.of(), monitoring, false)));
    var queues =
        running.add(
            QueueEngine.start(opened.endpoint(), Optional.empty(), monitoring), QueueEngine::stop);
    var proxy = running.add(new QueueProxy(queues.endpoint()), QueueProxy::close);
    opened.serve(AwsService.SQS, proxy);
    QueueEngine.create(template.queues(), sqs());
    var delivery = new EventDelivery(new EventRules(template.rules()), sqs(), monitoring);
    var archives = EventArchive.open(template.archives(), Optional.empty());
    var replays = running.add(new Replays(archives, delivery, clock), Replays::close);
    opened.serve(AwsService.EVENTS, new EventBus(delivery, replays, clock));
  }

  URI endpoint() {
    return gateway.orElseThrow().endpoint();
  }

  DynamoDbClient dynamoDb() {
    return running.add(Clients.dynamoDb(endpoint()), DynamoDbClient::close);
  }

  SqsClient sqs() {
    return running.add(Clients.sqs(endpoint()), SqsClient::close);
  }

  EventBridgeClient events() {
    return running.add(events(endpoint()), EventBridgeClient::close);
  }

  static EventBridgeClient events(URI endpoint) {
    return Anybody.asks(endpoint, EventBridgeClient.builder());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop();
  }

  void stop() {
    running.close();
  }
}
