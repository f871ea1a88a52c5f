package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.Reconciling.NOW;
import static ivs.recordings.handler.reconciler.Reconciling.ended;
import static ivs.recordings.handler.reconciler.Reconciling.reconciler;
import static ivs.recordings.handler.reconciler.Reconciling.run;
import static ivs.recordings.handler.reconciler.Reconciling.span;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.handler.readiness.files.LocalS3;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.aws.MemoryStreams;
import ivs.recordings.handler.runtime.Events;
import ivs.recordings.store.InMemoryDynamoDb;
import ivs.recordings.store.LocalTables;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An account with ten thousand channels: each run takes its share, and a day's worth of runs takes
/// everybody's six times over.
@Tag("slow")
final class ManyChannelsTest {
  @RegisterExtension
  static final LocalTables LOCAL = new LocalTables(new InMemoryDynamoDb(), () -> {});

  private static final int CHANNELS = 10_000;
  private static final int RUNS = 48;
  private static final int EVERY = 500;

  private final MemoryFiles files = new MemoryFiles();
  private final MemoryStreams ivs = new MemoryStreams();

  @Test
  void allChannelsAreWalkedInFortyEightRunsOfBoundedCalls() {
    IntStream.range(0, CHANNELS).forEach(ManyChannelsTest::link);
    for (int i = 0; i < CHANNELS; i += EVERY) {
      files.put(
          "ivs/v1/111122223333/c%d/2026/11/2/9/5/x/events/recording-ended.json".formatted(i),
          ended("2026-11-02T09:05:12Z", "2026-11-02T09:06:23Z", 70_000)
              .replace(Events.CHANNEL, channel(i)));
      ivs.sessions(channel(i), span("st-" + i, "2026-11-02T09:05:10Z", "2026-11-02T09:06:20Z"));
    }
    var environment = Reconciling.with("RECORDING_BUCKETS", LocalS3.BUCKET);
    var created = 0L;
    for (int i = 0; i < RUNS; i++) {
      var counting = new CountingClient(LOCAL.dynamo());
      var ivsBefore = ivs.calls();
      var filesBefore = files.calls();

      var report =
          run(reconciler(environment, counting.client(), files, ivs, NOW.plusSeconds(300L * i)));

      created += (Long) report.getOrDefault("created", 0L);
      assertThat(report)
          .as("run %d", i)
          .containsEntry("channelsLeft", 0L)
          .containsEntry("outOfTime", false)
          .containsEntry("complete", true)
          .containsEntry("faults", Map.of());
      assertThat(ivs.calls() - ivsBefore).as("IVS calls of run %d", i).isBetween(100, 300);
      // Two lists each, because the window touches two months.
      assertThat(files.calls() - filesBefore).as("S3 calls of run %d", i).isBetween(200, 600);
      assertThat(counting.calls()).as("DynamoDB calls of run %d", i).hasSizeBetween(100, 1000);
    }

    assertThat(ivs.asked()).hasSize(CHANNELS);
    assertThat(created).isEqualTo(CHANNELS / EVERY);
  }

  private static void link(int i) {
    LOCAL
        .dynamo()
        .putItem(put ->
            put.tableName("Profile")
                .item(
                    Map.of(
                        "sourceArn", AttributeValue.fromS(channel(i)),
                        "profileId", AttributeValue.fromS("p" + i))));
  }

  private static String channel(int i) {
    return "arn:aws:ivs:eu-west-1:111122223333:channel/c" + i;
  }
}
