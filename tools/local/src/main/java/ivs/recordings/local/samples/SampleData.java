package ivs.recordings.local.samples;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.ivs.StreamRegistry;
import ivs.recordings.local.ivs.StreamRegistry.Stream;
import ivs.recordings.local.samples.SampleRecording.Origin;
import ivs.recordings.local.samples.SampleRecording.Outcome;
import ivs.recordings.local.template.LocalNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What was true when the test events happened: which recordings lie in S3, and when their streams
/// and the sessions of stages began and ended, as test-events/README.md says it. And one recording
/// more, of which no event ever spoke.
public final class SampleData {
  public static final String BUCKET = "example-recordings";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern PREFIX =
      Pattern.compile("ivs/v1/(\\d+)/(\\w+)/(\\d+)/(\\d+)/(\\d+)/(\\d+)/(\\d+)/\\w+");

  /// What is not written of a recording of which no event tells how long it is: of one that failed,
  /// and of a composition, which takes a while to start.
  private static final Duration UNWRITTEN = Duration.ofSeconds(9);

  /// How long went on what no event says the end of: nothing of those days is live today.
  private static final Duration UNTOLD_LENGTH = Duration.ofMinutes(37);

  private static final String SILENT_STREAM = "st-1Rw8kXb2QmZs7VnT4cJpLd0";
  private static final String SILENT_RECORDING = "mV3xT9bKq0Lw";

  /// Long enough ago that its events are overdue, and recent enough to be checked.
  private static final int SILENT_DAYS_AGO = 2;

  private static final LocalTime SILENT_TIME = LocalTime.of(18, 4, 9);
  private static final Duration SILENT_LENGTH = Duration.ofMinutes(31);

  private final TestEvents events;
  private final List<TestRow> rows;

  public SampleData(TestEvents events) {
    this.events = events;
    this.rows = events.expectedAfter(events.files().stream().map(TestEventFile::name).toList());
  }

  public List<SampleRecording> recordings() {
    return recordingRows().map(this::recording).toList();
  }

  /// The committed media of the test events that can be played, by their keys.
  ///
  /// @param testEvents the folder of the test events
  public static Map<String, Path> media(Path testEvents) throws IOException {
    var folder = testEvents.resolve("media");
    if (!Files.isDirectory(folder)) {
      return Map.of();
    }
    try (var paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .collect(
              toMap(
                  path -> {
                    var file = folder.relativize(path);
                    return file.subpath(1, file.getNameCount()).toString().replace('\\', '/');
                  },
                  path -> path));
    }
  }

  /// What GetComposition answers.
  public List<JsonNode> compositions() {
    return events.compositions();
  }

  /// The streams and stage sessions of the test events, by their ids. Where the events leave one
  /// open, it was over with its recording.
  public Map<String, Stream> streams() {
    var streams = new LinkedHashMap<String, Stream>();
    var channels = channels();
    rows.stream()
        .filter(row -> row.kind() == TestRow.Kind.STREAM_SESSION)
        .filter(row -> row.attributes().containsKey("startTime"))
        .map(row ->
            new Stream(
                channels.getOrDefault(row.value("streamId"), ""),
                row.value("streamId"),
                time(row, "startTime").orElseThrow(),
                time(row, "endTime"),
                List.of()))
        .forEach(stream -> streams.put(stream.id(), stream));
    streams.putAll(stageSessions());
    recordingRows()
        .filter(row -> row.attributes().containsKey("streamSessionId"))
        .forEach(row -> complete(streams, row));
    streams.replaceAll((_, stream) ->
        stream.end().isPresent() ? stream : stream.until(stream.start().plus(UNTOLD_LENGTH)));
    return streams;
  }

  /// Of these the rows do not tell the end, and the events do.
  private Map<String, Stream> stageSessions() {
    var heard = StreamRegistry.empty();
    events.files().stream()
        .flatMap(file -> file.events().stream())
        .filter(event -> event.resources().toString().contains(":stage/"))
        .map(SampleData::envelope)
        .forEach(heard::hear);
    return heard.all();
  }

  private static String envelope(TestEvent event) {
    var envelope = JSON.createObjectNode();
    envelope.put("detail-type", event.detailType()).put("time", event.time().toString());
    event.resources().forEach(envelope.putArray("resources")::add);
    envelope.set("detail", detail(event));
    return envelope.toString();
  }

  private void complete(Map<String, Stream> streams, TestRow row) {
    var recording = recording(row);
    var ids = Arrays.asList(row.value("streamIds").split(" ", -1));
    var others = ids.stream().flatMap(id -> Optional.ofNullable(streams.get(id)).stream()).toList();
    var first = row.value("streamSessionId");
    if (!streams.containsKey(first)) {
      // It began with the recording, and another followed.
      var end = others.stream().map(Stream::start).min(Comparator.naturalOrder());
      streams.put(
          first,
          new Stream(recording.origin().arn(), first, recording.startedAt(), end, List.of()));
    }
    var over = recording.outcome().orElseThrow().endedAt();
    others.stream()
        .filter(stream -> stream.end().isEmpty())
        .forEach(stream -> streams.put(stream.id(), stream.until(over)));
  }

  private java.util.stream.Stream<TestRow> recordingRows() {
    return rows.stream()
        .filter(row -> row.kind() == TestRow.Kind.RECORDING)
        .filter(row -> row.attributes().containsKey("s3KeyPrefix"));
  }

  /// Whose streams they are, by their ids.
  private Map<String, String> channels() {
    return events.files().stream()
        .flatMap(file -> file.events().stream())
        .filter(event -> event.detailType().equals("IVS Stream State Change"))
        .filter(event -> !event.resources().isEmpty())
        .collect(
            toMap(
                event -> detail(event).path("stream_id").asText(),
                event -> event.resources().getFirst(),
                (one, _) -> one));
  }

  private static JsonNode detail(TestEvent event) {
    try {
      return JSON.readTree(event.detail());
    } catch (JsonProcessingException notJson) {
      return JSON.createObjectNode();
    }
  }

  private SampleRecording recording(TestRow row) {
    var prefix = row.value("s3KeyPrefix");
    var started = time(row, "startTime").orElseGet(() -> minute(prefix));
    var ended = time(row, "endTime").orElse(started.plus(UNTOLD_LENGTH));
    return new SampleRecording(
        prefix, origin(row, prefix), started, Optional.of(outcome(row, started, ended)));
  }

  private Origin origin(TestRow row, String prefix) {
    return switch (row.value("source")) {
      case "IVS_PARTICIPANT" -> {
        var folders = prefix.split("/", -1);
        var stages = events.profiles().stream().map(each -> each.getOrDefault("sourceArn", ""));
        var stage = stages.filter(arn -> arn.endsWith(":stage/" + folders[0])).findFirst();
        yield new Origin.Participant(
            stage.orElseThrow(() -> noPrefix(prefix)), folders[1], folders[2]);
      }
      case "IVS_COMPOSITION" ->
          compositions().stream()
              .filter(known -> known.toString().contains('"' + prefix + '"'))
              .map(known -> new Origin.Composition(known.path("stageArn").asText()))
              .findFirst()
              .orElseThrow(() -> noPrefix(prefix));
      default -> {
        var place = place(prefix);
        yield new Origin.Channel(
            "arn:aws:ivs:%s:%s:channel/%s"
                .formatted(LocalNames.REGION, place.group(1), place.group(2)));
      }
    };
  }

  private static Matcher place(String prefix) {
    var place = PREFIX.matcher(prefix);
    if (!place.matches()) {
      throw noPrefix(prefix);
    }
    return place;
  }

  private static InvalidTestEventsException noPrefix(String prefix) {
    return new InvalidTestEventsException("%s is no prefix that IVS writes".formatted(prefix));
  }

  private static Instant minute(String prefix) {
    var place = place(prefix);
    var numbers = new ArrayList<Integer>();
    for (var group = 3; group <= place.groupCount(); group++) {
      numbers.add(Integer.valueOf(place.group(group)));
    }
    return LocalDateTime.of(
            numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4))
        .toInstant(ZoneOffset.UTC);
  }

  private static Outcome outcome(TestRow row, Instant started, Instant ended) {
    var known = Optional.ofNullable(row.attributes().get("recordingDurationMs"));
    var duration =
        known
            .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
            .orElseGet(() -> Duration.between(started, ended).minus(UNWRITTEN));
    return new Outcome(
        ended, duration, Optional.ofNullable(row.attributes().get("recordingStatusReason")));
  }

  private static Optional<Instant> time(TestRow row, String column) {
    return Optional.ofNullable(row.attributes().get(column)).map(Instant::parse);
  }

  /// The recording that all events kept silent about, two days before now, on the first channel
  /// that has a profile.
  ///
  /// @param stream the stream that it is of
  public record Silent(SampleRecording recording, Stream stream) {
    /// What the stream's events would have said.
    public List<String> envelopes() {
      return List.of(
          envelope("Stream Start", stream.start()),
          envelope("Stream End", stream.end().orElseThrow()));
    }

    private String envelope(String name, Instant time) {
      var event = JSON.createObjectNode();
      event.put("detail-type", "IVS Stream State Change");
      event.put("time", time.toString());
      event.putArray("resources").add(stream.channel());
      event.putObject("detail").put("event_name", name).put("stream_id", stream.id());
      return event.toString();
    }
  }

  public Silent silent(Clock clock) {
    var started =
        clock
            .instant()
            .atOffset(ZoneOffset.UTC)
            .toLocalDate()
            .minusDays(SILENT_DAYS_AGO)
            .atTime(SILENT_TIME);
    var start = started.toInstant(ZoneOffset.UTC);
    var channel = events.profiles().getFirst().getOrDefault("sourceArn", "");
    var parts = channel.split("[:/]", -1);
    var prefix =
        "ivs/v1/%s/%s/%d/%d/%d/%d/%d/%s"
            .formatted(
                parts[4],
                parts[parts.length - 1],
                started.getYear(),
                started.getMonthValue(),
                started.getDayOfMonth(),
                started.getHour(),
                started.getMinute(),
                SILENT_RECORDING);
    var ended = start.plus(SILENT_LENGTH);
    return new Silent(
        new SampleRecording(
            prefix,
            new Origin.Channel(channel),
            start,
            Optional.of(new Outcome(ended, SILENT_LENGTH.minusSeconds(4), Optional.empty()))),
        new Stream(
            channel,
            SILENT_STREAM,
            start.minusSeconds(1),
            Optional.of(ended.minusSeconds(6)),
            List.of()));
  }
}
