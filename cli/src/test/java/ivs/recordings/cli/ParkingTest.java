package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.model.ParkingCause;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// `parked`, and what `profile put` does about it.
@ExtendWith(OneSystem.class)
class ParkingTest {
  private final EmbeddedSystem system;

  @TempDir private Path folder = Path.of("");

  ParkingTest(EmbeddedSystem system) {
    this.system = system;
  }

  @Test
  void aChannelsEventsAreReleasedWhenItIsLinked() throws Exception {
    var channel = new Channel("parkedThenLinked");
    sendRecordingOf(channel);
    assertThat(waiting(channel)).hasSize(2);

    var put = run("profile", "put", "--channel", channel.arn(), "--profile", "late", "--json");

    assertThat(put.exitCode()).isZero();
    assertThat(put.json().get("releasedEvents").asInt()).isEqualTo(2);
    assertThat(waiting(channel)).isEmpty();
    system.awaitQuiet(Duration.ofSeconds(30));
    assertThat(run("show", channel.recording(1), "--json").json().get("profileId").asText())
        .isEqualTo("late");
    assertThat(waiting(channel)).isEmpty();
  }

  @Test
  void peopleAreToldWhatWasReleasedAndWhatWasThereBefore() throws Exception {
    var channel = new Channel("parkedAndTold");
    sendRecordingOf(channel);

    assertThat(run("profile", "put", "--channel", channel.arn(), "--profile", "one").out())
        .isEqualTo(channel.arn() + " belongs to one\n2 parked events released to the queue\n");
    assertThat(run("profile", "put", "--channel", channel.arn(), "--profile", "two").out())
        .isEqualTo(channel.arn() + " belongs to two (before: one)\n");
    assertThat(run("profile", "put", "--channel", channel.arn(), "--profile", "two").out())
        .isEqualTo(channel.arn() + " belongs to two\n");
  }

  /// The event is sent as it came, and forgotten here only when it is safe there.
  @Test
  void anEventThatTheQueueDoesNotTakeStaysParked() throws Exception {
    var channel = new Channel("parkedAndRefused");
    sendRecordingOf(channel);
    var before = waiting(channel);

    try (var broken = new ScriptedAws(this::withoutSendMessage)) {
      var put =
          CommandLineRun.of(
              "profile",
              "put",
              "--channel",
              channel.arn(),
              "--profile",
              "x",
              "--endpoint-url",
              broken.endpoint().toString());

      assertThat(put.exitCode()).isEqualTo(ExitCode.REFUSED.code());
      assertThat(put.err()).contains("no permission for sqs:SendMessage");
      assertThat(broken.requests()).noneMatch(request -> request.target().endsWith(".DeleteItem"));
      var sent =
          broken.requests().stream()
              .filter(request -> request.target().endsWith(".SendMessage"))
              .map(request -> text(request.body(), "MessageBody"))
              .findFirst();
      assertThat(sent).hasValueSatisfying(body -> assertThat(originals(before)).contains(body));
    }
    assertThat(originals(waiting(channel))).isEqualTo(originals(before));
  }

  @Test
  void theOldestParkedEventsAreListedWithoutTheirOriginals() throws Exception {
    var channel = new Channel("parkedAndListed");
    sendRecordingOf(channel);

    var all = run("parked", "--limit", "1000", "--json").json();

    assertThat(all)
        .filteredOn(event -> event.get("waitingFor").asText().endsWith(channel.arn()))
        .hasSize(2)
        .allSatisfy(event -> {
          assertThat(event.has("event")).isFalse();
          assertThat(event.get("reason").asText()).isEqualTo("UNKNOWN_PROFILE");
          assertThat(event.get("attempts").isIntegralNumber()).isTrue();
        });
    var since = new ArrayList<String>();
    all.forEach(event -> since.add(event.get("parkedAt").asText()));
    assertThat(since).isSorted();
    assertThat(run("parked", "--limit", "1000").out())
        .contains("profile#" + channel.arn(), "UNKNOWN_PROFILE")
        .contains("    No profile is linked to the channel 'x' (" + channel.arn() + ").");
  }

  @Test
  void whatWaitsForOneCauseIsListedWithItsOriginals() throws Exception {
    var channel = new Channel("parkedAndRead");
    sendRecordingOf(channel);

    assertThat(originals(waiting(channel)))
        .allSatisfy(original -> assertThat(text(original, "source")).isEqualTo("recordings.test"));
    assertThat(run("parked", "--waiting-for", "profile#nobody").out())
        .isEqualTo("no parked events\n");
  }

  @Test
  void whatIsAmbiguousIsToldApartByChannelPlaceAndEvent() {
    var channel = new Channel("parkedAndAlike");
    try (var target = target()) {
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

    assertThat(run("parked", "--limit", "1000").out().replaceAll("\\s+", " "))
        .contains(channel.arn() + ", files/at/one, event id alike-one")
        .contains(channel.arn() + ", files/at/two, event id alike-two");
    for (var name : List.of("one", "two")) {
      var discarded =
          run(
              "release",
              "--discard",
              "--waiting-for",
              ParkingCause.Ambiguous.WAITING_FOR,
              "--event-id",
              "alike-" + name,
              "--yes");

      assertThat(discarded.exitCode()).isZero();
    }
  }

  @Test
  void profilesAreListedByTheirIds() throws Exception {
    var channel = new Channel("linkedAndListed");
    run(
        "profile",
        "put",
        "--channel",
        channel.arn(),
        "--profile",
        "listed",
        "--channel-name",
        "ch",
        "--display-name",
        "Zoë \u001b[31m");

    assertThat(run("profile", "list").out())
        .contains("listed", "Zoë ?[31m", channel.arn())
        .doesNotContain("\u001b");
    assertThat(run("profile", "list", "--json").json())
        .filteredOn(profile -> profile.get("profileId").asText().equals("listed"))
        .singleElement()
        .satisfies(profile -> {
          assertThat(profile.get("sourceArn").asText()).isEqualTo(channel.arn());
          assertThat(profile.get("channelName").asText()).isEqualTo("ch");
          assertThat(profile.get("displayName").asText()).isEqualTo("Zoë \u001b[31m");
        });
    assertThat(run("profile", "list", "--json").out()).matches("[ -~\\n]*");
  }

  @Test
  void aChannelThatIsTakenFromItsProfileKeepsItsRowsAndItsLaterEventsAreParked() throws Exception {
    var channel = new Channel("linkedAndRemoved");
    run("profile", "put", "--channel", channel.arn(), "--profile", "former");
    sendRecordingOf(channel);

    var asked = run("profile", "remove", "--channel", channel.arn());
    assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(atTerminal("n\n", "profile", "remove", "--channel", channel.arn()))
        .isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(run("profile", "list").out()).contains(channel.arn());

    var removed = run("profile", "remove", "--channel", channel.arn(), "--yes", "--json");

    assertThat(removed.exitCode()).isZero();
    assertThat(removed.json().get("removedProfileId").asText()).isEqualTo("former");
    assertThat(run("profile", "list").out()).doesNotContain(channel.arn());
    sendRecordingOf(channel);
    assertThat(waiting(channel)).hasSize(2);
    assertThat(run("show", channel.recording(1), "--json").json().get("profileId").asText())
        .isEqualTo("former");
    var again = run("profile", "remove", "--channel", channel.arn(), "--yes");
    assertThat(again.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(again.err()).contains("belongs to nobody", "./recordings profile list");
  }

  @Test
  void aProfileThatWasSpoiledByHandIsNamedByItsChannelAndCanBeRemoved() {
    var channel = new Channel("linkedAndSpoiled");
    try (var target = target();
        var dynamo = target.dynamoDb()) {
      dynamo.putItem(put ->
          put.tableName("Profile").item(Map.of("sourceArn", AttributeValue.fromS(channel.arn()))));
    }

    var list = run("profile", "list");
    var removed = run("profile", "remove", "--channel", channel.arn(), "--yes");

    assertThat(list.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(list.err()).contains(channel.arn(), "docs/runbook.md#rows-that-cannot-be-read");
    assertThat(removed.exitCode()).isZero();
    assertThat(run("profile", "list").exitCode()).isZero();
  }

  @Test
  void aProfileThatWasSpoiledByHandIsWrittenAnew() {
    var channel = new Channel("linkedAndBlank");
    try (var target = target();
        var dynamo = target.dynamoDb()) {
      dynamo.putItem(put ->
          put.tableName("Profile")
              .item(
                  Map.of(
                      "sourceArn",
                      AttributeValue.fromS(channel.arn()),
                      "profileId",
                      AttributeValue.fromS(" "))));
    }

    var put = run("profile", "put", "--channel", channel.arn(), "--profile", "mended");

    assertThat(put.exitCode()).isZero();
    assertThat(put.out()).startsWith(channel.arn() + " belongs to mended\n");
    assertThat(run("profile", "list").out()).contains(channel.arn(), "mended");
  }

  private int atTerminal(String input, String... arguments) {
    return Recordings.run(shell(input, Optional.of(100)), arguments);
  }

  private Target target() {
    return Target.open(new Where.Endpoint(system.endpoint()), shell("", Optional.empty()));
  }

  private Shell shell(String input, Optional<Integer> columns) {
    var out = new StringWriter();
    return CommandLineRun.shell(
        CommandLineRun.HOME,
        Map.of("AWS_ENDPOINT_URL", system.endpoint().toString()),
        input,
        out,
        out,
        columns);
  }

  private ScriptedAws.Answer withoutSendMessage(ScriptedAws.Request request) {
    return request.target().endsWith(".SendMessage")
        ? ScriptedAws.Answer.error(
            403,
            "AccessDeniedException",
            "User: x is not authorized to perform: sqs:SendMessage on resource: y")
        : ScriptedAws.handOn(request, system.endpoint());
  }

  private void sendRecordingOf(Channel channel) throws Exception {
    var file =
        Channel.file(
            folder,
            channel.name() + ".json",
            channel.streamStart(1, "2026-01-01T10:00:00Z"),
            channel.recordingStart(1, 1, "2026-01-01T10:00:01Z"));
    assertThat(run("send", file.toString()).out()).isEqualTo("2 events sent\n");
    system.awaitQuiet(Duration.ofSeconds(30));
  }

  private JsonNode waiting(Channel channel) throws Exception {
    return run("parked", "--waiting-for", "profile#" + channel.arn(), "--json").json();
  }

  private static List<String> originals(JsonNode parked) {
    var originals = new ArrayList<String>();
    parked.forEach(event -> originals.add(event.get("event").asText()));
    return originals;
  }

  private static String text(String json, String field) {
    try {
      return new ObjectMapper().readTree(json).get(field).asText();
    } catch (java.io.IOException notJson) {
      throw new AssertionError(json, notJson);
    }
  }

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.in(
        Map.of("AWS_ENDPOINT_URL", system.endpoint().toString()), "", arguments);
  }
}
