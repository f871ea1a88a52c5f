package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.ScriptedAws.Answer;
import ivs.recordings.local.EmbeddedSystem;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// `replay`, from the embedded archive.
@ExtendWith(OneSystem.class)
class ReplayCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EmbeddedSystem system;

  @TempDir private Path folder = Path.of("");

  ReplayCommandTest(EmbeddedSystem system) {
    this.system = system;
  }

  @Test
  void aLostRowComesBackAndASecondReplayChangesNothing() throws Exception {
    var channel = new Channel("lostAndReplayed");
    run("profile", "put", "--channel", channel.arn(), "--profile", "replayed");
    var file =
        Channel.file(
            folder,
            "day.json",
            channel.streamStart(1, "2020-01-01T10:00:00Z"),
            channel.recordingStart(1, 1, "2020-01-01T10:00:01Z"),
            channel.recordingEnd(1, 1, "2020-01-01T11:00:01Z", 3_600_000, List.of(1)));
    run("send", file.toString());
    system.awaitQuiet(PATIENCE);
    var before = attributes(channel);
    forget(channel.recording(1));
    assertThat(run("show", channel.recording(1)).exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());

    var replay = run("replay", "--from", "2020-01-01", "--to", "2020-01-02", "--json");

    assertThat(replay.err()).isEmpty();
    assertThat(replay.exitCode()).isZero();
    assertThat(replay.json().get("state").asText()).isEqualTo("COMPLETED");
    assertThat(replay.json().get("from").asText()).isEqualTo("2020-01-01T00:00:00Z");
    assertThat(replay.json().get("to").asText()).isEqualTo("2020-01-02T00:00:00Z");
    assertThat(replay.json().get("lastEventTime").asText()).isEqualTo("2020-01-01T11:00:01Z");
    system.awaitQuiet(PATIENCE);
    assertThat(attributes(channel)).isEqualTo(before);
    var restored = run("show", channel.recording(1), "--json").json();

    var again =
        run("replay", "--from", "2020-01-01T10:00:00Z", "--to", "2020-01-01T14:00:00+02:00");

    system.awaitQuiet(PATIENCE);
    assertThat(again.out())
        .matches(
            "replay recordings-\\d{8}T\\d{6}\\.\\d{3}Z from 2020-01-01T10:00:00Z to"
                + " 2020-01-01T12:00:00Z: COMPLETED, the last event is of 2020-01-01T11:00:01Z\n");
    assertThat(run("show", channel.recording(1), "--json").json()).isEqualTo(restored);
  }

  @Test
  void onlyOurTwoRulesGetTheEvents() throws Exception {
    try (var aws = new ScriptedAws(request -> ScriptedAws.handOn(request, system.endpoint()))) {
      var replay = run(aws.endpoint(), "replay", "--from", "1999-01-01", "--to", "1999-01-02");

      assertThat(replay.out()).endsWith(": COMPLETED, no events\n");
      assertThat(aws.requests())
          .filteredOn(request -> request.target().endsWith(".StartReplay"))
          .singleElement()
          .satisfies(start ->
              assertThat(start.body())
                  .contains("\"Arn\":\"arn:aws:events:us-east-1:000000000000:event-bus/default\"")
                  .contains(
                      "\"FilterArns\":[\"arn:aws:events:us-east-1:000000000000:rule/IVSRecordingStatusRule\",\"arn:aws:events:us-east-1:000000000000:rule/IVSStreamStateRule\"]"));
    }
  }

  @Test
  void aReplayThatFailsIsReportedWithItsReason() throws Exception {
    try (var aws =
        new ScriptedAws(request ->
            request.target().endsWith(".DescribeReplay")
                ? Answer.json(
                    """
                    {"State": "FAILED", "StateReason": "the attic burned down", \
                    "EventStartTime": 0, "EventEndTime": 60}\
                    """)
                : ScriptedAws.handOn(request, system.endpoint()))) {
      var replay = run(aws.endpoint(), "replay", "--from", "1999-01-01", "--to", "1999-01-02");

      assertThat(replay.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(replay.err())
          .matches(
              "recordings: the replay recordings-\\S+ ended as FAILED \\(the attic burned down\\):"
                  + " run it again\n");
    }
  }

  @Test
  void whoLosesSightOfAReplayIsToldThatItGoesOn() throws Exception {
    try (var aws =
        new ScriptedAws(request ->
            request.target().endsWith(".DescribeReplay")
                ? Answer.error(
                    400,
                    "AccessDeniedException",
                    "not authorized to perform: events:DescribeReplay")
                : ScriptedAws.handOn(request, system.endpoint()))) {
      var replay = run(aws.endpoint(), "replay", "--from", "1999-01-01", "--to", "1999-01-02");

      assertThat(replay.exitCode()).isEqualTo(ExitCode.REFUSED.code());
      assertThat(replay.err())
          .containsPattern("the replay recordings-\\S+ goes on without this command")
          .contains("no permission for events:DescribeReplay");
    }
  }

  @Test
  void aWindowThatReachesIntoTheFutureEndsNow() throws Exception {
    var replay = run("replay", "--from", "2999-01-01", "--to", "2999-01-02");

    assertThat(replay.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(replay.err()).contains("--from must be before --to, and not in the future");
  }

  private void forget(String recording) {
    try (var dynamo = dynamo()) {
      dynamo.deleteItem(delete ->
          delete
              .tableName("Recording")
              .key(Map.of("recordingId", AttributeValue.fromS(recording))));
    }
  }

  /// Without what tells of the writes and not of the recording.
  private Map<String, AttributeValue> attributes(Channel channel) {
    try (var dynamo = dynamo()) {
      var item =
          new HashMap<>(
              dynamo
                  .getItem(get ->
                      get.tableName("Recording")
                          .key(Map.of("recordingId", AttributeValue.fromS(channel.recording(1)))))
                  .item());
      item.keySet().removeAll(List.of("version", "updatedAt", "history"));
      assertThat(item).containsKey("endTime");
      return item;
    }
  }

  private DynamoDbClient dynamo() {
    var shell =
        CommandLineRun.shell(
            CommandLineRun.HOME,
            Map.of(),
            "",
            new StringWriter(),
            new StringWriter(),
            Optional.empty());
    return Target.open(new Where.Endpoint(system.endpoint()), shell).dynamoDb();
  }

  private CommandLineRun run(String... arguments) {
    return run(system.endpoint(), arguments);
  }

  private static CommandLineRun run(URI endpoint, String... arguments) {
    return CommandLineRun.in(Map.of("AWS_ENDPOINT_URL", endpoint.toString()), "", arguments);
  }
}
