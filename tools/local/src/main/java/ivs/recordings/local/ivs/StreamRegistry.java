package ivs.recordings.local.ivs;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What IVS would know of the streams of channels and the sessions of stages that the bus heard of,
/// also where their events were not stored. IVS knows how a stream went on also where its later
/// events were never sent: of a sample stream that is known here too, and of those it was merged
/// with, from the moment that any event speaks of one.
public final class StreamRegistry {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String STREAM = "IVS Stream State Change";
  private static final String RECORDING = "IVS Recording State Change";
  private static final String STAGE = "IVS Stage Update";
  private static final String PARTICIPANT = "IVS Participant Recording State Change";
  private static final String LEFT = "Participant Unpublished";
  private static final Set<String> COMES_OR_GOES = Set.of("Participant Published", LEFT);

  /// IVS gives out no other ids, whatever an event of a test says.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  private static final Duration RECONNECT_WINDOW = Duration.ofMinutes(5);

  private final Map<String, Stream> streams = new LinkedHashMap<>();
  private final Map<String, Stream> samples;
  private final Optional<Path> file;

  /// One broadcast of a channel, or one session of a stage.
  ///
  /// @param channel its ARN, or the stage's
  /// @param changes what happened to it, oldest first
  public record Stream(
      String channel, String id, Instant start, Optional<Instant> end, List<Change> changes) {
    public Stream {
      changes = List.copyOf(changes);
    }

    /// A session begins with the first that is heard of it, and is over when all who published have
    /// left.
    static Stream ofStage(String stage, String id, List<Change> changes) {
      var sorted =
          changes.stream().distinct().sorted(comparing(Change::time).thenComparing(Change::name));
      var inOrder = sorted.toList();
      var latest =
          inOrder.stream()
              .filter(change -> COMES_OR_GOES.contains(change.name()))
              .collect(toMap(Change::participant, change -> change, (_, later) -> later))
              .values();
      var end =
          latest.stream().allMatch(change -> change.name().equals(LEFT))
              ? latest.stream().map(Change::time).max(Comparator.naturalOrder())
              : Optional.<Instant>empty();
      return new Stream(stage, id, inOrder.getFirst().time(), end, inOrder);
    }

    public Stream until(Instant over) {
      return new Stream(channel, id, start, Optional.of(over), changes);
    }

    /// Whether IVS would have merged the two: one came back where the other had left.
    boolean follows(Stream other) {
      return channel.equals(other.channel)
          && other
              .end()
              .filter(left -> !start.isBefore(left) && !start.isAfter(left.plus(RECONNECT_WINDOW)))
              .isPresent();
    }

    boolean hasFailed() {
      return changes.stream().anyMatch(change -> change.name().endsWith("Failure"));
    }
  }

  /// One of a stream's events.
  ///
  /// @param type the detail-type of the event
  /// @param participant who did it on a stage; empty on a channel
  record Change(String name, String type, Instant time, String participant) {}

  private StreamRegistry(Map<String, Stream> samples, Optional<Path> file) {
    this.samples = Map.copyOf(samples);
    this.file = file;
  }

  /// Opens the registry with what it has kept.
  ///
  /// @param samples what is true of sample streams, by their ids
  /// @param file where the events are kept for the next time
  public static StreamRegistry open(Map<String, Stream> samples, Optional<Path> file)
      throws IOException {
    var known = new StreamRegistry(samples, file);
    if (file.isPresent() && Files.exists(file.get())) {
      Files.readAllLines(file.get()).forEach(known::learn);
    }
    return known;
  }

  /// What the events that are heard from now on tell, and nothing else.
  public static StreamRegistry empty() {
    return new StreamRegistry(Map.of(), Optional.empty());
  }

  /// Takes note of an event; one that is no stream's business says nothing.
  ///
  /// @param envelope the event as rules match it
  public synchronized void hear(String envelope) {
    if (learn(envelope)) {
      file.ifPresent(kept -> keep(kept, envelope));
    }
  }

  public synchronized Map<String, Stream> all() {
    return Map.copyOf(streams);
  }

  /// The streams of a channel or the sessions of a stage, newest first.
  synchronized List<Stream> of(String channel) {
    return streams.values().stream()
        .filter(stream -> stream.channel().equals(channel))
        .sorted(comparing(Stream::start).thenComparing(Stream::id).reversed())
        .toList();
  }

  /// The streams of channels that are live now.
  synchronized List<Stream> live() {
    return streams.values().stream()
        .filter(stream -> stream.end().isEmpty() && !stream.channel().contains(":stage/"))
        .toList();
  }

  private synchronized boolean learn(String envelope) {
    try {
      var event = JSON.readTree(envelope);
      return switch (event.path("detail-type").asText()) {
        case STREAM -> learnOfStream(event);
        case RECORDING -> learnOfRecording(event);
        case STAGE, PARTICIPANT -> learnOfStage(event);
        default -> false;
      };
    } catch (JsonProcessingException | DateTimeParseException notAnEvent) {
      return false;
    }
  }

  private boolean learnOfStream(JsonNode event) {
    var name = event.path("detail").path("event_name").asText();
    var id = event.path("detail").path("stream_id").asText();
    var channel = event.path("resources").path(0).asText();
    if (!ID.matcher(id).matches() || channel.isEmpty()) {
      return false;
    }
    var change = change(event);
    var before =
        Optional.ofNullable(streams.get(id)).or(() -> Optional.ofNullable(samples.get(id)));
    if (before.filter(stream -> !stream.channel().equals(channel)).isPresent()) {
      return false;
    }
    switch (name) {
      case "Session Created", "Stream Start" ->
          streams.put(id, with(before, channel, id, change, Optional.empty()));
      case "Session Ended", "Stream End" ->
          // A stream whose start was never sent is unknown.
          before.ifPresent(stream ->
              streams.put(id, with(before, channel, id, change, Optional.of(change.time()))));
      default ->
          before.ifPresent(
              stream -> streams.put(id, with(before, channel, id, change, Optional.empty())));
    }
    Optional.ofNullable(streams.get(id)).ifPresent(this::recallNeighbours);
    return true;
  }

  private static Change change(JsonNode event) {
    var detail = event.path("detail");
    return new Change(
        detail.path("event_name").asText(),
        event.path("detail-type").asText(),
        Instant.parse(event.path("time").asText()),
        detail.path("participant_id").asText());
  }

  private boolean learnOfStage(JsonNode event) {
    var id = event.path("detail").path("session_id").asText();
    var stage = event.path("resources").path(0).asText();
    var before = Optional.ofNullable(streams.get(id));
    if (!ID.matcher(id).matches()
        || stage.isEmpty()
        || before.filter(s -> !s.channel().equals(stage)).isPresent()) {
      return false;
    }
    var changes = new ArrayList<>(before.map(Stream::changes).orElse(List.of()));
    changes.add(change(event));
    streams.put(id, samples.getOrDefault(id, Stream.ofStage(stage, id, changes)));
    return true;
  }

  private void recallNeighbours(Stream heard) {
    samples.values().stream()
        .filter(sample -> sample.follows(heard) || heard.follows(sample))
        .forEach(sample -> streams.putIfAbsent(sample.id(), sample));
  }

  private static Stream with(
      Optional<Stream> before, String channel, String id, Change change, Optional<Instant> end) {
    var changes = new ArrayList<>(before.map(Stream::changes).orElse(List.of()));
    if (!changes.contains(change)) {
      changes.add(change);
      changes.sort(comparing(Change::time));
    }
    var isStart = end.isEmpty() && before.isEmpty();
    var start =
        before
            .map(Stream::start)
            .filter(known -> isStart || !isEarlierStart(change, known))
            .orElse(change.time());
    var ends = before.flatMap(Stream::end);
    var later = ends.isPresent() && end.isPresent() && ends.get().isAfter(end.get()) ? ends : end;
    return new Stream(channel, id, start, later.isPresent() ? later : ends, changes);
  }

  private static boolean isEarlierStart(Change change, Instant known) {
    return switch (change.name()) {
      case "Session Created", "Stream Start" -> change.time().isBefore(known);
      default -> false;
    };
  }

  /// Who heard of a recording knows that its streams exist; what they are only a sample can tell.
  private boolean learnOfRecording(JsonNode event) {
    var detail = event.path("detail");
    var ids = new ArrayList<String>();
    ids.add(detail.path("stream_id").asText());
    detail.path("recording_session_stream_ids").forEach(id -> ids.add(id.asText()));
    var channel = event.path("resources").path(0).asText();
    var samplesOfIt =
        ids.stream()
            .flatMap(id -> Optional.ofNullable(samples.get(id)).stream())
            .filter(sample -> sample.channel().equals(channel))
            .toList();
    samplesOfIt.forEach(sample -> streams.putIfAbsent(sample.id(), sample));
    return !samplesOfIt.isEmpty();
  }

  private static void keep(Path file, String envelope) {
    try {
      Files.writeString(file, envelope + "\n", CREATE, APPEND);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
