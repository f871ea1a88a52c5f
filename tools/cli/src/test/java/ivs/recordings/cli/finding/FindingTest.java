package ivs.recordings.cli.finding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.advice.Step;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.StorageLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Each finding is brought about, the lines that are printed for it are run as they stand, and it
/// is gone.
@ExtendWith(SharedSystem.class)
final class FindingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BUCKET = "example-recordings";
  private static final String MEDIA_BUCKET = "media-bucket";
  private static final int MOST_RUNS = 10;
  private static final Pattern WORD = Pattern.compile("'([^']*)'|[^ ]+");
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyy/M/d/H/m").withZone(ZoneOffset.UTC);

  /// Long enough ago for anything to be over, and within the reconciler's window.
  private final Instant start = Instant.parse("2026-11-20T09:00:00Z");

  private final Instant end = start.plusSeconds(70);

  /// Ends the audit's window early, because each folder costs a call.
  private Instant until = end;

  private final Operator operator;
  private final Target target;

  FindingTest(Operator operator) {
    this.operator = operator;
    target = operator.target();
  }

  @AfterEach
  void close() {
    target.close();
  }

  @ParameterizedTest
  @EnumSource
  void afterItsStepsAFindingIsGone(Finding finding) throws Exception {
    var channel =
        new TestChannel("finding" + finding.name().toLowerCase(Locale.ROOT).replace("_", ""));
    if (finding != Finding.UNKNOWN_PROFILE && finding != Finding.CHANNEL_UNLINKED) {
      operator.link(channel, channel.name());
    }
    var file = arrange(finding, channel);
    var before = Shown.of(operator, channel, start.minusSeconds(60), until);
    assertThat(before.findings()).as("what is brought about").contains(finding);

    var lines = before.lines(finding);

    assertThat(lines).last().asString().startsWith("docs/runbook.md#");
    if (finding == Finding.MEDIA_MISSING) {
      MEDIA.forEach(path -> put(channel, path, "content")); // What a person puts back.
    }
    for (var line : lines) {
      take(line, channel, file);
    }
    if (finding.steps().stream().allMatch(step -> step.program() == Step.Program.HAND)) {
      manifest(channel, ended(channel)); // What a person does by hand.
    }
    operator.awaitQuiet();
    assertThat(Shown.of(operator, channel, start.minusSeconds(60), until).findings())
        .as("after %s", lines)
        .doesNotContain(finding);
  }

  /// The file that FILE stands for, if there is one.
  private String arrange(Finding finding, TestChannel channel) throws Exception {
    var parked = target.tables().parkedEvents();
    switch (finding) {
      case UNKNOWN_PROFILE -> operator.send(channel.streamStart(1, start.toString()));
      case UNKNOWN_STREAM_SESSION, DEAD_LETTERS -> {
        operator.send(recordingStart(channel, 1));
        bury(channel.streamStart(1, start.toString()));
      }
      case UNKNOWN_RECORDING ->
          parked.park(
              new ParkingCause.UnknownRecording(new RecordingId("upload:" + channel.name())),
              channel.name(),
              "{}");
      case AMBIGUOUS -> {
        operator.send(channel.streamStart(1, start.toString()));
        parked.park(
            new ParkingCause.Ambiguous("Two streams may be its own."), channel.name(), "{}");
        return TestChannel.file(recordingStart(channel, 1));
      }
      case CONTRADICTORY ->
          parked.park(new ParkingCause.Contradiction("It is another's."), channel.name(), "{}");
      case MALFORMED ->
          parked.park(
              new ParkingCause.Malformed("json", "No JSON from %s.".formatted(channel.name())),
              "",
              "no JSON from " + channel.name());
      case EVENTS_LOST -> {
        open(channel);
        manifest(channel, ended(channel));
      }
      case CHANNEL_UNLINKED -> {
        manifest(channel, ended(channel));
        operator.link(channel, channel.name());
        operator.send( // So that IVS knows of its stream.
            channel.streamStart(1, start.toString()), channel.streamEnd(1, end.toString()));
        target.tables().profiles().remove(new SourceArn(channel.arn()));
      }
      case TWO_SESSIONS -> {
        open(channel);
        operator.send(recordingStart(channel, 2));
        manifest(channel, ended(channel));
      }
      case OPEN_TOO_LONG -> {
        open(channel);
        return TestChannel.file(recordingEnd(channel));
      }
      case LOCATION_UNKNOWN -> {
        composeWithoutAPlace(channel);
        return TestChannel.file(destinationEnd(channel));
      }
      case MANIFEST_UNREADABLE -> {
        completed(channel);
        manifest(channel, "no JSON");
      }
      case MEDIA_MISSING -> {
        completed(channel);
        manifest(channel, playable(channel));
        set(channel, "mediaError", finding.name());
      }
      case OBJECTS_MISSING -> completed(channel);
      case ORPHAN_OBJECT -> {
        until = Instant.now().plusSeconds(60); // An object's time is that of its upload.
        try (var s3 = target.s3()) {
          s3.putObject(
              put -> put.bucket(MEDIA_BUCKET).key("recordings/lab/" + channel.name() + ".mp4"),
              RequestBody.fromString("content"));
        }
      }
      case ROW_UNREADABLE -> {
        completed(channel);
        manifest(channel, ended(channel));
        set(channel, "recordingStatus", "NONE");
      }
      case UNEXPLAINED -> {
        completed(channel);
        manifest(channel, ended(channel).replace("70264", "3"));
      }
    }
    return "";
  }

  private void set(TestChannel channel, String attribute, String value) {
    try (var dynamo = target.dynamoDb()) {
      dynamo.updateItem(update ->
          update
              .tableName("Recording")
              .key(Map.of("recordingId", AttributeValue.fromS(channel.recording(1))))
              .updateExpression("SET %s = :value".formatted(attribute))
              .expressionAttributeValues(Map.of(":value", AttributeValue.fromS(value))));
    }
  }

  private static final List<String> MEDIA =
      List.of("media/hls/m.m3u8", "media/hls/a/p.m3u8", "media/hls/a/0.ts");

  private String playable(TestChannel channel) {
    return ended(channel)
        .replace(
            "70264}",
            "70264, \"path\": \"media/hls\", \"playlist\": \"m.m3u8\","
                + " \"renditions\": [{\"path\": \"a\", \"playlist\": \"p.m3u8\"}]}");
  }

  private void composeWithoutAPlace(TestChannel channel) {
    var id = new SessionId(channel.name());
    var envelope = new EventMetadata("composed", start, new SourceArn(stage(channel)), "");
    var ended =
        new Ended(Subject.ofComposition(envelope, id, StorageLocation.UNKNOWN), Optional.empty());
    target
        .tables()
        .recordings()
        .replace(Optional.empty(), Recording.of(new ProfileId(channel.name()), ended), List.of());
  }

  private String destinationEnd(TestChannel channel) {
    return channel
        .entry(
            "IVS Composition State Change",
            end.toString(),
            """
            {"event_name": "Destination End", "stage_arn": "%s", "recording_s3_bucket_name": "%s", \
            "recording_s3_key_prefix": "x/%s/destination/composite"}\
            """
                .formatted(stage(channel), BUCKET, channel.name()))
        .replace(
            "[\"" + channel.arn(), "[\"" + channel.arn().replace(":channel/", ":composition/"));
  }

  private static String stage(TestChannel channel) {
    return channel.arn().replace(":channel/", ":stage/");
  }

  private void open(TestChannel channel) {
    operator.send(channel.streamStart(1, start.toString()), recordingStart(channel, 1));
  }

  private void completed(TestChannel channel) {
    open(channel);
    operator.send(recordingEnd(channel));
  }

  private String recordingEnd(TestChannel channel) {
    return placed(channel, channel.recordingEnd(1, 1, end.toString(), 70_000, List.of(1)));
  }

  private String recordingStart(TestChannel channel, int recording) {
    return placed(channel, channel.recordingStart(1, recording, start.toString()));
  }

  /// All recordings of a channel have the same files here.
  private String placed(TestChannel channel, String entry) {
    return entry
        .replaceAll("(s3_bucket_name[^:]*: [^a-z]*)[^\"\\\\]*", "$1" + BUCKET)
        .replaceAll("(s3_key_prefix[^:]*: [^a-z]*)[^\"\\\\]*", "$1" + prefix(channel));
  }

  private String prefix(TestChannel channel) {
    return "ivs/v1/111122223333/%s/%s/files".formatted(channel.name(), FOLDER.format(start));
  }

  private void bury(String entry) throws Exception {
    enqueue("RecordingEventsDLQ", entry);
  }

  private void enqueue(String queue, String entry) throws Exception {
    var read = JSON.readTree(entry);
    var event = read.isArray() ? read.get(0) : read;
    var body =
        """
        {"id": "1", "source": "aws.ivs", "detail-type": %s, "time": %s, "resources": %s, "detail": %s}
        """
            .formatted(
                event.path("DetailType"),
                event.path("Time"),
                event.path("Resources"),
                event.path("Detail").asText());
    try (var sqs = target.sqs()) {
      var url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
      sqs.sendMessage(send -> send.queueUrl(url).messageBody(body));
    }
  }

  private void manifest(TestChannel channel, String text) {
    put(channel, "events/recording-ended.json", text);
  }

  private void put(TestChannel channel, String path, String text) {
    try (var s3 = target.s3()) {
      s3.putObject(
          put -> put.bucket(BUCKET).key(prefix(channel) + "/" + path),
          RequestBody.fromString(text));
    }
  }

  private String ended(TestChannel channel) {
    return """
    {"channel_arn": "%s", "recording_started_at": "%s", "recording_ended_at": "%s",
     "recording_status": "RECORDING_ENDED", "media": {"hls": {"duration_ms": 70264}}}
    """
        .formatted(channel.arn(), start, end);
  }

  /// What audit, parked and redrive say of a channel.
  private record Shown(List<JsonNode> audited, List<JsonNode> parked, boolean hasDeadLetters) {
    static Shown of(Operator operator, TestChannel channel, Instant since, Instant until)
        throws Exception {
      var audit = operator.json("audit --since %s --until %s", since, until);
      return new Shown(
          audit
              .path("recordings")
              .valueStream()
              .filter(item -> item.has("finding") && item.toString().contains(channel.name()))
              .toList(),
          operator
              .json("parked --limit 1000")
              .valueStream()
              .filter(event -> event.toString().contains(channel.name()))
              .toList(),
          operator
              .json("redrive --dry-run")
              .path("queues")
              .valueStream()
              .anyMatch(queue -> queue.path("found").asInt() > 0));
    }

    Set<Finding> findings() {
      var found = new TreeSet<Finding>();
      audited.forEach(item -> found.add(Finding.valueOf(item.path("finding").asText())));
      parked.forEach(event -> found.add(Finding.ofParked(event.path("reason").asText())));
      if (hasDeadLetters) {
        found.add(Finding.DEAD_LETTERS);
      }
      return found;
    }

    /// As the commands print them.
    List<String> lines(Finding finding) {
      var calls = new CommandHints("./recordings", Optional.empty());
      for (var event : parked) {
        if (Finding.ofParked(event.path("reason").asText()) == finding) {
          return Advice.ofParked(
              event.path("reason").asText(),
              event.path("waitingFor").asText(),
              event.path("eventId").asText(),
              calls);
        }
      }
      for (var item : audited) {
        if (item.path("finding").asText().equals(finding.name())) {
          return item.path("whatToDo").valueStream().map(JsonNode::asText).toList();
        }
      }
      return Advice.lines(finding, Map.of(), calls);
    }
  }

  private void take(String line, TestChannel channel, String file) throws Exception {
    var command = line.replaceFirst(".*?: (?=\\./recordings |aws )", "");
    var words =
        WORD.matcher(command)
            .results()
            .map(found -> Optional.ofNullable(found.group(1)).orElseGet(found::group))
            .map(word -> word.equals("ID") ? channel.name() : word)
            .map(word -> word.equals("FILE") ? "-" : word)
            .collect(Collectors.toList());
    if (words.getFirst().equals("./recordings")) {
      if (words.contains("--discard")) {
        words.add("--yes");
      }
      var run = run(words, file);
      // Where not everything was looked at, it says to run it again.
      for (int times = 1; run.err().contains("run it again") && times < MOST_RUNS; times++) {
        run = run(words, file);
      }
      assertThat(run.exitCode())
          .as("%s%n%s", line, run)
          .isIn(ExitCode.OK.code(), ExitCode.DIFFERENT.code());
      operator.awaitQuiet();
    } else if (words.contains("send-message")) {
      enqueue("RecordingEvents", file);
    } else if (words.contains("s3")) {
      var place = words.getLast().replaceFirst("^s3://", "").split("/", 2);
      try (var s3 = target.s3()) {
        s3.deleteObject(delete -> delete.bucket(place[0]).key(place[1]));
      }
    } else if (words.getFirst().equals("aws")) {
      assertThat(words).containsSequence("dynamodb", "delete-item", "--table-name", "Recording");
      var id = JSON.readTree(words.getLast()).path("recordingId").path("S").asText();
      operator.forget(id);
    }
  }

  private CommandLineRun run(List<String> words, String file) {
    return CommandLineRun.in(
        Map.of("AWS_ENDPOINT_URL", operator.endpoint().toString()),
        file,
        words.subList(1, words.size()).toArray(String[]::new));
  }

  @Test
  void theTableOfAStackIsNotGuessed() {
    var stack = new CommandHints("./recordings", Optional.of(new TargetAddress.Stack("mine")));

    assertThat(
            Advice.ofRecording(
                Finding.ROW_UNREADABLE, "one", Optional.empty(), "2026-11-20", stack))
        .first()
        .asString()
        .contains("aws dynamodb delete-item --table-name TABLE --key");
  }

  @Test
  void theTableOfFindingsIsWhatTheCatalogueSays() throws Exception {
    var table = new StringBuilder();
    for (var finding : Finding.values()) {
      var steps =
          finding.steps().stream()
              .map(step ->
                  switch (step.program()) {
                    case RECORDINGS ->
                        "%s: `./recordings %s`".formatted(step.words(), step.command());
                    case AWS -> "%s: `aws %s`".formatted(step.words(), step.command());
                    case HAND -> step.words();
                  })
              .collect(Collectors.joining("; "));
      table.append(
          "| `%s` | %s | %s | [runbook](runbook.md#%s) |%n"
              .formatted(finding.name(), finding.meaning(), steps, finding.section()));
    }
    var page = CommandLineRun.HOME.resolve("docs/findings.md");

    assertThat(Files.readString(page)).contains(table);
    assertThat(Arrays.stream(Finding.values()).map(Finding::section))
        .allMatch(section -> hasSection(section));
  }

  private static boolean hasSection(String section) {
    try (var lines = Files.lines(CommandLineRun.HOME.resolve("docs/runbook.md"))) {
      return lines
          .filter(line -> line.startsWith("#"))
          .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
          .map(line -> line.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
          .anyMatch(section::equals);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
