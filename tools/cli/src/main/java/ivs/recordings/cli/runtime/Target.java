package ivs.recordings.cli.runtime;

import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.QUEUE_ARN;

import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.figures.FigureTable;
import ivs.recordings.store.media.MediaJobTable;
import ivs.recordings.store.webhook.WebhookDeliveryTable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.batch.BatchClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.ivs.IvsClient;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// A system to talk to: the clients that reach it and the names that things have there. A client is
/// made when it is asked for, because each takes its time.
public final class Target implements AutoCloseable {
  private static final String QUEUE = "RecordingEvents";
  private static final String MEDIA_JOBS = "MediaJob";
  private static final String MEDIA_JOB_QUEUE = "MediaJobQueue";
  private static final String MEDIA_JOB_DEFINITION = "MediaJobDefinition";
  private static final String LOST_MEDIA_JOBS = "MediaJobDLQ";
  private static final String HANDLER = "RecordingStatusHandler";
  private static final String RECONCILER = "RecordingReconciler";
  private static final String RETENTION = "RecordingRetention";
  private static final String ARCHIVE = "RecordingArchive";
  private static final String BUS = "RecordingBus";
  private static final String BUS_ARCHIVE = "RecordingBusArchive";
  private static final String PUBLISHER = "RecordingEventPublisher";
  private static final String FIGURES = "Figure";
  private static final String WEBHOOK_DELIVERIES = "WebhookDelivery";
  private static final String API_URL = "RecordingApiUrl";
  public static final List<String> RULES =
      List.of("IVSRecordingStatusRule", "IVSStreamStateRule", "IVSRealTimeRule");

  private final AwsAccess access;
  private final Optional<StackOutputs> outputs;

  private Target(AwsAccess access, Optional<StackOutputs> outputs) {
    this.access = access;
    this.outputs = outputs;
  }

  public static Target open(TargetAddress where, Shell shell) {
    return switch (where) {
      case TargetAddress.Endpoint here when here.isHere() ->
          new Target(AwsAccess.here(here, shell), Optional.empty());
      case TargetAddress.Endpoint elsewhere ->
          new Target(AwsAccess.asConfigured(Optional.of(elsewhere.url()), shell), Optional.empty());
      case TargetAddress.Stack stack -> {
        var access = AwsAccess.asConfigured(Optional.empty(), shell);
        try (var cloudFormation = access.client(CloudFormationClient.builder())) {
          yield new Target(access, Optional.of(StackOutputs.of(stack, cloudFormation)));
        }
      }
    };
  }

  public Tables tables() {
    var names =
        outputs
            .map(named ->
                new TableNames(
                    named.required("ProfileTableName"),
                    named.required("StreamSessionTableName"),
                    named.required("RecordingTableName"),
                    named.required("RecordingStreamTableName"),
                    named.required("ParkedEventTableName")))
            .orElse(TableNames.PLAIN);
    return Tables.of(dynamoDb(), names, Clock.systemUTC());
  }

  /// The totals of days.
  public FigureTable figures() {
    return new FigureTable(
        dynamoDb(), outputs.map(named -> named.required("FigureTableName")).orElse(FIGURES));
  }

  /// The jobs of recordings; empty where media jobs are off.
  public Optional<MediaJobTable> mediaJobs() {
    var dynamo = dynamoDb();
    var name =
        outputs
            .map(named -> named.find("MediaJobTableName"))
            .orElseGet(
                () -> Optional.of(MEDIA_JOBS).filter(dynamo.listTables().tableNames()::contains));
    return name.map(table -> new MediaJobTable(dynamo, table));
  }

  /// The queue of media jobs that did not run; empty where media jobs are off.
  public Optional<QueueAddress> lostMediaJobs(SqsClient sqs) {
    var isThere =
        outputs
            .map(named -> named.find(LOST_MEDIA_JOBS + "Url").isPresent())
            .orElseGet(() ->
                !sqs.listQueues(list -> list.queueNamePrefix(LOST_MEDIA_JOBS))
                    .queueUrls()
                    .isEmpty());
    return isThere ? Optional.of(queue(LOST_MEDIA_JOBS, sqs)) : Optional.empty();
  }

  /// What media jobs are submitted to.
  public String mediaJobQueue() {
    return outputs.map(named -> named.required("MediaJobQueueArn")).orElse(MEDIA_JOB_QUEUE);
  }

  public String mediaJobDefinition() {
    return outputs
        .map(named -> named.required("MediaJobDefinitionArn"))
        .orElse(MEDIA_JOB_DEFINITION);
  }

  public BatchClient batch() {
    return access.client(BatchClient.builder());
  }

  /// The log of webhooks.
  public WebhookDeliveryTable webhookDeliveries() {
    return new WebhookDeliveryTable(
        dynamoDb(),
        outputs.map(named -> named.required("WebhookDeliveryTableName")).orElse(WEBHOOK_DELIVERIES),
        Clock.systemUTC());
  }

  public DynamoDbClient dynamoDb() {
    return access.client(DynamoDbClient.builder());
  }

  public EventBridgeClient eventBridge() {
    return access.client(EventBridgeClient.builder());
  }

  public SqsClient sqs() {
    return access.client(SqsClient.builder());
  }

  /// The address of the queue in front of the handler.
  public String recordingEventsUrl(SqsClient sqs) {
    return outputs
        .map(named -> named.required("RecordingEventsUrl"))
        .orElseGet(() -> sqs.getQueueUrl(queue -> queue.queueName(QUEUE)).queueUrl());
  }

  /// The address of another queue.
  ///
  /// @param name its logical id in template.yaml
  public String queueUrl(String name, SqsClient sqs) {
    return outputs
        .map(named -> named.required(name + "Url"))
        .orElseGet(() -> sqs.getQueueUrl(queue -> queue.queueName(name)).queueUrl());
  }

  /// Whether it is a stack on AWS, and nothing that only plays AWS.
  public boolean isStack() {
    return outputs.isPresent();
  }

  /// Its name, where it is a stack.
  public Optional<String> stackName() {
    return outputs.map(StackOutputs::name);
  }

  /// Where the function that events come to writes its log; only a stack knows.
  public Optional<String> handlerLogGroup() {
    return outputs.map(named -> named.required("RecordingStatusHandlerLogGroupName"));
  }

  /// What the embedded system says of itself, in the way in which a stack would.
  public LocalStack localStack() {
    try (var cloudFormation = access.client(CloudFormationClient.builder())) {
      return LocalStack.of(cloudFormation);
    }
  }

  /// What the stack, or what the embedded system stands for, says of its CDN.
  public CdnSettings cdn() {
    try (var cloudFormation = access.client(CloudFormationClient.builder())) {
      return CdnSettings.of(
          cloudFormation, outputs.map(StackOutputs::name).orElse(LocalStack.NAME));
    }
  }

  /// Where the HTTP API answers.
  public String apiUrl() {
    return outputs
        .map(named -> named.required(API_URL))
        .orElseGet(() -> localStack().output(API_URL));
  }

  public SecretsManagerClient secretsManager() {
    return access.client(SecretsManagerClient.builder());
  }

  public CloudWatchClient cloudWatch() {
    return access.client(CloudWatchClient.builder());
  }

  public Region region() {
    return access.region();
  }

  /// A rule's physical name.
  ///
  /// @param rule its logical id in template.yaml
  public String ruleName(String rule) {
    return outputs
        .map(named -> named.required(rule + "Arn"))
        .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))
        .orElse(rule);
  }

  public String archiveName() {
    return outputs
        .map(named -> named.required("ArchiveArn"))
        .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))
        .orElse(ARCHIVE);
  }

  /// The function that events come to.
  public String handlerName() {
    return outputs.map(named -> named.required("RecordingStatusHandlerName")).orElse(HANDLER);
  }

  /// The function that finds what never arrived.
  public String reconcilerName() {
    return outputs.map(named -> named.required("RecordingReconcilerName")).orElse(RECONCILER);
  }

  /// The function that deletes what is due.
  public String retentionName() {
    return outputs.map(named -> named.required("RecordingRetentionName")).orElse(RETENTION);
  }

  /// The function that publishes domain events.
  public String publisherName() {
    return outputs.map(named -> named.required("RecordingEventPublisherName")).orElse(PUBLISHER);
  }

  /// The bus that domain events are on.
  public String busName() {
    return outputs.map(named -> named.required("RecordingBusName")).orElse(BUS);
  }

  /// The archive of domain events, which all rules of their bus get again.
  public ReplaySource domainEvents(EventBridgeClient events) {
    var archiveArn = outputs.map(named -> named.required("RecordingBusArchiveArn"));
    if (archiveArn.isPresent()) {
      var bus = archiveArn.get().replaceFirst(":archive/.*", ":event-bus/" + busName());
      return new ReplaySource(archiveArn.get(), bus, List.of());
    }
    var archive = events.describeArchive(describe -> describe.archiveName(BUS_ARCHIVE));
    return new ReplaySource(archive.archiveArn(), archive.eventSourceArn(), List.of());
  }

  /// A client that invokes functions.
  ///
  /// @param toAnswer longer than the function that is invoked may take
  public LambdaClient lambda(Duration toAnswer) {
    return access.client(LambdaClient.builder(), toAnswer);
  }

  /// An endpoint has no host name for each bucket, so there the bucket is in the path.
  public S3Client s3() {
    return access.client(S3Client.builder().forcePathStyle(outputs.isEmpty()));
  }

  public IvsClient ivs() {
    return access.client(IvsClient.builder());
  }

  public IvsRealTimeClient ivsRealTime() {
    return access.client(IvsRealTimeClient.builder());
  }

  /// A queue of the system.
  ///
  /// @param name its logical id in template.yaml
  public QueueAddress queue(String name, SqsClient sqs) {
    var url = queueUrl(name, sqs);
    var attributes =
        sqs.getQueueAttributes(get -> get.queueUrl(url).attributeNames(QUEUE_ARN)).attributes();
    return new QueueAddress(name, url, String.valueOf(attributes.get(QUEUE_ARN)));
  }

  public ReplaySource replaySource(EventBridgeClient events) {
    if (outputs.isPresent()) {
      var named = outputs.get();
      var archive = named.required("ArchiveArn");
      // IVS sends to the account's default bus, always.
      var bus = archive.replaceFirst(":archive/.*", ":event-bus/default");
      return new ReplaySource(
          archive, bus, RULES.stream().map(rule -> named.required(rule + "Arn")).toList());
    }
    var archive = events.describeArchive(describe -> describe.archiveName(ARCHIVE));
    return new ReplaySource(
        archive.archiveArn(),
        archive.eventSourceArn(),
        RULES.stream().map(rule -> events.describeRule(d -> d.name(rule)).arn()).toList());
  }

  @Override
  public void close() {
    access.close();
  }
}
