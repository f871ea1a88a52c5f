package ivs.recordings.cli.command.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The lives of recordings that real events made.
@ExtendWith(SharedSystem.class)
class ExplainCommandTest {
  private final Operator operator;

  ExplainCommandTest(Operator operator) {
    this.operator = operator;
  }

  @Test
  void showTellsOfALaterStreamWhileAnEarlierOneIsLive() {
    var channel = operator.linked("superseded");
    operator.send(
        channel.streamStart(1, "2026-11-02T09:00:00Z"),
        channel.recordingStart(1, 1, "2026-11-02T09:00:02Z"));
    assertThat(operator.run("show %s", channel.recording(1)).out())
        .doesNotContain("has not arrived");

    operator.send(channel.streamStart(2, "2026-11-02T10:00:00Z"));

    assertThat(operator.run("show %s", channel.recording(1)).out())
        .contains(
            channel.stream(1) + " is LIVE, but " + channel.stream(2),
            "began at 2026-11-02T10:00:00Z");
  }

  @Test
  void everyEventThatChangedTheRowIsToldInTheOrderItWasWritten() throws Exception {
    var channel = operator.linked("explainOrder");
    operator.send(channel.streamStart(1, "2026-01-01T10:00:00Z"));
    operator.send(channel.recordingEndFailure(1, 1, "2026-01-01T10:09:00Z", "Broken"));
    operator.send(channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));
    operator.send(channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    var story = operator.json("explain %s", channel.recording(1));

    assertThat(story.path("history"))
        .extracting(change ->
            "%d %s %s %s %s"
                .formatted(
                    change.path("version").asInt(),
                    change.path("time").asText(),
                    change.path("writer").asText(),
                    change.path("event").asText(),
                    change.path("changed").asText()))
        .containsExactly(
            "1 2026-01-01T10:09:00Z handler Recording End Failure FAILED",
            "2 2026-01-01T10:00:01Z handler Recording Start start");
    assertThat(story.path("history"))
        .allSatisfy(change -> assertThat(change.path("eventId").asText()).hasSize(36))
        .allSatisfy(change -> assertThat(change.path("delaySeconds").asLong()).isPositive());
    assertThat(story.path("recording").path("recordingStatus").asText()).isEqualTo("FAILED");
  }

  @Test
  void whatCameOutOfOrderIsSaid() throws Exception {
    var channel = operator.linked("explainLate");
    operator.send(channel.streamStart(1, "2026-01-01T10:00:00Z"));
    operator.send(channel.recordingEndFailure(1, 1, "2026-01-01T10:09:00Z", "Broken"));
    operator.send(channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    assertThat(operator.run("explain %s", channel.recording(1)).out())
        .contains("Recording Start of 2026-01-01T10:00:01Z came out of order");
  }

  @Test
  void aReasonIsPutIntoPlainWordsWithARemedy() throws Exception {
    var channel = operator.linked("explainReason");
    operator.send(
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingEndFailure(1, 1, "2026-01-01T10:09:00Z", "InternalServerException"),
        channel.recordingEndFailure(1, 2, "2026-01-01T10:09:00Z", "UndocumentedReason"));

    assertThat(operator.run("explain %s", channel.recording(1)).out())
        .contains("is FAILED", "Why it failed: InternalServerException", "What to do:")
        .contains("some of its files may exist");
    var unknown = operator.json("explain %s", channel.recording(2)).path("failure");
    assertThat(unknown.path("reason").asText()).isEqualTo("UndocumentedReason");
    assertThat(unknown.path("meaning").asText()).contains("does not document");
    assertThat(unknown.path("remedy").asText()).contains("doctor");
  }

  @Test
  void aFailureEndsWithACommandAndTheRunbook() throws Exception {
    var channel = operator.linked("explainFailed");
    operator.send(
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingEndFailure(1, 1, "2026-01-01T10:09:00Z", "ValidationException"));

    assertThat(whatToDo(channel.recording(1)))
        .containsExactly("./recordings doctor", "docs/runbook.md#why-is-this-recording-what-it-is");
  }

  @Test
  void whatItsFilesSayIsHeldAgainstTheRow() throws Exception {
    operator.run("profile put --channel %s --profile explained", SAMPLE);
    operator.run(
        "send %s",
        CommandLineRun.HOME.resolve("test-events/recording-end-failure.json").toString());
    operator.awaitQuiet();

    assertThat(operator.run("explain %s", "FqbrSelUa7fd").out().replaceAll("\\s+", " "))
        .contains("The manifest says RECORDING_ENDED_WITH_FAILURE")
        .contains("its manifest says 2428000 ms. The reconciler makes it good.");
    assertThat(whatToDo("FqbrSelUa7fd").getFirst())
        .startsWith("the reconciler makes it good by itself; at once: ./recordings reconcile");
  }

  @Test
  void filesThatMayNotBeReadAreSaidToBeSo() throws Exception {
    var channel = operator.linked("explainHidden");
    operator.sendRecordingOf(channel);

    assertThat(operator.run("explain %s", channel.recording(1)).out().replaceAll("\\s+", " "))
        .contains("It lies in the bucket files, which RECORDING_BUCKETS");
  }

  @Test
  void whatWaitsForTheStreamOrSpeaksOfTheRecordingIsShown() throws Exception {
    var channel = operator.linked("explainParked");
    operator.send(
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingEnd(1, 1, "2026-01-01T10:10:00Z", 1000, List.of(2, 1)));
    operator.send(channel.recordingStart(2, 1, "2026-01-01T10:00:01Z"));
    operator.send(channel.recordingStart(2, 7, "2026-01-01T10:00:01Z"));

    var parked = operator.json("explain %s", channel.recording(1)).path("parked");

    assertThat(parked)
        .extracting(event -> event.path("ofTheSame").asText())
        .containsExactlyInAnyOrder("recording", "stream");
    assertThat(operator.run("explain %s", channel.recording(1)).out())
        .contains("UNKNOWN_STREAM_SESSION");
  }

  @Test
  void aRecordingWhoseEventsAllWaitIsExplainedByThem() throws Exception {
    var channel = new TestChannel("explainUnlinked");
    operator.send(channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    var run = operator.run("explain %s", channel.recording(1));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("has no row yet", "UNKNOWN_PROFILE", "No profile is linked to the channel");
  }

  @Test
  void anUnknownRecordingIsNotFound() {
    var run = operator.run("explain %s", "explainNothing");

    assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(run.complaint()).contains("explainNothing", "list");
  }

  @Test
  void aSourceThatCannotBeAskedIsNamedAndTheRestIsTold() throws Exception {
    var channel = operator.linked("explainBroken");
    operator.sendRecordingOf(channel);
    try (var unasked =
            operator.answering(
                request -> request.isFor("lambda"),
                Answer.refused("lambda:GetFunctionConfiguration"));
        var corruptProfile =
            operator.answering(
                request ->
                    request.target().endsWith("GetItem") && request.body().contains("sourceArn"),
                Answer.json("{\"Item\": {\"sourceArn\": {\"S\": \"corrupt\"}}}"))) {
      for (var aws : List.of(unasked, corruptProfile)) {
        var run = operator.at(aws).run("explain %s", channel.recording(1));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("STARTED", "What changed its row", "Its streams:");
      }
      assertThat(operator.at(unasked).run("explain %s", channel.recording(1)).err())
          .contains("not looked at: files: no permission for lambda:GetFunctionConfiguration");
    }
  }

  @Test
  void aRecordingThatIsOpenForTooLongEndsWithACommandAndTheRunbook() throws Exception {
    var channel = operator.linked("explainOpen");
    var lately = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS).toString();
    operator.send(
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"),
        channel.recordingStart(1, 2, lately));

    assertThat(whatToDo(channel.recording(1)))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("no recording lasts ")
                    .endsWith("./recordings reconcile --profile explainOpen --since 2026-01-01"),
            line -> assertThat(line).isEqualTo("docs/runbook.md#a-recording-is-open-for-too-long"));
    assertThat(operator.run("explain %s", channel.recording(1)).out())
        .contains("What to do:\n  -> no recording lasts ");
    assertThat(whatToDo(channel.recording(2)).getFirst()).startsWith("nothing as long as it runs");
  }

  @Test
  void whatWaitsSaysWithWhichCommandItIsMended() throws Exception {
    var channel = new TestChannel("explainMended");
    operator.send(
        channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"),
        channel.recordingStart(1, 2, "2026-01-01T10:00:01Z").replace("Recording Start", "Odd"));
    var stranger = operator.linked("explainStranger");
    operator.send(stranger.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    assertThat(operator.run("explain %s", channel.recording(1)).out())
        .contains(
            "  -> link the channel or stage to its profile:"
                + " ./recordings profile put --profile ID --channel "
                + channel.arn(),
            "  -> docs/runbook.md#reason-unknown_profile");
    assertThat(operator.run("explain %s", channel.recording(2)).out())
        .containsPattern(
            "-> if the event is invalid, discard it: \\./recordings release --discard --waiting-for"
                + " 'malformed#detail\\.recording_status' --event-id [0-9a-f-]{36}")
        .contains("docs/runbook.md#reason-malformed");
    assertThat(operator.run("explain %s", stranger.recording(1)).out())
        .contains("./recordings redrive", "docs/runbook.md#reason-unknown_stream_session");
  }

  private List<String> whatToDo(String id) throws Exception {
    return operator
        .json("explain %s", id)
        .path("whatToDo")
        .valueStream()
        .map(JsonNode::asText)
        .toList();
  }

  private static final String SAMPLE = "arn:aws:ivs:us-east-1:111122223333:channel/Zp9rVn3GhY6c";
}
