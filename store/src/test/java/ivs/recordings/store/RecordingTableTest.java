package ivs.recordings.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.DestinationFailed;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.ItemValues;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import ivs.recordings.store.item.WriteResult.Done;
import ivs.recordings.store.item.WriteResult.Raced;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class RecordingTableTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final ProfileId ADA = new ProfileId("ada");
  private static final StreamId FIRST = new StreamId("st-first");
  private static final StreamId SECOND = new StreamId("st-second");
  private static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

  private RecordingTable recordings = tableNow();

  @BeforeEach
  void anEmptyTable() {
    recordings = tableNow();
  }

  private static RecordingTable tableNow() {
    return LOCAL.tables(Clock.fixed(NOW, ZoneOffset.UTC)).recordings();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void aRowIsReadBackAsItWasWritten(Recording recording) {
    assertThat(replace(Optional.empty(), recording)).isEqualTo(new Done<Recording>(1));

    assertThat(recordings.find(recording.id().value()))
        .contains(new VersionedItem<>(recording, 1, NOW));
  }

  static List<Recording> recordings() {
    return List.of(
        said(started("one", 0, FIRST)),
        said(ended("one", 60, SECOND, FIRST, SECOND)),
        said(startFailed("one", 0)),
        said(endFailed("one", 60)),
        said(started("one", 0, FIRST)).join(said(ended("one", 60, SECOND, FIRST, SECOND))),
        said(endFailed("one", 60)).join(said(startFailed("one", 61))),
        said(new Started(Subject.ofFiles(envelope(0), BUCKET, PREFIX, FIRST, List.of()))),
        said(
            new StartFailed(
                Subject.ofFiles(envelope(0), BUCKET, PREFIX, FIRST, List.of()),
                Optional.of("ValidationException"))),
        said(new Started(composition(StorageLocation.UNKNOWN))),
        said(new Started(composition(new StorageLocation(BUCKET, Optional.of(PREFIX)))))
            .join(said(FAILED_DESTINATION)));
  }

  private static Subject composition(StorageLocation location) {
    return Subject.ofComposition(envelope(0), new SessionId("s2AdaGUbvQgp"), location);
  }

  private static final RecordingEvent FAILED_DESTINATION =
      new DestinationFailed(
          composition(StorageLocation.UNKNOWN),
          Optional.empty(),
          Optional.empty(),
          Optional.of("AccessDenied"));

  /// A row that was changed by hand is corrupt, however it was.
  @Test
  void aFlagOfAnotherTypeOrOfARowThatDidNotFailIsCorrupt() {
    replace(Optional.empty(), said(FAILED_DESTINATION));
    var row = LOCAL.items("Recording").getFirst();

    for (var change :
        List.of(
            Map.entry("destinationFailed", AttributeValue.fromS("true")),
            Map.entry("recordingStatus", AttributeValue.fromS("COMPLETED")))) {
      var changed = new HashMap<>(row);
      changed.put(change.getKey(), change.getValue());
      LOCAL.dynamo().putItem(put -> put.tableName("Recording").item(changed));
      assertThatThrownBy(() -> recordings.find("composition:s2AdaGUbvQgp"))
          .isInstanceOf(CorruptItemException.class);
    }
  }

  @Test
  void whatIsUnknownIsAbsentAndNeverEmpty() {
    replace(Optional.empty(), said(startFailed("one", 0)));

    assertThat(LOCAL.items("Recording").getFirst())
        .doesNotContainKeys(
            "s3KeyPrefix", "recordingDurationMs", "startTime", "openShard", "openSince")
        .containsEntry("recordingStatusReason", AttributeValue.fromS("ValidationException"))
        .containsEntry("endTime", AttributeValue.fromS("2026-11-02T09:00:00Z"));
  }

  @Test
  void theSecondWriterOfOneVersionLosesAndSeesTheWinner() {
    var start = said(started("one", 0, FIRST));
    replace(Optional.empty(), start);

    var late = replace(Optional.empty(), said(ended("one", 60, FIRST)));

    assertThat(late).isEqualTo(new Raced<>(Optional.of(new VersionedItem<>(start, 1, NOW))));
    assertThat(recordings.find("one").map(VersionedItem::value)).contains(start);
  }

  @Test
  void theSecondWriterOfALaterVersionLosesToo() {
    replace(Optional.empty(), said(started("one", 0, FIRST)));
    var seen = recordings.find("one");
    var end = said(ended("one", 60, FIRST));
    replace(seen, end);

    var late = replace(seen, said(ended("one", 50, FIRST)));

    assertThat(late).isEqualTo(new Raced<>(Optional.of(new VersionedItem<>(end, 2, NOW))));
    assertThat(recordings.find("one").map(VersionedItem::value)).contains(end);
  }

  @Test
  void aStaleWriterNeverBringsADeletedRowBack() {
    replace(Optional.empty(), said(started("one", 0, FIRST)));
    var seen = recordings.find("one");
    LOCAL
        .dynamo()
        .deleteItem(delete -> delete.tableName("Recording").key(RecordingTable.key("one")));

    assertThat(replace(seen, said(ended("one", 60, FIRST))))
        .isEqualTo(new Raced<Recording>(Optional.empty()));
    assertThat(LOCAL.items("Recording")).isEmpty();
  }

  @Test
  void whatOthersKeepOnTheRowStays() {
    replace(Optional.empty(), said(started("one", 0, FIRST)));
    LOCAL
        .dynamo()
        .updateItem(update ->
            update
                .tableName("Recording")
                .key(RecordingTable.key("one"))
                .updateExpression("SET title = :title")
                .expressionAttributeValues(Map.of(":title", AttributeValue.fromS("Day 1"))));

    replace(recordings.find("one"), said(ended("one", 60, FIRST)));

    assertThat(LOCAL.items("Recording").getFirst()).containsKey("title");
  }

  @Test
  void aStreamFindsEveryRecordingItIsPartOf() {
    replace(Optional.empty(), said(ended("merged", 60, SECOND, FIRST, SECOND)));
    replace(Optional.empty(), said(started("alone", 90, SECOND)));

    assertThat(recordings.ofStream(FIRST))
        .extracting(found -> found.value().id().value())
        .containsExactly("merged");
    assertThat(recordings.ofStream(SECOND))
        .extracting(found -> found.value().id().value())
        .containsExactly("merged", "alone");
  }

  @Test
  void aStreamStillFindsItsRecordingWhenAnotherTurnsOutToHaveStartedIt() {
    replace(Optional.empty(), said(ended("one", 60, SECOND, FIRST, SECOND)));
    var seen = recordings.find("one");
    replace(seen, seen.orElseThrow().value().join(said(started("one", 30, SECOND))));

    assertThat(recordings.find("one").orElseThrow().value().streamSessionId()).contains(SECOND);
    assertThat(recordings.ofStream(FIRST)).hasSize(1);
    assertThat(recordings.ofStream(SECOND)).hasSize(1);
  }

  @Test
  void everyStreamOfAMergedRecordingHasAnItem() {
    replace(Optional.empty(), said(started("one", 0, FIRST)));
    assertThat(LOCAL.items("RecordingStream")).isEmpty();

    var seen = recordings.find("one");
    replace(seen, seen.orElseThrow().value().join(said(ended("one", 60, SECOND, FIRST, SECOND))));

    assertThat(LOCAL.items("RecordingStream"))
        .containsExactlyInAnyOrder(relation(FIRST, "one"), relation(SECOND, "one"));
    assertThat(LOCAL.items("Recording")).hasSize(1);
  }

  @Test
  void aRemovedRowLeavesNoItemsOfItsStreams() {
    replace(Optional.empty(), said(ended("one", 60, SECOND, FIRST, SECOND)));
    var seen = recordings.find("one").orElseThrow();

    assertThat(recordings.remove(seen)).isTrue();
    assertThat(LOCAL.items("RecordingStream")).isEmpty();
    assertThat(recordings.remove(seen)).isFalse();
    assertThat(LOCAL.items("RecordingStream")).isEmpty();
  }

  @Test
  void aRowThatChangedMeanwhileKeepsItsItems() {
    replace(Optional.empty(), said(ended("one", 60, SECOND, FIRST, SECOND)));
    var seen = recordings.find("one").orElseThrow();
    replace(Optional.of(seen), seen.value().join(said(started("one", 0, FIRST))));

    assertThat(recordings.remove(seen)).isFalse();
    assertThat(recordings.ofStream(SECOND)).hasSize(1);
  }

  private static Map<String, AttributeValue> relation(StreamId stream, String recordingId) {
    return Map.of(
        "streamId", AttributeValue.fromS(stream.value()),
        "recordingId", AttributeValue.fromS(recordingId));
  }

  @Test
  void anItemOfALostConflictFindsNothing() {
    replace(Optional.empty(), said(started("one", 0, FIRST)));

    assertThat(replace(Optional.empty(), said(ended("one", 60, FIRST, FIRST, SECOND))))
        .isInstanceOf(Raced.class);

    assertThat(recordings.ofStream(SECOND)).isEmpty();
  }

  @Test
  void aProfilesRecordingsComeNewestFirstAlsoThoseWhoseStartIsUnknown() {
    replace(Optional.empty(), said(started("early", 0, FIRST)));
    replace(Optional.empty(), said(ended("middle", 60, FIRST)));
    replace(Optional.empty(), said(started("late", 90, FIRST)));

    assertThat(recordings.ofProfile(ADA, 10).rows())
        .extracting(found -> found.value().id().value())
        .containsExactly("late", "middle", "early");
    assertThat(recordings.ofProfile(ADA, 2).rows()).hasSize(2);
  }

  @Test
  void onlyOpenRecordingsOlderThanTheMomentAreFoundOpen() {
    for (int i = 0; i < 20; i++) {
      replace(Optional.empty(), said(started("open" + i, i, FIRST)));
    }
    replace(Optional.empty(), said(started("closed", 0, FIRST)));
    replace(
        recordings.find("closed"),
        said(started("closed", 0, FIRST)).join(said(ended("closed", 60, FIRST))));

    assertThat(recordings.openSinceBefore(NINE.plusSeconds(10)))
        .extracting(found -> found.value().id().value())
        .containsExactly(
            "open0", "open1", "open2", "open3", "open4", "open5", "open6", "open7", "open8",
            "open9");
  }

  /// The sort key has the event's time in one width, and the id breaks ties.
  @Test
  void theRecordingsOfAMonthComeNewestFirstWithoutTheirHistory() {
    replace(Optional.empty(), said(started("b", 0, FIRST)));
    replace(Optional.empty(), said(started("a", 0, FIRST)));
    replace(Optional.empty(), said(ended("late", 60, FIRST)));

    var found =
        LOCAL
            .dynamo()
            .query(query ->
                query
                    .tableName("Recording")
                    .indexName("byMonth")
                    .keyConditionExpression("recordedMonth = :month")
                    .expressionAttributeValues(Map.of(":month", AttributeValue.fromS("2026-11")))
                    .scanIndexForward(false))
            .items();

    assertThat(found)
        .extracting(item -> ItemValues.string(item, "recordedAt"))
        .containsExactly(
            "2026-11-02T09:01:00.000Z#late",
            "2026-11-02T09:00:00.000Z#b",
            "2026-11-02T09:00:00.000Z#a");
    assertThat(found).allSatisfy(item -> assertThat(item).doesNotContainKey("history"));
  }

  @Test
  void aRecordingMovesToTheMonthOfItsStart() {
    replace(Optional.empty(), said(ended("one", 2_500_000, FIRST)));
    assertThat(LOCAL.items("Recording").getFirst())
        .containsEntry("recordedMonth", AttributeValue.fromS("2026-12"));

    var seen = recordings.find("one");
    replace(seen, seen.orElseThrow().value().join(said(started("one", 2_400_000, FIRST))));

    assertThat(LOCAL.items("Recording").getFirst())
        .containsEntry("recordedMonth", AttributeValue.fromS("2026-11"))
        .containsEntry("recordedAt", AttributeValue.fromS("2026-11-30T03:40:00.000Z#one"));
  }

  @Test
  void aRowThatIsOneObjectIsReadAndKeptAsSuch() {
    replace(Optional.empty(), said(started("one", 0, FIRST)));
    LOCAL
        .dynamo()
        .updateItem(update ->
            update
                .tableName("Recording")
                .key(RecordingTable.key("one"))
                .updateExpression("SET s3ObjectKey = :key REMOVE s3KeyPrefix")
                .expressionAttributeValues(Map.of(":key", AttributeValue.fromS("recordings/a"))));

    var seen = recordings.find("one");
    assertThat(seen.orElseThrow().value().location().objectKey())
        .contains(new S3ObjectKey("recordings/a"));
    replace(seen, seen.orElseThrow().value());

    assertThat(LOCAL.items("Recording").getFirst())
        .containsEntry("s3ObjectKey", AttributeValue.fromS("recordings/a"))
        .doesNotContainKey("s3KeyPrefix");
  }

  @Test
  void theIdIsNeverParsed() {
    var row = said(started("one", 0, FIRST));
    var upload =
        new Recording(
            new RecordingId("upload:0a/b"),
            Optional.empty(),
            row.profileId(),
            row.sourceArn(),
            Source.UPLOAD,
            row.start(),
            row.outcome(),
            row.location(),
            row.streamIds());

    replace(Optional.empty(), upload);

    assertThat(recordings.find("upload:0a/b").map(VersionedItem::value)).contains(upload);
  }

  @Test
  void aCorruptRowIsRefusedByName() {
    LOCAL.dynamo().putItem(put -> put.tableName("Recording").item(RecordingTable.key("corrupt")));

    assertThatThrownBy(() -> recordings.find("corrupt"))
        .isInstanceOf(CorruptItemException.class)
        .hasMessage(
            "the item corrupt of Recording cannot be read: attribute recordingStatus is missing");
  }

  private WriteResult<Recording> replace(Optional<VersionedItem<Recording>> seen, Recording next) {
    return recordings.replace(seen, next, List.of());
  }

  private static final Bucket BUCKET = new Bucket("example-recordings");
  private static final S3Prefix PREFIX = new S3Prefix("ivs/v1/111122223333/Ab/2026/11/2/9/0/x");

  private static EventMetadata envelope(int seconds) {
    return new EventMetadata(
        "id", NINE.plusSeconds(seconds), new SourceArn("arn:aws:ivs:channel/Ab"), "ada-live");
  }

  private static Subject subject(String session, int seconds, StreamId own, StreamId... listed) {
    return Subject.ofSession(
        envelope(seconds),
        new SessionId(session),
        own,
        List.of(listed),
        new StorageLocation(BUCKET, Optional.of(PREFIX)));
  }

  private static Recording said(RecordingEvent event) {
    return Recording.of(ADA, event);
  }

  private static Started started(String session, int seconds, StreamId stream) {
    return new Started(subject(session, seconds, stream));
  }

  private static Ended ended(String session, int seconds, StreamId own, StreamId... listed) {
    return new Ended(subject(session, seconds, own, listed), Optional.of(Duration.ofSeconds(60)));
  }

  private static EndFailed endFailed(String session, int seconds) {
    return new EndFailed(
        subject(session, seconds, FIRST),
        Optional.of(Duration.ZERO),
        Optional.of("InternalServerException"));
  }

  private static StartFailed startFailed(String session, int seconds) {
    return new StartFailed(
        subject(session, seconds, FIRST).at(new StorageLocation(BUCKET, Optional.empty())),
        Optional.of("ValidationException"));
  }
}
