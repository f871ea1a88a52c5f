package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// `replay`, from the embedded archive.
@ExtendWith(SharedSystem.class)
class ReplayCommandTest {
  private final Operator operator;

  ReplayCommandTest(Operator operator) {
    this.operator = operator;
  }

  @Test
  void aLostRowComesBackAndASecondReplayChangesNothing() throws Exception {
    var channel = operator.linked("lostAndReplayed");
    operator.send(
        channel.streamStart(1, "2020-01-01T10:00:00Z"),
        channel.recordingStart(1, 1, "2020-01-01T10:00:01Z"),
        channel.recordingEnd(1, 1, "2020-01-01T11:00:01Z", 3_600_000, List.of(1)));
    var before = attributes(channel);
    operator.forget(channel.recording(1));
    assertThat(operator.run("show %s", channel.recording(1)).exitCode())
        .isEqualTo(ExitCode.NOT_FOUND.code());

    var replay = operator.run("replay --from 2020-01-01 --to 2020-01-02 --json");

    assertThat(replay.err()).isEmpty();
    assertThat(replay.exitCode()).isZero();
    assertThat(replay.json().get("state").asText()).isEqualTo("COMPLETED");
    assertThat(replay.json().get("from").asText()).isEqualTo("2020-01-01T00:00:00Z");
    assertThat(replay.json().get("to").asText()).isEqualTo("2020-01-02T00:00:00Z");
    assertThat(replay.json().get("lastEventTime").asText()).isEqualTo("2020-01-01T11:00:01Z");
    operator.awaitQuiet();
    assertThat(attributes(channel)).isEqualTo(before);
    var restored = operator.json("show %s", channel.recording(1));

    var again = operator.run("replay --from 2020-01-01T10:00:00Z --to 2020-01-01T14:00:00+02:00");

    operator.awaitQuiet();
    assertThat(again.out())
        .matches(
            "replay recordings-\\d{8}T\\d{6}\\.\\d{3}Z from 2020-01-01T10:00:00Z to"
                + " 2020-01-01T12:00:00Z: COMPLETED, the last event is of 2020-01-01T11:00:01Z\n");
    assertThat(operator.json("show %s", channel.recording(1))).isEqualTo(restored);
  }

  @Test
  void onlyOurTwoRulesGetTheEvents() throws Exception {
    try (var aws =
        new AwsStubServer(request -> AwsStubServer.handOn(request, operator.endpoint()))) {
      var replay = operator.at(aws).run("replay --from 1999-01-01 --to 1999-01-02");

      assertThat(replay.out()).endsWith(": COMPLETED, no events\n");
      assertThat(aws.requests())
          .filteredOn(request -> request.target().endsWith(".StartReplay"))
          .singleElement()
          .satisfies(start ->
              assertThat(start.body())
                  .contains("\"Arn\":\"arn:aws:events:us-east-1:000000000000:event-bus/default\"")
                  .contains(
                      "\"FilterArns\":[\"%1$sIVSRecordingStatusRule\",\"%1$sIVSStreamStateRule\",\"%1$sIVSRealTimeRule\"]"
                          .formatted("arn:aws:events:us-east-1:000000000000:rule/")));
    }
  }

  @Test
  void aReplayThatFailsIsReportedWithItsReason() throws Exception {
    try (var aws =
        operator.answering(
            request -> request.target().endsWith(".DescribeReplay"),
            Answer.json(
                """
                {"State": "FAILED", "StateReason": "the attic burned down", \
                "EventStartTime": 0, "EventEndTime": 60}\
                """))) {
      var replay = operator.at(aws).run("replay --from 1999-01-01 --to 1999-01-02");

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
        operator.answering(
            request -> request.target().endsWith(".DescribeReplay"),
            Answer.refused("events:DescribeReplay"))) {
      var replay = operator.at(aws).run("replay --from 1999-01-01 --to 1999-01-02");

      assertThat(replay.exitCode()).isEqualTo(ExitCode.REFUSED.code());
      assertThat(replay.err())
          .containsPattern("the replay recordings-\\S+ goes on without this command")
          .contains("no permission for events:DescribeReplay");
    }
  }

  /// Without what tells of the writes and not of the recording.
  private Map<String, AttributeValue> attributes(TestChannel channel) {
    var row = new HashMap<>(operator.row(channel.recording(1)));
    row.keySet().removeAll(List.of("version", "updatedAt", "history"));
    assertThat(row).containsKey("endTime");
    return row;
  }
}
