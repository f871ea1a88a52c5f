package ivs.recordings.bench;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import ivs.recordings.handler.api.RecordingApi;
import ivs.recordings.store.LocalTables;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// Pages of the list of recordings through the real function, at a number of rows.
final class Pages {
  private static final int PAGES = 500;
  private static final int WARM_UP = 200;
  private static final int BATCH = 25;
  private static final int DAYS = 90;

  private Pages() {}

  /// @param caller who walks the pages
  /// @param median in milliseconds
  record Figure(int rows, String caller, double median, double p95) {}

  /// Adds rows until there are so many, and walks pages of twenty as an operator and as an owner.
  static List<Figure> at(LocalTables tables, int before, int rows) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var random = new Random(rows);
    var batch = new ArrayList<WriteRequest>();
    for (int i = before; i < rows; i++) {
      batch.add(row(i, now.minus(Duration.ofSeconds(random.nextInt(DAYS * 86_400)))));
      if (batch.size() == BATCH || i == rows - 1) {
        tables.dynamo().batchWriteItem(write -> write.requestItems(Map.of("Recording", batch)));
        batch.clear();
      }
    }
    var api =
        new RecordingApi(
            Map.of(
                "PROFILE_TABLE", "Profile",
                "STREAM_SESSION_TABLE", "StreamSession",
                "RECORDING_TABLE", "Recording",
                "RECORDING_STREAM_TABLE", "RecordingStream",
                "PARKED_EVENT_TABLE", "ParkedEvent",
                "FIGURE_TABLE", "Figure",
                "CURSOR_SECRET", "key"),
            _ -> tables.dynamo(),
            () -> "key",
            Clock.systemUTC());
    return List.of(
        walk(api, rows, "operator", Map.of("role", "operator")),
        walk(api, rows, "owner", Map.of("sub", "anna")));
  }

  private static WriteRequest row(int number, Instant start) {
    var at = start.toString().replace("Z", ".000Z") + "#row" + number;
    var item =
        Map.ofEntries(
            text("recordingId", "row" + number),
            text("profileId", number % 10 == 0 ? "anna" : "profile" + number % 1000),
            text("streamSessionId", "st-" + number),
            text("sourceArn", "arn:aws:ivs:us-east-1:111122223333:channel/c" + number % 1000),
            text("source", "IVS_CHANNEL"),
            text("recordingStatus", "COMPLETED"),
            text("startTime", start.toString()),
            text("endTime", start.plusSeconds(3600).toString()),
            text("availableAt", start.plusSeconds(3700).toString()),
            text("title", "Recording number " + number),
            text("recordedMonth", at.substring(0, 7)),
            text("recordedAt", at),
            Map.entry("version", AttributeValue.fromN("3")));
    return WriteRequest.builder().putRequest(PutRequest.builder().item(item).build()).build();
  }

  private static Map.Entry<String, AttributeValue> text(String name, String value) {
    return Map.entry(name, AttributeValue.fromS(value));
  }

  private static Figure walk(
      RecordingApi api, int rows, String caller, Map<String, String> claims) {
    var context = context();
    var cursor = "";
    var millis = new double[PAGES];
    for (int page = -WARM_UP; page < PAGES; page++) {
      var event = event(claims, cursor);
      var began = System.nanoTime();
      var body = api.handleRequest(event, context).getBody();
      if (page >= 0) {
        millis[page] = (System.nanoTime() - began) / 1e6;
      }
      var next = body.indexOf("\"nextCursor\":\"");
      cursor = next < 0 ? "" : body.substring(next + 14, body.indexOf('"', next + 14));
    }
    Arrays.sort(millis);
    return new Figure(rows, caller, millis[PAGES / 2], millis[PAGES * 95 / 100]);
  }

  private static APIGatewayV2HTTPEvent event(Map<String, String> claims, String cursor) {
    var event = new APIGatewayV2HTTPEvent();
    event.setRouteKey("GET /v1/recordings");
    event.setQueryStringParameters(
        cursor.isEmpty() ? Map.of("limit", "20") : Map.of("limit", "20", "cursor", cursor));
    var request = new RequestContext();
    request.setAuthorizer(
        RequestContext.Authorizer.builder()
            .withJwt(RequestContext.Authorizer.JWT.builder().withClaims(claims).build())
            .build());
    event.setRequestContext(request);
    return event;
  }

  /// It is asked for the time that is left and for an id.
  private static Context context() {
    return (Context)
        Proxy.newProxyInstance(
            Pages.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) -> method.getReturnType() == int.class ? 20_000 : "bench");
  }
}
