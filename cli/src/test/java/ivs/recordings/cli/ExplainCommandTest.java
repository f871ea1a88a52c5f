package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.EmbeddedSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The lives of recordings that real events made.
@ExtendWith(OneSystem.class)
class ExplainCommandTest {
  private final EmbeddedSystem system;
  @TempDir private Path folder;

  ExplainCommandTest(EmbeddedSystem system) {
    this.system = system;
  }

  @Test
  void everyEventThatChangedTheRowIsToldInTheOrderItWasWritten() throws Exception {
    var channel = linked("explainOrder");
    send(channel, channel.streamStart(1, "2026-01-01T10:00:00Z"));
    send(channel, channel.recordingEndFailure(1, 1, "2026-01-01T10:09:00Z", "Broken"));
    send(channel, channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));
    send(channel, channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    var story = explain(channel.recording(1), "--json").json();

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
    var channel = linked("explainLate");
    send(channel, channel.streamStart(1, "2026-01-01T10:00:00Z"));
    send(channel, channel.recordingEndFailure(1, 1, "2026-01-01T10:09:00Z", "Broken"));
    send(channel, channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    assertThat(explain(channel.recording(1)).out())
        .contains("Recording Start of 2026-01-01T10:00:01Z came out of order");
  }

  @Test
  void aReasonIsPutIntoPlainWordsWithARemedy() throws Exception {
    var channel = linked("explainReason");
    send(
        channel,
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingEndFailure(1, 1, "2026-01-01T10:09:00Z", "InternalServerException"),
        channel.recordingEndFailure(1, 2, "2026-01-01T10:09:00Z", "NobodyKnowsThis"));

    assertThat(explain(channel.recording(1)).out())
        .contains("is FAILED", "Why it failed: InternalServerException", "What to do:")
        .contains("some of its files may exist");
    var unknown = explain(channel.recording(2), "--json").json().path("failure");
    assertThat(unknown.path("reason").asText()).isEqualTo("NobodyKnowsThis");
    assertThat(unknown.path("meaning").asText()).contains("does not document");
    assertThat(unknown.path("remedy").asText()).contains("doctor");
  }

  @Test
  void whatItsFilesSayIsHeldAgainstTheRow() throws Exception {
    assertThat(run("profile", "put", "--channel", SAMPLE, "--profile", "explained").exitCode())
        .isZero();
    run("send", CommandLineRun.HOME.resolve("test-events/recording-end-failure.json").toString());
    system.awaitQuiet(Duration.ofSeconds(30));

    assertThat(explain("FqbrSelUa7fd").out().replaceAll("\\s+", " "))
        .contains("The manifest says RECORDING_ENDED_WITH_FAILURE")
        .contains("its manifest says 2428000 ms. The reconciler makes it good.");
  }

  @Test
  void filesThatNobodyMayReadAreSaidToBeSo() throws Exception {
    var channel = linked("explainHidden");
    send(
        channel,
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    assertThat(explain(channel.recording(1)).out().replaceAll("\\s+", " "))
        .contains("It lies in the bucket files, which RECORDING_BUCKETS");
  }

  @Test
  void whatWaitsForTheStreamOrSpeaksOfTheRecordingIsShown() throws Exception {
    var channel = linked("explainParked");
    send(
        channel,
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingEnd(1, 1, "2026-01-01T10:10:00Z", 1000, List.of(2, 1)));
    send(channel, channel.recordingStart(2, 1, "2026-01-01T10:00:01Z"));
    send(channel, channel.recordingStart(2, 7, "2026-01-01T10:00:01Z"));

    var parked = explain(channel.recording(1), "--json").json().path("parked");

    assertThat(parked)
        .extracting(event -> event.path("ofTheSame").asText())
        .containsExactlyInAnyOrder("recording", "stream");
    assertThat(explain(channel.recording(1)).out()).contains("UNKNOWN_STREAM_SESSION");
  }

  @Test
  void aRecordingWhoseEventsAllWaitIsExplainedByThem() throws Exception {
    var channel = new Channel("explainNobody");
    send(channel, channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    var run = explain(channel.recording(1));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("has no row yet", "UNKNOWN_PROFILE", "No profile is linked to the channel");
  }

  @Test
  void aRecordingThatNobodyKnowsIsNotFound() {
    var run = explain("explainNothing");

    assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(run.err().lines()).singleElement().asString().contains("explainNothing", "list");
  }

  @Test
  void aSourceThatCannotBeAskedIsNamedAndTheRestIsTold() throws Exception {
    var channel = linked("explainBroken");
    send(
        channel,
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));
    try (var cloud =
        new ScriptedAws(request ->
            request.isFor("lambda")
                ? ScriptedAws.Answer.error(
                    403,
                    "AccessDeniedException",
                    "not authorized to perform: lambda:GetFunctionConfiguration")
                : ScriptedAws.handOn(request, system.endpoint()))) {
      var run =
          CommandLineRun.in(
              Map.of("AWS_ENDPOINT_URL", cloud.endpoint().toString()),
              "",
              "explain",
              channel.recording(1));

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains("STARTED", "What changed its row", "Its streams:");
      assertThat(run.err())
          .contains("not looked at: files: no permission for lambda:GetFunctionConfiguration");
    }
  }

  @Test
  void aProfileThatWasSpoiledByHandKeepsNobodyFromTheStory() throws Exception {
    var channel = linked("explainSpoiled");
    send(
        channel,
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));
    try (var cloud =
        new ScriptedAws(request ->
            request.target().endsWith("GetItem") && request.body().contains("sourceArn")
                ? ScriptedAws.Answer.json("{\"Item\": {\"sourceArn\": {\"S\": \"spoiled\"}}}")
                : ScriptedAws.handOn(request, system.endpoint()))) {
      var run =
          CommandLineRun.in(
              Map.of("AWS_ENDPOINT_URL", cloud.endpoint().toString()),
              "",
              "explain",
              channel.recording(1));

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains("STARTED", "What changed its row", "Its streams:");
    }
  }

  @Test
  void aRecordingThatIsOpenForTooLongEndsWithACommandAndTheRunbook() throws Exception {
    var channel = linked("explainOpen");
    var lately = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS).toString();
    send(
        channel,
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
    assertThat(explain(channel.recording(1)).out())
        .contains("What to do:\n  -> no recording lasts ");
    assertThat(whatToDo(channel.recording(2)).getFirst()).startsWith("nothing as long as it runs");
  }

  @Test
  void aFailureEndsWithACommandAndTheRunbook() throws Exception {
    var channel = linked("explainFailed");
    send(
        channel,
        channel.streamStart(1, "2026-01-01T10:00:00Z"),
        channel.recordingEndFailure(1, 1, "2026-01-01T10:09:00Z", "ValidationException"));

    assertThat(whatToDo(channel.recording(1)))
        .containsExactly("./recordings doctor", "docs/runbook.md#why-is-this-recording-what-it-is");
  }

  @Test
  void whatTheReconcilerMakesGoodCanBeDoneAtOnce() throws Exception {
    run("profile", "put", "--channel", SAMPLE, "--profile", "explained");
    run("send", CommandLineRun.HOME.resolve("test-events/recording-end-failure.json").toString());
    system.awaitQuiet(Duration.ofSeconds(30));

    assertThat(whatToDo("FqbrSelUa7fd").getFirst())
        .startsWith("the reconciler makes it good by itself; at once: ./recordings reconcile");
  }

  @Test
  void whatWaitsSaysWithWhichCommandItIsMended() throws Exception {
    var channel = new Channel("explainMended");
    send(
        channel,
        channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"),
        channel.recordingStart(1, 2, "2026-01-01T10:00:01Z").replace("Recording Start", "Odd"));
    var stranger = linked("explainStranger");
    send(stranger, stranger.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    assertThat(explain(channel.recording(1)).out())
        .contains(
            "  -> link the channel to whom it belongs:"
                + " ./recordings profile put --profile ID --channel "
                + channel.arn(),
            "  -> docs/runbook.md#reason-unknown_profile");
    assertThat(explain(channel.recording(2)).out())
        .containsPattern(
            "-> if it is nobody's event, discard it: \\./recordings release --discard --waiting-for"
                + " 'malformed#detail\\.recording_status' --event-id [0-9a-f-]{36}")
        .contains("docs/runbook.md#reason-malformed");
    assertThat(explain(stranger.recording(1)).out())
        .contains("./recordings redrive", "docs/runbook.md#reason-unknown_stream_session");
  }

  private List<String> whatToDo(String id) throws Exception {
    var lines = new ArrayList<String>();
    explain(id, "--json").json().path("whatToDo").forEach(line -> lines.add(line.asText()));
    return lines;
  }

  private static final String SAMPLE = "arn:aws:ivs:us-east-1:111122223333:channel/Zp9rVn3GhY6c";

  private Channel linked(String name) {
    var channel = new Channel(name);
    run("profile", "put", "--channel", channel.arn(), "--profile", name);
    return channel;
  }

  private void send(Channel channel, String... entries) throws Exception {
    var file = Channel.file(folder, channel.name() + ".json", entries);
    assertThat(run("send", file.toString()).err()).isEmpty();
    system.awaitQuiet(Duration.ofSeconds(30));
  }

  private CommandLineRun explain(String id, String... more) {
    return more.length == 0 ? run("explain", id) : run("explain", id, more[0]);
  }

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.in(
        Map.of("AWS_ENDPOINT_URL", system.endpoint().toString()), "", arguments);
  }
}
