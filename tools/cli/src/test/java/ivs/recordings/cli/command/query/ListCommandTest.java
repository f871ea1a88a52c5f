package ivs.recordings.cli.command.query;

import static ivs.recordings.cli.testing.Operator.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// `list` and `show`, of rows that real events made.
@ExtendWith(SharedSystem.class)
class ListCommandTest {
  private static final TestChannel OLD = new TestChannel("rowsOld");
  private static final TestChannel NEW = new TestChannel("rowsNew");

  private final Operator operator;

  ListCommandTest(Operator operator) {
    this.operator = operator;
  }

  /// Sending it again for each test changes nothing.
  @BeforeEach
  void recordingsOfTwoChannelsOfOneProfile() {
    operator.link(OLD, "rows");
    operator.link(NEW, "rows");
    operator.send(
        OLD.streamStart(1, "2026-01-01T10:00:00Z"),
        OLD.streamStart(2, "2026-01-01T11:00:00Z"),
        OLD.recordingStart(1, 1, "2026-01-01T10:00:01Z"),
        OLD.recordingEnd(2, 1, "2026-01-01T12:00:00Z", 7_265_000, List.of(1, 2)),
        NEW.streamStart(1, "2026-02-01T10:00:00Z"),
        NEW.recordingStart(1, 1, "2026-02-01T10:00:01Z"),
        NEW.recordingEndFailure(1, 2, "2026-03-01T10:00:00Z", "InternalServerException"));
  }

  @Test
  void aProfilesRecordingsComeNewestFirst() throws Exception {
    var run = operator.run("list --profile rows --json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(ids(run.json()))
        .containsExactly(NEW.recording(2), NEW.recording(1), OLD.recording(1));
  }

  @Test
  void theTableShowsWhatPeopleLookFor() {
    var run = operator.run("list --profile rows");

    assertThat(run.out().lines())
        .hasSize(4)
        .satisfiesExactly(
            titles ->
                assertThat(titles.split(" +"))
                    .containsExactly(
                        "recordingId",
                        "status",
                        "source",
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
  void aStatusIsFoundWithinAProfileHoweverFarBackAndWithoutAProfile() throws Exception {
    assertThat(ids(operator.json("list --profile rows --status completed --limit 1")))
        .containsExactly(OLD.recording(1));
    assertThat(ids(operator.json("list --status FAILED --limit 1000")))
        .contains(NEW.recording(2))
        .doesNotContain(NEW.recording(1));
    assertThat(ids(operator.json("list --status STARTED --limit 1000")))
        .contains(NEW.recording(1))
        .doesNotContain(OLD.recording(1));
  }

  @Test
  void everyStreamOfAMergedRecordingFindsIt() throws Exception {
    assertThat(ids(operator.json("list --stream %s", OLD.stream(1))))
        .containsExactly(OLD.recording(1));
    assertThat(ids(operator.json("list --stream %s", OLD.stream(2))))
        .containsExactly(OLD.recording(1));
    assertThat(operator.json("list --stream %s --profile another", OLD.stream(2))).isEmpty();
  }

  @Test
  void whatIsCutOffDoesNotLookComplete() throws Exception {
    var run = operator.run("list --profile rows --limit 2 --json");

    assertThat(ids(run.json())).containsExactly(NEW.recording(2), NEW.recording(1));
    assertThat(run.err()).isEqualTo("the first 2; --limit shows more\n");
  }

  @Test
  void withoutAFilterEverythingIsListed() throws Exception {
    assertThat(ids(operator.json("list --limit 1000")))
        .contains(OLD.recording(1), NEW.recording(1));
    assertThat(operator.run("list --limit 1").err())
        .isEqualTo("any 1 of them; --profile shows the newest of one, --limit more\n");
  }

  @Test
  void theListOfAnUnknownProfileIsEmpty() throws Exception {
    assertThat(operator.run("list --profile unknown").out()).isEqualTo("no recordings\n");
    assertThat(operator.json("list --profile unknown")).isEmpty();
  }

  /// The JSON is the row itself, but for what only indexes need, and for what `explain` tells.
  @Test
  void theJsonOfARowHasTheAttributesOfTheTable() throws Exception {
    var attributes = new TreeMap<>(operator.row(OLD.recording(1)));
    List.of("recordedMonth", "recordedAt", "openShard", "openSince", "history")
        .forEach(attributes::remove);
    attributes.put("clientStatus", AttributeValue.fromS("PROCESSING")); // What a client sees.

    var json = find(operator.json("list --profile rows"), OLD.recording(1));

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
    var failed = find(operator.json("list --profile rows"), NEW.recording(2));

    assertThat(names(failed)).doesNotContain("startTime", "recordingDurationMs");
    assertThat(failed.get("recordingStatusReason").asText()).isEqualTo("InternalServerException");
  }

  @Test
  void oneRecordingIsShownWithItsStreamSessions() throws Exception {
    var json = operator.json("show %s", OLD.recording(1));

    assertThat(json.get("recordingStatus").asText()).isEqualTo("COMPLETED");
    assertThat(json.get("streamSessions"))
        .map(session -> session.get("streamId").asText())
        .containsExactly(OLD.stream(1), OLD.stream(2));
    assertThat(operator.run("show %s", OLD.recording(1)).out())
        .contains("recordingDurationMs  7265000 (2:01:05)")
        .contains("streamIds            " + OLD.stream(1) + ", " + OLD.stream(2))
        .contains("LIVE");
  }

  @Test
  void anUnknownRecordingIsSaidToBeNone() {
    var run = operator.run("show nothing");

    assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "recordings: there is no recording nothing; './recordings list' shows those there are\n");
  }

  private static List<String> ids(JsonNode rows) {
    return texts(rows, "recordingId");
  }

  private static ObjectNode find(JsonNode rows, String recordingId) {
    return rows.valueStream()
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

  private static final TestChannel NAMED = new TestChannel("rowsNamed");
  private static final String FILES =
      "example-recordings/ivs/v1/111122223333/rowsNamed/2026/9/3/7/5/wK6YzxuySxxa";

  @ParameterizedTest
  @ValueSource(strings = {"rowsNamedR1", "s3://%s", "%s", "%s/", "~", "st-rowsNamed1"})
  void aRecordingIsFoundByEachNameThatIsShownOfIt(String form) throws Exception {
    operator.link(NAMED, "rowsNamed");
    operator.send(
        NAMED.streamStart(1, "2026-01-01T10:00:00Z"),
        NAMED
            .recordingStart(1, 1, "2026-01-01T10:00:01Z")
            .replace("\\\"files\\\"", "\\\"example-recordings\\\"")
            .replace("ivs/v1/rowsNamed/1", FILES.replaceFirst("[^/]+/", "")));
    var name = form.equals("~") ? FILES.replace('/', '~') : form.formatted(FILES);

    var show = operator.json("show %s", name);
    var explain = operator.run("explain %s", name);

    assertThat(show.findValuesAsText("recordingId")).containsExactly("rowsNamedR1");
    assertThat(explain.out()).startsWith("rowsNamedR1 is STARTED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"show st-none", "explain st-none", "show a/b/c", "explain a/b/c", "show %"})
  void aNameThatNothingHasIsNotFound(String line) {
    var run = operator.run(line);

    assertThat(run.complaint()).contains(" no ", "'./recordings ");
    assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
  }
}
