package ivs.recordings.handler.retention;

import static ivs.recordings.handler.retention.RetentionFixture.MEDIA;
import static ivs.recordings.handler.retention.RetentionFixture.RECORDINGS;
import static ivs.recordings.handler.retention.RetentionFixture.recordings;
import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.retention.RetentionFixture.Calls;
import ivs.recordings.handler.runtime.Events;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.library.DomainEvent;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobId;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.retention.ObjectScope;
import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.media.MediaJobTable;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;

final class RecordingRetentionTest {
  @RegisterExtension static final RetentionFixture WORLD = new RetentionFixture();

  private static final Instant ENDED = Instant.parse("2026-11-02T10:00:00Z");
  private static final Instant DUE = ENDED.plus(Duration.ofDays(30));
  private static final String ID = "rec-1";
  private static final String[] EVENTS = {
    Events.stream("Stream Start", "2026-11-02T09:00:00Z", "st-1"),
    Events.recording("Recording Start", ID, "2026-11-02T09:00:05Z", 0, "st-1", "st-1", "st-2"),
    Events.recording("Recording End", ID, ENDED.toString(), 3_595_000, "st-1", "st-1", "st-2")
  };
  private static final String NEIGHBOUR = PREFIX + "d/media/hls/master.m3u8";

  /// A recording of Ada's that is kept for thirty days, and its neighbour.
  private static void record() {
    WORLD
        .local()
        .tables(Clock.systemUTC())
        .profiles()
        .put(
            new Profile(
                new SourceArn(CHANNEL),
                new ProfileId("ada"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(30)));
    assertThat(WORLD.handler().hand(EVENTS)).isEmpty();
    WORLD.put(
        RECORDINGS, PREFIX + "/events/recording-ended.json", PREFIX + "/media/hls/a.ts", NEIGHBOUR);
    WORLD.put(MEDIA, "derived/" + ID + "/0123456789ab/a.mp4", "derived/rec-10/0123456789ab/a.mp4");
  }

  private static void assertGone() {
    assertThat(WORLD.keys())
        .containsExactlyInAnyOrder(
            RECORDINGS + "/" + NEIGHBOUR, MEDIA + "/derived/rec-10/0123456789ab/a.mp4");
    assertThat(WORLD.row(ID).keySet())
        .containsExactlyInAnyOrder(
            "recordingId",
            "recordingSessionId",
            "profileId",
            "streamSessionId",
            "streamIds",
            "sourceArn",
            "source",
            "recordingStatus",
            "recordingDurationMs",
            "startTime",
            "endTime",
            "recordedMonth",
            "recordedAt",
            "retainUntil",
            "deletedAt",
            "expiresAt",
            "version",
            "updatedAt");
    assertThat(WORLD.local().items("RecordingStream")).isEmpty();
  }

  @Test
  void theRetentionTimeIsWrittenWithTheFirstOutcomeAndStays() {
    record();

    var due = WORLD.row(ID);
    HandlerFixture.link(WORLD.local().dynamo(), CHANNEL, "ada");
    WORLD
        .handler()
        .hand(
            Events.recording(
                "Recording End", ID, "2026-11-02T11:00:00Z", 7_195_000, "st-1", "st-1"));

    assertThat(due)
        .containsEntry("retainUntil", AttributeValue.fromS(DUE.toString()))
        .containsEntry("dueMonth", AttributeValue.fromS("2026-12"))
        .containsEntry("dueAt", AttributeValue.fromS("2026-12-02T10:00:00.000Z#" + ID));
    assertThat(WORLD.row(ID)).containsEntry("retainUntil", AttributeValue.fromS(DUE.toString()));
  }

  @Test
  void nothingIsDeletedBeforeItsTimeAndAllOfItThen() {
    record();
    var all = WORLD.keys();

    WORLD.run("apply", DUE.minusMillis(1));
    var before = WORLD.keys();
    var answer = WORLD.run("apply", DUE);

    assertThat(before).isEqualTo(all);
    assertThat(answer).containsEntry("count", 1).containsEntry("objects", 3L);
    assertGone();
    assertThat(WORLD.row(ID))
        .containsEntry(
            "expiresAt",
            AttributeValue.fromN(
                Long.toString(DUE.plus(Duration.ofDays(365 + 30)).getEpochSecond())));
  }

  /// The job has read the row before the deletion began; its file comes after the others are gone.
  @Test
  void whatAJobStoresDuringTheDeletionIsRemovedByTheNextRun() {
    record();
    var jobs = new MediaJobTable(WORLD.local().dynamo(), "MediaJob");
    var id = new MediaJobId(new RecordingId(ID), MediaJobKind.MP4, "0123456789ab");
    var job = MediaJob.asked(id, Optional.empty(), DUE).orElseThrow().begun("job-1", DUE);
    jobs.write(job.orElseThrow());

    var first = WORLD.run("apply", DUE.plusSeconds(60));
    WORLD.put(MEDIA, "derived/" + ID + "/0123456789ab/recording.mp4");
    var next = DUE.plusSeconds(3_660); // By now the job has ended, or would be silent.
    var second = WORLD.run("apply", next);

    assertThat(first).containsEntry("count", 0).containsEntry("faults", 0);
    assertThat(first.get("notes").toString()).contains(ID + " has a media job that still runs");
    assertThat(second).containsEntry("count", 1).containsEntry("objects", 1L);
    assertGone();
  }

  @Test
  void aRunThatIsKilledAnywhereIsFinishedByTheNext() {
    var kills = 0;
    for (int most = 0; ; most++) {
      WORLD.empty();
      record();
      var calls = new Calls(most);
      try {
        WORLD.run(Map.of("mode", "apply", "recordingId", ID), DUE, calls);
        break;
      } catch (Calls.KilledError killed) {
        kills++;
      }

      WORLD.run("apply", DUE.plusSeconds(3600));

      assertGone();
    }
    assertGone();
    assertThat(kills).isGreaterThan(12);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aReplayOfItsEventsChangesNothingAndParksNothing(boolean isLinked) {
    record();
    WORLD.run("apply", DUE);
    var tombstone = WORLD.row(ID);
    if (!isLinked) {
      WORLD.local().tables(Clock.systemUTC()).profiles().remove(new SourceArn(CHANNEL));
    }

    var kept =
        WORLD
            .handler()
            .hand(
                EVENTS[1],
                EVENTS[2],
                Events.recording("Recording Start", ID, "2026-11-02T08:00:00Z", 0, "st-9", "st-9"));

    assertThat(kept).isEmpty();
    assertThat(WORLD.row(ID)).isEqualTo(tombstone);
    assertThat(WORLD.local().items("ParkedEvent")).isEmpty();
    assertGone();
  }

  @Test
  void aHeldRecordingKeepsEverythingUntilTheHoldIsLifted() {
    record();
    var all = WORLD.keys();
    var table = WORLD.table(DUE);
    table.hold(table.find(new RecordingId(ID)).orElseThrow(), true);
    var held = WORLD.row(ID);

    var plan = WORLD.run("plan", DUE);
    var asked = WORLD.run(Map.of("mode", "apply", "recordingId", ID), DUE, calls());
    var untouched = WORLD.keys();
    var isMarked =
        table.markDeleted(
            new RecordingId(ID), table.find(new RecordingId(ID)).orElseThrow().version());
    table.hold(table.find(new RecordingId(ID)).orElseThrow(), false);
    WORLD.run("apply", DUE);

    assertThat(held).doesNotContainKeys("dueMonth", "dueAt");
    assertThat(recordings(plan)).isEmpty();
    assertThat(asked).containsEntry("notes", List.of("Recording rec-1 is not due."));
    assertThat(untouched).isEqualTo(all);
    assertThat(isMarked).isFalse();
    assertGone();
  }

  private static Calls calls() {
    return new Calls(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "other-bucket, ivs/v1/111122223333/Ab/2026/11/2/9/0/x, the bucket other-bucket is not one of RecordingBuckets",
    "example-recordings, ivs/v1/111122223333, the folder 'ivs/v1/111122223333/' is too short to be that of one recording",
    "example-recordings, ivs, the folder 'ivs/' is too short to be that of one recording"
  })
  void whatIsNotOneRecordingsPlaceIsNeverTouched(String bucket, String prefix, String fault) {
    WORLD.put(RECORDINGS, PREFIX + "/media/hls/a.ts");
    WORLD.write(
        new RecordingId(ID),
        Source.IVS_CHANNEL,
        "ada",
        new StorageLocation(new Bucket(bucket), Optional.of(new S3Prefix(prefix))),
        ENDED,
        true,
        new RetentionPolicy(0, 1),
        Optional.empty());

    var answer = WORLD.run("apply", DUE);

    assertThat(answer).containsEntry("faults", 1).containsEntry("count", 0);
    assertThat(recordings(answer).getFirst()).containsEntry("fault", fault);
    assertThat(WORLD.keys()).hasSize(1);
    assertThat(WORLD.row(ID)).doesNotContainKey("deletedAt");
  }

  @Test
  void theCdnDropsWhatIsDeletedBeforeItsTime() throws Exception {
    record();
    var table = WORLD.table(ENDED);
    table.markDeleted(new RecordingId(ID), table.find(new RecordingId(ID)).orElseThrow().version());
    var requests = new ArrayList<String>();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              exchange.getRequestURI()
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    server.start();
    try (var client =
        CloudFrontClient.builder()
            .region(Region.AWS_GLOBAL)
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .build()) {
      WORLD.run(Map.of("mode", "apply"), ENDED, calls(), Optional.of(new EdgeCache(client, "E1")));
    } finally {
      server.stop(0);
    }

    assertThat(requests).hasSize(1);
    assertThat(requests.getFirst())
        .startsWith("/2020-05-31/distribution/E1/invalidation")
        .contains("<Path>/media/" + RECORDINGS + "/" + PREFIX + "/*</Path>")
        .contains("<Path>/" + PREFIX + "/*</Path>");
    assertGone();
  }

  @Test
  void oneDomainEventTellsOfADeletion() {
    record();
    var before = WORLD.row(ID);
    var table = WORLD.table(DUE);
    table.markDeleted(new RecordingId(ID), table.find(new RecordingId(ID)).orElseThrow().version());
    var marked = WORLD.row(ID);
    WORLD.run("apply", DUE);

    assertThat(type(before, marked)).isEqualTo(DomainEvent.Type.DELETED);
    assertThat(type(marked, WORLD.row(ID))).isEqualTo(DomainEvent.Type.UPDATED);
  }

  private static DomainEvent.Type type(
      Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
    return DomainEvent.between(
            Optional.of(RecordingTable.image(before)), Optional.of(RecordingTable.image(after)))
        .orElseThrow()
        .type();
  }

  /// s3proxy has no versions, so that these are the answers of a bucket that has some.
  @Test
  void whereABucketHasVersionsEachOfThemAndEachMarkerIsRemoved() throws Exception {
    var removed = new ArrayList<String>();
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var query = String.valueOf(exchange.getRequestURI().getQuery());
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (query.startsWith("delete")) {
            removed.add(body);
          }
          var answer = versioned(query, !removed.isEmpty()).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("content-type", "application/xml");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try (var s3 =
        S3Client.builder()
            .forcePathStyle(true)
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .build()) {
      var folder = new ObjectScope.Folder(new Bucket(RECORDINGS), PREFIX + "/");

      var sum = new StoredObjects(s3).remove(folder, folder::contains);

      assertThat(sum).isEqualTo(new Removed(3, 12));
    } finally {
      server.stop(0);
    }
    assertThat(removed).hasSize(1);
    assertThat(removed.getFirst())
        .contains(
            "<VersionId>v1</VersionId>", "<VersionId>v2</VersionId>", "<VersionId>m</VersionId>")
        .doesNotContain("neighbour");
  }

  private static String versioned(String query, boolean areRemoved) {
    if (query.startsWith("versioning")) {
      return "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    }
    if (query.startsWith("delete")) {
      return "<DeleteResult/>";
    }
    var key = "<Key>" + PREFIX + "/a.ts</Key>";
    var version = "<Version>%s<VersionId>%s</VersionId><Size>%d</Size></Version>";
    var all =
        version.formatted(key, "v1", 5)
            + version.formatted(key, "v2", 7)
            + version.formatted("<Key>neighbour</Key>", "v3", 1)
            + "<DeleteMarker>%s<VersionId>m</VersionId></DeleteMarker>".formatted(key);
    return "<ListVersionsResult><IsTruncated>false</IsTruncated>%s</ListVersionsResult>"
        .formatted(areRemoved ? "" : all);
  }

  @ParameterizedTest
  @CsvSource({
    "mode, delete, mode must be 'plan' or 'apply'",
    "limit, 0, mode must be 'plan' or 'apply'",
    "dryRun, true, 'unknown field dryRun: a run takes mode, recordingId, profile and limit'"
  })
  void aRequestThatIsNotClearDeletesNothing(String field, String value, String message) {
    assertThatThrownBy(() -> WORLD.run(Map.of(field, value), DUE, calls())).hasMessage(message);
  }

  /// The law by itself, without a plan: an object goes if a due row has it and no other row does.
  @Test
  void aPlanEqualsWhatIsDoneAndNoOtherRecordingLosesAnObject() {
    var seed = Long.getLong("retention.seed", System.nanoTime());
    System.out.println("retention.seed=" + seed);
    var world = new GeneratedRecordings(WORLD, new Random(seed));
    world.write(Integer.getInteger("soak.retained", 120));
    for (var now : world.moments()) {
      var expected = world.expectedAfter(now);

      var plan = WORLD.run("plan", now);
      var answer = WORLD.run("apply", now);

      assertThat(recordings(answer)).as("seed %d", seed).isEqualTo(recordings(plan));
      assertThat(answer).containsEntry("faults", 0).containsEntry("complete", true);
      assertThat(difference(expected, WORLD.keys())).as("lost, seed %d", seed).isEmpty();
      assertThat(difference(WORLD.keys(), expected)).as("left, seed %d", seed).isEmpty();
      assertThat(recordings(WORLD.run("plan", now))).isEmpty();
    }
  }

  private static Set<String> difference(Set<String> all, Set<String> others) {
    var difference = new TreeSet<>(all);
    difference.removeAll(others);
    return difference;
  }
}
