package ivs.recordings.handler.api;

import static java.util.Objects.requireNonNullElse;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import ivs.recordings.handler.api.playback.PlaylistFiles;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The function with rows to answer from, and the requests that API Gateway would hand it. Each
/// answer is checked against openapi.yaml.
final class ApiFixture {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  static final Map<String, String> ANNA = Map.of("sub", "anna");
  static final Map<String, String> BEN = Map.of("sub", "ben");
  static final Map<String, String> OPERATOR = Map.of("sub", "zoe", "role", "operator");
  static final String CHANNEL = "arn:aws:ivs:us-east-1:111122223333:channel/AbCdef1G2hij";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> ENVIRONMENT =
      Map.ofEntries(
          Map.entry("PROFILE_TABLE", "Profile"),
          Map.entry("STREAM_SESSION_TABLE", "StreamSession"),
          Map.entry("RECORDING_TABLE", "Recording"),
          Map.entry("RECORDING_STREAM_TABLE", "RecordingStream"),
          Map.entry("PARKED_EVENT_TABLE", "ParkedEvent"),
          Map.entry("FIGURE_TABLE", "Figure"),
          Map.entry("WEBHOOK_ENDPOINT_TABLE", "WebhookEndpoint"),
          Map.entry("WEBHOOK_DELIVERY_TABLE", "WebhookDelivery"),
          Map.entry("WEBHOOK_QUEUE", "https://sqs.example.com/1/WebhookQueue"),
          Map.entry("WEBHOOK_SECRET_PREFIX", "test-webhook-"),
          Map.entry("CURSOR_SECRET", "RecordingApiKey"));

  /// Variables of a stack that plays what is in the bucket of [#recording].
  static final Map<String, String> PLAYBACK =
      Map.of(
          "PUBLIC_URL", "https://media.example.com",
          "SERVED_BUCKETS", "example-media,example-recordings",
          "CDN_KEY_SECRET", CdnKey.NAME,
          "MEDIA_BUCKET", "example-media",
          "S3_PATH_STYLE", "true");

  final DynamoDbClient dynamo;
  final SteppedClock clock = new SteppedClock(NOON);
  final WebhookCalls webhooks = new WebhookCalls();
  private final RecordingApi api;

  ApiFixture(DynamoDbClient dynamo) {
    this(dynamo, Map.of(), "the key of tests");
  }

  ApiFixture(DynamoDbClient dynamo, Map<String, String> variables, String key) {
    this.dynamo = dynamo;
    var environment = new HashMap<>(ENVIRONMENT);
    environment.putAll(variables);
    this.api =
        new RecordingApi(
            environment,
            _ -> dynamo,
            deadlines -> PlaylistFiles.client(environment, deadlines),
            id -> id.equals(CdnKey.NAME) ? CdnKey.SECRET : key,
            webhooks.services(),
            clock.utc());
  }

  /// A time that a test moves.
  static final class SteppedClock implements InstantSource {
    private Instant now;

    SteppedClock(Instant now) {
      this.now = now;
    }

    void advance(Duration step) {
      now = now.plus(step);
    }

    @Override
    public Instant instant() {
      return now;
    }

    Clock utc() {
      return withZone(ZoneOffset.UTC);
    }
  }

  /// An answer.
  ///
  /// @param json missing where the answer is no JSON
  record Reply(
      int status,
      Map<String, String> headers,
      JsonNode json,
      Optional<String> body,
      boolean isBase64) {
    String tag() {
      return requireNonNullElse(headers.get("etag"), "");
    }

    /// The body as a client sees it.
    String text() throws IOException {
      var text = body.orElse("");
      if (!isBase64) {
        return text;
      }
      try (var gzip =
          new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
        return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /// A request that is made up word by word.
  final class Request {
    private final APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();
    private final Map<String, String> query = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> path = new HashMap<>();

    Request(String routeKey) {
      event.setVersion("2.0");
      event.setRouteKey(routeKey);
      event.setRequestContext(new RequestContext());
    }

    Request id(String id) {
      return path("id", id);
    }

    Request path(String name, String value) {
      path.put(name, value);
      return this;
    }

    Request query(String name, String value) {
      query.put(name, value);
      return this;
    }

    Request header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    Request body(String body) {
      event.setBody(body);
      return this;
    }

    Request base64Body(String body) {
      event.setIsBase64Encoded(true);
      return body(body);
    }

    Reply by(Map<String, String> claims) throws IOException {
      var jwt = RequestContext.Authorizer.JWT.builder().withClaims(claims).build();
      event
          .getRequestContext()
          .setAuthorizer(RequestContext.Authorizer.builder().withJwt(jwt).build());
      return publicly();
    }

    Reply publicly() throws IOException {
      event.setPathParameters(path.isEmpty() ? null : path);
      event.setQueryStringParameters(query.isEmpty() ? null : query);
      event.setHeaders(headers);
      var answer = api.handleRequest(event, new SyntheticInvocation(() -> Duration.ofSeconds(20)));
      var type = requireNonNullElse(answer.getHeaders().get("content-type"), "");
      OpenApiDocument.PROJECT.check(
          event.getRouteKey(), answer.getStatusCode(), type, answer.getBody());
      return new Reply(
          answer.getStatusCode(),
          answer.getHeaders(),
          type.endsWith("json") ? JSON.readTree(answer.getBody()) : MissingNode.getInstance(),
          Optional.ofNullable(answer.getBody()),
          answer.getIsBase64Encoded());
    }
  }

  Request ask(String routeKey) {
    return new Request(routeKey);
  }

  /// A row as events and readiness write it: COMPLETED and playable, of an hour.
  ///
  /// @param more attributes as `name=value`; `name=` removes, a number is one, and `true` is
  void recording(String id, String profile, Instant start, String... more) {
    var item = new HashMap<String, AttributeValue>();
    put(item, "recordingId", id);
    put(item, "profileId", profile);
    put(item, "streamSessionId", "st-" + profile);
    item.put("streamIds", AttributeValue.fromSs(List.of("st-" + profile)));
    put(item, "sourceArn", CHANNEL);
    put(item, "source", "IVS_CHANNEL");
    put(item, "recordingStatus", "COMPLETED");
    put(item, "s3BucketName", "example-recordings");
    put(item, "s3KeyPrefix", "ivs/v1/111122223333/AbCdef1G2hij/" + id);
    put(item, "recordingDurationMs", "3600000");
    put(item, "startTime", start.toString());
    put(item, "endTime", start.plusSeconds(3600).toString());
    put(item, "availableAt", start.plusSeconds(3700).toString());
    put(item, "mediaPath", "media/hls/master.m3u8");
    put(item, "mediaVersion", "0123456789ab");
    put(item, "version", "3");
    Arrays.stream(more).forEach(each -> put(item, each));
    var at = "%s.000Z#%s".formatted(start.toString().replace("Z", ""), id);
    put(item, "recordedMonth", at.substring(0, 7));
    put(item, "recordedAt", at);
    dynamo.putItem(put -> put.tableName("Recording").item(item));
  }

  /// A stream of an hour that is over, and is in the public list.
  void stream(String id, String profile, Instant start, String... more) {
    var item = new HashMap<String, AttributeValue>();
    put(item, "streamId", id);
    put(item, "profileId", profile);
    put(item, "sourceArn", CHANNEL);
    put(item, "status", "ENDED");
    put(item, "startTime", start.toString());
    put(item, "endTime", start.plusSeconds(3600).toString());
    put(item, "visibility", "PUBLIC");
    put(item, "startedAt", "%s.000Z#%s".formatted(start.toString().replace("Z", ""), id));
    put(item, "publishedMonth", start.toString().substring(0, 7));
    put(item, "publishedAt", "%s.000Z#%s".formatted(start.toString().replace("Z", ""), id));
    put(item, "version", "2");
    Arrays.stream(more).forEach(each -> put(item, each));
    dynamo.putItem(put -> put.tableName("StreamSession").item(item));
  }

  private static void put(Map<String, AttributeValue> item, String assignment) {
    var words = assignment.split("=", 2);
    if (words[1].isEmpty()) {
      item.remove(words[0]);
    } else {
      put(item, words[0], words[1]);
    }
  }

  private static void put(Map<String, AttributeValue> item, String name, String value) {
    item.put(
        name,
        value.equals("true")
            ? AttributeValue.fromBool(true)
            : value.matches("\\d+") ? AttributeValue.fromN(value) : AttributeValue.fromS(value));
  }

  Map<String, AttributeValue> row(String table, String key, String id) {
    return dynamo
        .getItem(get -> get.tableName(table).key(Map.of(key, AttributeValue.fromS(id))))
        .item();
  }

  Optional<String> attribute(String table, String key, String id, String name) {
    return Optional.ofNullable(row(table, key, id).get(name)).map(AttributeValue::s);
  }
}
