package ivs.recordings.local.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.LocalEngines;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

final class EventBusTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Its numbers stay as they were written.
  private static final String DETAIL = "{\"n\":1.50,\"big\":12345678901234567890.123456789}";

  private static final String RECORDING = "IVS Recording State Change";

  @RegisterExtension static final LocalEngines ENGINES = new LocalEngines();

  private EventBridgeClient events;
  private SqsClient sqs;
  private String queue;

  @BeforeEach
  void emptyQueue() {
    events = ENGINES.events();
    sqs = ENGINES.sqs();
    queue = ENGINES.emptied("RecordingEvents");
  }

  @Test
  void anEventThatARuleMatchesIsInTheQueueWhenItsSenderHasTheAnswer() throws Exception {
    var at = Instant.parse("2026-09-03T07:05:12.987Z");
    var answer = put(entry(DETAIL).toBuilder().time(at).resources("arn:one", "arn:two").build());

    var body = received().getFirst().body();
    var envelope = JSON.readTree(body);

    assertThat(fieldsOf(envelope))
        .containsExactly(
            "version",
            "id",
            "detail-type",
            "source",
            "account",
            "time",
            "region",
            "resources",
            "detail");
    assertThat(envelope.path("version").asText()).isEqualTo("0");
    assertThat(envelope.path("id").asText()).isEqualTo(answer.getFirst().eventId());
    assertThat(UUID.fromString(envelope.path("id").asText())).isNotNull();
    assertThat(envelope.path("detail-type").asText()).isEqualTo(RECORDING);
    assertThat(envelope.path("source").asText()).isEqualTo("recordings.test");
    assertThat(envelope.path("account").asText()).isEqualTo("000000000000");
    assertThat(envelope.path("time").asText()).isEqualTo("2026-09-03T07:05:12Z");
    assertThat(envelope.path("region").asText()).isEqualTo("us-east-1");
    assertThat(envelope.path("resources").toString()).isEqualTo("[\"arn:one\",\"arn:two\"]");
    assertThat(body).endsWith("\"detail\":" + DETAIL + "}");
    assertThat(received()).isEmpty();
  }

  @Test
  void anEventWithoutATimeHappensNow() throws Exception {
    var before = Instant.now().minusSeconds(1);
    put(entry("{}"));

    var time = Instant.parse(JSON.readTree(received().getFirst().body()).path("time").asText());

    assertThat(time).isBetween(before, Instant.now());
    assertThat(time).isEqualTo(time.truncatedTo(ChronoUnit.SECONDS));
  }

  @Test
  void anEventThatNoRuleMatchesIsAcceptedAndForgotten() {
    var answer = put(entry("{}").toBuilder().detailType("Order Placed").build());

    assertThat(answer.getFirst().eventId()).isNotEmpty();
    assertThat(received()).isEmpty();
  }

  @Test
  void theOthersOfARequestAreTakenAndEachErrorStandsWhereItsEntryStood() {
    var response =
        events.putEvents(r ->
            r.entries(
                entry("{\"n\":0}"),
                entry("{}").toBuilder().source("aws.ivs").build(),
                entry("{}").toBuilder().source("").build(),
                entry("{}").toBuilder().detailType(null).build(),
                entry(""),
                entry("[]"),
                entry("{\"n\":"),
                entry("{\"n\":1} {}"),
                entry("{}").toBuilder().detailType("x".repeat(129)).build(),
                entry("{\"n\":2}")));

    assertThat(response.failedEntryCount()).isEqualTo(8);
    assertThat(response.entries())
        .extracting(PutEventsResultEntry::errorCode)
        .containsExactly(
            null,
            "NotAuthorizedForSourceException",
            "InvalidArgument",
            "InvalidArgument",
            "InvalidArgument",
            "MalformedDetail",
            "MalformedDetail",
            "MalformedDetail",
            "InvalidArgument",
            null);
    assertThat(response.entries().get(1).errorMessage())
        .isEqualTo("Not authorized for the source.");
    assertThat(response.entries().get(2).errorMessage())
        .isEqualTo("Parameter Source is not valid. Reason: Source is a required argument.");
    assertThat(response.entries().get(4).errorMessage())
        .isEqualTo("Parameter Detail is not valid. Reason: Detail is a required argument.");
    assertThat(response.entries().get(5).errorMessage()).isEqualTo("Detail is malformed.");
    assertThat(received())
        .extracting(message -> JSON.readTree(message.body()).path("id").asText())
        .containsExactlyInAnyOrder(
            response.entries().getFirst().eventId(), response.entries().getLast().eventId());
  }

  @Test
  void aDetailThatNoQueueCouldCarryIsAnErrorOfItsEntry() {
    assertThat(put(entry("{\"n\":\"\\ud800\"}")).getFirst().errorCode())
        .isEqualTo("MalformedDetail");
  }

  @Test
  void anUnknownBusIsAnErrorOfItsEntry() {
    var answer = put(entry("{}").toBuilder().eventBusName("orders").build());

    assertThat(answer.getFirst().errorCode()).isEqualTo("InvalidArgument");
    assertThat(put(entry("{}").toBuilder().eventBusName("default").build()).getFirst().errorCode())
        .isNull();
  }

  @Test
  void aRequestHasOneToTenEntries() {
    assertRefused("ValidationException", List.of());
    assertRefused("ValidationException", Collections.nCopies(11, entry("{}")));

    assertThat(put(Collections.nCopies(10, entry("{}")).toArray(PutEventsRequestEntry[]::new)))
        .hasSize(10);
  }

  @Test
  void theEntriesOfARequestHoldAtMost256KilobytesTogether() {
    var half = entry("{\"x\":\"%s\"}".formatted("ü".repeat(64 << 10)));

    assertRefused("ValidationException", List.of(half, half));
    assertThat(put(half).getFirst().eventId()).isNotEmpty();
    assertRefused("ValidationException", List.of(entry("x".repeat(3 << 20))));
  }

  @Test
  void theRulesCanBeListedAndDescribed() {
    assertThat(events.listRules(r -> r.eventBusName("default")).rules())
        .extracting(rule -> rule.name())
        .containsExactly("IVSRealTimeRule", "IVSRecordingStatusRule", "IVSStreamStateRule");
    assertThat(events.describeRule(r -> r.name("IVSStreamStateRule")).eventPattern())
        .contains("IVS Stream State Change");
    assertThatThrownBy(() -> events.describeRule(r -> r.name("Nothing")))
        .hasMessageContaining("Nothing");
  }

  @Test
  void anOperationThatItDoesNotKnowIsNamed() {
    assertThatThrownBy(() -> events.listApiDestinations(r -> {}))
        .isInstanceOf(EventBridgeException.class)
        .hasMessageContaining("ListApiDestinations");
  }

  private static PutEventsRequestEntry entry(String detail) {
    return PutEventsRequestEntry.builder()
        .source("recordings.test")
        .detailType(RECORDING)
        .detail(detail)
        .build();
  }

  private List<PutEventsResultEntry> put(PutEventsRequestEntry... entries) {
    return events.putEvents(r -> r.entries(entries)).entries();
  }

  private void assertRefused(String code, List<PutEventsRequestEntry> entries) {
    assertThatThrownBy(() -> events.putEvents(r -> r.entries(entries)))
        .isInstanceOfSatisfying(
            EventBridgeException.class,
            refused -> {
              assertThat(refused.statusCode()).isEqualTo(400);
              assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
            });
  }

  private List<Message> received() {
    return sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(0))
        .messages();
  }

  private static List<String> fieldsOf(JsonNode json) {
    var names = new ArrayList<String>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
