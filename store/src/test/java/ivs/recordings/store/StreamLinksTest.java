package ivs.recordings.store;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.StreamDescription;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class StreamLinksTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");
  private static final ProfileId ADA = new ProfileId("ada");
  private static final StreamId FIRST = new StreamId("st-a");
  private static final StreamId SECOND = new StreamId("st-b");
  private static final StreamId LIVE = StreamId.ofLive(new UUID(0, 1));
  private static final String ID = "one";

  private final Tables tables = LOCAL.tables(Clock.fixed(NINE, ZoneOffset.UTC));

  private static Subject subject(int seconds, StreamId stream) {
    return Subject.ofSession(
        new EventMetadata(
            "event-" + seconds,
            NINE.plusSeconds(seconds),
            new SourceArn("arn:aws:ivs:eu-west-1:111122223333:channel/AbCdef1G2hij"),
            ""),
        new SessionId(ID),
        stream,
        List.of(stream),
        new StorageLocation(new Bucket("example-recordings"), Optional.of(new S3Prefix("a/b"))));
  }

  private void play(RecordingEvent event) {
    var said = Recording.of(ADA, event);
    var seen = tables.recordings().find(ID);
    tables
        .recordings()
        .replace(seen, seen.map(row -> row.value().join(said)).orElse(said), List.of());
  }

  private void step(String step) {
    switch (step) {
      case "start" -> play(new Started(subject(1, FIRST)));
      case "second" -> play(new Started(subject(30, SECOND)));
      case "end" -> play(new Ended(subject(60, SECOND), Optional.of(Duration.ofMinutes(1))));
      default -> tables.links().link(tables.recordings().find(ID).orElseThrow(), LIVE);
    }
  }

  /// A link needs a row, so it is never the first.
  @Test
  void aLinkAndEventsInAnyOrderEndInOneRow() {
    var results = new HashSet<List<Object>>();
    for (var order :
        List.of(
            "start second end link link",
            "start link second end",
            "end link start second",
            "second end link start link")) {
      LOCAL.empty();

      Arrays.stream(order.split(" ", -1)).forEach(this::step);

      var row = new HashMap<>(LOCAL.items("Recording").getFirst());
      row.keySet().removeAll(Set.of("version", "history"));
      results.add(List.of(row, Set.copyOf(LOCAL.items("RecordingStream"))));
    }

    assertThat(results).hasSize(1);
    assertThat(LOCAL.items("Recording").getFirst())
        .containsEntry("streamSessionId", AttributeValue.fromS("st-a"));
    for (var stream : List.of(FIRST, SECOND, LIVE)) {
      assertThat(tables.recordings().ofStream(stream)).as(stream.value()).hasSize(1);
    }
  }

  /// What the caller has seen may be old, and the index it was seen in as well.
  @Test
  void aLinkIsAddedToTheRowAsItIsNow() {
    step("start");
    var seen = tables.recordings().find(ID).orElseThrow();
    step("end");

    assertThat(tables.links().link(seen, LIVE).orElseThrow().value().streamIds())
        .containsExactly(FIRST, SECOND, LIVE);
  }

  @Test
  void aDeletedRecordingIsNotLinked() {
    step("start");
    var seen = tables.recordings().find(ID).orElseThrow();
    LOCAL
        .dynamo()
        .updateItem(update ->
            update
                .tableName("Recording")
                .key(Map.of("recordingId", AttributeValue.fromS(ID)))
                .updateExpression("SET deletedAt = :now, version = :version")
                .expressionAttributeValues(
                    Map.of(
                        ":now", AttributeValue.fromS(NINE.toString()),
                        ":version", AttributeValue.fromN("2"))));

    assertThat(tables.links().link(seen, LIVE)).isEmpty();
    assertThat(tables.recordings().find(ID).orElseThrow().value().streamIds())
        .containsExactly(FIRST);
  }

  /// What holds for channels says nothing of it.
  @Test
  void aStreamOfAnAppThatIsNoLongerPublicIsNotListed() {
    var nothing = Optional.<String>empty();
    tables
        .liveStreams()
        .start(
            LIVE, ADA, new StreamDescription(nothing, nothing, nothing, nothing, Optional.empty()));
    step("start");
    step("link");

    tables.links().list(tables.recordings().find(ID).orElseThrow().value(), Visibility.PUBLIC);

    assertThat(LOCAL.items("StreamSession").getFirst()).doesNotContainKey("publishedAt");
  }

  /// The second stop-live may come before the first is answered.
  @Test
  void aStreamEndsOnceAndNotBeforeItsStart() {
    var nothing = Optional.<String>empty();
    tables
        .liveStreams()
        .start(
            LIVE, ADA, new StreamDescription(nothing, nothing, nothing, nothing, Optional.empty()));

    var first = tables.liveStreams().end(LIVE, NINE.minusSeconds(5), Optional.empty());
    var again =
        tables.liveStreams().end(LIVE, NINE.plusSeconds(5), Optional.of(Duration.ofSeconds(7)));

    assertThat(first.orElseThrow().endTime()).contains(NINE);
    assertThat(again).isEqualTo(first);
    assertThat(LOCAL.items("StreamSession").getFirst())
        .containsEntry("statedDurationMs", AttributeValue.fromN("7000"));
    assertThat(tables.liveStreams().end(SECOND, NINE, Optional.empty())).isEmpty();
  }
}
