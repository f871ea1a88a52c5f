package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.runtime.Events.CHANNEL;

import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.ingest.UnsteadyDynamo;
import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.handler.readiness.files.LocalS3;
import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.reconciler.aws.IvsStreams;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.store.LocalTables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What the tests of the reconciler have in common: a moment, a channel of Ada's, and how its
/// recordings lie in S3.
final class Reconciling {
  /// Two days after the recordings that most tests speak of.
  static final Instant NOW = Instant.parse("2026-11-04T12:00:00Z");

  static final String FOLDER = "ivs/v1/111122223333/AbCdef1G2hij/2026/11/2/";

  static final Map<String, String> ENVIRONMENT = environment();

  private Reconciling() {}

  private static Map<String, String> environment() {
    var environment = new HashMap<>(HandlerFixture.ENVIRONMENT);
    environment.put("RECORDING_BUCKETS", LocalS3.BUCKET);
    return Map.copyOf(environment);
  }

  static RecordingReconciler reconciler(
      DynamoDbClient dynamo, RecordingFiles files, IvsStreams ivs) {
    return reconciler(ENVIRONMENT, dynamo, files, ivs, NOW);
  }

  static RecordingReconciler reconciler(
      Map<String, String> environment,
      DynamoDbClient dynamo,
      RecordingFiles files,
      IvsStreams ivs,
      Instant now) {
    return new RecordingReconciler(
        environment,
        deadlines -> UnsteadyDynamo.punctual(dynamo, deadlines),
        files,
        ivs,
        _ -> new Compositions.Storage.Unknown(),
        Clock.fixed(now, ZoneOffset.UTC),
        () -> {},
        Thread::startVirtualThread);
  }

  static Map<String, String> with(String variable, String value) {
    var environment = new HashMap<>(ENVIRONMENT);
    environment.put(variable, value);
    return environment;
  }

  static Map<String, Object> run(RecordingReconciler reconciler) {
    return run(reconciler, Map.of());
  }

  static Map<String, Object> run(RecordingReconciler reconciler, Map<String, Object> input) {
    return reconciler.handleRequest(input, new SyntheticInvocation(() -> Duration.ofMinutes(4)));
  }

  static StreamSpan live(String stream, String start) {
    return new StreamSpan(new StreamId(stream), Instant.parse(start), Optional.empty());
  }

  static StreamSpan span(String stream, String start, String end) {
    return new StreamSpan(
        new StreamId(stream), Instant.parse(start), Optional.of(Instant.parse(end)));
  }

  static String ended(String start, String end, long millis) {
    return manifest("RECORDING_ENDED", start, end, millis, "");
  }

  static String failed(String start, String end, long millis) {
    return manifest(
        "RECORDING_ENDED_WITH_FAILURE",
        start,
        end,
        millis,
        "\"recording_status_message\":\"InternalServerException\",");
  }

  private static String manifest(
      String status, String start, String end, long millis, String message) {
    return """
    {"version":"v1","channel_arn":"%s","recording_started_at":"%s","recording_ended_at":"%s",
     "recording_status":"%s",%s"media":{"hls":{"duration_ms":%d,"path":"media/hls",
     "playlist":"master.m3u8"}}}
    """
        .formatted(CHANNEL, start, end, status, message, millis);
  }

  /// The rows of a table without what only tells how often they were written.
  static Map<String, Map<String, AttributeValue>> rows(
      LocalTables local, String table, String key) {
    Map<String, Map<String, AttributeValue>> rows = new TreeMap<>();
    for (var item : local.items(table)) {
      var row = new HashMap<>(item);
      for (var counter :
          new String[] {"version", "updatedAt", "history", "parkedAt", "attempts", "parking"}) {
        row.remove(counter);
      }
      rows.put(item.getOrDefault(key, AttributeValue.fromS("")).s(), row);
    }
    return rows;
  }
}
