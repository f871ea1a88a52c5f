package ivs.recordings.store.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.webhook.AttemptResult;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointId;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookDelivery.Attempt;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.item.CorruptItemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The log of webhooks, on DynamoDB Local.
final class WebhookDeliveryTableTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final EndpointId ENDPOINT = new EndpointId("we-1");
  private static final RecordingId RECORDING = new RecordingId("r-1");
  private static final Attempt REFUSED =
      Attempt.of(
          new AttemptResult.Answered(500, Duration.ofMillis(12), "no", Optional.empty()), NOON);
  private static final Attempt ACCEPTED =
      Attempt.of(
          new AttemptResult.Answered(204, Duration.ofMillis(7), "", Optional.empty()),
          NOON.plusSeconds(5));

  private final WebhookDeliveryTable table =
      new WebhookDeliveryTable(
          LOCAL.dynamo(), "WebhookDelivery", Clock.fixed(NOON, ZoneOffset.UTC));

  private static WebhookDelivery delivery(EndpointId endpoint, int second) {
    return new WebhookDelivery(
        EndpointOwner.of("anna"),
        endpoint,
        DeliveryKey.of(NOON.plusSeconds(second), "e" + second),
        "recording.available",
        Optional.of(RECORDING),
        Optional.of(new ProfileId("anna")),
        "{\"type\": \"recording.available\", \"title\": \"日本\"}",
        DeliveryState.PENDING,
        0,
        Optional.empty(),
        Optional.empty());
  }

  private WebhookDelivery added(int second) {
    return table.add(delivery(ENDPOINT, second));
  }

  private WebhookDelivery now(WebhookDelivery delivery) {
    return table.find(delivery.endpointId(), delivery.key()).orElseThrow();
  }

  @Test
  void whatIsAddedIsReadAsItWasAndKeptForThirtyDays() {
    var delivery = delivery(ENDPOINT, 1);
    var test =
        new WebhookDelivery(
            EndpointOwner.of("*"),
            ENDPOINT,
            DeliveryKey.of(NOON, "test-1"),
            "webhook.test",
            Optional.empty(),
            Optional.empty(),
            "{}",
            DeliveryState.SKIPPED,
            0,
            Optional.empty(),
            Optional.empty());

    assertThat(table.add(delivery)).isEqualTo(delivery);
    assertThat(table.add(test)).isEqualTo(test);

    assertThat(now(delivery)).isEqualTo(delivery);
    assertThat(now(test)).isEqualTo(test);
    assertThat(table.find(new EndpointId("we-2"), delivery.key())).isEmpty();
    assertThat(LOCAL.items("WebhookDelivery"))
        .extracting(item -> item.get("ttl").n())
        .containsOnly(Long.toString(NOON.plus(Duration.ofDays(30)).getEpochSecond()));
  }

  @Test
  void anEventThatComesAgainFindsItsDelivery() {
    var delivery = added(1);
    table.attempted(delivery, REFUSED, DeliveryState.PENDING, Optional.of(NOON.plusSeconds(5)));

    assertThat(added(1)).isEqualTo(now(delivery));
    assertThat(added(1).attempts()).isEqualTo(1);
  }

  @Test
  void anAttemptReplacesTheOneBeforeIt() {
    var delivery = added(1);

    table.attempted(delivery, REFUSED, DeliveryState.PENDING, Optional.of(NOON.plusSeconds(5)));
    assertThat(now(delivery).last()).contains(REFUSED);
    assertThat(now(delivery).nextAttemptAt()).contains(NOON.plusSeconds(5));
    table.attempted(delivery, ACCEPTED, DeliveryState.DELIVERED, Optional.empty());

    assertThat(now(delivery).state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(now(delivery).attempts()).isEqualTo(2);
    assertThat(now(delivery).last()).contains(ACCEPTED);
    assertThat(now(delivery).nextAttemptAt()).isEmpty();
  }

  @Test
  void whatWasDeliveredMeanwhileStaysDelivered() {
    var delivery = added(1);
    table.attempted(delivery, ACCEPTED, DeliveryState.DELIVERED, Optional.empty());
    var delivered = now(delivery);

    table.attempted(delivery, REFUSED, DeliveryState.FAILED, Optional.empty());
    table.mark(delivery, DeliveryState.WAITING);

    assertThat(now(delivery)).isEqualTo(delivered);
  }

  @Test
  void oneThatWaitsIsDueAtOnceAfterwards() {
    var delivery = added(1);
    table.attempted(delivery, REFUSED, DeliveryState.PENDING, Optional.of(NOON.plusSeconds(5)));

    table.mark(delivery, DeliveryState.WAITING);

    assertThat(now(delivery).state()).isEqualTo(DeliveryState.WAITING);
    assertThat(now(delivery).nextAttemptAt()).isEmpty();
    assertThat(now(delivery).last()).contains(REFUSED);
  }

  @Test
  void oneThatIsSentAgainBeginsAnewAndShowsItsLastAttempt() {
    var delivery = added(1);
    table.attempted(delivery, ACCEPTED, DeliveryState.DELIVERED, Optional.empty());

    table.restart(delivery);

    assertThat(now(delivery).state()).isEqualTo(DeliveryState.PENDING);
    assertThat(now(delivery).attempts()).isZero();
    assertThat(now(delivery).last()).contains(ACCEPTED);
  }

  @Test
  void whatHasExpiredIsNotMadeAnew() {
    var delivery = delivery(ENDPOINT, 1);

    table.attempted(delivery, ACCEPTED, DeliveryState.DELIVERED, Optional.empty());
    table.mark(delivery, DeliveryState.WAITING);
    table.restart(delivery);

    assertThat(LOCAL.items("WebhookDelivery")).isEmpty();
  }

  @Test
  void theLogIsReadInPagesFromTheNewestOn() {
    for (var second = 1; second <= 5; second++) {
      added(second);
    }
    table.add(delivery(new EndpointId("we-2"), 6));

    var first = table.log(ENDPOINT, Optional.empty(), 2);
    var second = table.log(ENDPOINT, first.next(), 2);
    var last = table.log(ENDPOINT, second.next(), 2);

    assertThat(ids(first)).containsExactly("e5", "e4");
    assertThat(ids(second)).containsExactly("e3", "e2");
    assertThat(ids(last)).containsExactly("e1");
    assertThat(last.next()).isEmpty();
  }

  @Test
  void fromATimeOnTheOldestComesFirst() {
    for (var second = 1; second <= 5; second++) {
      added(second);
    }

    var from = DeliveryKey.from(NOON.plusSeconds(2));
    var first = table.since(ENDPOINT, from, Optional.empty(), 3);
    var rest = table.since(ENDPOINT, from, first.next(), 3);

    assertThat(ids(first)).containsExactly("e2", "e3", "e4");
    assertThat(ids(rest)).containsExactly("e5");
    assertThat(rest.next()).isEmpty();
  }

  private static List<String> ids(WebhookDeliveryTable.Page page) {
    return page.deliveries().stream().map(delivery -> delivery.key().eventId()).toList();
  }

  @Test
  void thoseOfARecordingAreFoundWhicheverEndpointTheyWentTo() {
    var second = table.add(delivery(new EndpointId("we-2"), 2));
    var first = added(1);

    assertThat(table.ofRecording(RECORDING)).containsExactly(first, second);
    assertThat(table.ofRecording(new RecordingId("r-2"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "state, S, LOST",
    "ownerId, N, 1",
    "attempts, S, 1",
    "nextAttemptAt, S, soon",
    "attemptedAt, S, yesterday",
    "result, N, 1",
    "status, N, 5000000000",
    "latency, S, quick",
    "body, N, 1"
  })
  void aCorruptItemIsNamed(String attribute, AttributeValue.Type type, String value) {
    var delivery = added(1);
    table.attempted(delivery, REFUSED, DeliveryState.PENDING, Optional.of(NOON));
    var item = new HashMap<>(LOCAL.items("WebhookDelivery").getFirst());
    item.put(
        attribute,
        type == AttributeValue.Type.N ? AttributeValue.fromN(value) : AttributeValue.fromS(value));
    LOCAL.dynamo().putItem(put -> put.tableName("WebhookDelivery").item(item));

    assertThatThrownBy(() -> now(delivery))
        .isInstanceOf(CorruptItemException.class)
        .hasMessageContaining("the item we-1 2026-11-20T12:00:01.000Z#e1 of WebhookDelivery")
        .hasMessageContaining("attribute " + attribute);
  }
}
