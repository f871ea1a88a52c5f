package ivs.recordings.cli.command.operate;

import static ivs.recordings.cli.testing.Operator.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.model.recording.ParkingCause;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `parked`, and what `profile put` does about it.
@ExtendWith(SharedSystem.class)
class ParkedCommandTest {
  private final Operator operator;

  ParkedCommandTest(Operator operator) {
    this.operator = operator;
  }

  @Test
  void aChannelsEventsAreReleasedWhenItIsLinked() throws Exception {
    var channel = new TestChannel("parkedThenLinked");
    operator.sendRecordingOf(channel);
    assertThat(waiting(channel)).hasSize(2);

    var put = operator.run("profile put --channel %s --profile late --json", channel.arn());

    assertThat(put.exitCode()).isZero();
    assertThat(put.json().get("releasedEvents").asInt()).isEqualTo(2);
    assertThat(waiting(channel)).isEmpty();
    operator.awaitQuiet();
    assertThat(operator.json("show %s", channel.recording(1)).get("profileId").asText())
        .isEqualTo("late");
    assertThat(waiting(channel)).isEmpty();
  }

  @Test
  void peopleAreToldWhatWasReleasedAndWhatWasThereBefore() throws Exception {
    var channel = new TestChannel("parkedAndTold");
    operator.sendRecordingOf(channel);

    assertThat(operator.run("profile put --channel %s --profile one", channel.arn()).out())
        .isEqualTo(channel.arn() + " belongs to one\n2 parked events released to the queue\n");
    assertThat(operator.run("profile put --channel %s --profile two", channel.arn()).out())
        .isEqualTo(channel.arn() + " belongs to two (before: one)\n");
    assertThat(operator.run("profile put --channel %s --profile two", channel.arn()).out())
        .isEqualTo(channel.arn() + " belongs to two\n");
  }

  /// The event is sent as it came, and forgotten here only when it is safe there.
  @Test
  void anEventThatTheQueueDoesNotTakeStaysParked() throws Exception {
    var channel = new TestChannel("parkedAndRefused");
    operator.sendRecordingOf(channel);
    var before = waiting(channel);

    try (var broken =
        operator.answering(
            request -> request.target().endsWith(".SendMessage"),
            Answer.refused("sqs:SendMessage"))) {
      var put = operator.at(broken).run("profile put --channel %s --profile x", channel.arn());

      assertThat(put.exitCode()).isEqualTo(ExitCode.REFUSED.code());
      assertThat(put.err()).contains("no permission for sqs:SendMessage");
      assertThat(broken.requests()).noneMatch(request -> request.target().endsWith(".DeleteItem"));
      var sent =
          broken.requests().stream()
              .filter(request -> request.target().endsWith(".SendMessage"))
              .map(request -> text(request.body(), "MessageBody"))
              .findFirst();
      assertThat(sent)
          .hasValueSatisfying(body -> assertThat(texts(before, "event")).contains(body));
    }
    assertThat(texts(waiting(channel), "event")).isEqualTo(texts(before, "event"));
  }

  @Test
  void theOldestAreListedWithoutTheirOriginalsAndThoseOfOneCauseWithThem() throws Exception {
    var channel = new TestChannel("parkedAndListed");
    operator.sendRecordingOf(channel);

    var all = operator.json("parked --limit 1000");

    assertThat(all)
        .filteredOn(event -> event.get("waitingFor").asText().endsWith(channel.arn()))
        .hasSize(2)
        .allSatisfy(event -> {
          assertThat(event.has("event")).isFalse();
          assertThat(event.get("reason").asText()).isEqualTo("UNKNOWN_PROFILE");
          assertThat(event.get("attempts").isIntegralNumber()).isTrue();
        });
    assertThat(texts(all, "parkedAt")).isSorted();
    assertThat(texts(waiting(channel), "event"))
        .allSatisfy(original -> assertThat(text(original, "source")).isEqualTo("recordings.test"));
    assertThat(operator.run("parked --waiting-for profile#unknown").out())
        .isEqualTo("no parked events\n");
    assertThat(operator.run("parked --limit 1000").out())
        .contains("profile#" + channel.arn(), "UNKNOWN_PROFILE")
        .contains("    No profile is linked to the channel 'x' (" + channel.arn() + ").");
  }

  @Test
  void whatIsAmbiguousIsToldApartByChannelPlaceAndEvent() {
    var channel = new TestChannel("parkedAndAlike");
    try (var target = operator.target()) {
      for (var name : List.of("one", "two")) {
        target
            .tables()
            .parkedEvents()
            .park(
                new ParkingCause.Ambiguous("IVS knows of no stream."),
                "alike-" + name,
                """
                {"id": "1", "time": "2026-01-01T10:00:00Z", "resources": ["%s"],
                 "detail": {"recording_s3_bucket_name": "files", "recording_s3_key_prefix": "at/%s"}}
                """
                    .formatted(channel.arn(), name));
      }
    }

    assertThat(operator.run("parked --limit 1000").out().replaceAll("\\s+", " "))
        .contains(channel.arn() + ", files/at/one, event id alike-one")
        .contains(channel.arn() + ", files/at/two, event id alike-two");
    for (var name : List.of("one", "two")) {
      var discarded =
          operator.run(
              "release --discard --waiting-for %s --event-id alike-%s --yes",
              ParkingCause.Ambiguous.WAITING_FOR, name);

      assertThat(discarded.exitCode()).isZero();
    }
  }

  @Test
  void profilesAreListedByTheirIds() throws Exception {
    var channel = new TestChannel("linkedAndListed");
    operator.run(
        "profile put --channel %s --profile listed --channel-name ch --display-name %s",
        channel.arn(), "Zoë \u001b[31m");

    assertThat(operator.run("profile list").out())
        .contains("listed", "Zoë ?[31m", channel.arn())
        .doesNotContain("\u001b");
    assertThat(operator.json("profile list"))
        .filteredOn(profile -> profile.get("profileId").asText().equals("listed"))
        .singleElement()
        .satisfies(profile -> {
          assertThat(profile.get("sourceArn").asText()).isEqualTo(channel.arn());
          assertThat(profile.get("channelName").asText()).isEqualTo("ch");
          assertThat(profile.get("displayName").asText()).isEqualTo("Zoë \u001b[31m");
        });
    assertThat(operator.run("profile list --json").out()).matches("[ -~\\n]*");
  }

  @Test
  void aChannelThatIsTakenFromItsProfileKeepsItsRowsAndItsLaterEventsAreParked() throws Exception {
    var channel = new TestChannel("linkedAndRemoved");
    operator.run("profile put --channel %s --profile former", channel.arn());
    operator.sendRecordingOf(channel);

    var asked = operator.run("profile remove --channel %s", channel.arn());
    assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(operator.atTerminal("n\n", "profile remove --channel %s", channel.arn()))
        .isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(operator.run("profile list").out()).contains(channel.arn());

    var removed = operator.run("profile remove --channel %s --yes --json", channel.arn());

    assertThat(removed.exitCode()).isZero();
    assertThat(removed.json().get("removedProfileId").asText()).isEqualTo("former");
    assertThat(operator.run("profile list").out()).doesNotContain(channel.arn());
    operator.sendRecordingOf(channel);
    assertThat(waiting(channel)).hasSize(2);
    assertThat(operator.json("show %s", channel.recording(1)).get("profileId").asText())
        .isEqualTo("former");
    var again = operator.run("profile remove --channel %s --yes", channel.arn());
    assertThat(again.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(again.err()).contains("has no profile", "./recordings profile list");
  }

  @Test
  void aCorruptProfileIsNamedByItsChannelAndCanBeRemoved() {
    var channel = new TestChannel("linkedAndCorrupt");
    operator.putByHand("Profile", Map.of("sourceArn", channel.arn()));

    var list = operator.run("profile list");
    var removed = operator.run("profile remove --channel %s --yes", channel.arn());

    assertThat(list.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(list.err()).contains(channel.arn(), "docs/runbook.md#rows-that-cannot-be-read");
    assertThat(removed.exitCode()).isZero();
    assertThat(operator.run("profile list").exitCode()).isZero();
  }

  @Test
  void aCorruptProfileIsWrittenAnew() {
    var channel = new TestChannel("linkedAndBlank");
    operator.putByHand("Profile", Map.of("sourceArn", channel.arn(), "profileId", " "));

    var put = operator.run("profile put --channel %s --profile mended", channel.arn());

    assertThat(put.exitCode()).isZero();
    assertThat(put.out()).startsWith(channel.arn() + " belongs to mended\n");
    assertThat(operator.run("profile list").out()).contains(channel.arn(), "mended");
  }

  private JsonNode waiting(TestChannel channel) throws Exception {
    return operator.waiting("profile#" + channel.arn());
  }

  private static String text(String json, String field) {
    try {
      return new ObjectMapper().readTree(json).get(field).asText();
    } catch (java.io.IOException notJson) {
      throw new AssertionError(json, notJson);
    }
  }
}
