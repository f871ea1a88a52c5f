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
  private static final String MEDIA_JOB_TABLE = "MediaJobTable";
  private static final String LOST_MEDIA_JOBS = "MediaJobDLQ";

  public static final List<String> RULES =
      List.of("IVSRecordingStatusRule", "IVSStreamStateRule", "IVSRealTimeRule");

  private final AwsAccess access;
  private final Optional<StackResources> resources;

  private Target(AwsAccess access, Optional<StackResources> resources) {
    this.access = access;
    this.resources = resources;
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
          yield new Target(access, Optional.of(StackResources.of(stack, cloudFormation)));
        }
      }
    };
  }

  /// Of the embedded system, the logical id: nothing has another name there, except tables.
  private String physicalId(String logicalId) {
    return resources.map(stack -> stack.required(logicalId)).orElse(logicalId);
  }

  String tableName(String logicalId) {
    return resources
        .map(stack -> stack.required(logicalId))
        .orElseGet(() -> logicalId.replaceFirst("Table$", ""));
  }

  public Tables tables() {
    var names =
        new TableNames(
            tableName("ProfileTable"),
            tableName("StreamSessionTable"),
            tableName("RecordingTable"),
            tableName("RecordingStreamTable"),
            tableName("ParkedEventTable"));
    return Tables.of(dynamoDb(), names, Clock.systemUTC());
  }

  /// The totals of days.
  public FigureTable figures() {
    return new FigureTable(dynamoDb(), tableName("FigureTable"));
  }

  /// The jobs of recordings; empty where media jobs are off.
  public Optional<MediaJobTable> mediaJobs() {
    var dynamo = dynamoDb();
    var isThere =
        resources
            .map(stack -> stack.find(MEDIA_JOB_TABLE).isPresent())
            .orElseGet(() -> dynamo.listTables().tableNames().contains(tableName(MEDIA_JOB_TABLE)));
    return isThere
        ? Optional.of(new MediaJobTable(dynamo, tableName(MEDIA_JOB_TABLE)))
        : Optional.empty();
  }

  /// The queue of media jobs that did not run; empty where media jobs are off.
  public Optional<QueueAddress> lostMediaJobs(SqsClient sqs) {
    var isThere =
        resources
            .map(stack -> stack.find(LOST_MEDIA_JOBS).isPresent())
            .orElseGet(() ->
                !sqs.listQueues(list -> list.queueNamePrefix(LOST_MEDIA_JOBS))
                    .queueUrls()
                    .isEmpty());
    return isThere ? Optional.of(queue(LOST_MEDIA_JOBS, sqs)) : Optional.empty();
  }

  /// What media jobs are submitted to.
  public String mediaJobQueue() {
    return physicalId("MediaJobQueue");
  }

  public String mediaJobDefinition() {
    return physicalId("MediaJobDefinition");
  }

  public BatchClient batch() {
    return access.client(BatchClient.builder());
  }

  /// The log of webhooks.
  public WebhookDeliveryTable webhookDeliveries() {
    return new WebhookDeliveryTable(
        dynamoDb(), tableName("WebhookDeliveryTable"), Clock.systemUTC());
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

  /// The address of a queue.
  ///
  /// @param name its logical id in template.yaml
  public String queueUrl(String name, SqsClient sqs) {
    return resources
        .map(stack -> stack.required(name))
        .orElseGet(() -> sqs.getQueueUrl(queue -> queue.queueName(name)).queueUrl());
  }

  /// Whether it is a stack on AWS, and nothing that only plays AWS.
  public boolean isStack() {
    return resources.isPresent();
  }

  /// Its name, where it is a stack.
  public Optional<String> stackName() {
    return resources.map(StackResources::stack).map(TargetAddress.Stack::plainName);
  }

  /// Where the function that events come to writes its log; only a stack knows.
  public Optional<String> handlerLogGroup() {
    return resources.map(stack -> stack.required("RecordingStatusHandlerLogGroup"));
  }

  /// Parameters and outputs of the stack, or of the embedded system.
  public StackDescription description() {
    try (var cloudFormation = access.client(CloudFormationClient.builder())) {
      return StackDescription.of(resources.map(StackResources::stack), cloudFormation);
    }
  }

  /// What the stack, or what the embedded system stands for, says of its CDN.
  public CdnSettings cdn() {
    return CdnSettings.of(description());
  }

  /// Where the HTTP API answers.
  public String apiUrl() {
    return description().output("RecordingApiUrl");
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

  /// The physical name of a rule of the default bus.
  ///
  /// @param rule its logical id in template.yaml
  public String ruleName(String rule) {
    return physicalId(rule);
  }

  public String archiveName() {
    return physicalId("RecordingArchive");
  }

  /// The function that events come to.
  public String handlerName() {
    return physicalId("RecordingStatusHandler");
  }

  /// The function that finds what never arrived.
  public String reconcilerName() {
    return physicalId("RecordingReconciler");
  }

  /// The function that deletes what is due.
  public String retentionName() {
    return physicalId("RecordingRetention");
  }

  /// The function that publishes domain events.
  public String publisherName() {
    return physicalId("RecordingEventPublisher");
  }

  /// The bus that domain events are on.
  public String busName() {
    return physicalId("RecordingBus");
  }

  /// The archive of domain events, which all rules of their bus get again.
  public ReplaySource domainEvents(EventBridgeClient events) {
    var archive =
        events.describeArchive(describe -> describe.archiveName(physicalId("RecordingBusArchive")));
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
    return access.client(S3Client.builder().forcePathStyle(resources.isEmpty()));
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

  /// The archive of what IVS sent, which only the rules of the system get again. They are on the
  /// default bus, where IVS sends to: so the ARN of each is the archive's with its name.
  public ReplaySource replaySource(EventBridgeClient events) {
    var archive = events.describeArchive(describe -> describe.archiveName(archiveName()));
    return new ReplaySource(
        archive.archiveArn(),
        archive.eventSourceArn(),
        RULES.stream()
            .map(
                rule -> archive.archiveArn().replaceFirst(":archive/.*", ":rule/" + ruleName(rule)))
            .toList());
  }

  @Override
  public void close() {
    access.close();
  }
}
