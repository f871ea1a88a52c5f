package ivs.recordings.handler.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import ivs.recordings.model.library.DomainEvent;
import ivs.recordings.model.recording.RecordingId;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The function against PutEvents over HTTP: what is sent, what comes again, and what never blocks.
final class RecordingEventPublisherTest {
  private static final Path SCHEMA =
      Path.of(System.getProperty("repository.root", "../.."))
          .resolve("docs/events/recording-event.schema.json");
  private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

  private final ScriptedBus bus;
  private final RecordingEventPublisher publisher;
  private int pauses;

  RecordingEventPublisherTest() throws Exception {
    bus = new ScriptedBus();
    publisher =
        new RecordingEventPublisher(
            Map.of("RECORDING_BUS", "RecordingBus"),
            bus::client,
            Clock.fixed(NOON, ZoneOffset.UTC),
            _ -> pauses++);
  }

  @AfterEach
  void stop() {
    bus.close();
  }

  @Test
  void everyKindOfChangeIsSentAsTheSchemaSays() throws Exception {
    var started = row("r", 1, "STARTED");
    var completed = row("r", 2, "COMPLETED");
    var available = row("r", 3, "COMPLETED");
    available.put("availableAt", s("2026-11-02T11:00:00Z"));
    available.put("visibility", s("PUBLIC"));
    var updated = new HashMap<>(available);
    updated.put("version", n(4));
    updated.put("title", s("Finale \u202e <b>"));
    var deleted = new HashMap<>(updated);
    deleted.put("version", n(5));
    deleted.put("deletedAt", s("2026-11-02T11:30:00Z"));
    var failed = row("f", 1, "FAILED");
    var partial = row("f", 2, "FAILED");
    partial.put("availableAt", s("2026-11-02T11:00:00Z"));

    var left =
        publish(
            change(1, Map.of(), started),
            change(2, started, completed),
            change(3, completed, available),
            change(4, available, updated),
            change(5, updated, deleted),
            change(6, Map.of(), failed),
            change(7, failed, partial),
            change(8, deleted, Map.of()));

    assertThat(left).isEmpty();
    assertThat(bus.accepted)
        .extracting(entry -> entry.path("DetailType").asText())
        .containsExactly(
            "recording.started",
            "recording.completed",
            "recording.available",
            "recording.updated",
            "recording.deleted",
            "recording.failed",
            "recording.available");
    assertThat(bus.accepted)
        .allSatisfy(entry -> {
          assertThat(entry.path("Source").asText()).isEqualTo("ivs.recordings");
          assertThat(entry.path("EventBusName").asText()).isEqualTo("RecordingBus");
        });
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
    for (var detail : bus.details()) {
      var wrong = detail.toString().replace("\"type\":\"recording.", "\"type\":\"recordings.");
      assertThat(schema.validate(detail.toString(), InputFormat.JSON)).as("%s", detail).isEmpty();
      assertThat(schema.validate(wrong, InputFormat.JSON)).isNotEmpty();
    }
    var last = bus.details().getLast();
    assertThat(last.path("id").asText()).isEqualTo(DomainEvent.id(new RecordingId("f"), 2));
    assertThat(last.path("data").path("partial").asBoolean()).isTrue();
    assertThat(last.path("data").path("error").path("code").asText())
        .isEqualTo("ValidationException");
  }

  @Test
  void aRequestHasAtMostTenEventsAndAQuarterOfAMegabyte() throws Exception {
    var small = IntStream.range(0, 23).mapToObj(i -> inserted(i, row("r" + i, 1, "STARTED")));
    var large =
        IntStream.range(23, 26)
            .mapToObj(i -> {
              var row = row("r" + i, 1, "STARTED");
              row.put("title", s("t".repeat(120_000)));
              return inserted(i, row);
            });

    var left =
        publish(java.util.stream.Stream.concat(small, large).toArray(DynamodbStreamRecord[]::new));

    assertThat(left).isEmpty();
    assertThat(bus.requests).extracting(List::size).containsExactly(10, 10, 5, 1);
    assertThat(ids()).hasSize(26).doesNotHaveDuplicates();
  }

  @Test
  void whatIsRefusedOnceIsSentAgainAlone() throws Exception {
    bus.next(
        entry -> is(entry, "r1") ? "ThrottlingException" : "",
        entry -> is(entry, "r1") ? "InternalFailure" : "");

    var left = publish(inserted(0), inserted(1), inserted(2));

    assertThat(left).isEmpty();
    assertThat(bus.requests).extracting(List::size).containsExactly(3, 1, 1);
    assertThat(ids()).hasSize(3).doesNotHaveDuplicates();
    assertThat(pauses).isEqualTo(2);
  }

  @Test
  void theFirstRecordThatIsRefusedForGoodIsReportedAndTheRestIsSent() throws Exception {
    ScriptedBus.Turn refusing =
        entry -> is(entry, "r4") || is(entry, "r7") ? "InternalFailure" : "";
    bus.next(refusing, refusing, refusing, refusing);
    var records = IntStream.range(0, 25).mapToObj(i -> inserted(i)).toList();

    var left = publish(records.toArray(DynamodbStreamRecord[]::new));

    assertThat(left).containsExactly("104");
    assertThat(bus.accepted).hasSize(23);
  }

  /// The process may end between the call and its answer. Lambda then delivers the records again.
  @Test
  void anEventWhoseAnswerIsLostIsSentAgainWithTheSameId() throws Exception {
    ScriptedBus.Turn lost =
        new ScriptedBus.Turn() {
          @Override
          public String refusal(JsonNode entry) {
            return "";
          }

          @Override
          public boolean losesAnswer() {
            return true;
          }
        };
    bus.next(lost, lost, lost, lost);

    var left = publish(inserted(0), inserted(1));
    var known = List.copyOf(ids());
    var later = publish(inserted(0), inserted(1));

    assertThat(left).containsExactly("100");
    assertThat(later).isEmpty();
    assertThat(known).isNotEmpty();
    assertThat(ids()).hasSizeGreaterThan(known.size());
    assertThat(ids().stream().distinct()).hasSize(2);
  }

  @Test
  void aRowThatCannotBeReadIsPassedOver() throws Exception {
    var corrupt = row("corrupt", 1, "NONSENSE");
    var repaired = row("corrupt", 2, "COMPLETED");

    var left =
        publish(inserted(0), inserted(1, corrupt), change(2, corrupt, repaired), inserted(3));

    assertThat(left).isEmpty();
    assertThat(bus.accepted)
        .extracting(entry -> entry.path("DetailType").asText())
        .containsExactly("recording.started", "recording.completed", "recording.started");
  }

  @Test
  void whereTheTimeIsUpNothingIsSentAndAllComesAgain() throws Exception {
    var left = publish(1_000, inserted(0), inserted(1));

    assertThat(left).containsExactly("100");
    assertThat(bus.requests).isEmpty();
  }

  @Test
  void whatIsNoBatchOfAStreamFailsInOneLine() {
    var ofAnotherService = inserted(0);
    ofAnotherService.setEventSource("aws:kinesis");

    assertThatThrownBy(() -> publish())
        .hasMessageStartingWith("no records of a DynamoDB stream (field Records");
    assertThatThrownBy(() -> publish(ofAnotherService))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RecordingEventPublisher(Map.of(), Clock.systemUTC()))
        .hasMessage("the environment variable RECORDING_BUS must name an event bus");
  }

  private static boolean is(JsonNode entry, String recording) {
    return entry.path("Detail").asText().contains("\"recordingId\":\"" + recording + "\"");
  }

  private List<String> ids() throws Exception {
    return bus.details().stream().map(detail -> detail.path("id").asText()).toList();
  }

  private List<String> publish(DynamodbStreamRecord... records) {
    return publish(30_000, records);
  }

  private List<String> publish(int millisLeft, DynamodbStreamRecord... records) {
    var batch = new DynamodbEvent();
    batch.setRecords(new ArrayList<>(List.of(records)));
    var context =
        (Context)
            Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (_, _, _) -> millisLeft);
    return publisher.handleRequest(batch, context).getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static DynamodbStreamRecord inserted(int number) {
    return inserted(number, row("r" + number, 1, "STARTED"));
  }

  private static DynamodbStreamRecord inserted(int number, Map<String, AttributeValue> row) {
    return change(number, Map.of(), row);
  }

  private static DynamodbStreamRecord change(
      int number, Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
    var change = new StreamRecord();
    change.setSequenceNumber(Integer.toString(100 + number));
    if (!before.isEmpty()) {
      change.setOldImage(before);
    }
    if (!after.isEmpty()) {
      change.setNewImage(after);
    }
    var streamed = new DynamodbStreamRecord();
    streamed.setEventSource("aws:dynamodb");
    streamed.setDynamodb(change);
    return streamed;
  }

  private static Map<String, AttributeValue> row(String id, int version, String status) {
    var row = new HashMap<String, AttributeValue>();
    row.put("recordingId", s(id));
    row.put("profileId", s("ada"));
    row.put("source", s("IVS_CHANNEL"));
    row.put("streamSessionId", s("st-1"));
    row.put("streamIds", new AttributeValue().withSS("st-1"));
    row.put("recordingStatus", s(status));
    row.put("recordingDurationMs", n(12_000));
    row.put("startTime", s("2026-11-02T09:00:00Z"));
    row.put("version", n(version));
    row.put("updatedAt", s("2026-11-02T09:00:0%d.125Z".formatted(version)));
    row.put("history", new AttributeValue().withL(s("an entry")));
    if (!status.equals("STARTED")) {
      row.put("endTime", s("2026-11-02T10:00:00Z"));
    }
    if (status.equals("FAILED")) {
      row.put("recordingStatusReason", s("ValidationException"));
    }
    return row;
  }

  private static AttributeValue s(String value) {
    return new AttributeValue().withS(value);
  }

  private static AttributeValue n(int value) {
    return new AttributeValue().withN(Integer.toString(value));
  }
}
