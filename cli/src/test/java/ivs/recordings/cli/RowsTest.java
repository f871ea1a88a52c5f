package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.store.TableNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// `list` and `show`, of rows that real events made.
@ExtendWith(OneSystem.class)
class RowsTest {
  private static final Channel OLD = new Channel("rowsOld");
  private static final Channel NEW = new Channel("rowsNew");

  private final EmbeddedSystem system;

  RowsTest(EmbeddedSystem system) {
    this.system = system;
  }

  /// Sending it again for each test changes nothing.
  @BeforeEach
  void recordingsOfTwoChannelsOfOneProfile(@TempDir Path folder) throws Exception {
    for (var channel : List.of(OLD, NEW)) {
      run("profile", "put", "--channel", channel.arn(), "--profile", "rows");
    }
    var file =
        Channel.file(
            folder,
            "rows.json",
            OLD.streamStart(1, "2026-01-01T10:00:00Z"),
            OLD.streamStart(2, "2026-01-01T11:00:00Z"),
            OLD.recordingStart(1, 1, "2026-01-01T10:00:01Z"),
            OLD.recordingEnd(2, 1, "2026-01-01T12:00:00Z", 7_265_000, List.of(1, 2)),
            NEW.streamStart(1, "2026-02-01T10:00:00Z"),
            NEW.recordingStart(1, 1, "2026-02-01T10:00:01Z"),
            NEW.recordingEndFailure(1, 2, "2026-03-01T10:00:00Z", "InternalServerException"));
    assertThat(run("send", file.toString()).err()).isEmpty();
    system.awaitQuiet(Duration.ofSeconds(30));
  }

  @Test
  void aProfilesRecordingsComeNewestFirst() throws Exception {
    var run = run("list", "--profile", "rows", "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(ids(run.json()))
        .containsExactly(NEW.recording(2), NEW.recording(1), OLD.recording(1));
  }

  @Test
  void theTableShowsWhatPeopleLookFor() {
    var run = run("list", "--profile", "rows");

    assertThat(run.out().lines())
        .hasSize(4)
        .satisfiesExactly(
            titles ->
                assertThat(titles.split(" +"))
                    .containsExactly(
                        "recordingId",
                        "status",
                        "started",
                        "duration",
                        "profile",
                        "stream",
                        "prefix"),
            newest -> assertThat(newest).contains(NEW.recording(2), "FAILED", "ivs/v1/rowsNew/2"),
            running -> assertThat(running).contains("STARTED", "2026-02-01T10:00:01Z"),
            oldest -> assertThat(oldest).contains("COMPLETED", "2:01:05", OLD.stream(1)))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
  }

  @Test
  void aStatusIsFoundWithinAProfileHoweverFarBack() throws Exception {
    var run = run("list", "--profile", "rows", "--status", "completed", "--limit", "1", "--json");

    assertThat(ids(run.json())).containsExactly(OLD.recording(1));
  }

  @Test
  void aFailureIsFoundWithoutAProfile() throws Exception {
    var run = run("list", "--status", "FAILED", "--limit", "1000", "--json");

    assertThat(ids(run.json())).contains(NEW.recording(2)).doesNotContain(NEW.recording(1));
  }

  @Test
  void whatIsStillRunningIsFoundWithoutAProfile() throws Exception {
    var run = run("list", "--status", "STARTED", "--limit", "1000", "--json");

    assertThat(ids(run.json())).contains(NEW.recording(1)).doesNotContain(OLD.recording(1));
  }

  @Test
  void everyStreamOfAMergedRecordingFindsIt() throws Exception {
    assertThat(ids(run("list", "--stream", OLD.stream(1), "--json").json()))
        .containsExactly(OLD.recording(1));
    assertThat(ids(run("list", "--stream", OLD.stream(2), "--json").json()))
        .containsExactly(OLD.recording(1));
    assertThat(run("list", "--stream", OLD.stream(2), "--profile", "another", "--json").json())
        .isEmpty();
  }

  @Test
  void whatIsCutOffDoesNotLookComplete() throws Exception {
    var run = run("list", "--profile", "rows", "--limit", "2", "--json");

    assertThat(ids(run.json())).containsExactly(NEW.recording(2), NEW.recording(1));
    assertThat(run.err()).isEqualTo("the first 2; --limit shows more\n");
  }

  @Test
  void withoutAFilterEverythingIsListed() throws Exception {
    assertThat(ids(run("list", "--limit", "1000", "--json").json()))
        .contains(OLD.recording(1), NEW.recording(1));
    assertThat(run("list", "--limit", "1").err())
        .isEqualTo("any 1 of them; --profile shows the newest of one, --limit more\n");
  }

  @Test
  void nobodysListIsEmpty() throws Exception {
    assertThat(run("list", "--profile", "nobody").out()).isEqualTo("no recordings\n");
    assertThat(run("list", "--profile", "nobody", "--json").json()).isEmpty();
  }

  /// The JSON is the row itself, but for what only indexes need, and for what `explain` tells.
  @Test
  void theJsonOfARowHasTheAttributesOfTheTable() throws Exception {
    var attributes = new TreeMap<>(item(OLD.recording(1)));
    List.of("recordedAt", "openShard", "history").forEach(attributes::remove);

    var json = find(run("list", "--profile", "rows", "--json").json(), OLD.recording(1));

    assertThat(new TreeSet<>(names(json))).isEqualTo(attributes.keySet());
    assertThat(json.get("recordingDurationMs").isIntegralNumber()).isTrue();
    assertThat(json.get("recordingDurationMs").asLong()).isEqualTo(7_265_000);
    assertThat(json.get("streamIds"))
        .map(JsonNode::asText)
        .containsExactly(OLD.stream(1), OLD.stream(2));
    attributes.forEach((name, value) -> {
      if (value.s() != null) {
        assertThat(json.get(name).textValue()).as(name).isEqualTo(value.s());
      }
    });
  }

  @Test
  void anUnknownValueIsAnAbsentAttribute() throws Exception {
    var failed = find(run("list", "--profile", "rows", "--json").json(), NEW.recording(2));

    assertThat(names(failed)).doesNotContain("startTime", "recordingDurationMs");
    assertThat(failed.get("recordingStatusReason").asText()).isEqualTo("InternalServerException");
  }

  @Test
  void oneRecordingIsShownWithItsStreamSessions() throws Exception {
    var json = run("show", OLD.recording(1), "--json").json();

    assertThat(json.get("recordingStatus").asText()).isEqualTo("COMPLETED");
    assertThat(json.get("streamSessions"))
        .map(session -> session.get("streamId").asText())
        .containsExactly(OLD.stream(1), OLD.stream(2));
    assertThat(run("show", OLD.recording(1)).out())
        .contains("recordingDurationMs  7265000 (2:01:05)")
        .contains("streamIds            " + OLD.stream(1) + ", " + OLD.stream(2))
        .contains("LIVE");
  }

  @Test
  void anUnknownRecordingIsSaidToBeNone() {
    var run = run("show", "nothing");

    assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "recordings: there is no recording nothing; './recordings list' shows those there are\n");
  }

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.in(
        Map.of("AWS_ENDPOINT_URL", system.endpoint().toString()), "", arguments);
  }

  private Map<String, AttributeValue> item(String recordingId) {
    var out = new java.io.StringWriter();
    var shell =
        CommandLineRun.shell(
            CommandLineRun.HOME, Map.of(), "", out, out, java.util.Optional.empty());
    try (var target = Target.open(new Where.Endpoint(system.endpoint()), shell);
        var dynamo = target.dynamoDb()) {
      return dynamo
          .getItem(get ->
              get.tableName(TableNames.PLAIN.recording())
                  .key(Map.of("recordingId", AttributeValue.fromS(recordingId))))
          .item();
    }
  }

  private static List<String> ids(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> row.get("recordingId").asText())
        .toList();
  }

  private static ObjectNode find(JsonNode rows, String recordingId) {
    return StreamSupport.stream(rows.spliterator(), false)
        .filter(row -> row.get("recordingId").asText().equals(recordingId))
        .map(ObjectNode.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(ObjectNode json) {
    var names = new ArrayList<String>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
