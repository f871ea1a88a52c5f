package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.BEN;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.handler.runtime.webhook.EndpointSecret;
import ivs.recordings.handler.runtime.webhook.WebhookTask;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.webhook.DeliveryState;
import ivs.recordings.model.webhook.EndpointId;
import ivs.recordings.model.webhook.EndpointOwner;
import ivs.recordings.model.webhook.EndpointState;
import ivs.recordings.model.webhook.Notification;
import ivs.recordings.model.webhook.WebhookDelivery;
import ivs.recordings.model.webhook.WebhookEndpoint;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.webhook.WebhookDeliveryTable;
import ivs.recordings.store.webhook.WebhookEndpointTable;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The routes of webhooks, on DynamoDB Local.
final class WebhookRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String ADD = "POST /v1/webhooks";
  private static final String LIST = "GET /v1/webhooks";
  private static final String GET = "GET /v1/webhooks/{id}";
  private static final String CHANGE = "PATCH /v1/webhooks/{id}";
  private static final String REMOVE = "DELETE /v1/webhooks/{id}";
  private static final String ROTATE = "POST /v1/webhooks/{id}/rotate";
  private static final String TEST = "POST /v1/webhooks/{id}/test";
  private static final String REPLAY = "POST /v1/webhooks/{id}/replay";
  private static final String LOG = "GET /v1/webhooks/{id}/deliveries";
  private static final String RESEND = "POST /v1/webhooks/{id}/deliveries/{delivery}/resend";
  private static final String BODY = "{\"url\": \"https://hooks.example.com/in\"}";

  private final ApiFixture api = new ApiFixture(LOCAL.dynamo());
  private final WebhookEndpointTable endpoints =
      new WebhookEndpointTable(LOCAL.dynamo(), "WebhookEndpoint");
  private final WebhookDeliveryTable deliveries =
      new WebhookDeliveryTable(LOCAL.dynamo(), "WebhookDelivery", api.clock.utc());

  private Reply add(Map<String, String> caller) throws IOException {
    return api.ask(ADD).body(BODY).by(caller);
  }

  private static String id(Reply reply) {
    return reply.json().path("id").asText();
  }

  private Optional<WebhookEndpoint> endpoint(String owner, String id) {
    return endpoints.find(EndpointOwner.of(owner), new EndpointId(id));
  }

  @Test
  void aWebhookIsAddedAndItsSecretShownOnce() throws Exception {
    var added =
        api.ask(ADD)
            .body(
                """
                {"url": "https://hooks.example.com/in", "types": ["recording.available"],
                 "sources": ["UPLOAD"]}
                """)
            .by(ANNA);

    assertThat(added.status()).isEqualTo(201);
    var secret = added.json().path("secret").asText();
    assertThat(secret).startsWith("whsec_");
    assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(32);
    assertThat(api.webhooks.secrets).containsOnlyKeys("test-webhook-" + id(added));
    var got = api.ask(GET).id(id(added)).by(ANNA);
    assertThat(got.json().has("secret")).isFalse();
    assertThat(got.json().path("types").get(0).asText()).isEqualTo("recording.available");
    assertThat(got.json().path("enabled").asBoolean()).isTrue();
    assertThat(LOCAL.items("WebhookEndpoint").toString()).doesNotContain(secret);
    assertThat(api.ask(GET).id(id(added)).header("if-none-match", got.tag()).by(ANNA).status())
        .isEqualTo(304);
  }

  @Test
  void ownersSeeTheirOwnAndOperatorsWhatTheyName() throws Exception {
    var anna = id(add(ANNA));
    var all = id(add(OPERATOR));

    assertThat(api.ask(LIST).by(ANNA).json().path("items")).hasSize(1);
    assertThat(api.ask(LIST).by(BEN).json().path("items")).isEmpty();
    assertThat(api.ask(LIST).by(OPERATOR).json().path("items").get(0).path("id").asText())
        .isEqualTo(all);
    assertThat(api.ask(LIST).query("profileId", "anna").by(OPERATOR).json().path("items"))
        .hasSize(1);
    for (var route : new String[] {GET, CHANGE, REMOVE, ROTATE, TEST, REPLAY, LOG, RESEND}) {
      assertThat(
              api.ask(route)
                  .id(anna)
                  .path("delivery", "2026-11-20T12:00:00.000Z~e1")
                  .query("profileId", "anna")
                  .header("if-match", "*")
                  .body("{}")
                  .by(BEN)
                  .status())
          .as(route)
          .isEqualTo(404);
      assertThat(api.ask(route).id(all).header("if-match", "*").body("{}").by(ANNA).status())
          .as(route)
          .isEqualTo(404);
    }
    assertThat(endpoint("anna", anna).orElseThrow().state()).isEqualTo(EndpointState.ENABLED);
  }

  /// The key of operators is no profile, whatever a token says.
  @Test
  void aProfileCalledLikeTheOperatorsSeesNothing() throws Exception {
    add(OPERATOR);

    assertThat(api.ask(LIST).by(Map.of("sub", "*")).status()).isEqualTo(404);
    assertThat(api.ask(ADD).body(BODY).by(Map.of("sub", "*")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"url\": 1}",
        "{\"url\": \"http://hooks.example.com/in\"}",
        "{\"url\": \"https://hooks.example.com:8443/in\"}",
        "{\"url\": \"https://a:b@hooks.example.com/in\"}",
        "{\"url\": \"https://inside.example.com/in\"}",
        "{\"url\": \"https://nowhere.example.com/in\"}",
        "{\"url\": \"https://127.0.0.1/in\"}",
        "{\"url\": \"https://[::ffff:10.0.0.1]/in\"}",
        "{\"url\": \"https://0x7f.1/in\"}",
        "{\"url\": \"http://127.0.0.1:8000/in\"}",
        "{\"url\": \"https://hooks.example.com/in\", \"types\": [\"recording.unheard\"]}",
        "{\"url\": \"https://hooks.example.com/in\", \"sources\": [\"TAPE\"]}",
        "{\"url\": \"https://hooks.example.com/in\", \"profiles\": \"anna\"}",
        "{\"url\": \"https://hooks.example.com/in\", \"secret\": \"x\"}",
        "{\"url\": \"https://hooks.example.com/in\", \"enabled\": \"yes\"}"
      })
  void whatIsNoWebhookIsRefused(String body) throws Exception {
    assertThat(api.ask(ADD).body(body).by(ANNA).status()).isEqualTo(400);
    assertThat(LOCAL.items("WebhookEndpoint")).isEmpty();
    assertThat(api.webhooks.secrets).isEmpty();
  }

  @Test
  void anOwnerHasAtMostTwenty() throws Exception {
    for (var i = 0; i < 20; i++) {
      assertThat(add(ANNA).status()).isEqualTo(201);
    }

    assertThat(add(ANNA).status()).isEqualTo(409);
    assertThat(add(BEN).status()).isEqualTo(201);
  }

  @Test
  void aChangeNeedsTheVersionAndChecksTheAddressAgain() throws Exception {
    var id = id(add(ANNA));
    var tag = api.ask(GET).id(id).by(ANNA).tag();

    assertThat(api.ask(CHANGE).id(id).body("{}").by(ANNA).status()).isEqualTo(428);
    assertThat(
            api.ask(CHANGE)
                .id(id)
                .header("if-match", tag)
                .body("{\"url\": \"https://inside.example.com/in\"}")
                .by(ANNA)
                .status())
        .isEqualTo(400);
    var changed =
        api.ask(CHANGE)
            .id(id)
            .header("if-match", tag)
            .body("{\"types\": [\"recording.failed\"], \"enabled\": false}")
            .by(ANNA);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("state").asText()).isEqualTo("DISABLED");
    assertThat(changed.json().path("version").asLong()).isEqualTo(2);
    assertThat(api.ask(CHANGE).id(id).header("if-match", tag).body("{}").by(ANNA).status())
        .isEqualTo(412);
    assertThat(api.ask(REMOVE).id(id).header("if-match", tag).by(ANNA).status()).isEqualTo(412);
  }

  /// The sender disables it while its owner changes the filter.
  @Test
  void aChangeOfTheFilterEnablesNothing() throws Exception {
    var id = id(add(ANNA));
    var tag = api.ask(GET).id(id).by(ANNA).tag();
    endpoints.disable(endpoint("anna", id).orElseThrow(), EndpointState.FAILING);

    var changed = api.ask(CHANGE).id(id).header("if-match", tag).body("{\"types\": null}").by(ANNA);

    assertThat(changed.json().path("state").asText()).isEqualTo("FAILING");
  }

  @Test
  void enablingForgetsFailuresAndReleasesWhatWaits() throws Exception {
    var id = id(add(ANNA));
    var endpoint = endpoint("anna", id).orElseThrow();
    endpoints.failed(endpoint, NOON, true);
    endpoints.markWaiting(endpoint, delivery(endpoint, "e1").key());
    endpoints.disable(endpoint, EndpointState.FAILING);
    assertThat(api.ask(TEST).id(id).by(ANNA).status()).isEqualTo(409);

    var enabled =
        api.ask(CHANGE).id(id).header("if-match", "*").body("{\"enabled\": true}").by(ANNA);

    assertThat(enabled.json().path("state").asText()).isEqualTo("ENABLED");
    assertThat(enabled.json().path("failures").asLong()).isZero();
    assertThat(api.webhooks.messages).hasSize(1);
    assertThat(WebhookTask.of(api.webhooks.messages.getFirst()))
        .isEqualTo(new WebhookTask.Release(endpoint.owner(), endpoint.id()));
  }

  @Test
  void aRemovedWebhookIsGoneWithItsSecret() throws Exception {
    var id = id(add(ANNA));

    assertThat(api.ask(REMOVE).id(id).header("if-match", "*").by(ANNA).status()).isEqualTo(200);

    assertThat(api.ask(GET).id(id).by(ANNA).status()).isEqualTo(404);
    assertThat(api.webhooks.secrets).isEmpty();
  }

  @Test
  void oneThatCannotBeReadHidesNoOtherAndCanBeRemoved() throws Exception {
    var sound = id(add(ANNA));
    var corrupt = id(add(ANNA));
    var tag = api.ask(GET).id(corrupt).by(ANNA).tag();
    LOCAL
        .dynamo()
        .updateItem(update ->
            update
                .tableName("WebhookEndpoint")
                .key(
                    Map.of(
                        "ownerId", AttributeValue.fromS("anna"),
                        "endpointId", AttributeValue.fromS(corrupt)))
                .updateExpression("REMOVE createdAt"));

    assertThat(api.ask(LIST).by(ANNA).json().path("items").findValuesAsText("id"))
        .containsExactly(sound);
    for (var i = 2; i < 20; i++) {
      assertThat(add(ANNA).status()).isEqualTo(201);
    }
    assertThat(add(ANNA).status()).as("it counts").isEqualTo(409);
    assertThat(api.ask(REMOVE).id(corrupt).by(ANNA).status()).isEqualTo(428);
    assertThat(api.ask(REMOVE).id(corrupt).header("if-match", tag).by(ANNA).status())
        .isEqualTo(412);
    assertThat(api.ask(REMOVE).id(corrupt).header("if-match", "*").by(BEN).status()).isEqualTo(404);

    var removed = api.ask(REMOVE).id(corrupt).header("if-match", "*").by(ANNA);

    assertThat(removed.status()).isEqualTo(200);
    assertThat(id(removed)).isEqualTo(corrupt);
    assertThat(api.webhooks.secrets)
        .containsKey("test-webhook-" + sound)
        .doesNotContainKey("test-webhook-" + corrupt);
    assertThat(add(ANNA).status()).isEqualTo(201);
  }

  @Test
  void aRotationKeepsTheSecretBeforeForADay() throws Exception {
    var added = add(ANNA);

    var rotated = api.ask(ROTATE).id(id(added)).by(ANNA);

    var kept =
        EndpointSecret.of(api.webhooks.secrets.getOrDefault("test-webhook-" + id(added), ""));
    assertThat(rotated.json().path("previousUntil").asText()).isEqualTo("2026-11-21T12:00:00Z");
    assertThat(kept.keys(NOON))
        .containsExactly(
            rotated.json().path("secret").asText(), added.json().path("secret").asText());
    assertThat(kept.keys(NOON.plus(EndpointSecret.OVERLAP)))
        .containsExactly(rotated.json().path("secret").asText());
  }

  @Test
  void aTestIsLoggedAndSentAtOnce() throws Exception {
    var id = id(add(ANNA));

    var sent = api.ask(TEST).id(id).by(ANNA);

    assertThat(sent.status()).isEqualTo(202);
    assertThat(sent.json().path("type").asText()).isEqualTo("webhook.test");
    assertThat(api.ask(LOG).id(id).by(ANNA).json().path("items")).hasSize(1);
    assertThat(WebhookTask.of(api.webhooks.messages.getFirst()))
        .isInstanceOfSatisfying(
            WebhookTask.Deliver.class, task -> assertThat(task.isForced()).isTrue());
  }

  private WebhookDelivery delivery(WebhookEndpoint endpoint, String id) {
    return deliveries.add(
        WebhookDelivery.of(
            endpoint,
            new Notification(
                id,
                "recording.available",
                NOON,
                new RecordingId("r"),
                new ProfileId("anna"),
                Source.UPLOAD,
                "{}")));
  }

  @Test
  void theLogIsReadInPagesAndADeliveryIsSentAgain() throws Exception {
    var id = id(add(ANNA));
    var endpoint = endpoint("anna", id).orElseThrow();
    for (var i = 0; i < 5; i++) {
      deliveries.mark(delivery(endpoint, "e" + i), DeliveryState.FAILED);
    }

    var first = api.ask(LOG).id(id).query("limit", "3").by(ANNA).json();
    var next = first.path("nextCursor").asText();
    var second = api.ask(LOG).id(id).query("limit", "3").query("cursor", next).by(ANNA).json();

    assertThat(first.path("items").findValuesAsText("eventId")).containsExactly("e4", "e3", "e2");
    assertThat(second.path("items").findValuesAsText("eventId")).containsExactly("e1", "e0");
    assertThat(second.has("nextCursor")).isFalse();
    assertThat(api.ask(LOG).id(id).query("cursor", "x").by(ANNA).status()).isEqualTo(400);
    assertThat(api.ask(LOG).id(id).query("limit", "0").by(ANNA).status()).isEqualTo(400);

    var again = api.ask(RESEND).id(id).path("delivery", next).by(ANNA);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json().path("state").asText()).isEqualTo("PENDING");
    assertThat(api.webhooks.messages).hasSize(1);
    assertThat(
            api.ask(RESEND)
                .id(id)
                .path("delivery", "2026-11-20T12:00:00.000Z~none")
                .by(ANNA)
                .status())
        .isEqualTo(404);
  }

  @Test
  void aReplayNeedsATime() throws Exception {
    var id = id(add(ANNA));

    assertThat(
            api.ask(REPLAY)
                .id(id)
                .body("{\"since\": \"2026-11-20T13:00:00+01:00\"}")
                .by(ANNA)
                .status())
        .isEqualTo(202);
    assertThat(WebhookTask.of(api.webhooks.messages.getFirst()))
        .isInstanceOfSatisfying(
            WebhookTask.Replay.class,
            task -> assertThat(task.since()).isEqualTo("2026-11-20T12:00:00.000Z"));
    assertThat(api.ask(REPLAY).id(id).body("{}").by(ANNA).status()).isEqualTo(400);
    assertThat(
            api.ask(REPLAY)
                .id(id)
                .body("{\"since\": \"-999999999-01-01T00:00:00Z\"}")
                .by(ANNA)
                .status())
        .isEqualTo(400);
  }
}
