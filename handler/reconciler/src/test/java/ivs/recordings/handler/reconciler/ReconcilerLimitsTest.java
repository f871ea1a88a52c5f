package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.Reconciling.FOLDER;
import static ivs.recordings.handler.reconciler.Reconciling.NOW;
import static ivs.recordings.handler.reconciler.Reconciling.ended;
import static ivs.recordings.handler.reconciler.Reconciling.reconciler;
import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.PREFIX;
import static ivs.recordings.handler.runtime.Events.RIVAL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.aws.MemoryStreams;
import ivs.recordings.handler.reconciler.aws.RecordingFolders;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import ivs.recordings.store.InMemoryDynamoDb;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// A run that leaves something undone says what, and one that comes too late claims nothing.
final class ReconcilerLimitsTest {
  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", "st-a");
  private static final String START =
      recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a", "st-a");
  private static final String ENDED = ended("2026-11-02T09:05:12Z", "2026-11-02T09:06:23Z", 70_000);

  private final InMemoryDynamoDb dynamo = InMemoryDynamoDb.withTables();
  private final MemoryFiles files = new MemoryFiles();
  private final MemoryStreams ivs = new MemoryStreams();
  private final HandlerFixture desk = new HandlerFixture(dynamo);

  @BeforeEach
  void theChannelIsLinked() {
    link(CHANNEL);
  }

  private void link(String channel) {
    HandlerFixture.link(dynamo, channel, "ada");
  }

  private Map<String, Object> run(
      DynamoDbClient client, BooleanSupplier isLate, Map<String, Object> input) {
    return reconciler(Reconciling.with("RECONCILE_SEGMENTS", "1"), client, files, ivs, NOW)
        .handleRequest(
            input,
            new SyntheticInvocation(
                () -> isLate.getAsBoolean() ? Duration.ZERO : Duration.ofMinutes(4)));
  }

  @Test
  void aRunThatEndsAmongItsChannelsSaysHowManyAreLeft() {
    link(RIVAL);
    link(RIVAL + "2");
    var whole = run(dynamo, () -> false, Map.of());
    var asked = ivs.calls();

    var cut = run(dynamo, () -> ivs.calls() >= asked + 2, Map.of());

    assertThat(whole)
        .containsEntry("channels", 3L)
        .containsEntry("channelsLeft", 0L)
        .containsEntry("complete", true);
    assertThat(cut)
        .containsEntry("channels", 1L)
        .containsEntry("channelsLeft", 2L)
        .containsEntry("outOfTime", true)
        .containsEntry("complete", false);
  }

  @Test
  void ofABusyChannelsFoldersSoManyAreOpenedAndTheRestIsSaid() {
    for (int hour = 0; hour < 24; hour++) {
      for (int minute = 0; minute < 13; minute++) {
        files.put(FOLDER + hour + "/" + minute + "/x/events/recording-started.json", "{}");
      }
    }

    var report = run(dynamo, () -> false, Map.of());

    assertThat(report).containsEntry("complete", false);
    assertThat(report)
        .extractingByKey("notes", as(list(String.class)))
        .containsExactly("A channel or stage has more folders than are opened in one run.");
    assertThat(files.calls()).isGreaterThan(RecordingFolders.MOST_LISTS);
  }

  @Test
  void moreOpenRecordingsThanAreEnteredAtOnceAreAllCompleted() {
    desk.hand(LIVE);
    for (int i = 0; i < 2 * LostEventProcessor.AT_ONCE + 1; i++) {
      var prefix = PREFIX + i;
      desk.hand(START.replace("\"one\"", "\"one-" + i + "\"").replace(PREFIX, prefix));
      files.put(prefix + "/events/recording-ended.json", ENDED);
    }

    assertThat(run(dynamo, () -> false, Map.of())).containsEntry("completed", 51L);

    assertThat(dynamo.items("Recording"))
        .hasSize(51)
        .allSatisfy(row ->
            assertThat(row).containsEntry("recordingStatus", AttributeValue.fromS("COMPLETED")));
  }

  @Test
  void whatItsEventTellsInTheMeantimeIsNotClaimedByTheRun() {
    desk.hand(LIVE, START);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    var late =
        CountingClient.raced(
            dynamo,
            call -> call instanceof UpdateItemRequest,
            () -> {
              desk.hand(recording("Recording End", "one", "2026-11-02T09:06:24Z", 70_000, "st-a"));
            });

    assertThat(run(late, () -> false, Map.of()))
        .containsEntry("completed", 0L)
        .containsEntry("unchanged", 1L)
        .containsEntry("complete", true);
  }

  @Test
  void timeThatRunsOutBeforeAWriteIsNoFault() {
    desk.hand(LIVE, START);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    var reads = new AtomicInteger();
    var slow =
        new CountingClient(
            dynamo,
            call -> {
              if (call instanceof BatchGetItemRequest) {
                reads.incrementAndGet();
              }
            });

    assertThat(run(slow.client(), () -> reads.get() >= 2, Map.of()))
        .containsEntry("completed", 0L)
        .containsEntry("unchanged", 0L)
        .containsEntry("faults", Map.of())
        .containsEntry("outOfTime", true);
    assertThat(dynamo.items("Recording").getFirst())
        .containsEntry("recordingStatus", AttributeValue.fromS("STARTED"));
  }

  @Test
  void aDryRunSaysWhatItWouldReleaseAndReleasesNothing() {
    desk.hand(LIVE.replace(CHANNEL, RIVAL));
    link(RIVAL);

    assertThat(run(dynamo, () -> false, Map.of("dryRun", true)))
        .extractingByKey("released")
        .isNotEqualTo(0L);
    assertThat(dynamo.items("ParkedEvent")).hasSize(1);
    assertThat(dynamo.items("StreamSession")).isEmpty();
  }
}
