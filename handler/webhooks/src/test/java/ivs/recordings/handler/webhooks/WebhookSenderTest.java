package ivs.recordings.handler.webhooks;

import static ivs.recordings.handler.webhooks.SenderFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import ivs.recordings.handler.runtime.webhook.EndpointSecret;
import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import ivs.recordings.handler.runtime.webhook.WebhookTask;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.webhook.DeliveryKey;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.EventFilter;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.store.LocalTables;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The function on DynamoDB Local, with receivers on this machine.
final class WebhookSenderTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private final SenderFixture system = new SenderFixture(LOCAL);
  private final List<LocalReceiver> open = new ArrayList<>();
  private LocalReceiver receiver;

  @BeforeEach
  void aReceiver() throws Exception {
    receiver = another();
  }

  @AfterEach
  void close() {
    open.forEach(LocalReceiver::close);
  }

  private LocalReceiver another() throws Exception {
    var made = new LocalReceiver();
    open.add(made);
    return made;
  }

  @Test
  void anEventIsSentSignedOnceAndLogged() throws Exception {
    var endpoint = system.endpoint("anna", "we-1", receiver.url());

    system.event("e1");
    system.drain();

    assertThat(receiver.received()).hasSize(1);
    var request = receiver.received().getFirst();
    assertThat(request.path()).isEqualTo("/hook");
    assertThat(request.header("webhook-id")).isEqualTo("e1");
    assertThat(request.header("webhook-timestamp")).isEqualTo(Long.toString(NOON.getEpochSecond()));
    assertThat(request.header("content-type")).startsWith("application/json");
    var body = new ObjectMapper().readTree(request.body());
    assertThat(body.fieldNames()).toIterable().containsExactly("type", "timestamp", "data");
    assertThat(body.path("type").asText()).isEqualTo("recording.available");
    assertThat(body.path("data").path("recordingId").asText()).isEqualTo("r-e1");
    assertThat(request.header("webhook-signature"))
        .isEqualTo(
            new Webhook(SenderFixture.KEY).sign("e1", NOON.getEpochSecond(), request.body()));
    var logged = system.log(endpoint).getFirst();
    assertThat(logged.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(logged.recordingId()).contains(new RecordingId("r-e1"));
    assertThat(logged.last().orElseThrow().status()).contains(204);
    assertThat(system.queues.waiting()).isEmpty();
    assertThat(system.deliveries.ofRecording(new RecordingId("r-e1"))).containsExactly(logged);
  }

  @Test
  void theLogIsRemovedAfterThirtyDays() {
    system.endpoint("anna", "we-1", receiver.url());

    system.event("e1");
    system.drain();

    assertThat(LOCAL.items("WebhookDelivery"))
        .extracting(item -> item.get("ttl").n())
        .containsExactly(Long.toString(NOON.plus(Duration.ofDays(30)).getEpochSecond()));
  }

  @Test
  void anEventThatComesTwiceIsSentOnce() {
    system.endpoint("anna", "we-1", receiver.url());

    system.event("e1");
    system.event("e1");
    system.drain();
    system.event("e1");
    system.drain();

    assertThat(receiver.received()).hasSize(1);
  }

  @Test
  void ownersReceiveTheirOwnAndOperatorsAll() throws Exception {
    var operators = another();
    var others = another();
    system.endpoint("anna", "we-1", receiver.url());
    system.endpoint("*", "we-2", operators.url());
    system.endpoint("ben", "we-3", others.url());

    system.event("e1", "recording.started", "anna");
    system.event("e2", "recording.started", "cleo");
    system.drain();

    assertThat(receiver.received()).hasSize(1);
    assertThat(operators.received()).hasSize(2);
    assertThat(others.received()).isEmpty();
  }

  @Test
  void filtersChooseByTypeProfileAndSource() throws Exception {
    var types = new EventFilter(Set.of("recording.available"), Set.of(), Set.of());
    var profiles = new EventFilter(Set.of(), Set.of(new ProfileId("ben")), Set.of());
    var sources = new EventFilter(Set.of(), Set.of(), Set.of(Source.IVS_CHANNEL));
    var ofBen = another();
    var ofChannels = another();
    system.endpoint("anna", "we-1", receiver.url(), types);
    system.endpoint("*", "we-2", ofBen.url(), profiles);
    system.endpoint("*", "we-3", ofChannels.url(), sources);

    system.event("e1", "recording.started", "anna");
    system.event("e2", "recording.available", "anna");
    system.event("e3", "recording.started", "ben");
    system.drain();

    assertThat(receiver.received())
        .extracting(request -> request.header("webhook-id"))
        .containsExactly("e2");
    assertThat(ofBen.received())
        .extracting(request -> request.header("webhook-id"))
        .containsExactly("e3");
    assertThat(ofChannels.received()).isEmpty();
  }

  /// Whatever wrote the row: it is checked again before it is sent.
  @Test
  void aDeliveryOfAnotherProfileIsNeverSent() {
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    var key = DeliveryKey.of(NOON, "e1");
    system.deliveries.add(
        new WebhookDelivery(
            endpoint.owner(),
            endpoint.id(),
            key,
            "recording.available",
            Optional.of(new RecordingId("r")),
            Optional.of(new ProfileId("ben")),
            "{}",
            DeliveryState.PENDING,
            0,
            Optional.empty(),
            Optional.empty()));

    system.queues.put(
        WebhookTask.body(new WebhookTask.Deliver(endpoint.owner(), endpoint.id(), key, true)));
    system.drain();

    assertThat(receiver.received()).isEmpty();
    assertThat(system.states(endpoint)).containsExactly(DeliveryState.SKIPPED);
  }

  @Test
  void aReceiverThatIsDownForSixHoursGetsItAfterwards() throws Exception {
    receiver.answers(503);
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    system.event("e1");
    system.drain();
    system.advance(Duration.ofHours(6));
    var refused = receiver.received().size();
    var ages = new ArrayList<Long>();
    receiver
        .received()
        .forEach(request ->
            ages.add(Long.parseLong(request.header("webhook-timestamp")) - NOON.getEpochSecond()));

    receiver.answers(200);
    system.advance(Duration.ofHours(6));

    // At once, and after 5 s, 5 min, 30 min and 2 h; then after 5 h more.
    assertThat(ages).containsExactly(0L, 5L, 305L, 2105L, 9305L);
    assertThat(receiver.received()).hasSize(refused + 1);
    var last = receiver.received().getLast();
    assertThat(last.header("webhook-id")).isEqualTo("e1");
    assertThat(Long.parseLong(last.header("webhook-timestamp")))
        .isEqualTo(NOON.getEpochSecond() + 9305 + 18_000);
    assertThat(last.body()).isEqualTo(receiver.received().getFirst().body());
    assertThat(last.header("webhook-signature"))
        .isEqualTo(
            new Webhook(SenderFixture.KEY)
                .sign("e1", NOON.getEpochSecond() + 9305 + 18_000, last.body()));
    assertThat(system.states(endpoint)).containsExactly(DeliveryState.DELIVERED);
    assertThat(system.now(endpoint).health().isGood()).isTrue();
    assertThat(system.queues.waiting()).isEmpty();
  }

  @Test
  void afterFiveFailuresOneIsTriedAndTheOthersFollowItsSuccess() {
    receiver.answers(500);
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    for (var i = 0; i < 30; i++) {
      system.event("e" + i);
    }
    system.drain();
    system.advance(Duration.ofHours(4));
    var before = receiver.received().size();

    assertThat(system.now(endpoint).health().probe()).isPresent();
    assertThat(system.queues.waiting()).hasSize(1);
    assertThat(system.states(endpoint)).filteredOn(DeliveryState.WAITING::equals).hasSize(29);
    assertThat(before).isLessThan(30 + 8);

    receiver.answers(200);
    system.advance(Duration.ofHours(12));

    assertThat(system.states(endpoint)).hasSize(30).containsOnly(DeliveryState.DELIVERED);
    assertThat(receiver.received()).hasSize(before + 30);
    assertThat(system.now(endpoint).waiting()).isEmpty();
    assertThat(system.queues.waiting()).isEmpty();
  }

  @Test
  void anEndpointThatHangsMovesToTheSlowQueueAndHoldsUpNoOther() throws Exception {
    receiver.hangs();
    var quick = another();
    var hanging = system.endpoint("anna", "we-1", receiver.url());
    var other = system.endpoint("anna", "we-2", quick.url());
    system.event("e1");
    system.drain();

    assertThat(system.log(hanging).getFirst().last().orElseThrow().result()).isEqualTo("timeout");
    assertThat(system.now(hanging).health().isSlow()).isTrue();
    assertThat(system.states(other)).containsExactly(DeliveryState.DELIVERED);

    system.event("e2");
    system.drain();
    assertThat(system.states(other))
        .containsExactly(DeliveryState.DELIVERED, DeliveryState.DELIVERED);
    assertThat(system.queues.waiting())
        .extracting(ScriptedQueues.Queued::queue)
        .contains("WebhookSlowQueue");

    receiver.answers(200);
    system.advance(Duration.ofHours(1));
    assertThat(system.states(hanging)).containsOnly(DeliveryState.DELIVERED);
    assertThat(system.now(hanging).health().isSlow()).isFalse();
  }

  /// An instance that was just begun loads its client while an endpoint is asked.
  @Test
  void theFirstAttemptOfAnInstanceHasMoreTimeThanTheOthers() throws Exception {
    var longer = Duration.ofSeconds(10);
    var begun =
        new SenderFixture(LOCAL, new AnswerTimeouts(longer, Duration.ofMillis(500), longer));
    receiver.reacts(exchange -> {
      for (var i = 0; i < 20; i++) {
        pause();
      }
      LocalReceiver.answer(exchange, 204, "");
    });
    var endpoint = begun.endpoint("anna", "we-1", receiver.url());

    begun.event("e1");
    begun.drain();
    assertThat(receiver.received()).hasSize(1);
    assertThat(begun.states(endpoint)).containsExactly(DeliveryState.DELIVERED);
    assertThat(begun.now(endpoint).health().isSlow()).isFalse();

    begun.event("e2");
    begun.drain();
    assertThat(receiver.received()).as("once more from the other queue").hasSize(3);
    assertThat(begun.states(endpoint)).containsOnly(DeliveryState.DELIVERED);
    assertThat(begun.now(endpoint).health().isSlow()).isTrue();
  }

  @Test
  void anAnswerThatNeverEndsIsATimeoutToo() {
    receiver.reacts(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      for (var i = 0; i < 100; i++) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        pause();
      }
    });
    var endpoint = system.endpoint("anna", "we-1", receiver.url());

    system.event("e1");
    system.drain();

    assertThat(system.log(endpoint).getFirst().last().orElseThrow().result()).isEqualTo("timeout");
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anEndpointThatIsGoneIsDisabledAtOnce() throws Exception {
    receiver.answers(410);
    var other = another();
    var gone = system.endpoint("anna", "we-1", receiver.url());
    var fine = system.endpoint("anna", "we-2", other.url());
    system.event("e1");
    system.drain();
    system.event("e2");
    system.advance(Duration.ofDays(2));

    assertThat(receiver.received()).hasSize(1);
    assertThat(system.now(gone).state()).isEqualTo(EndpointState.GONE);
    assertThat(system.states(gone)).containsExactly(DeliveryState.SKIPPED, DeliveryState.FAILED);
    assertThat(system.states(fine)).containsOnly(DeliveryState.DELIVERED).hasSize(2);
    assertThat(system.told)
        .extracting(entry -> entry.detailType())
        .containsExactly("webhook.disabled");
  }

  @Test
  void aRedirectToTheMetadataIsNotFollowed() throws Exception {
    receiver.reacts(exchange -> {
      exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data/");
      LocalReceiver.answer(exchange, 302, "elsewhere");
    });
    var other = another();
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    var fine = system.endpoint("anna", "we-2", other.url());

    system.event("e1");
    system.drain();

    var attempt = system.log(endpoint).getFirst().last().orElseThrow();
    assertThat(attempt.status()).contains(302);
    assertThat(attempt.result()).isEqualTo("refused");
    assertThat(attempt.answer()).contains("elsewhere");
    assertThat(system.states(fine)).containsExactly(DeliveryState.DELIVERED);
  }

  /// The first look-up is that of the check at save; the one at send leads elsewhere.
  @Test
  void aNameThatLeadsToThisMachineByNowIsNotConnectedTo() throws Exception {
    var asked = new AtomicInteger();
    var guard =
        new WebhookGuard(
            false,
            _ ->
                new InetAddress[] {
                  asked.getAndIncrement() == 0
                      ? InetAddress.getByName("93.184.216.34")
                      : InetAddress.getByName("127.0.0.1")
                });
    guard.addresses(guard.read("https://rebinding.example.com/hook"));
    var strict = new SenderFixture(LOCAL, guard);
    var endpoint = strict.endpoint("anna", "we-1", "https://rebinding.example.com/hook");

    strict.event("e1");
    strict.drain();

    assertThat(asked).hasValue(2);
    var attempt = strict.log(endpoint).getFirst().last().orElseThrow();
    assertThat(attempt.result()).isEqualTo("forbidden");
    assertThat(attempt.answer().orElseThrow()).contains("127.0.0.1");
    assertThat(strict.now(endpoint).health().failures()).isEqualTo(1);
  }

  @Test
  void anEndpointOfThisMachineIsRefusedUnlessItIsPermitted() {
    var strict = new SenderFixture(LOCAL, new WebhookGuard(false, InetAddress::getAllByName));
    var endpoint = strict.endpoint("anna", "we-1", receiver.url());

    strict.event("e1");
    strict.drain();

    assertThat(receiver.received()).isEmpty();
    assertThat(strict.log(endpoint).getFirst().last().orElseThrow().result())
        .isEqualTo("forbidden");
  }

  @Test
  void atMost64KilobytesAreReadAndAThousandCharactersKept() {
    receiver.reacts(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      try (var answer = exchange.getResponseBody()) {
        for (var i = 0; i < 10_000; i++) {
          answer.write("0123456789abcdef".repeat(64).getBytes(StandardCharsets.UTF_8));
        }
      }
    });
    var endpoint = system.endpoint("anna", "we-1", receiver.url());

    system.event("e1");
    system.drain();

    var logged = system.log(endpoint).getFirst();
    assertThat(logged.state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(logged.last().orElseThrow().answer().orElseThrow()).hasSize(1000);
  }

  @Test
  void retryAfterIsRespectedUpToTwelveHours() {
    receiver.reacts(exchange -> {
      exchange.getResponseHeaders().set("Retry-After", "100000");
      LocalReceiver.answer(exchange, 429, "");
    });
    system.endpoint("anna", "we-1", receiver.url());
    system.event("e1");
    system.drain();

    system.advance(Duration.ofHours(12).minusSeconds(1));
    assertThat(receiver.received()).as("before twelve hours").hasSize(1);
    system.advance(Duration.ofSeconds(1));
    assertThat(receiver.received()).as("after them").hasSize(2);
    assertThat(system.queues.refused()).isZero();
    assertThat(EndpointClient.retryAfter("Fri, 20 Nov 2026 12:00:30 GMT", NOON))
        .contains(Duration.ofSeconds(30));
    assertThat(EndpointClient.retryAfter("Fri, 20 Nov 2026 11:00:30 GMT", NOON)).isEmpty();
    assertThat(EndpointClient.retryAfter("soon", NOON)).isEmpty();
  }

  @Test
  void anEndpointThatFailsForFiveDaysIsDisabledAndDeliveredToWhenItIsEnabledAgain() {
    receiver.answers(500);
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    system.event("e1");
    system.event("e2");
    system.advance(Duration.ofDays(6));
    system.event("e3");
    system.drain();

    assertThat(system.now(endpoint).state()).isEqualTo(EndpointState.FAILING);
    assertThat(system.told).hasSize(1);
    assertThat(system.told.getFirst().detail())
        .contains("\"endpointId\":\"we-1\"", "\"reason\":\"FAILING\"", "failingSince");
    assertThat(system.states(endpoint))
        .containsExactlyInAnyOrder(
            DeliveryState.SKIPPED, DeliveryState.WAITING, DeliveryState.WAITING);
    assertThat(system.queues.waiting()).isEmpty();

    receiver.answers(200);
    system.endpoints.change(system.now(endpoint), Optional.of(EndpointState.ENABLED)).orElseThrow();
    system.queues.put(WebhookTask.body(new WebhookTask.Release(endpoint.owner(), endpoint.id())));
    system.drain();

    assertThat(system.states(endpoint))
        .containsExactlyInAnyOrder(
            DeliveryState.SKIPPED, DeliveryState.DELIVERED, DeliveryState.DELIVERED);
  }

  @Test
  void aReplaySendsAllFromATimeOnAgainWithTheSameIds() {
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    for (var i = 0; i < 120; i++) {
      system.event("e" + i);
    }
    system.drain();

    system.queues.put(
        WebhookTask.body(
            new WebhookTask.Replay(
                endpoint.owner(),
                endpoint.id(),
                DeliveryKey.from(NOON.minusSeconds(10)),
                Optional.empty())));
    system.drain();

    assertThat(receiver.received()).hasSize(240);
    assertThat(receiver.received().stream().map(request -> request.header("webhook-id")).distinct())
        .hasSize(120);
  }

  @Test
  void duringARotationBothKeysSign() throws Exception {
    system.secret =
        new EndpointSecret(SenderFixture.KEY, List.of())
            .rotated(new byte[EndpointSecret.BYTES], NOON);
    system.endpoint("anna", "we-1", receiver.url());
    system.event("e1");
    system.drain();
    system.advance(Duration.ofHours(25));
    system.event("e2");
    system.drain();

    var both = receiver.received().getFirst();
    var headers =
        Map.of(
            "webhook-id", List.of("e1"),
            "webhook-timestamp", List.of(both.header("webhook-timestamp")),
            "webhook-signature", List.of(both.header("webhook-signature")));
    assertThat(both.header("webhook-signature").split(" ")).hasSize(2);
    assertThat(both.header("webhook-signature"))
        .contains(new Webhook(SenderFixture.KEY).sign("e1", NOON.getEpochSecond(), both.body()));
    assertThat(headers).isNotEmpty();
    assertThat(receiver.received().getLast().header("webhook-signature").split(" ")).hasSize(1);
  }

  @Test
  void theLibrarySignsTheVectorOfItsSpecification() {
    assertThat(
            EndpointKeys.signed(
                SenderFixture.KEY,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1_614_265_330),
                "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void whatCannotBeReadComesAgainAndEndsInTheDeadLetterQueue() {
    system.queues.put("no JSON");
    system.queues.put("{\"task\": \"unheard\"}");
    system.queues.put("{\"detail\": {}}");
    system.drain();

    assertThat(system.queues.waiting()).hasSize(3);
    assertThatThrownBy(
            () -> system.sender.handleRequest(Map.of("days", 1), ScriptedQueues.context()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRemovedEndpointReceivesNothingMore() {
    receiver.answers(500);
    var endpoint = system.endpoint("anna", "we-1", receiver.url());
    system.event("e1");
    system.drain();

    assertThat(system.endpoints.remove(system.now(endpoint))).isTrue();
    system.advance(Duration.ofDays(1));

    assertThat(receiver.received()).hasSize(1);
    assertThat(system.queues.waiting()).isEmpty();
    assertThat(LOCAL.items("WebhookEndpoint")).isEmpty();
    assertThat(LOCAL.items("WebhookDelivery"))
        .extracting(item -> item.get("state"))
        .containsExactly(AttributeValue.fromS("PENDING"));
  }
}
