package ivs.recordings.cli.command.query;

import static ivs.recordings.cli.testing.Operator.texts;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// An item that was changed by hand is named by table, key and attribute, and stops only what needs
/// it.
@ExtendWith(SharedSystem.class)
class CorruptItemsTest {
  private static final TestChannel GOOD = new TestChannel("corruptGood");
  private static final TestChannel BAD = new TestChannel("corruptBad");
  private static final Map<String, Map<String, String>> KEYS =
      Map.of(
          "Profile", Map.of("sourceArn", BAD.arn()),
          "StreamSession", Map.of("streamId", GOOD.stream(2)),
          "Recording", Map.of("recordingId", "corruptR"),
          "ParkedEvent", Map.of("waitingFor", "malformed#corrupt", "eventId", "e"));

  private final Operator operator;

  CorruptItemsTest(Operator operator) {
    this.operator = operator;
  }

  @BeforeEach
  void anItemOfEachTableIsCorrupt() {
    operator.link(GOOD, "corruptGood");
    operator.send(
        GOOD.streamStart(1, "2026-01-01T10:00:00Z"),
        GOOD.recordingStart(1, 1, "2026-01-01T10:00:01Z")
            .replace("[\\\"st-corruptGood1", "[\\\"st-corruptGood2\\\", \\\"st-corruptGood1"));
    operator.putByHand("Profile", KEYS.get("Profile"));
    operator.putByHand("Recording", KEYS.get("Recording"));
    operator.putByHand(
        "StreamSession",
        Map.of(
            "streamId", GOOD.stream(2),
            "profileId", "x",
            "sourceArn", GOOD.arn(),
            "status", "LIVE",
            "version", "1"));
    operator.putByHand(
        "ParkedEvent",
        Map.of(
            "waitingFor", "malformed#corrupt",
            "eventId", "e",
            "ageShard", "0",
            "parkedAt", "yesterday",
            "reason", "MALFORMED",
            "detail", "x"));
  }

  @AfterEach
  void theyAreRemoved() {
    try (var target = operator.target();
        var dynamo = target.dynamoDb()) {
      KEYS.forEach((table, key) ->
          dynamo.deleteItem(delete ->
              delete
                  .tableName(table)
                  .key(
                      key.entrySet().stream()
                          .collect(
                              Collectors.toMap(
                                  Map.Entry::getKey, e -> AttributeValue.fromS(e.getValue()))))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"doctor", "status"})
  void doctorAndStatusNameEachByTableKeyAndAttribute(String command) throws Exception {
    var run = operator.run(command + " --json");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    var items =
        run.json()
            .path("findings")
            .valueStream()
            .filter(finding -> finding.path("name").asText().equals("items"))
            .findFirst()
            .orElseThrow();
    assertThat(items.path("state").asText()).isEqualTo("fault");
    var corrupt = items.path("corruptItems");
    assertThat(texts(corrupt, "table")).containsAll(KEYS.keySet());
    assertThat(texts(corrupt, "key"))
        .contains(BAD.arn(), GOOD.stream(2), "corruptR", "malformed#corrupt e");
    assertThat(texts(corrupt, "problem"))
        .contains(
            "attribute profileId is missing",
            "attribute version has the type S instead of N",
            "attribute recordingStatus is missing",
            "attribute parkedAt has the value 'yesterday'");
  }

  static Stream<Arguments> commands() {
    return Stream.of(
        Arguments.of("list --limit 1000", GOOD.recording(1), "the item corruptR of Recording"),
        Arguments.of("profile list", "corruptGood", "the item %s of Profile".formatted(BAD.arn())),
        Arguments.of("show corruptGoodR1", "corruptGood1", "the item st-corruptGood2 of Stream"),
        Arguments.of("parked --limit 1000", "", "the item malformed#corrupt e of ParkedEvent"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theOthersAreShown(String command, String shown, String named) {
    var run = operator.run(command);

    assertThat(run.out()).contains(shown);
    assertThat(run.err()).contains(named, "docs/runbook.md#rows-that-cannot-be-read");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
  }

  @Test
  void theAuditSaysWhichChannelItDidNotLookAt() throws Exception {
    var audit = operator.json("audit --since 2026-01-01 --until 2026-01-02");

    assertThat(texts(audit.path("recordings"), "recordingId")).contains(GOOD.recording(1));
    assertThat(audit.toString())
        .contains("The recordings of this channel were not looked at: the item " + BAD.arn());
  }
}
