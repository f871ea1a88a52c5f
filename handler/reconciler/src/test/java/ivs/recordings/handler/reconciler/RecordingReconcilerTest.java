package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.ingest.HandlerFixture.link;
import static ivs.recordings.handler.reconciler.Reconciling.FOLDER;
import static ivs.recordings.handler.reconciler.Reconciling.NOW;
import static ivs.recordings.handler.reconciler.Reconciling.ended;
import static ivs.recordings.handler.reconciler.Reconciling.failed;
import static ivs.recordings.handler.reconciler.Reconciling.live;
import static ivs.recordings.handler.reconciler.Reconciling.reconciler;
import static ivs.recordings.handler.reconciler.Reconciling.run;
import static ivs.recordings.handler.reconciler.Reconciling.span;
import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.PREFIX;
import static ivs.recordings.handler.runtime.Events.RIVAL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.readiness.files.LocalS3;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.aws.IvsServer;
import ivs.recordings.handler.reconciler.aws.IvsStreams.Live;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Audit;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.store.LocalTables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// Against DynamoDB Local, a server that speaks IVS's JSON, and files in memory, which answer as S3
/// does.
final class RecordingReconcilerTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();
  @RegisterExtension static final IvsServer IVS = new IvsServer();

  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", "st-a");
  private static final String START =
      recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a", "st-a");
  private static final String END =
      recording("Recording End", "one", "2026-11-02T09:06:24Z", 70_000, "st-a", "st-a");
  private static final String FAILURE =
      recording("Recording End Failure", "one", "2026-11-02T09:06:24Z", 0, "st-a");
  private static final String ENDED = ended("2026-11-02T09:05:12Z", "2026-11-02T09:06:23Z", 70_000);
  private static final String FAILED =
      failed("2026-11-02T09:05:12Z", "2026-11-02T09:06:23Z", 9_000);

  private static final String PLAYABLE =
      ENDED.replace(
          "\"playlist\":\"master.m3u8\"",
          "\"playlist\":\"master.m3u8\","
              + "\"renditions\":[{\"path\":\"160p30\",\"playlist\":\"playlist.m3u8\"}]");

  private final MemoryFiles files = new MemoryFiles();
  private final HandlerFixture desk = new HandlerFixture(LOCAL.dynamo());
  private final RecordingReconciler reconciler = reconciler(LOCAL.dynamo(), files, IVS.streams());

  @BeforeEach
  void theChannelIsLinked() {
    link(LOCAL.dynamo(), CHANNEL, "ada");
  }

  // Parked events.

  @Test
  void whatWaitedForAProfileIsReleasedOnceTheChannelIsLinked() {
    LOCAL.empty();
    desk.hand(LIVE, START, END);
    assertThat(LOCAL.items("ParkedEvent")).hasSize(3);
    assertThat(run(reconciler)).containsEntry("released", 0L);

    link(LOCAL.dynamo(), CHANNEL, "ada");

    assertThat(run(reconciler)).containsEntry("released", 3L);
    assertThat(onlyRow()).containsEntry("recordingStatus", s("COMPLETED"));
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void whatWasNotReleasedWithItsStreamIsReleasedNow() {
    desk.hand(LIVE);
    park(new ParkingCause.UnknownStreamSession(new StreamId("st-a")), END);

    assertThat(run(reconciler)).containsEntry("released", 1L);

    assertThat(onlyRow()).containsEntry("recordingStatus", s("COMPLETED"));
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void whatWaitedForARecordingIsReleasedOnceItsRowIsThere() {
    desk.hand(LIVE, START);
    var id = new RecordingId("one");
    park(new ParkingCause.UnknownRecording(id), END);
    park(new ParkingCause.UnknownRecording(new RecordingId("upload:none")), "{}");

    assertThat(run(reconciler)).containsEntry("released", 1L);

    assertThat(onlyRow()).containsEntry("recordingStatus", s("COMPLETED"));
    assertThat(LOCAL.items("ParkedEvent")).hasSize(1);
  }

  /// IVS keeps streams for sixty days, and has no end of the first.
  @Test
  void aSessionThatStayedLiveEndsAtTheStartOfTheNext() {
    desk.hand(
        stream("Stream Start", "2026-11-02T08:00:00Z", "st-old"),
        stream("Stream Start", "2026-11-02T09:05:10Z", "st-a"));
    IVS.sessions(CHANNEL, span("st-a", "2026-11-02T09:05:10Z", "2026-11-02T09:06:20Z"));

    run(reconciler);

    assertThat(LOCAL.items("StreamSession"))
        .filteredOn(row -> s("st-old").equals(row.get("streamId")))
        .singleElement()
        .satisfies(row ->
            assertThat(row)
                .containsEntry("status", s("ENDED"))
                .containsEntry("endTime", s("2026-11-02T09:05:10Z")));
  }

  // Recordings that have ended and are not known to be playable.

  @Test
  void aRecordingWhoseSegmentsComeLateIsAvailableOnceTheyAreThereAndNotBefore() {
    desk.hand(LIVE, START, END);
    files.put(PREFIX + "/events/recording-ended.json", PLAYABLE);
    files.put(PREFIX + "/media/hls/master.m3u8", "#EXTM3U");
    files.put(PREFIX + "/media/hls/160p30/playlist.m3u8", "#EXTM3U");
    var before = onlyRow();
    assertThat(run(reconciler)).containsEntry("available", 0L);
    assertThat(onlyRow()).isEqualTo(before);

    files.put(PREFIX + "/media/hls/160p30/0.ts", "a segment");
    assertThat(run(reconciler, Map.of("dryRun", true))).containsEntry("available", 1L);
    assertThat(onlyRow()).isEqualTo(before);
    assertThat(run(reconciler)).containsEntry("available", 1L);

    assertThat(onlyRow())
        .containsEntry("availableAt", s(NOW.toString()))
        .doesNotContainKey("openShard");
    assertThat(run(reconciler)).containsEntry("available", 0L);
  }

  /// Four days after the end, or after the row was written last.
  @ParameterizedTest
  @CsvSource({
    "Recording End, example-recordings, 0, MEDIA_LATE",
    "Recording End, example-recordings, 1, MEDIA_MISSING",
    "Recording End Failure, example-recordings, 0, ",
    "Recording End Failure, example-recordings, 1, NO_MEDIA",
    "Recording End, another-bucket, 0, ",
    "Recording End, another-bucket, 1, BUCKET_NOT_READ"
  })
  void afterTheWindowAMissingFileIsNotWaitedForAnyMore(
      String end, String bucket, int secondsAfter, String mediaError) {
    desk.hand(LIVE, START, recording(end, "one", "2026-11-02T09:06:24Z", 70_000, "st-a", "st-a"));
    var written = Instant.parse(onlyRow().get("updatedAt").s());
    var now = written.plus(Duration.ofDays(4)).plusSeconds(secondsAfter);

    var report =
        run(
            reconciler(
                Reconciling.with("RECORDING_BUCKETS", bucket),
                LOCAL.dynamo(),
                files,
                IVS.streams(),
                now));

    assertThat(report).containsEntry("mediaMissing", "MEDIA_MISSING".equals(mediaError) ? 1L : 0L);
    assertThat(Optional.ofNullable(onlyRow().get("mediaError")).map(AttributeValue::s))
        .isEqualTo(Optional.ofNullable(mediaError));
    assertThat(onlyRow().containsKey("openShard"))
        .isEqualTo(mediaError == null || mediaError.equals("MEDIA_LATE"));
  }

  /// Its window is that of a reconnect, and a quarter of an hour.
  @Test
  void filesThatAreLateAreSaidToBeLateAndAreFoundOnceTheyAreThere() {
    desk.hand(LIVE, START, END);
    var written = Instant.parse(onlyRow().get("updatedAt").s());
    var before = onlyRow();
    at(written.plus(Duration.ofMinutes(20)));
    assertThat(onlyRow()).isEqualTo(before);

    at(written.plus(Duration.ofMinutes(20)).plusSeconds(1));
    assertThat(onlyRow())
        .containsEntry("mediaError", s("MEDIA_LATE"))
        .containsEntry("openShard", before.get("openShard"));
    var late = onlyRow();
    at(written.plus(Duration.ofHours(2)));
    assertThat(onlyRow()).as("said once").isEqualTo(late);

    files.put(PREFIX + "/events/recording-ended.json", PLAYABLE);
    for (var file : List.of("master.m3u8", "160p30/playlist.m3u8", "160p30/0.ts")) {
      files.put(PREFIX + "/media/hls/" + file, "content");
    }
    at(written.plus(Duration.ofHours(3)));
    assertThat(onlyRow()).containsKey("availableAt").doesNotContainKeys("mediaError", "openShard");
  }

  private void at(Instant now) {
    run(reconciler(Reconciling.ENVIRONMENT, LOCAL.dynamo(), files, IVS.streams(), now));
  }

  @Test
  void filesThatWerePutBackAreFoundWhereAPersonAsks() {
    desk.hand(LIVE, START, END);
    var late =
        Instant.parse(onlyRow().get("updatedAt").s()).plus(Duration.ofDays(4)).plusSeconds(1);
    run(reconciler(Reconciling.ENVIRONMENT, LOCAL.dynamo(), files, IVS.streams(), late));
    assertThat(onlyRow()).containsEntry("mediaError", s("MEDIA_MISSING"));
    files.put(PREFIX + "/events/recording-ended.json", PLAYABLE);
    for (var file : List.of("master.m3u8", "160p30/playlist.m3u8", "160p30/0.ts")) {
      files.put(PREFIX + "/media/hls/" + file, "content");
    }

    assertThat(run(reconciler)).containsEntry("available", 0L);
    assertThat(run(reconciler, Map.of("profile", "ada"))).containsEntry("available", 1L);

    assertThat(onlyRow()).containsKey("availableAt").doesNotContainKey("mediaError");
  }

  // Open recordings.

  @Test
  void thatAnEndIsMissingIsSaidOnceNoRecordingLastsSoLongAndUntilItsEndComes() {
    desk.hand(LIVE, START);
    var longest = Instant.parse("2026-11-02T09:05:11Z").plus(Audit.LONGEST_RECORDING);
    var before = onlyRow();
    at(longest.plus(Duration.ofMinutes(15)));
    assertThat(onlyRow()).isEqualTo(before);

    at(longest.plus(Duration.ofMinutes(15)).plusSeconds(1));
    assertThat(onlyRow())
        .containsEntry("recordingStatus", s("STARTED"))
        .containsEntry("mediaError", s("END_MISSING"))
        .containsEntry("openShard", before.get("openShard"));

    desk.hand(END);
    assertThat(onlyRow())
        .containsEntry("recordingStatus", s("COMPLETED"))
        .doesNotContainKey("mediaError");
  }

  @Test
  void anOpenRecordingIsCompletedFromItsManifest() {
    desk.hand(LIVE, START);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);

    assertThat(run(reconciler)).containsEntry("completed", 1L).containsEntry("open", 1L);

    assertThat(onlyRow())
        .containsEntry("recordingStatus", s("COMPLETED"))
        .containsEntry("endTime", s("2026-11-02T09:06:23Z"))
        .containsEntry("recordingDurationMs", AttributeValue.fromN("70000"))
        .containsKey("openShard"); // Until readiness has seen its files.
  }

  @Test
  void theEventThatComesAfterAllHasTheLastWord() {
    desk.hand(LIVE, START);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    run(reconciler);

    assertThat(desk.hand(END)).isEmpty();

    assertThat(onlyRow()).containsEntry("endTime", s("2026-11-02T09:06:24Z"));
    assertThat(run(reconciler)).containsEntry("completed", 0L);
  }

  @Test
  void whatIsLiveCostsNoCallToS3() {
    desk.hand(LIVE, START);
    IVS.live(new Live(new SourceArn(CHANNEL), new StreamId("st-a"), NOW, Optional.empty()));

    var report = run(withoutWalk());

    assertThat(report).containsEntry("open", 1L);
    assertThat(calls(report)).containsEntry("S3", 0L);
  }

  @Test
  void anOpenRecordingIsLeftAloneWhileItIsYoungOrMayGoOn() {
    desk.hand(LIVE, START);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);

    assertThat(run(at("2026-11-02T09:15:11Z"))).containsEntry("open", 0L);
    assertThat(run(at("2026-11-02T09:15:12Z"))).containsEntry("completed", 1L);
  }

  @Test
  void aStreamThatMayComeBackKeepsItsRecordingOpen() {
    desk.hand(LIVE, START);
    files.put(
        PREFIX + "/events/recording-ended.json",
        ended("2026-11-02T09:05:12Z", "2026-11-02T10:00:00Z", 3_000_000));

    assertThat(run(at("2026-11-02T10:05:59Z"))).containsEntry("completed", 0L);
    assertThat(run(at("2026-11-02T10:06:00Z"))).containsEntry("completed", 1L);
  }

  @Test
  void aBucketThatIsNotConfiguredIsNotRead() {
    desk.hand(LIVE, START);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);

    var report = run(with("RECORDING_BUCKETS", ""));

    assertThat(calls(report)).containsEntry("S3", 0L);
    assertThat(notes(report))
        .contains("RECORDING_BUCKETS names no bucket: nothing was looked for in S3.");
  }

  // Failures.

  @Test
  void aFailureThatWasNoneIsCompleted() {
    desk.hand(LIVE, START, FAILURE);
    files.put(PREFIX + "/events/recording-failed.json", FAILED);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);

    assertThat(run(reconciler)).containsEntry("corrected", 1L);

    assertThat(onlyRow()).containsEntry("recordingStatus", s("COMPLETED"));
  }

  @Test
  void aRecordingThatKnowsOnlyItsEndLearnsItsStart() {
    desk.hand(LIVE, END);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);

    assertThat(run(reconciler)).containsEntry("completed", 1L);

    assertThat(onlyRow()).containsEntry("startTime", s("2026-11-02T09:05:12Z"));
  }

  // Streams.

  @Test
  void aStreamOfTheLastMinutesIsLeftToItsEvents() {
    IVS.sessions(CHANNEL, live("st-b", "2026-11-04T11:50:00Z"));
    assertThat(run(reconciler)).containsEntry("rebuiltSessions", 0L);

    IVS.sessions(CHANNEL, live("st-b", "2026-11-04T11:49:59Z"));
    assertThat(run(reconciler)).containsEntry("rebuiltSessions", 1L);
  }

  @Test
  void streamsBeforeTheWindowAreNotAskedForPageByPage() {
    IVS.sessions(
        CHANNEL,
        span("st-1", "2026-11-02T09:00:00Z", "2026-11-02T10:00:00Z"),
        span("st-2", "2026-10-02T09:00:00Z", "2026-10-02T10:00:00Z"),
        span("st-3", "2026-10-01T09:00:00Z", "2026-10-01T10:00:00Z"),
        span("st-4", "2026-09-30T09:00:00Z", "2026-09-30T10:00:00Z"));

    assertThat(run(reconciler)).containsEntry("rebuiltSessions", 1L);

    assertThat(IVS.calls()).containsExactly("POST /ListStreams", "POST /ListStreamSessions");
  }

  @Test
  void aRunThatLeavesStreamsOutIsNotComplete() {
    var tooMany = ProfileScan.MOST_PAGES * IvsServer.PAGE + 1;
    IVS.sessions(
        CHANNEL,
        IntStream.range(0, tooMany)
            .mapToObj(i -> span("st-" + i, "2026-11-04T09:00:00Z", "2026-11-04T09:00:01Z"))
            .toArray(StreamSpan[]::new));

    assertThat(run(reconciler))
        .containsEntry("complete", false)
        .extractingByKey("notes", LIST)
        .contains(
            "A channel or stage has more sessions than are asked for: the oldest were left out.");
  }

  @Test
  void theMostViewersThatAStreamEverHadAreKept() {
    desk.hand(LIVE);
    IVS.live(viewed(7));
    assertThat(run(reconciler)).containsEntry("viewerCounts", 1L);
    IVS.forget();
    IVS.live(viewed(3));
    assertThat(run(reconciler)).containsEntry("viewerCounts", 0L);

    assertThat(LOCAL.items("StreamSession").getFirst())
        .containsEntry("viewerCount", AttributeValue.fromN("7"))
        .containsEntry("status", s("LIVE"));
  }

  @Test
  void ofTwoRunsAtOnceTheOneThatSawMoreViewersWins() {
    desk.hand(LIVE);
    IVS.live(viewed(7));
    var rival =
        CountingClient.raced(
            LOCAL.dynamo(),
            call -> call instanceof UpdateItemRequest,
            () -> {
              IVS.forget();
              IVS.live(viewed(9));
              run(reconciler);
            });

    run(reconciler(rival, files, IVS.streams()));

    assertThat(LOCAL.items("StreamSession").getFirst())
        .containsEntry("viewerCount", AttributeValue.fromN("9"));
  }

  @Test
  void viewersThatIvsCouldNotCountAreNoViewers() {
    desk.hand(LIVE);
    IVS.live(new Live(new SourceArn(CHANNEL), new StreamId("st-a"), NOW, Optional.empty()));

    run(reconciler);

    assertThat(LOCAL.items("StreamSession").getFirst()).doesNotContainKey("viewerCount");
  }

  // Recordings without a row.

  @Test
  void filesWithoutARowBecomeOneADayAfterTheyEnded() {
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    IVS.sessions(CHANNEL, span("st-a", "2026-11-02T09:05:08Z", "2026-11-02T09:06:20Z"));

    assertThat(run(at("2026-11-03T09:06:22Z"))).containsEntry("created", 0L);
    assertThat(run(at("2026-11-03T09:06:23Z"))).containsEntry("created", 1L);

    assertThat(onlyRow())
        .containsEntry("recordingId", s(LocalS3.BUCKET + "/" + PREFIX))
        .containsEntry("profileId", s("ada"))
        .containsEntry("streamSessionId", s("st-a"))
        .containsEntry("recordingStatus", s("COMPLETED"))
        .containsEntry("startTime", s("2026-11-02T09:05:12Z"))
        .containsEntry("endTime", s("2026-11-02T09:06:23Z"));
    assertThat(run(reconciler)).containsEntry("created", 0L);
  }

  @Test
  void filesThatHaveARowUnderAnotherProfileGetNoSecondOne() {
    desk.hand(LIVE, START, END);
    link(LOCAL.dynamo(), CHANNEL, "bob");
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    IVS.sessions(CHANNEL, span("st-a", "2026-11-02T09:05:08Z", "2026-11-02T09:06:20Z"));

    assertThat(run(reconciler)).containsEntry("created", 0L).containsEntry("parkedAmbiguous", 0L);

    assertThat(onlyRow()).containsEntry("profileId", s("ada"));
  }

  @Test
  void filesOfAnUncertainStreamAreParkedOnceForAPerson() {
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    IVS.sessions(
        CHANNEL,
        span("st-b", "2026-11-02T09:05:14Z", "2026-11-02T09:06:20Z"),
        span("st-a", "2026-11-02T08:05:08Z", "2026-11-02T09:05:11Z"));

    assertThat(run(reconciler)).containsEntry("parkedAmbiguous", 1L);
    assertThat(run(reconciler)).containsEntry("parkedAmbiguous", 0L);

    var parked = LOCAL.items("ParkedEvent").getFirst();
    assertThat(parked)
        .containsEntry("waitingFor", s("malformed#ambiguous"))
        .containsEntry("reason", s("AMBIGUOUS"))
        .containsEntry("attempts", AttributeValue.fromN("1"))
        .containsEntry(
            "detail",
            s("It started at 2026-11-02T09:05:12Z, and 2 streams of its channel were live then."));
    assertThat(LOCAL.items("Recording")).isEmpty();
  }

  @Test
  void whatWasAmbiguousIsSoNoMoreWhenItsEventComes() {
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    run(reconciler);
    assertThat(LOCAL.items("ParkedEvent")).hasSize(1);

    desk.hand(LIVE, START, END);

    assertThat(run(reconciler)).containsEntry("resolvedAmbiguous", 1L);
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void aPersonsAnswerIsTheParkedEventWithItsStreamFilledIn() {
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    desk.hand(LIVE);
    run(reconciler);
    var event = LOCAL.items("ParkedEvent").getFirst().getOrDefault("event", s("")).s();

    desk.hand(event.replace("\"stream_id\":\"\"", "\"stream_id\":\"st-a\""));

    assertThat(onlyRow()).containsEntry("recordingStatus", s("COMPLETED"));
    assertThat(run(reconciler)).containsEntry("resolvedAmbiguous", 1L);
  }

  @Test
  void aManifestThatNamesAnotherChannelIsForAPerson() {
    files.put(PREFIX + "/events/recording-ended.json", ENDED.replace(CHANNEL, RIVAL));
    IVS.sessions(CHANNEL, span("st-a", "2026-11-02T09:05:08Z", "2026-11-02T09:06:20Z"));

    assertThat(run(reconciler)).containsEntry("created", 0L).containsEntry("parkedAmbiguous", 1L);
  }

  @Test
  void aStreamWithAFailureThatNamesNoFilesMakesFilesAmbiguous() {
    desk.hand(LIVE, FAILURE.replace(PREFIX, ""));
    files.put(PREFIX + "/events/recording-failed.json", FAILED);
    IVS.sessions(CHANNEL, span("st-a", "2026-11-02T09:05:08Z", "2026-11-02T09:06:20Z"));

    assertThat(run(reconciler)).containsEntry("created", 0L).containsEntry("parkedAmbiguous", 1L);
  }

  @Test
  void theRowOfFilesGivesWayToTheRowOfTheSession() {
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    IVS.sessions(CHANNEL, span("st-a", "2026-11-02T09:05:08Z", "2026-11-02T09:06:20Z"));
    run(reconciler);
    assertThat(onlyRow()).doesNotContainKey("recordingSessionId");

    desk.hand(START);
    assertThat(LOCAL.items("Recording")).hasSize(2);

    assertThat(run(reconciler)).containsEntry("yielded", 1L);
    assertThat(onlyRow())
        .containsEntry("recordingSessionId", s("one"))
        .containsEntry("recordingStatus", s("COMPLETED"))
        .containsEntry("startTime", s("2026-11-02T09:05:11Z"));
  }

  @Test
  void theRowOfFilesStaysUntilTheOtherKnowsAllThatItKnew() {
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    IVS.sessions(CHANNEL, span("st-a", "2026-11-02T09:05:08Z", "2026-11-02T09:06:20Z"));
    run(reconciler);
    desk.hand(START);
    files.empty();
    var throttled =
        CountingClient.failing(
            LOCAL.dynamo(),
            call ->
                call instanceof UpdateItemRequest update && update.key().containsValue(s("one")));

    assertThat(run(reconciler(throttled, files, IVS.streams()))).containsEntry("yielded", 0L);
    assertThat(LOCAL.items("Recording")).hasSize(2);
    assertThat(run(reconciler)).containsEntry("yielded", 1L);

    assertThat(onlyRow()).containsEntry("recordingStatus", s("COMPLETED"));
  }

  @Test
  void folderNamesThatNoClockShowsAreNotOpened() {
    files.put(FOLDER + "09/05/padded/events/recording-ended.json", ENDED);
    files.put(FOLDER + "24/5/late/events/recording-ended.json", ENDED);
    files.put(FOLDER + "9/60/late/events/recording-ended.json", ENDED);
    files.put(FOLDER + "other/5/late/events/recording-ended.json", ENDED);
    files.put(
        "ivs/v1/111122223333/AbCdef1G2hij/2026/11/31/9/5/x/events/recording-ended.json", ENDED);

    assertThat(run(reconciler)).containsEntry("parkedAmbiguous", 0L).containsEntry("created", 0L);
  }

  // What it is asked for.

  @Test
  void aRunForOneProfileLeavesTheOthersAlone() {
    desk.hand(LIVE, START);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);

    assertThat(run(reconciler, Map.of("profile", "bob")))
        .containsEntry("completed", 0L)
        .containsEntry("channels", 0L);
    assertThat(run(reconciler, Map.of("profile", "ada")))
        .containsEntry("completed", 1L)
        .containsEntry("channels", 1L);
  }

  @Test
  void aPersonMayLookFurtherBack() {
    files.put(PREFIX + "/events/recording-ended.json", ENDED);
    IVS.sessions(CHANNEL, span("st-a", "2026-11-02T09:05:08Z", "2026-11-02T09:06:20Z"));
    var later = at("2026-11-20T12:00:00Z");

    assertThat(run(later)).containsEntry("created", 0L);
    assertThat(run(later, Map.of("since", "2026-11-01T00:00:00Z"))).containsEntry("created", 1L);
  }

  @Test
  void whatTimeDoesNotAllowIsLeftForTheNextRun() {
    desk.hand(LIVE, START);
    files.put(PREFIX + "/events/recording-ended.json", ENDED);

    var report =
        reconciler.handleRequest(Map.of(), new SyntheticInvocation(() -> Duration.ofSeconds(10)));

    assertThat(report)
        .containsEntry("outOfTime", true)
        .containsEntry("complete", false)
        .containsEntry("completed", 0L);
    assertThat(onlyRow()).containsEntry("recordingStatus", s("STARTED"));
  }

  private static Live viewed(long viewers) {
    return new Live(new SourceArn(CHANNEL), new StreamId("st-a"), NOW, Optional.of(viewers));
  }

  private RecordingReconciler at(String now) {
    return reconciler(
        Reconciling.with("RECORDING_BUCKETS", LocalS3.BUCKET),
        LOCAL.dynamo(),
        files,
        IVS.streams(),
        Instant.parse(now));
  }

  private RecordingReconciler with(String variable, String value) {
    return reconciler(Reconciling.with(variable, value), LOCAL.dynamo(), files, IVS.streams(), NOW);
  }

  /// The window is so short that the walk opens no folder.
  private RecordingReconciler withoutWalk() {
    return with("RECONCILE_WINDOW_SECONDS", "1");
  }

  private static void park(ParkingCause cause, String event) {
    LOCAL.tables(Clock.systemUTC()).parkedEvents().park(cause, "some-id", event);
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Long> calls(Map<String, Object> report) {
    return (Map<String, Long>) report.getOrDefault("calls", Map.of());
  }

  @SuppressWarnings("unchecked")
  private static List<String> notes(Map<String, Object> report) {
    return (List<String>) report.getOrDefault("notes", List.of());
  }

  private static Map<String, AttributeValue> onlyRow() {
    assertThat(LOCAL.items("Recording")).hasSize(1);
    return LOCAL.items("Recording").getFirst();
  }
}
