package ivs.recordings.local;

import ivs.recordings.local.cloudwatch.AlarmEvaluator;
import ivs.recordings.local.cloudwatch.CloudWatchApi;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.dynamodb.DynamoDbEngine;
import ivs.recordings.local.events.EventArchive;
import ivs.recordings.local.events.EventBus;
import ivs.recordings.local.events.EventDelivery;
import ivs.recordings.local.events.ReplayManager;
import ivs.recordings.local.gateway.AwsService;
import ivs.recordings.local.gateway.Gateway;
import ivs.recordings.local.ivs.IvsApi;
import ivs.recordings.local.ivs.StreamRegistry;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.queue.QueueEngine;
import ivs.recordings.local.queue.SqsRequestForwarder;
import ivs.recordings.local.samples.SampleData;
import ivs.recordings.local.template.ProjectTemplate;
import ivs.recordings.local.template.Template;
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
public final class LocalEngines implements BeforeAllCallback, AfterAllCallback {
  private final CloseableStack running = new CloseableStack();
  private Optional<Gateway> gateway = Optional.empty();

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    start();
  }

  public void start() throws Exception {
    var opened = running.add(Gateway.open(0), Gateway::stop);
    gateway = Optional.of(opened);
    var template =
        Template.read(ProjectTemplate.FILE, Map.of("AcceptTestEvents", "true"), opened.endpoint());
    var tables = running.add(DynamoDbEngine.start(Optional.empty()), DynamoDbEngine::close);
    opened.serve(AwsService.DYNAMODB, tables.handler());
    DynamoDbEngine.createMissing(template.tables(), dynamoDb());
    var clock = Clock.systemUTC();
    var monitoring = new MetricRecorder(clock);
    opened.serve(
        AwsService.CLOUDWATCH,
        new CloudWatchApi(monitoring.metrics(), new AlarmEvaluator(List.of(), monitoring, false)));
    var queues =
        running.add(
            QueueEngine.start(opened.endpoint(), Optional.empty(), monitoring), QueueEngine::stop);
    var proxy = running.add(new SqsRequestForwarder(queues.endpoint()), SqsRequestForwarder::close);
    opened.serve(AwsService.SQS, proxy);
    QueueEngine.create(template.queues(), sqs());
    var buses = EventDelivery.onBuses(template.buses(), template.rules(), sqs(), monitoring);
    var archives = EventArchive.open(template.archives(), Optional.empty());
    var replays = running.add(new ReplayManager(archives, buses, clock), ReplayManager::close);
    opened.serve(AwsService.EVENTS, new EventBus(buses, replays, clock));
    var compositions = TestEventPlayer.ALL.compositions();
    opened.serve(
        AwsService.IVS, new IvsApi(StreamRegistry.empty(), compositions, SampleData.BUCKET));
  }

  public URI endpoint() {
    return gateway.orElseThrow().endpoint();
  }

  public DynamoDbClient dynamoDb() {
    return running.add(LocalClients.dynamoDb(endpoint()), DynamoDbClient::close);
  }

  public SqsClient sqs() {
    return running.add(LocalClients.sqs(endpoint()), SqsClient::close);
  }

  /// The address of a queue that has no messages any more.
  public String emptied(String queue) {
    var sqs = sqs();
    var url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
    sqs.purgeQueue(purge -> purge.queueUrl(url));
    return url;
  }

  public EventBridgeClient events() {
    return running.add(events(endpoint()), EventBridgeClient::close);
  }

  public static EventBridgeClient events(URI endpoint) {
    return AnyRequest.asks(endpoint, EventBridgeClient.builder());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop();
  }

  public void stop() {
    running.close();
  }
}
