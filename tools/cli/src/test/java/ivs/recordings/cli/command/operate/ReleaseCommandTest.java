package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.model.recording.ParkingCause;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `release`, and how a person discards.
@ExtendWith(SharedSystem.class)
class ReleaseCommandTest {
  private final Operator operator;

  ReleaseCommandTest(Operator operator) {
    this.operator = operator;
  }

  @Test
  void whatWaitedForAProfileIsReleasedThoughThatWasWrittenByHand() throws Exception {
    var channel = new TestChannel("releasedAfterPutItem");
    var stranger = new TestChannel("stillAStranger");
    operator.sendRecordingOf(channel);
    operator.sendRecordingOf(stranger);
    operator.putByHand("Profile", Map.of("sourceArn", channel.arn(), "profileId", "by-hand"));

    var release = operator.run("release --profile-missing --json");

    assertThat(release.exitCode()).isZero();
    assertThat(release.json().get("releasedEvents").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(release.json().get("waiting"))
        .filteredOn(row -> row.get("waitingFor").asText().equals("profile#" + stranger.arn()))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.get("events").asInt()).isEqualTo(2);
          assertThat(row.get("why").asText()).isEqualTo("the channel has no profile");
        });
    assertThat(release.json().get("waiting"))
        .noneMatch(row -> row.get("waitingFor").asText().endsWith(channel.arn()))
        .allMatch(row -> row.get("waitingFor").asText().startsWith("profile#"));
    operator.awaitQuiet();
    assertThat(operator.json("show %s", channel.recording(1)).get("profileId").asText())
        .isEqualTo("by-hand");
    assertThat(operator.waiting("profile#" + channel.arn())).isEmpty();
    assertThat(hour("EventsReleased")).isGreaterThanOrEqualTo(2);
  }

  private long hour(String metric) throws Exception {
    for (var finding : operator.json("status").get("findings")) {
      if (finding.get("name").asText().equals("last hour")) {
        return finding.get(metric).asLong();
      }
    }
    return 0;
  }

  @Test
  void oneCauseCanBeLookedAtAlone() throws Exception {
    var channel = new TestChannel("releasedAlone");
    operator.sendRecordingOf(channel);

    assertThat(operator.run("release --waiting-for profile#%s", channel.arn()).out())
        .startsWith("0 parked events released to the queue\n2 events still waiting:\n")
        .contains("profile#" + channel.arn());
    operator.putByHand("Profile", Map.of("sourceArn", channel.arn(), "profileId", "by-hand"));
    assertThat(operator.run("release --waiting-for profile#%s", channel.arn()).out())
        .isEqualTo("2 parked events released to the queue\n");
    operator.awaitQuiet();
    assertThat(operator.run("release --waiting-for profile#%s", channel.arn()).out())
        .isEqualTo("0 parked events released to the queue\n");
  }

  @Test
  void aRecordingOfAnUnknownStreamStillWaits() throws Exception {
    var channel = new TestChannel("releasedWithoutStream");
    operator.run("profile put --channel %s --profile x", channel.arn());
    operator.send(channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));

    assertThat(operator.json("release --all").get("waiting"))
        .anySatisfy(row -> {
          assertThat(row.get("waitingFor").asText()).isEqualTo("stream#" + channel.stream(1));
          assertThat(row.get("why").asText()).isEqualTo("no event of the stream has arrived");
        });
    assertThat(operator.waiting("stream#" + channel.stream(1))).hasSize(1);
  }

  /// It is still malformed, so it is parked again: also if that is before it is removed.
  @Test
  void aMalformedEventIsReleasedOnlyByNameAndIsNeverLost() throws Exception {
    var channel = new TestChannel("releasedMalformed");
    var cause = "malformed#detail.recording_status";
    operator.send(malformed(channel));
    var id = waiting(cause, channel);

    var all = operator.json("release");
    var named = operator.json("release --waiting-for %s --event-id %s", cause, id);

    assertThat(all.get("waiting"))
        .anySatisfy(row -> {
          assertThat(row.get("waitingFor").asText()).isEqualTo(cause);
          assertThat(row.get("why").asText()).startsWith("a person");
        });
    assertThat(named.get("releasedEvents").asInt()).isEqualTo(1);
    operator.awaitQuiet();
    assertThat(waiting(cause, channel)).isEqualTo(id);
  }

  /// It names no stream, so it would only be parked a second time, as malformed.
  @Test
  void whatTheReconcilerFoundAmbiguousIsNotReleasedBeforeAPersonSaysOfWhichStreamItIs()
      throws Exception {
    var cause = new ParkingCause.Ambiguous("Two streams were live then.");
    try (var target = operator.target()) {
      var table = target.tables().parkedEvents();
      var parked = table.park(cause, "ambiguous-1", "{}");

      var run = operator.run("release --waiting-for %s", cause.waitingFor());

      assertThat(run.out())
          .startsWith("0 parked events released to the queue")
          .contains("a person says of which stream it is");
      assertThat(operator.waiting(cause.waitingFor())).isNotEmpty();
      table.remove(parked);
    }
  }

  @Test
  void anEventIsDiscardedByAPersonWhoMeansIt() throws Exception {
    var channel = new TestChannel("discarded");
    var cause = "malformed#detail.recording_status";
    operator.send(malformed(channel));
    var id = waiting(cause, channel);
    var discard = "release --discard --waiting-for %s --event-id %s";

    var unsure = operator.run(discard, cause, id);
    assertThat(unsure.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(unsure.err())
        .isEqualTo(
            "recordings: nothing was done: only at a terminal it can ask; --yes does not ask\n");
    assertThat(operator.atTerminal("n\n", discard, cause, id)).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(operator.atTerminal("", discard, cause, id)).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(waiting(cause, channel)).isEqualTo(id);

    assertThat(operator.atTerminal("y\n", discard, cause, id)).isZero();
    assertThat(waiting(cause, channel)).isEmpty();

    operator.send(malformed(channel));
    var discarded = operator.json(discard + " --yes", cause, waiting(cause, channel));
    assertThat(discarded.get("event").asText()).contains(channel.arn());

    assertThat(waiting(cause, channel)).isEmpty();
    var again = operator.run(discard + " --yes", cause, id);
    assertThat(again.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(again.err()).contains("no event " + id + " waits for " + cause);
  }

  @Test
  void anEventThatDoesNotWaitIsNotReleased() throws Exception {
    var channel = new TestChannel("releasedNotThere");
    var cause = "profile#" + channel.arn();
    operator.sendRecordingOf(channel);

    var run = operator.run("release --waiting-for %s --event-id nope", cause);

    assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(run.err()).contains("no event nope waits for " + cause, "./recordings parked");
    assertThat(run.out()).isEmpty();
    assertThat(operator.waiting(cause)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"profile#%s", "%s", "UNKNOWN_PROFILE", "unknown_profile"})
  void aCauseIsNamedByItsKeyItsChannelOrItsReason(String form) throws Exception {
    var channel = new TestChannel("releasedByName");
    operator.sendRecordingOf(channel);
    var cause = form.formatted(channel.arn());

    assertThat(operator.waiting(cause).findValuesAsText("waitingFor"))
        .contains("profile#" + channel.arn());
    assertThat(operator.json("release --waiting-for %s", cause).findValuesAsText("waitingFor"))
        .contains("profile#" + channel.arn());
  }

  private static String malformed(TestChannel channel) {
    return channel
        .recordingStart(1, 1, "2026-01-01T10:00:01Z")
        .replace("Recording Start", "Recording Paused");
  }

  /// The id of the channel's event; empty if none waits.
  private String waiting(String cause, TestChannel channel) throws Exception {
    for (var event : operator.waiting(cause)) {
      if (event.get("event").asText().contains(channel.arn())) {
        return event.get("eventId").asText();
      }
    }
    return "";
  }
}
