package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.samples.TestEvent;
import ivs.recordings.local.samples.TestEventFile;
import ivs.recordings.local.samples.TestEvents;
import ivs.recordings.local.samples.TestRow;
import ivs.recordings.local.template.ProjectTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// Sends test events to an embedded system as a user does, and reads the rows that come of them.
public final class TestEventPlayer implements AutoCloseable {
  public static final TestEvents ALL = TestEvents.read(ProjectTemplate.TEST_EVENTS);
  private static final List<String> TABLES = List.of("Recording", "StreamSession", "ParkedEvent");
  private static final int MAX_ENTRIES = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EmbeddedSystem system;
  private final DynamoDbClient dynamoDb;
  private final EventBridgeClient events;

  TestEventPlayer(EmbeddedSystem system) {
    this.system = system;
    this.dynamoDb = LocalClients.dynamoDb(system.endpoint());
    this.events = LocalEngines.events(system.endpoint());
  }

  static TestEventFile file(String name) {
    return ALL.files().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  public void linkProfiles() {
    linkProfiles(dynamoDb);
  }

  public static void linkProfiles(DynamoDbClient dynamoDb) {
    for (var profile : ALL.profiles()) {
      var item =
          profile.entrySet().stream()
              .collect(
                  Collectors.toMap(Map.Entry::getKey, e -> AttributeValue.fromS(e.getValue())));
      dynamoDb.putItem(p -> p.tableName("Profile").item(item));
    }
  }

  /// Returns when every event is settled.
  void play(List<TestEvent> events) throws InterruptedException {
    for (var from = 0; from < events.size(); from += MAX_ENTRIES) {
      send(events.subList(from, Math.min(from + MAX_ENTRIES, events.size())));
    }
    system.awaitQuiet(PATIENCE);
  }

  private void send(List<TestEvent> some) {
    var entries = some.stream().map(TestEventPlayer::entry).toList();
    assertThat(events.putEvents(r -> r.entries(entries)).failedEntryCount()).isZero();
  }

  public static PutEventsRequestEntry entry(TestEvent event) {
    return PutEventsRequestEntry.builder()
        .source(event.source())
        .detailType(event.detailType())
        .detail(event.detail())
        .resources(event.resources())
        .time(event.time())
        .build();
  }

  List<TestRow> rows() {
    var rows = new ArrayList<TestRow>();
    rows.addAll(TestRow.recordings(scan("Recording")));
    rows.addAll(TestRow.streamSessions(scan("StreamSession")));
    rows.addAll(TestRow.parkedEvents(scan("ParkedEvent")));
    return rows;
  }

  /// Leaves the profiles.
  void forgetRows() {
    for (var table : TABLES) {
      var keys =
          dynamoDb.describeTable(d -> d.tableName(table)).table().keySchema().stream()
              .map(KeySchemaElement::attributeName)
              .toList();
      for (var item : scan(table)) {
        var key = keys.stream().collect(Collectors.toMap(name -> name, item::get));
        dynamoDb.deleteItem(d -> d.tableName(table).key(key));
      }
    }
  }

  private List<Map<String, AttributeValue>> scan(String table) {
    return dynamoDb.scanPaginator(s -> s.tableName(table).consistentRead(true)).items().stream()
        .toList();
  }

  @Override
  public void close() {
    dynamoDb.close();
    events.close();
  }
}
