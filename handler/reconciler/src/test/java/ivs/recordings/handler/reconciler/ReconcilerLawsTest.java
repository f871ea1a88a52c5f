package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.ingest.HandlerFixture.link;
import static ivs.recordings.handler.reconciler.Reconciling.FOLDER;
import static ivs.recordings.handler.reconciler.Reconciling.NOW;
import static ivs.recordings.handler.reconciler.Reconciling.ended;
import static ivs.recordings.handler.reconciler.Reconciling.failed;
import static ivs.recordings.handler.reconciler.Reconciling.reconciler;
import static ivs.recordings.handler.reconciler.Reconciling.rows;
import static ivs.recordings.handler.reconciler.Reconciling.run;
import static ivs.recordings.handler.reconciler.Reconciling.span;
import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.PREFIX;
import static ivs.recordings.handler.runtime.Events.RIVAL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.recordingOf;
import static ivs.recordings.handler.runtime.Events.stream;
import static ivs.recordings.handler.runtime.Events.streamOf;
import static ivs.recordings.handler.runtime.Events.without;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.readiness.files.GuardedFiles;
import ivs.recordings.handler.readiness.files.LocalS3;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.IvsStreams;
import ivs.recordings.handler.reconciler.aws.IvsStreams.Live;
import ivs.recordings.handler.reconciler.aws.MemoryStreams;
import ivs.recordings.handler.reconciler.simulation.CrashPoint;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.store.LocalTables;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What holds for every run, whatever there is to mend. One world has all of it.
final class ReconcilerLawsTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String LIVE = "st-live";
  private static final String OPEN = FOLDER + "9/5/open";
  private static final String PARKED = FOLDER + "10/5/parked";
  private static final String LOST = FOLDER + "11/5/lost";
  private static final String UNCLEAR = FOLDER + "12/5/unclear";
  private static final String FAILED = FOLDER + "13/5/failed";
  private static final String TWICE = FOLDER + "14/5/twice";
  private static final List<String> WRITES = List.of("UpdateItem", "PutItem", "DeleteItem");

  /// Of so many calls one is broken; the profile `soak` breaks each. `-Dlaws.seed=` draws them.
  private static final int ONE_IN = Integer.getInteger("soak.oneIn", 16);

  private final MemoryFiles files = new MemoryFiles();
  private final MemoryStreams ivs = new MemoryStreams();

  @BeforeEach
  void aWorldInWhichEverythingThatCanBeLostIsLost() {
    lose();
    put(OPEN, "ended", ended("2026-11-02T09:05:12Z", "2026-11-02T09:06:23Z", 70_000));
    put(LOST, "ended", ended("2026-11-02T11:05:12Z", "2026-11-02T11:06:23Z", 70_000));
    put(UNCLEAR, "ended", ended("2026-11-02T12:05:12Z", "2026-11-02T12:06:23Z", 70_000));
    put(FAILED, "failed", failed("2026-11-02T13:05:12Z", "2026-11-02T13:06:23Z", 9_000));
    put(TWICE, "ended", ended("2026-11-02T14:05:12Z", "2026-11-02T14:06:23Z", 70_000));
    ivs.sessions(
        CHANNEL,
        span("st-e", "2026-11-02T14:05:10Z", "2026-11-02T14:06:20Z"),
        span("st-d", "2026-11-02T13:05:10Z", "2026-11-02T13:06:20Z"),
        span("st-c", "2026-11-02T11:05:10Z", "2026-11-02T11:06:20Z"),
        span("st-b", "2026-11-02T10:05:10Z", "2026-11-02T10:06:20Z"),
        span("st-a", "2026-11-02T09:05:10Z", "2026-11-02T09:06:20Z"));
    ivs.live(new Live(new SourceArn(RIVAL), new StreamId(LIVE), NOW, Optional.of(5L)));
  }

  private void put(String prefix, String how, String manifest) {
    files.put(prefix + "/events/recording-" + how + ".json", manifest);
  }

  private static void lose() {
    LOCAL.empty();
    link(LOCAL.dynamo(), CHANNEL, "ada");
    var desk = new HandlerFixture(LOCAL.dynamo());
    desk.hand(
        streamOf(RIVAL, "Stream Start", "2026-11-02T08:00:00Z", LIVE),
        recordingOf(RIVAL, "Recording Start", "rivals", "2026-11-02T08:00:01Z", 0, LIVE));
    link(LOCAL.dynamo(), RIVAL, "bob");
    desk.hand(
        stream("Stream Start", "2026-11-02T09:05:10Z", "st-a"),
        at(OPEN, recording("Recording Start", "open", "2026-11-02T09:05:11Z", 0, "st-a")));
    desk.hand(
        at(PARKED, recording("Recording Start", "parked", "2026-11-02T10:05:11Z", 0, "st-b")),
        at(PARKED, recording("Recording End", "parked", "2026-11-02T10:06:24Z", 5, "st-b")));
    desk.hand(
        stream("Stream Start", "2026-11-02T13:05:10Z", "st-d"),
        at(FAILED, recording("Recording Start", "failed", "2026-11-02T13:05:11Z", 0, "st-d")),
        at(
            FAILED,
            recording("Recording End Failure", "failed", "2026-11-02T13:06:24Z", 0, "st-d")));
    desk.hand(stream("Stream Start", "2026-11-02T14:05:10Z", "st-e"));
    desk.hand(
        at(TWICE, recording("Recording Start", "twice", "2026-11-02T14:05:11Z", 0, "st-e")),
        at(
            TWICE,
            without(
                "recording_session_id",
                recording(
                    "Recording End", "", "2026-11-02T14:06:23Z", 70_000, "st-e", "st-e", "st-f"))));
  }

  @Test
  void oneRunMendsAllThatCanBeMended() {
    var report = run(reconciler(LOCAL.dynamo(), files, ivs));

    assertThat(repairs(report))
        .isEqualTo(
            Map.ofEntries(
                Map.entry(Kind.RELEASED, 4L),
                Map.entry(Kind.COMPLETED, 2L),
                Map.entry(Kind.CORRECTED, 1L),
                Map.entry(Kind.CREATED, 1L),
                Map.entry(Kind.REBUILT_SESSIONS, 5L),
                Map.entry(Kind.FILLED_IN, 0L),
                Map.entry(Kind.LINKED, 0L),
                Map.entry(Kind.PARKED_AMBIGUOUS, 1L),
                Map.entry(Kind.RESOLVED_AMBIGUOUS, 0L),
                Map.entry(Kind.YIELDED, 1L),
                Map.entry(Kind.VIEWER_COUNTS, 1L),
                Map.entry(Kind.AVAILABLE, 0L),
                Map.entry(Kind.MEDIA_MISSING, 0L)));
    assertThat(report).containsEntry("faults", Map.of()).containsEntry("notes", List.of());
    assertThat(rows(LOCAL, "Recording", "recordingId"))
        .containsOnlyKeys(
            "rivals", "open", "parked", "failed", "twice", LocalS3.BUCKET + "/" + LOST);
    assertThat(rows(LOCAL, "ParkedEvent", "waitingFor")).containsOnlyKeys("malformed#ambiguous");
  }

  @Test
  void aSecondRunWritesNothing() {
    run(reconciler(LOCAL.dynamo(), files, ivs));
    var counting = new CountingClient(LOCAL.dynamo());

    var report = run(reconciler(counting.client(), files, ivs));

    assertThat(counting.calls()).isNotEmpty().doesNotContainAnyElementsOf(WRITES);
    assertThat(repairs(report).values()).containsOnly(0L);
    assertThat(report).containsEntry("unchanged", 0L);
  }

  @Test
  void aDryRunWritesNothingAndSaysWhatARunWouldDo() {
    var counting = new CountingClient(LOCAL.dynamo());

    var dry = run(reconciler(counting.client(), files, ivs), Map.of("dryRun", true));

    assertThat(counting.calls()).isNotEmpty().doesNotContainAnyElementsOf(WRITES);
    var wet = run(reconciler(LOCAL.dynamo(), files, ivs));
    // What one repair makes possible for another is only seen when it is made.
    var follow = Set.of(Kind.RELEASED, Kind.VIEWER_COUNTS);
    for (var kind : Kind.values()) {
      if (!follow.contains(kind)) {
        assertThat(repairs(dry))
            .as("%s", kind)
            .containsEntry(kind, repairs(wet).getOrDefault(kind, 0L));
      }
    }
  }

  /// First a call is the one that fails, then it is the one in which the process dies.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunThatIsBrokenAnywhereAndStartedAgainEndsInTheSameRows(boolean kills) {
    run(reconciler(LOCAL.dynamo(), files, ivs));
    var expected = everything();

    var seed = Long.getLong("laws.seed", System.nanoTime());
    System.out.printf("Broken runs: one call in %d, with -Dlaws.seed=%d%n", ONE_IN, seed);
    var broken = 0;
    for (int call = 1 + new Random(seed).nextInt(ONE_IN); ; call += ONE_IN) {
      lose();
      var fuse = new CrashPoint(call, kills);
      var reconciler = reconciler(fuse.on(LOCAL.dynamo()), fuse.on(files), fuse.on(ivs));
      runUntilItBreaks(reconciler);
      if (!fuse.blew()) {
        break;
      }
      broken++;
      run(reconciler(LOCAL.dynamo(), files, ivs));

      assertThat(everything()).as("broken at call %d", call).isEqualTo(expected);
    }
    assertThat(broken * ONE_IN).isGreaterThan(50);
  }

  private static void runUntilItBreaks(RecordingReconciler reconciler) {
    try {
      run(reconciler);
    } catch (CrashPoint.Killed | CompletionException asTheTestWantsIt) {
      return;
    }
  }

  @Test
  void corruptRowsHideNoOther() {
    var s = AttributeValue.fromS("corrupt");
    LOCAL.dynamo().putItem(put -> put.tableName("Profile").item(Map.of("sourceArn", s)));
    LOCAL
        .dynamo()
        .putItem(put ->
            put.tableName("StreamSession").item(Map.of("streamId", AttributeValue.fromS("st-c"))));
    LOCAL
        .dynamo()
        .putItem(put ->
            put.tableName("Recording")
                .item(
                    Map.of(
                        "recordingId", s,
                        "openShard", AttributeValue.fromS("0"),
                        "openSince", AttributeValue.fromS("2026-11-02T09:00:00.000Z#corrupt"),
                        "startTime", AttributeValue.fromS("2026-11-02T09:00:00Z"))));

    var report = run(reconciler(LOCAL.dynamo(), files, ivs));

    assertThat(repairs(report))
        .containsEntry(Kind.COMPLETED, 2L)
        .containsEntry(Kind.CORRECTED, 1L)
        .containsEntry(Kind.CREATED, 0L)
        .containsEntry(Kind.YIELDED, 1L);
    assertThat(faults(report)).containsKey("Reconciler");
    assertThat(String.valueOf(report.getOrDefault("notes", List.of())))
        .contains("1 rows cannot be read", "CorruptItemException");
  }

  @Test
  void whatIsOutOfReachLeavesTheRestOfTheRunWorkingAndIsSaid() {
    var s3 = new GuardedFiles(files, ReconcilerLawsTest::noS3);
    var report = run(reconciler(LOCAL.dynamo(), s3, ivs));

    assertThat(repairs(report))
        .containsEntry(Kind.RELEASED, 4L)
        .containsEntry(Kind.REBUILT_SESSIONS, 5L)
        .containsEntry(Kind.YIELDED, 1L)
        .containsEntry(Kind.VIEWER_COUNTS, 1L)
        .containsEntry(Kind.CREATED, 0L);
    assertThat(faults(report)).containsOnlyKeys("S3");
    assertThat(String.valueOf(report.getOrDefault("notes", List.of())))
        .contains("S3: IllegalStateException: no S3");
  }

  @Test
  void whenIvsIsOutOfReachTheRestIsMended() {
    var report =
        run(
            reconciler(
                LOCAL.dynamo(),
                files,
                new IvsStreams() {
                  @Override
                  public Sessions sessions(SourceArn channel, Optional<String> next) {
                    throw new IllegalStateException("no IVS");
                  }

                  @Override
                  public Optional<StreamSpan> stageSession(SourceArn stage, StreamId sessionId) {
                    throw new IllegalStateException("no IVS");
                  }

                  @Override
                  public LivePage live(Optional<String> next) {
                    throw new IllegalStateException("no IVS");
                  }
                }));

    assertThat(repairs(report))
        .containsEntry(Kind.RELEASED, 2L)
        .containsEntry(Kind.CORRECTED, 1L)
        .containsEntry(Kind.YIELDED, 1L)
        .containsEntry(Kind.CREATED, 0L)
        .containsEntry(Kind.PARKED_AMBIGUOUS, 0L);
    assertThat(faults(report)).containsOnlyKeys("IVS");
    assertThat(rows(LOCAL, "Recording", "recordingId").getOrDefault("open", Map.of()))
        .containsEntry("recordingStatus", AttributeValue.fromS("COMPLETED"));
  }

  @Test
  void aThrottledTableKeepsNothingElseFromBeingMended() {
    var throttled =
        CountingClient.failing(
            LOCAL.dynamo(), call -> call.toString().contains("TableName=ParkedEvent"));

    var report = run(reconciler(throttled, files, ivs));

    assertThat(faults(report)).containsOnlyKeys("DynamoDB");
    assertThat(rows(LOCAL, "Recording", "recordingId").getOrDefault("open", Map.of()))
        .containsEntry("recordingStatus", AttributeValue.fromS("COMPLETED"));
  }

  private static <T> T noS3(Supplier<T> call) {
    throw new IllegalStateException("no S3: " + call);
  }

  private static String at(String prefix, String event) {
    return event.replace(PREFIX, prefix);
  }

  private static Map<String, Object> everything() {
    return Map.of(
        "StreamSession", rows(LOCAL, "StreamSession", "streamId"),
        "Recording", rows(LOCAL, "Recording", "recordingId"),
        "ParkedEvent", rows(LOCAL, "ParkedEvent", "eventId"));
  }

  private static Map<Kind, Long> repairs(Map<String, Object> report) {
    var repairs = new HashMap<Kind, Long>();
    Arrays.stream(Kind.values())
        .forEach(kind -> repairs.put(kind, (Long) report.getOrDefault(kind.word(), -1L)));
    return repairs;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Long> faults(Map<String, Object> report) {
    return (Map<String, Long>) report.getOrDefault("faults", Map.of());
  }
}
