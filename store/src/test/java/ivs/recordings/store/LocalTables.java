package ivs.recordings.store;

import static java.util.stream.Collectors.toMap;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// The tables on DynamoDB Local, in this process, empty before every test.
///
/// With `-Dengines.inMemory=true` they are those of [InMemoryDynamoDb], which answers alike and
/// starts at once: where a test runs a thousand times, once for each mutation of the code.
public final class LocalTables implements BeforeEachCallback, AfterAllCallback {
  /// What lists of recordings show.
  private static final List<String> LISTED =
      List.of(
          "profileId",
          "streamSessionId",
          "source",
          "recordingStatus",
          "recordingStatusReason",
          "startTime",
          "endTime",
          "recordingDurationMs",
          "version",
          "title",
          "fileName",
          "visibility",
          "availableAt",
          "mediaError",
          "posters",
          "sizeBytes",
          "retainUntil",
          "legalHold",
          "deletedAt");

  /// All that events write, but the history.
  private static final List<String> WITHOUT_HISTORY =
      List.of(
          "recordingSessionId",
          "profileId",
          "streamSessionId",
          "streamIds",
          "sourceArn",
          "source",
          "recordingStatus",
          "recordingStatusReason",
          "s3BucketName",
          "s3KeyPrefix",
          "s3ObjectKey",
          "recordingDurationMs",
          "startTime",
          "endTime",
          "version",
          "updatedAt");

  static final List<CreateTableRequest> SCHEMA =
      List.of(
          table("Profile", List.of("sourceArn")),
          table(
              "StreamSession",
              List.of("streamId"),
              index("byProfile", ProjectionType.KEYS_ONLY, "profileId", "startedAt"),
              index(
                  "published",
                  ProjectionType.INCLUDE,
                  projection ->
                      projection.nonKeyAttributes(
                          "profileId", "categoryId", "title", "description"),
                  "publishedMonth",
                  "publishedAt")),
          table(
              "Recording",
              List.of("recordingId"),
              index("byProfile", ProjectionType.ALL, "profileId", "recordedAt"),
              index("byStream", ProjectionType.KEYS_ONLY, "streamSessionId", "recordingId"),
              index(
                  "byMonth",
                  ProjectionType.INCLUDE,
                  projection -> projection.nonKeyAttributes(LISTED),
                  "recordedMonth",
                  "recordedAt"),
              index(
                  "open",
                  ProjectionType.INCLUDE,
                  projection -> projection.nonKeyAttributes(WITHOUT_HISTORY),
                  "openShard",
                  "openSince"),
              index("byDue", ProjectionType.KEYS_ONLY, "dueMonth", "dueAt")),
          table("RecordingStream", List.of("streamId", "recordingId")),
          table(
              "ParkedEvent",
              List.of("waitingFor", "eventId"),
              index(
                  "byAge",
                  ProjectionType.INCLUDE,
                  projection -> projection.nonKeyAttributes("reason", "detail", "attempts"),
                  "ageShard",
                  "parkedAt")),
          table("Figure", List.of("day", "profileId#source")),
          table(
              "FigureEntry",
              List.of("recordingId"),
              index("byDay", ProjectionType.ALL, "day", "recordingId")),
          table("MediaJob", List.of("recordingId", "kind#mediaVersion")),
          table("WebhookEndpoint", List.of("ownerId", "endpointId")),
          table(
              "WebhookDelivery",
              List.of("endpointId", "time#id"),
              index("byRecording", ProjectionType.ALL, "recordingId", "time#id")));

  private static final int QUICKLY_DELETED = 100;

  private final DynamoDbClient dynamo;
  private final Runnable stop;

  /// The engine without its front door: no HTTP between it and its callers.
  public LocalTables() {
    this(
        Boolean.getBoolean("engines.inMemory")
            ? new LocalTables(new InMemoryDynamoDb(), () -> {})
            : new LocalTables(DynamoDBEmbedded.create()));
  }

  private LocalTables(LocalTables other) {
    this(other.dynamo, other.stop);
  }

  private LocalTables(AmazonDynamoDBLocal engine) {
    this(engine.dynamoDbClient(), engine::shutdown);
  }

  /// The tables of an engine that runs already.
  public LocalTables(DynamoDbClient dynamo, Runnable stop) {
    this.dynamo = dynamo;
    this.stop = stop;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    empty();
  }

  /// Leaves the tables as new. A table is made anew only where it holds more items than are quickly
  /// deleted.
  public void empty() {
    var there = dynamo.listTables().tableNames();
    for (var schema : SCHEMA) {
      if (!there.contains(schema.tableName())) {
        dynamo.createTable(schema);
      } else if (!isEmptied(schema)) {
        dynamo.deleteTable(delete -> delete.tableName(schema.tableName()));
        dynamo.createTable(schema);
      }
    }
  }

  private boolean isEmptied(CreateTableRequest schema) {
    var items = dynamo.scan(scan -> scan.tableName(schema.tableName()).limit(QUICKLY_DELETED));
    if (items.hasLastEvaluatedKey()) {
      return false;
    }
    var names = schema.keySchema().stream().map(KeySchemaElement::attributeName).toList();
    for (var item : items.items()) {
      var key = names.stream().collect(toMap(name -> name, item::get));
      dynamo.deleteItem(delete -> delete.tableName(schema.tableName()).key(key));
    }
    return true;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  public void close() {
    stop.run();
  }

  public DynamoDbClient dynamo() {
    return dynamo;
  }

  public Tables tables(Clock clock) {
    return Tables.of(dynamo, TableNames.PLAIN, clock);
  }

  /// Every item of a table, as DynamoDB has it.
  public List<Map<String, AttributeValue>> items(String table) {
    return dynamo.scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
        .toList();
  }

  private static CreateTableRequest table(
      String table, List<String> key, GlobalSecondaryIndex... indexes) {
    var attributes = new TreeSet<>(key);
    for (var index : indexes) {
      index.keySchema().forEach(element -> attributes.add(element.attributeName()));
    }
    var request =
        CreateTableRequest.builder()
            .tableName(table)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .keySchema(keySchema(key))
            .attributeDefinitions(
                attributes.stream()
                    .map(name ->
                        AttributeDefinition.builder()
                            .attributeName(name)
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .toList());
    return indexes.length == 0 ? request.build() : request.globalSecondaryIndexes(indexes).build();
  }

  private static GlobalSecondaryIndex index(String name, ProjectionType projected, String... key) {
    return index(name, projected, UnaryOperator.identity(), key);
  }

  private static GlobalSecondaryIndex index(
      String name,
      ProjectionType projected,
      UnaryOperator<Projection.Builder> included,
      String... key) {
    var projection = included.apply(Projection.builder().projectionType(projected)).build();
    return GlobalSecondaryIndex.builder()
        .indexName(name)
        .projection(projection)
        .keySchema(keySchema(Arrays.asList(key)))
        .build();
  }

  private static List<KeySchemaElement> keySchema(List<String> key) {
    var hash =
        KeySchemaElement.builder().attributeName(key.getFirst()).keyType(KeyType.HASH).build();
    return key.size() == 1
        ? List.of(hash)
        : List.of(
            hash,
            KeySchemaElement.builder().attributeName(key.getLast()).keyType(KeyType.RANGE).build());
  }
}
