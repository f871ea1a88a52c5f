package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.model.ParkingCause;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// `release`, and how a person discards.
@ExtendWith(OneSystem.class)
class ReleaseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EmbeddedSystem system;

  @TempDir private Path folder = Path.of("");

  ReleaseTest(EmbeddedSystem system) {
    this.system = system;
  }

  @Test
  void whatWaitedForAProfileIsReleasedThoughThatWasWrittenByHand() throws Exception {
    var channel = new Channel("releasedAfterPutItem");
    var stranger = new Channel("stillAStranger");
    send(channel, recordingOf(channel));
    send(stranger, recordingOf(stranger));
    putByHand(channel);

    var release = run("release", "--profile-missing", "--json");

    assertThat(release.exitCode()).isZero();
    assertThat(release.json().get("releasedEvents").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(release.json().get("waiting"))
        .filteredOn(row -> row.get("waitingFor").asText().equals("profile#" + stranger.arn()))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.get("events").asInt()).isEqualTo(2);
          assertThat(row.get("why").asText()).isEqualTo("the channel belongs to nobody");
        });
    assertThat(release.json().get("waiting"))
        .noneMatch(row -> row.get("waitingFor").asText().endsWith(channel.arn()))
        .allMatch(row -> row.get("waitingFor").asText().startsWith("profile#"));
    system.awaitQuiet(PATIENCE);
    assertThat(run("show", channel.recording(1), "--json").json().get("profileId").asText())
        .isEqualTo("by-hand");
    assertThat(waiting("profile#" + channel.arn())).isEmpty();
    assertThat(hour("EventsReleased")).isGreaterThanOrEqualTo(2);
  }

  private long hour(String metric) throws Exception {
    for (var finding : run("status", "--json").json().get("findings")) {
      if (finding.get("name").asText().equals("last hour")) {
        return finding.get(metric).asLong();
      }
    }
    return 0;
  }

  @Test
  void oneCauseCanBeLookedAtAlone() throws Exception {
    var channel = new Channel("releasedAlone");
    send(channel, recordingOf(channel));

    assertThat(run("release", "--waiting-for", "profile#" + channel.arn()).out())
        .startsWith("0 parked events released to the queue\n2 events still waiting:\n")
        .contains("profile#" + channel.arn());
    putByHand(channel);
    assertThat(run("release", "--waiting-for", "profile#" + channel.arn()).out())
        .isEqualTo("2 parked events released to the queue\n");
    system.awaitQuiet(PATIENCE);
    assertThat(run("release", "--waiting-for", "profile#" + channel.arn()).out())
        .isEqualTo("0 parked events released to the queue\n");
  }

  @Test
  void aRecordingWhoseStreamNobodyKnowsStillWaits() throws Exception {
    var channel = new Channel("releasedWithoutStream");
    run("profile", "put", "--channel", channel.arn(), "--profile", "x");
    send(channel, channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    assertThat(run("release", "--all", "--json").json().get("waiting"))
        .anySatisfy(row -> {
          assertThat(row.get("waitingFor").asText()).isEqualTo("stream#" + channel.stream(1));
          assertThat(row.get("why").asText()).isEqualTo("no event of the stream has arrived");
        });
    assertThat(waiting("stream#" + channel.stream(1))).hasSize(1);
  }

  /// It is still malformed, so it is parked again: also if that is before it is removed.
  @Test
  void aMalformedEventIsReleasedOnlyByNameAndIsNeverLost() throws Exception {
    var channel = new Channel("releasedMalformed");
    var cause = "malformed#detail.recording_status";
    send(channel, malformed(channel));
    var id = waiting(cause, channel);

    var all = run("release", "--json").json();
    var named = run("release", "--waiting-for", cause, "--event-id", id, "--json").json();

    assertThat(all.get("waiting"))
        .anySatisfy(row -> {
          assertThat(row.get("waitingFor").asText()).isEqualTo(cause);
          assertThat(row.get("why").asText()).startsWith("a person");
        });
    assertThat(named.get("releasedEvents").asInt()).isEqualTo(1);
    system.awaitQuiet(PATIENCE);
    assertThat(waiting(cause, channel)).isEqualTo(id);
  }

  /// It names no stream, so it would only be parked a second time, as malformed.
  @Test
  void whatTheReconcilerFoundAmbiguousIsNotReleasedBeforeAPersonSaysOfWhichStreamItIs()
      throws Exception {
    var cause = new ParkingCause.Ambiguous("Two streams were live then.");
    var shell = shell("", new StringWriter(), Optional.empty());
    try (var target = Target.open(new Where.Endpoint(system.endpoint()), shell)) {
      var table = target.tables().parkedEvents();
      var parked = table.park(cause, "ambiguous-1", "{}");

      var run = run("release", "--waiting-for", cause.waitingFor());

      assertThat(run.out())
          .startsWith("0 parked events released to the queue")
          .contains("a person says of which stream it is");
      assertThat(waiting(cause.waitingFor())).isNotEmpty();
      table.remove(parked);
    }
  }

  @Test
  void anEventIsDiscardedByAPersonWhoMeansIt() throws Exception {
    var channel = new Channel("discarded");
    var cause = "malformed#detail.recording_status";
    send(channel, malformed(channel));
    var id = waiting(cause, channel);
    String[] discard = {"release", "--discard", "--waiting-for", cause, "--event-id", id};

    var unsure = run(discard);
    assertThat(unsure.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(unsure.err())
        .isEqualTo(
            "recordings: nothing was done: only at a terminal it can ask; --yes does not ask\n");
    assertThat(atTerminal("n\n", discard)).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(atTerminal("", discard)).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(waiting(cause, channel)).isEqualTo(id);

    assertThat(atTerminal("y\n", discard)).isZero();

    assertThat(waiting(cause, channel)).isEmpty();
    var again = run("release", "--discard", "--waiting-for", cause, "--event-id", id, "--yes");
    assertThat(again.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(again.err()).contains("no event " + id + " waits for " + cause);
  }

  @Test
  void anEventThatDoesNotWaitIsNotReleased() throws Exception {
    var channel = new Channel("releasedNotThere");
    var cause = "profile#" + channel.arn();
    send(channel, recordingOf(channel));

    var run = run("release", "--waiting-for", cause, "--event-id", "nope");

    assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(run.err()).contains("no event nope waits for " + cause, "./recordings parked");
    assertThat(run.out()).isEmpty();
    assertThat(waiting(cause)).hasSize(2);
  }

  @Test
  void whatWasDiscardedIsShownOnceMoreToAProgram() throws Exception {
    var channel = new Channel("discardedByProgram");
    var cause = "malformed#detail.recording_status";
    send(channel, malformed(channel));
    var id = waiting(cause, channel);

    var discard =
        run("release", "--discard", "--waiting-for", cause, "--event-id", id, "--yes", "--json");

    assertThat(discard.json().get("event").asText()).contains(channel.arn());
    assertThat(waiting(cause, channel)).isEmpty();
  }

  private static String malformed(Channel channel) {
    return channel
        .recordingStart(1, 1, "2026-01-01T10:00:01Z")
        .replace("Recording Start", "Recording Paused");
  }

  private static String[] recordingOf(Channel channel) {
    return new String[] {
      channel.streamStart(1, "2026-01-01T10:00:00Z"),
      channel.recordingStart(1, 1, "2026-01-01T10:00:01Z")
    };
  }

  private void send(Channel channel, String... entries) throws Exception {
    var file = Channel.file(folder, channel.name() + ".json", entries);
    assertThat(run("send", file.toString()).exitCode()).isZero();
    system.awaitQuiet(PATIENCE);
  }

  private void putByHand(Channel channel) {
    var shell = shell("", new StringWriter(), Optional.empty());
    try (var target = Target.open(new Where.Endpoint(system.endpoint()), shell);
        var dynamo = target.dynamoDb()) {
      dynamo.putItem(put ->
          put.tableName("Profile")
              .item(
                  Map.of(
                      "sourceArn", AttributeValue.fromS(channel.arn()),
                      "profileId", AttributeValue.fromS("by-hand"))));
    }
  }

  private JsonNode waiting(String cause) throws Exception {
    return run("parked", "--waiting-for", cause, "--limit", "1000", "--json").json();
  }

  /// The id of the channel's event; empty if none waits.
  private String waiting(String cause, Channel channel) throws Exception {
    for (var event : waiting(cause)) {
      if (event.get("event").asText().contains(channel.arn())) {
        return event.get("eventId").asText();
      }
    }
    return "";
  }

  private int atTerminal(String input, String... arguments) {
    return Recordings.run(shell(input, new StringWriter(), Optional.of(100)), arguments);
  }

  private Shell shell(String input, StringWriter out, Optional<Integer> columns) {
    return CommandLineRun.shell(
        CommandLineRun.HOME,
        Map.of("AWS_ENDPOINT_URL", system.endpoint().toString()),
        input,
        out,
        out,
        columns);
  }

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.in(
        Map.of("AWS_ENDPOINT_URL", system.endpoint().toString()), "", arguments);
  }
}
