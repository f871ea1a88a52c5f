package ivs.recordings.handler;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ivs.recordings.store.Attribute;
import ivs.recordings.store.Attribute.L;
import ivs.recordings.store.Attribute.N;
import ivs.recordings.store.Attribute.S;
import ivs.recordings.store.Attribute.Ss;
import ivs.recordings.store.ConditionFailed;
import ivs.recordings.store.DynamoDb;
import ivs.recordings.store.DynamoDb.Delete;
import ivs.recordings.store.DynamoDb.Query;
import ivs.recordings.store.DynamoDb.ReturnValues;
import ivs.recordings.store.DynamoDb.Scan;
import ivs.recordings.store.DynamoDb.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What the tables may rely on, whoever brings it: the function's own client and the SDK's keep
/// this against the same DynamoDB Local, over HTTP.
interface DynamoDbContract {
  DynamoDb dynamo();

  /// The SDK itself, to look and to lay out what ours cannot.
  DynamoDbClient sdk();

  @Test
  default void aRowComesBackAsItWasWritten() {
    Map<String, Attribute> row =
        Map.of(
            "recordingId", new S("one"),
            "text", new S("\"quoted\" \\ \u00e9\u4e16\ud83c\udfa5 \u0001\n\u2028 {}[]"),
            "blank", new S(" "),
            "number", new N("-1234567890123456789.5"),
            "texts", new Ss(List.of("st-a", "st-b")),
            "list", new L(List.of(new S("x"), new N("1"), new L(List.of()))));

    dynamo().putItem("Recording", row);

    assertThat(dynamo().getItem("Recording", key("one"))).contains(row);
  }

  @Test
  default void valuesThatWeNeverWriteAreForeignAndDisturbNothing() {
    sdk()
        .putItem(put ->
            put.tableName("Recording")
                .item(
                    Map.of(
                        "recordingId",
                        AttributeValue.fromS("one"),
                        "flag",
                        AttributeValue.fromBool(true),
                        "nothing",
                        AttributeValue.fromNul(true),
                        "map",
                        AttributeValue.fromM(Map.of("S", AttributeValue.fromS("deep"))),
                        "numbers",
                        AttributeValue.fromNs(List.of("1", "2")))));

    assertThat(dynamo().getItem("Recording", key("one")).orElseThrow())
        .containsEntry("recordingId", new S("one"))
        .hasSize(5)
        .extractingByKeys("flag", "nothing", "map", "numbers")
        .containsExactly(
            new Attribute.Foreign("BOOL"),
            new Attribute.Foreign("NULL"),
            new Attribute.Foreign("M"),
            new Attribute.Foreign("NS"));
  }

  @Test
  default void aRowThatIsNotThereIsNoRow() {
    assertThat(dynamo().getItem("Recording", key("nobody"))).isEmpty();
  }

  @Test
  default void anUpdateAnswersWithWhatItChangedOnlyIfItIsAsked() {
    assertThat(dynamo().updateItem(update("one", 0, 1, ReturnValues.NONE))).isEmpty();
    assertThat(dynamo().updateItem(update("one", 1, 2, ReturnValues.UPDATED_NEW)))
        .isEqualTo(Map.of("version", new N("2")));
  }

  @Test
  default void aConditionThatDoesNotHoldChangesNothingAndBringsTheRow() {
    dynamo().updateItem(update("one", 0, 1, ReturnValues.NONE));

    var lost =
        catchThrowableOfType(
            ConditionFailed.class,
            () -> dynamo().updateItem(update("one", 7, 8, ReturnValues.NONE)));

    assertThat(lost.item()).contains(Map.of("recordingId", new S("one"), "version", new N("1")));
    assertThat(dynamo().getItem("Recording", key("one"))).isEqualTo(lost.item());
  }

  @Test
  default void aConditionOnARowThatIsNotThereBringsNone() {
    var lost =
        catchThrowableOfType(
            ConditionFailed.class,
            () -> dynamo().updateItem(update("nobody", 7, 8, ReturnValues.NONE)));

    assertThat(lost.item()).isEmpty();
  }

  @Test
  default void aDeletionTakesTheRowAwayIfItsConditionHolds() {
    dynamo().updateItem(update("one", 0, 1, ReturnValues.NONE));
    var other = new Delete("Recording", key("one"), "#v = :v", VERSION, Map.of(":v", new N("2")));
    var same = new Delete("Recording", key("one"), "#v = :v", VERSION, Map.of(":v", new N("1")));
    var whatever = new Delete("Recording", key("one"), "", Map.of(), Map.of());

    assertThatThrownBy(() -> dynamo().deleteItem(other)).isInstanceOf(ConditionFailed.class);
    assertThat(dynamo().getItem("Recording", key("one"))).isPresent();

    dynamo().deleteItem(same);
    assertThat(dynamo().getItem("Recording", key("one"))).isEmpty();
    assertThatCode(() -> dynamo().deleteItem(whatever)).doesNotThrowAnyException();
  }

  @Test
  default void aBatchBringsTheRowsOfSeveralTablesAndLeavesOutWhatIsNotThere() {
    var keys = IntStream.range(0, 60).mapToObj(n -> key("r" + n)).toList();
    keys.subList(0, 40).forEach(key -> dynamo().putItem("Recording", key));
    dynamo().putItem("StreamSession", Map.of("streamId", new S("st-a")));

    var batch =
        dynamo()
            .batchGetItem(
                Map.of(
                    "Recording",
                    keys,
                    "StreamSession",
                    List.of(Map.of("streamId", new S("st-a")))));

    assertThat(batch.items().get("Recording"))
        .containsExactlyInAnyOrderElementsOf(keys.subList(0, 40));
    assertThat(batch.items().get("StreamSession"))
        .containsExactly(Map.of("streamId", new S("st-a")));
    assertThat(batch.unprocessed()).isEmpty();
  }

  @Test
  default void aQueryGoesOnOverPagesForwardAndBackward() {
    for (int n = 0; n < 7; n++) {
      dynamo().putItem("ParkedEvent", parked("stream#a", n));
    }
    dynamo().putItem("ParkedEvent", parked("stream#b", 0));

    assertThat(dynamo().query(waiting(true).pagesOf(3)).items()).hasSize(3);
    assertThat(dynamo().all(waiting(true).pagesOf(3)))
        .extracting(row -> row.get("eventId"))
        .containsExactlyElementsOf(
            IntStream.range(0, 7).mapToObj(n -> (Attribute) new S("e" + n)).toList());
    assertThat(dynamo().all(waiting(false).pagesOf(3)))
        .extracting(row -> row.get("eventId"))
        .startsWith(new S("e6"))
        .hasSize(7);
  }

  @Test
  default void aPageThatIsFullIsFollowedByTheNext() {
    var large = new S("x".repeat(300_000));
    for (int n = 0; n < 5; n++) {
      var row = new HashMap<>(parked("stream#a", n));
      row.put("event", large);
      dynamo().putItem("ParkedEvent", row);
    }

    assertThat(dynamo().query(waiting(true)).items()).hasSizeLessThan(5);
    assertThat(dynamo().all(waiting(true))).hasSize(5);
  }

  @Test
  default void anIndexIsQueriedByItsName() {
    for (int n = 0; n < 3; n++) {
      dynamo()
          .putItem(
              "Recording",
              Map.of(
                  "recordingId", new S("r" + n),
                  "profileId", new S("ada"),
                  "recordedAt", new S("2026-11-0%dT00:00:00Z".formatted(n + 1))));
    }
    var query =
        new Query(
            "Recording",
            Optional.of("byProfile"),
            "profileId = :p AND recordedAt >= :t",
            Map.of(":p", new S("ada"), ":t", new S("2026-11-02T00:00:00Z")),
            false,
            false,
            OptionalInt.empty(),
            Map.of());

    assertThat(dynamo().all(query))
        .extracting(row -> row.get("recordingId"))
        .containsExactly(new S("r2"), new S("r1"));
  }

  @Test
  default void theSegmentsOfAScanAreTheWholeTableAndNothingTwice() {
    for (int n = 0; n < 40; n++) {
      dynamo().putItem("Recording", key("r" + n));
    }
    var seen = new ArrayList<Map<String, Attribute>>();
    for (int segment = 0; segment < 3; segment++) {
      dynamo().all(new Scan("Recording", segment, 3, Map.of())).forEach(seen::add);
    }

    assertThat(seen).hasSize(40);
    assertThat(new HashSet<>(seen))
        .isEqualTo(IntStream.range(0, 40).mapToObj(n -> key("r" + n)).collect(toSet()));
  }

  Map<String, String> VERSION = Map.of("#v", "version");

  private static Map<String, Attribute> key(String recordingId) {
    return Map.of("recordingId", new S(recordingId));
  }

  private static Map<String, Attribute> parked(String cause, int n) {
    return Map.of("waitingFor", new S(cause), "eventId", new S("e" + n));
  }

  private static Query waiting(boolean forward) {
    return new Query(
        "ParkedEvent",
        Optional.empty(),
        "waitingFor = :cause",
        Map.of(":cause", new S("stream#a")),
        true,
        forward,
        OptionalInt.empty(),
        Map.of());
  }

  private static Update update(String id, int seen, int next, ReturnValues returned) {
    return seen == 0
        ? new Update(
            "Recording",
            key(id),
            "SET #v = :next",
            "attribute_not_exists(#v)",
            VERSION,
            Map.of(":next", new N(Integer.toString(next))),
            returned)
        : new Update(
            "Recording",
            key(id),
            "SET #v = :next",
            "#v = :seen",
            VERSION,
            Map.of(":next", new N(Integer.toString(next)), ":seen", new N(Integer.toString(seen))),
            returned);
  }
}
