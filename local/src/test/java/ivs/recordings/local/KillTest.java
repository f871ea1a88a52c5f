package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The function's processes are killed by SIGKILL again and again while events come; the tables are
/// the same as without. `local/kill-test` runs it with more events.
final class KillTest {
  private static final int EVENTS = Integer.getInteger("kill.events", 400);
  private static final int EVERY_MS = Integer.getInteger("kill.every.ms", 2_000);

  /// How many processes of the function there are.
  private static final int CONCURRENCY = 2;

  /// A batch is worked on for less; what a killed process held comes back after it. The deployed
  /// queue waits for three minutes, which would only make this longer.
  private static final String VISIBILITY_SECONDS = "10";

  private static final Set<String> OF_THE_RUN =
      Set.of("version", "updatedAt", "parkedAt", "attempts");

  @TempDir private Path folder;

  private record Outcome(Map<String, Set<Object>> tables, int kills, Duration took) {}

  @Test
  void aFunctionThatIsKilledAgainAndAgainEndsInTheSameTables() throws Exception {
    assumeTrue(LambdaRuntime.isSupported(), "AWS's runtime client runs on Linux only");
    var undisturbed = play(false);
    var disturbed = play(true);

    System.out.printf(
        "Kill test: %,d events, %d rows; undisturbed in %d s; with %d kills in %d s%n",
        EVENTS,
        disturbed.tables().values().stream().mapToInt(Set::size).sum(),
        undisturbed.took().toSeconds(),
        disturbed.kills(),
        disturbed.took().toSeconds());
    assertThat(disturbed.kills()).isPositive();
    assertThat(undisturbed.tables().get("Recording")).hasSize(EVENTS / 4);
    assertThat(undisturbed.tables().get("ParkedEvent")).isEmpty();
    assertThat(disturbed.tables()).isEqualTo(undisturbed.tables());
  }

  private Outcome play(boolean kills) throws Exception {
    var template = OurTemplate.asDeployed();
    var function = template.function("RecordingStatusHandler");
    var source = template.eventSource("RecordingStatusHandler");
    var engines = new LocalEngines();
    engines.start();
    var sqs = engines.sqs();
    var queue = sqs.getQueueUrl(q -> q.queueName(source.queue())).queueUrl();
    sqs.setQueueAttributes(q ->
        q.queueUrl(queue)
            .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, VISIBILITY_SECONDS)));
    TestEventPlayer.linkProfiles(engines.dynamoDb());
    var began = System.nanoTime();
    try (var artifact = UnpackedArtifact.of(function.codeUri());
        var mortal =
            new MortalFunction(
                function, artifact.folder(), engines.endpoint(), folder, CONCURRENCY)) {
      var mapping = EventSourceMapping.start(source, sqs, mortal);
      var over = new AtomicBoolean();
      var killer = new Killer(mortal, over);
      if (kills) {
        killer.start();
      }
      send(engines.events());
      awaitEmpty(sqs, queue);
      over.set(true);
      killer.join();
      mapping.stop();
      assertThat(waiting(sqs, sqs.getQueueUrl(q -> q.queueName("RecordingEventsDLQ")).queueUrl()))
          .isZero();
      return new Outcome(
          tables(engines.dynamoDb()), killer.kills, Duration.ofNanos(System.nanoTime() - began));
    } finally {
      engines.stop();
    }
  }

  private static final class Killer extends Thread {
    private final MortalFunction mortal;
    private final AtomicBoolean over;
    private int kills;

    Killer(MortalFunction mortal, AtomicBoolean over) {
      super("killer");
      this.mortal = mortal;
      this.over = over;
    }

    @Override
    public void run() {
      var random = new Random(7);
      while (!over.get()) {
        try {
          Thread.sleep(EVERY_MS / 2 + random.nextInt(EVERY_MS));
        } catch (InterruptedException end) {
          return;
        }
        kills += mortal.kill(random.nextInt(CONCURRENCY)) ? 1 : 0;
      }
    }
  }

  private static void send(EventBridgeClient events) {
    var entries = entries();
    for (int from = 0; from < entries.size(); from += 10) {
      var ten = entries.subList(from, Math.min(entries.size(), from + 10));
      assertThat(events.putEvents(put -> put.entries(ten)).failedEntryCount()).isZero();
    }
  }

  /// A stream with one recording is four events; all of them come in disorder, the same in each
  /// run.
  private static List<PutEventsRequestEntry> entries() {
    var channels = TestEventPlayer.ALL.profiles();
    var entries = new ArrayList<PutEventsRequestEntry>();
    for (int i = 0; i < EVENTS / 4; i++) {
      var channel = String.valueOf(channels.get(i % channels.size()).get("sourceArn"));
      var stream = "st-%d".formatted(i);
      entries.add(stream(channel, "Stream Start", stream));
      entries.add(recording(channel, "Recording Start", stream, 0));
      entries.add(recording(channel, "Recording End", stream, 70_000 + i));
      entries.add(stream(channel, "Stream End", stream));
    }
    Collections.shuffle(entries, new Random(11));
    return entries;
  }

  private static PutEventsRequestEntry stream(String channel, String name, String stream) {
    return entry(
        channel,
        "IVS Stream State Change",
        name.endsWith("End"),
        """
        {"event_name": "%s", "channel_name": "anna-live", "stream_id": "%s"}
        """
            .formatted(name, stream));
  }

  private static PutEventsRequestEntry recording(
      String channel, String status, String stream, long millis) {
    return entry(
        channel,
        "IVS Recording State Change",
        status.endsWith("End"),
        """
        {"recording_status": "%s", "recording_status_reason": "",
         "recording_s3_bucket_name": "example-recordings",
         "recording_s3_key_prefix": "ivs/v1/111122223333/uWq4mB7xKd2T/2026/9/3/7/5/%s",
         "recording_duration_ms": %d, "channel_name": "anna-live", "stream_id": "%s",
         "recording_session_id": "of-%s", "recording_session_stream_ids": ["%s"]}
        """
            .formatted(status, stream, millis, stream, stream, stream));
  }

  private static PutEventsRequestEntry entry(
      String channel, String detailType, boolean end, String detail) {
    return PutEventsRequestEntry.builder()
        .source("recordings.test")
        .detailType(detailType)
        .time(Instant.parse(end ? "2026-09-03T07:06:40Z" : "2026-09-03T07:05:30Z"))
        .resources(channel)
        .detail(detail)
        .build();
  }

  private static void awaitEmpty(SqsClient sqs, String queue) throws InterruptedException {
    while (waiting(sqs, queue) > 0) {
      Thread.sleep(100);
    }
  }

  private static int waiting(SqsClient sqs, String queue) {
    return sqs
        .getQueueAttributes(q ->
            q.queueUrl(queue)
                .attributeNames(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributesAsStrings()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  private static Map<String, Set<Object>> tables(DynamoDbClient dynamoDb) {
    var tables = new TreeMap<String, Set<Object>>();
    for (var table : List.of("Recording", "StreamSession", "ParkedEvent")) {
      tables.put(
          table,
          dynamoDb.scanPaginator(scan -> scan.tableName(table)).items().stream()
              .map(item -> {
                var truth = new TreeMap<>(item);
                truth.keySet().removeAll(OF_THE_RUN);
                return (Object) truth;
              })
              .collect(Collectors.toSet()));
    }
    return tables;
  }
}
