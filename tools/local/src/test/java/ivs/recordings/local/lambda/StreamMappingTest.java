package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.LocalClients;
import ivs.recordings.local.LocalEngines;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.lambda.AsyncInvocations.Invoked;
import ivs.recordings.local.template.StreamSourceDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.sqs.SqsClient;

/// What Lambda promises of a stream: the order, the retries, and that nothing is lost.
final class StreamMappingTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ALL_DONE = "{\"batchItemFailures\": []}";
  private static int tables;

  @RegisterExtension static final LocalEngines ENGINES = new LocalEngines();

  @TempDir private Path folder;

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<StreamMapping> running = new ArrayList<>();
  private DynamoDbClient dynamoDb;
  private SqsClient sqs;
  private String table;

  @BeforeEach
  void makeTable() {
    dynamoDb = ENGINES.dynamoDb();
    sqs = ENGINES.sqs();
    table = "Streamed" + ++tables;
    var id =
        AttributeDefinition.builder()
            .attributeName("id")
            .attributeType(ScalarAttributeType.S)
            .build();
    var key = KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build();
    dynamoDb.createTable(create ->
        create
            .tableName(table)
            .attributeDefinitions(id)
            .keySchema(key)
            .billingMode("PAY_PER_REQUEST")
            .streamSpecification(
                s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    sqs.createQueue(create -> create.queueName(table + "DLQ"));
  }

  @AfterEach
  void stop() throws Exception {
    for (var mapping : running) {
      mapping.stop();
    }
  }

  @Test
  void everyChangeComesInItsOrderWithBothImages() throws Exception {
    put("a", "1");
    put("a", "2");
    dynamoDb.deleteItem(delete -> delete.tableName(table).key(Map.of("id", s("a"))));

    settled(start(payload -> ALL_DONE, 2));

    assertThat(changes()).containsExactly("INSERT  -> 1", "MODIFY 1 -> 2", "REMOVE 2 -> ");
    assertThat(calls).allMatch(payload -> payload.contains("\"eventSource\":\"aws:dynamodb\""));
  }

  /// The others are done with once each batch around it has become small enough.
  @Test
  void aRecordThatFailsForGoodIsNamedToTheQueueAndStopsNoOther() throws Exception {
    IntStream.range(0, 8).forEach(i -> put("item" + i, i == 5 ? "poison" : "sound"));
    var done = new CopyOnWriteArrayList<String>();

    settled(
        start(
            payload -> {
              if (payload.contains("poison")) {
                throw new IllegalStateException("poison");
              }
              JSON.readTree(payload)
                  .path("Records")
                  .forEach(each -> done.add(text(each, "Keys", "id")));
              return ALL_DONE;
            },
            8));

    assertThat(done)
        .containsExactlyInAnyOrder("item0", "item1", "item2", "item3", "item4", "item6", "item7");
    var letters = letters();
    assertThat(letters).hasSize(1);
    assertThat(letters.getFirst().path("requestContext").path("condition").asText())
        .isEqualTo("RetryAttemptsExhausted");
    assertThat(letters.getFirst().path("DDBStreamBatchInfo").path("batchSize").asInt())
        .isEqualTo(1);
    assertThat(letters.getFirst().toString()).doesNotContain("poison");
  }

  @Test
  void theFirstRecordThatTheAnswerNamesIsWhereItGoesOn() throws Exception {
    IntStream.range(0, 4).forEach(i -> put("item", "v" + i));

    settled(
        start(
            payload ->
                calls.size() > 1
                    ? ALL_DONE
                    : "{\"batchItemFailures\": [{\"itemIdentifier\": \"%s\"}]}"
                        .formatted(
                            JSON.readTree(payload)
                                .path("Records")
                                .path(2)
                                .path("dynamodb")
                                .path("SequenceNumber")
                                .asText()),
            10));

    assertThat(calls).hasSize(2);
    assertThat(changes())
        .containsExactly(
            "INSERT  -> v0",
            "MODIFY v0 -> v1",
            "MODIFY v1 -> v2",
            "MODIFY v2 -> v3",
            "MODIFY v1 -> v2",
            "MODIFY v2 -> v3");
    assertThat(letters()).isEmpty();
  }

  @Test
  void theNextStartGoesOnWhereTheLastOneEnded() throws Exception {
    put("a", "1");
    var first = start(payload -> ALL_DONE, 10);
    settled(first);
    first.stop();
    put("a", "2");
    calls.clear();

    settled(start(payload -> ALL_DONE, 10));

    assertThat(changes()).containsExactly("MODIFY 1 -> 2");
  }

  @Test
  void aTornCheckpointMeansTheBeginningOfTheStream() throws Exception {
    put("a", "1");
    Files.writeString(folder.resolve("checkpoint.json"), "{\"streamA");

    settled(start(payload -> ALL_DONE, 10));

    assertThat(changes()).containsExactly("INSERT  -> 1");
  }

  private StreamMapping start(Invoked function, int batchSize) {
    var source =
        new StreamSourceDefinition(
            "Streamed", table, batchSize, true, 2, Duration.ofDays(1), true, table + "DLQ");
    var engines =
        new StreamMapping.Engines(dynamoDb, LocalClients.streams(ENGINES.endpoint()), sqs);
    Invoked called =
        payload -> {
          calls.add(payload);
          return function.invoke(payload);
        };
    var mapping =
        StreamMapping.start(
            source,
            engines,
            called,
            Optional.of(folder.resolve("checkpoint.json")),
            new MetricRecorder(Clock.systemUTC()));
    running.add(mapping);
    return mapping;
  }

  private static void settled(StreamMapping mapping) throws InterruptedException {
    assertThat(mapping.awaitCaughtUp(PATIENCE)).isTrue();
  }

  private void put(String id, String value) {
    dynamoDb.putItem(put -> put.tableName(table).item(Map.of("id", s(id), "value", s(value))));
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  private List<String> changes() throws Exception {
    var changes = new ArrayList<String>();
    for (var payload : calls) {
      JSON.readTree(payload)
          .path("Records")
          .forEach(each ->
              changes.add(
                  "%s %s -> %s"
                      .formatted(
                          each.path("eventName").asText(),
                          text(each, "OldImage", "value"),
                          text(each, "NewImage", "value"))));
    }
    return changes;
  }

  private static String text(JsonNode streamed, String image, String attribute) {
    return streamed.path("dynamodb").path(image).path(attribute).path("S").asText();
  }

  private List<JsonNode> letters() throws Exception {
    var url = sqs.getQueueUrl(get -> get.queueName(table + "DLQ")).queueUrl();
    var letters = new ArrayList<JsonNode>();
    for (var message :
        sqs.receiveMessage(receive -> receive.queueUrl(url).maxNumberOfMessages(10)).messages()) {
      letters.add(JSON.readTree(message.body()));
    }
    return letters;
  }
}
