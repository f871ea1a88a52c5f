package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.Reconciling.ended;
import static ivs.recordings.handler.reconciler.Reconciling.reconciler;
import static ivs.recordings.handler.reconciler.Reconciling.run;
import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.PREFIX;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.ingest.PrintedLog;
import ivs.recordings.handler.readiness.files.LocalS3;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.aws.MemoryStreams;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.store.LocalTables;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a run really prints, with the configuration it is deployed with.
final class ReconcilerLogTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @RegisterExtension final PrintedLog log = new PrintedLog();

  private final MemoryFiles files = new MemoryFiles();
  private final RecordingReconciler reconciler =
      reconciler(LOCAL.dynamo(), files, new MemoryStreams());

  @BeforeEach
  void oneRecordingIsOpenAndTheLogIsTheFunctionsOwn() throws Exception {
    HandlerFixture.link(LOCAL.dynamo(), CHANNEL, "ada");
    new HandlerFixture(LOCAL.dynamo())
        .hand(
            stream("Stream Start", "2026-11-02T09:05:10Z", "st-a"),
            recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a", "st-a"));
    log.forget();
  }

  @Test
  void aRepairIsOneLineThatSaysWhatWasLost() throws Exception {
    files.put(
        PREFIX + "/events/recording-ended.json",
        ended("2026-11-02T09:05:12Z", "2026-11-02T09:06:23Z", 70_000));

    run(reconciler);

    assertThat(lines())
        .filteredOn(line -> !line.has("_aws"))
        .extracting(
            line -> line.path("eventId").asText(),
            line -> line.path("effect").asText(),
            line -> line.path("recordingId").asText())
        .containsExactly(tuple("reconciler:recording-end:one", "written", "one"));
    assertThat(log.text()).doesNotContain(LocalS3.BUCKET);
  }

  @Test
  void aBrokenManifestIsNamedByItsFolder() throws Exception {
    files.put(PREFIX + "/events/recording-ended.json", "not json");

    run(reconciler);

    assertThat(lines().getFirst().path("level").asText()).isEqualTo("ERROR");
    assertThat(lines().getFirst().path("eventId").asText())
        .isEqualTo("reconciler:manifest:" + PREFIX);
    assertThat(lines().getFirst().path("fault").asText())
        .isEqualTo("UnreadableManifest: recording-ended.json is not JSON");
  }

  @Test
  void aRunIsCountedOnceAndEachKindOfRepairBesides() throws Exception {
    files.put(
        PREFIX + "/events/recording-ended.json",
        ended("2026-11-02T09:05:12Z", "2026-11-02T09:06:23Z", 70_000));

    run(reconciler);

    var metrics = lines().stream().filter(line -> line.has("_aws")).toList();
    assertThat(metrics).hasSize(3);
    assertThat(metrics.getFirst().path("ReconcilerRuns").asInt()).isEqualTo(1);
    assertThat(metrics.getFirst().path("OpenRecordings").asInt()).isEqualTo(1);
    assertThat(metrics.get(1).path("Kind").asText()).isEqualTo("completed");
    assertThat(metrics.get(1).path("ReconcilerRepairs").asInt()).isEqualTo(1);
    assertThat(metrics.getFirst().path("EventsLost").asInt()).isEqualTo(1);
    assertThat(metrics.getFirst().path("RecordingsCompleted").asInt()).isEqualTo(1);
    assertThat(metrics.getFirst().path("ParkedOverAnHour").isMissingNode()).isFalse();
    assertThat(metrics.getFirst().findPath("Namespace").asText()).isEqualTo("IvsRecordings");
  }

  @Test
  void aDryRunWritesNoMetricsAndARunForOneProfileNoneOfWhatItHasNotCounted() throws Exception {
    run(reconciler, Map.of("dryRun", true));
    assertThat(lines()).noneMatch(line -> line.has("_aws"));

    run(reconciler, Map.of("profile", "other"));
    assertThat(lines().getFirst().has("ReconcilerRuns")).isTrue();
    assertThat(lines().getFirst().has("OpenRecordings")).isFalse();
  }

  @Test
  void whatHasBeenParkedForMoreThanAnHourIsCounted() throws Exception {
    parkedAgo(Duration.ofMinutes(61), "old");
    parkedAgo(Duration.ofMinutes(59), "young");

    run(reconciler);

    assertThat(lines().getFirst().path("ParkedOverAnHour").asInt()).isEqualTo(1);
  }

  private static void parkedAgo(Duration age, String event) {
    LOCAL
        .tables(Clock.fixed(Reconciling.NOW.minus(age), ZoneOffset.UTC))
        .parkedEvents()
        .park(new ParkingCause.Malformed("json", "It is none."), event, event);
  }

  private List<JsonNode> lines() throws Exception {
    var lines = new ArrayList<JsonNode>();
    for (var line : log.text().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
