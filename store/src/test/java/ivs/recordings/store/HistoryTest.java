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
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.store.item.ChangeCause;
import ivs.recordings.store.item.HistoryEntry;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import ivs.recordings.store.item.WriteResult.Raced;
import ivs.recordings.store.item.WriterFunction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What a row remembers of its changes.
final class HistoryTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");
  private static final String ID = "a6RfV23ES97iyfoQ";
  private static final StreamId STREAM = new StreamId("st-1A2b3c4D5e6F78ghij9Klmn");
  private static final Bucket BUCKET = new Bucket("production-recordings-eu-west-1");
  private static final S3Prefix PREFIX =
      new S3Prefix("ivs/v1/123456789012/AbCdef1G2hij/2026/11/20/20/12/j8Z9O91ndcVs");

  /// One request unit of a write, in bytes.
  private static final long WRITE_UNIT = 1024;

  @Test
  void eachChangeIsRememberedWithItsEventItsWriterAndItsDelay() {
    var start = started(0, STREAM);
    write(4, Optional.empty(), start, WriterFunction.HANDLER, "STARTED");
    write(90, find(), ended(60), WriterFunction.RECONCILER, "COMPLETED");

    assertThat(find().orElseThrow().history())
        .containsExactly(
            new HistoryEntry(
                1,
                NINE,
                seconds(4),
                WriterFunction.HANDLER,
                "Recording Start",
                "STARTED",
                eventId(0)),
            new HistoryEntry(
                2,
                NINE.plusSeconds(60),
                seconds(30),
                WriterFunction.RECONCILER,
                "Recording End",
                "COMPLETED",
                eventId(60)));
    assertThat(texts())
        .containsExactly(
            "1|2026-11-02T09:00:00Z|+4s|handler|Recording Start|STARTED|" + eventId(0),
            "2|2026-11-02T09:01:00Z|+30s|reconciler|Recording End|COMPLETED|" + eventId(60));
  }

  @Test
  void theNewestTwelveAreKept() {
    write(0, Optional.empty(), ended(1000), WriterFunction.HANDLER, "COMPLETED");
    for (int i = 2; i <= 20; i++) {
      write(i, find(), started(1000 - i, STREAM), WriterFunction.HANDLER, "start");
    }

    assertThat(find().orElseThrow().history())
        .extracting(HistoryEntry::version)
        .containsExactly(9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
  }

  @Test
  void theWinnerIsHandedOutWithItsHistory() {
    write(0, Optional.empty(), started(0, STREAM), WriterFunction.HANDLER, "STARTED");

    var lost = write(0, Optional.empty(), ended(60), WriterFunction.HANDLER, "COMPLETED");

    assertThat(lost).isEqualTo(new Raced<>(find()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "by hand",
        "1|then|+4s|handler|Recording Start|STARTED|id",
        "one|2026-11-02T09:00:00Z|+4s|handler|Recording Start|STARTED|id",
        "1|2026-11-02T09:00:00Z|soon|handler|Recording Start|STARTED|id",
        "1|2026-11-02T09:00:00Z|+4s|other|Recording Start|STARTED|id"
      })
  void aCorruptHistoryBlocksNoRead(String corrupt) {
    write(4, Optional.empty(), started(0, STREAM), WriterFunction.HANDLER, "STARTED");
    setHistory(
        AttributeValue.fromL(List.of(AttributeValue.fromS(corrupt), AttributeValue.fromN("7"))));

    assertThat(find().orElseThrow().history()).isEmpty();
    write(61, find(), ended(60), WriterFunction.HANDLER, "COMPLETED");
    assertThat(find().orElseThrow().history()).hasSize(1);
  }

  @Test
  void aRowOfATimeBeforeThereWasAHistoryHasNone() {
    write(4, Optional.empty(), started(0, STREAM), WriterFunction.HANDLER, "STARTED");
    setHistory(AttributeValue.fromS("something else"));

    assertThat(find().orElseThrow().history()).isEmpty();
  }

  @Test
  void anIdWithTheSeparatorInItIsReadBack() {
    var change =
        new HistoryEntry(
            1,
            NINE,
            seconds(-3),
            WriterFunction.HANDLER,
            "Recording End",
            "end",
            "a|b|c|d|e|f|g|h");

    assertThat(HistoryEntry.of(change.text())).contains(change);
  }

  /// A start, an end and what the reconciler corrected: each write of it costs one unit.
  @Test
  void aRowWithItsHistoryStaysBelowOneWriteUnit() {
    write(4, Optional.empty(), started(0, STREAM), WriterFunction.HANDLER, "STARTED");
    write(9_999, find(), ended(60), WriterFunction.HANDLER, "COMPLETED");
    write(
        86_400,
        find(),
        started(-1, STREAM),
        WriterFunction.RECONCILER,
        "start",
        "reconciler:recording-start:" + ID);

    assertThat(MemoryTable.size(LOCAL.items("Recording").getFirst())).isBetween(800L, WRITE_UNIT);
  }

  /// Twenty streams are the most that IVS merges.
  @Test
  void theLargestRowStaysBelowFiveWriteUnits() {
    write(0, Optional.empty(), ended(100_000), WriterFunction.HANDLER, "COMPLETED");
    for (int i = 1; i <= 20; i++) {
      var stream = new StreamId("st-1A2b3c4D5e6F78ghij9K%03d".formatted(i));
      write(
          i,
          find(),
          started(-i, stream),
          WriterFunction.HANDLER,
          "start,streams",
          "y".repeat(2000));
    }

    var row = LOCAL.items("Recording").stream().filter(item -> item.containsKey("history"));
    assertThat(MemoryTable.size(row.findFirst().orElseThrow())).isLessThan(5 * WRITE_UNIT);
  }

  private static Optional<VersionedItem<Recording>> find() {
    return LOCAL.tables(Clock.systemUTC()).recordings().find(ID);
  }

  private static List<String> texts() {
    return find().stream()
        .flatMap(_ -> LOCAL.items("Recording").stream())
        .flatMap(item ->
            item.getOrDefault("history", AttributeValue.fromL(List.of())).l().stream()
                .map(AttributeValue::s))
        .toList();
  }

  private static void setHistory(AttributeValue value) {
    LOCAL
        .dynamo()
        .updateItem(update ->
            update
                .tableName("Recording")
                .key(RecordingTable.key(ID))
                .updateExpression("SET history = :history")
                .expressionAttributeValues(Map.of(":history", value)));
  }

  private static WriteResult<Recording> write(
      int secondsAfterNine,
      Optional<VersionedItem<Recording>> seen,
      RecordingEvent event,
      WriterFunction writer,
      String what,
      String... eventId) {
    var said = Recording.of(new ProfileId("0f8fad5b-d9cb-469f-a165-70867728950e"), event);
    var next = seen.map(row -> row.value().join(said)).orElse(said);
    var id = Arrays.stream(eventId).findFirst().orElse(event.envelope().eventId());
    return LOCAL
        .tables(Clock.fixed(NINE.plusSeconds(secondsAfterNine), ZoneOffset.UTC))
        .recordings()
        .replace(
            seen,
            next,
            List.of(new ChangeCause(event.envelope().time(), writer, event.phrase(), what, id)));
  }

  private static Started started(int seconds, StreamId stream) {
    return new Started(subject(seconds, stream));
  }

  private static Ended ended(int seconds) {
    return new Ended(subject(seconds, STREAM), Optional.of(Duration.ofMillis(99_370_264)));
  }

  private static Subject subject(int seconds, StreamId stream) {
    var arn = "arn:aws:ivs:ap-northeast-1:123456789012:channel/AbCdef1G2hij";
    var envelope =
        new EventMetadata(eventId(seconds), NINE.plusSeconds(seconds), new SourceArn(arn), "");
    return Subject.ofSession(
        envelope,
        new SessionId(ID),
        stream,
        List.of(stream),
        new StorageLocation(BUCKET, Optional.of(PREFIX)));
  }

  private static String eventId(int seconds) {
    return new UUID(7, seconds).toString();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
