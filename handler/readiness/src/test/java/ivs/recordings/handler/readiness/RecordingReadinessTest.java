package ivs.recordings.handler.readiness;

import static ivs.recordings.handler.ingest.HandlerFixture.ENVIRONMENT;
import static ivs.recordings.handler.ingest.HandlerFixture.link;
import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.PREFIX;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.ingest.PrintedLog;
import ivs.recordings.handler.readiness.files.GuardedFiles;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.StreamDescription;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.InMemoryDynamoDb;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The function on the stream of the Recording table, after rows that the handler has written.
final class RecordingReadinessTest {
  private static final String NOW = "2026-11-02T12:00:00Z";
  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", "st-a");
  private static final String START =
      recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a");
  private static final String END =
      recording("Recording End", "one", "2026-11-02T09:06:24Z", 70_000, "st-a", "st-a");
  private static final String FAILURE =
      recording("Recording End Failure", "one", "2026-11-02T09:06:24Z", 0, "st-a");
  private static final String HLS =
      """
      "hls":{"duration_ms":70000,"path":"media/hls","playlist":"master.m3u8","renditions":[
       {"path":"480p30","playlist":"playlist.m3u8","resolution_width":852,"resolution_height":480},
       {"path":"audio_only","playlist":"playlist.m3u8"}]},
      """;
  private static final List<String> MEDIA =
      List.of(
          "media/hls/480p30/0.ts",
          "media/hls/480p30/playlist.m3u8",
          "media/hls/audio_only/0.ts",
          "media/hls/audio_only/playlist.m3u8",
          "media/hls/master.m3u8",
          "media/thumbnails/thumb0.jpg");

  @RegisterExtension private final PrintedLog log = new PrintedLog();

  private final InMemoryDynamoDb dynamo = InMemoryDynamoDb.withTables();
  private final MemoryFiles files = new MemoryFiles();
  private final HandlerFixture handler = new HandlerFixture(dynamo);

  @BeforeEach
  void theChannelIsLinkedAndLive() {
    link(dynamo, CHANNEL, "ada");
    handler.hand(LIVE, START);
  }

  @Test
  void aRecordingIsAvailableOnceItsLastFileIsThereAndNotBefore() {
    handler.hand(END);
    put("events/recording-ended.json", manifest("RECORDING_ENDED", HLS));
    var needed = MEDIA.stream().filter(file -> !file.contains("thumb")).toList();
    put("media/thumbnails/thumb0.jpg", "jpg");
    for (var file : needed) {
      var before = row();

      assertThat(check(readiness(files), before)).isEmpty();

      assertThat(row()).as("before %s", file).isEqualTo(before);
      put(file, "content");
    }

    assertThat(check(readiness(files), row())).isEmpty();

    assertThat(row())
        .containsEntry("availableAt", s(NOW))
        .containsEntry("mediaPath", s("media/hls/master.m3u8"))
        .containsEntry("posters", AttributeValue.fromL(List.of(s("media/thumbnails/thumb0.jpg"))))
        .containsEntry("sizeBytes", AttributeValue.fromN(Integer.toString(5 * 7 + 3)))
        .containsEntry("version", AttributeValue.fromN("3"))
        .doesNotContainKeys("openShard", "openSince", "mediaError");
    assertThat(row().get("mediaVersion").s()).matches("[0-9a-f]{12}");
    assertThat(row().get("renditions").l())
        .extracting(rendition -> rendition.m().keySet().size())
        .containsExactly(4, 2);
  }

  /// The event is processed after the row was read, and before it is written. A merged recording
  /// ends more than once, and each end has a manifest of its own.
  @Test
  void anotherOutcomeBringsTheFilesOfItsManifestAndKeepsTheMoment() {
    handler.hand(END);
    everythingIsThere();
    check(readiness(files), row());
    var before = row();
    handler.hand(recording("Recording End", "one", "2026-11-02T09:07:24Z", 90_000, "st-a", "st-a"));
    set("Recording", "recordingId", "one", "availableAt", s("2026-11-02T09:00:00Z"));
    put("events/recording-ended.json", manifest("RECORDING_ENDED", HLS).replace("v1", "v1.1"));

    check(readiness(files), record("7", row(), before));

    assertThat(row()).containsEntry("availableAt", s("2026-11-02T09:00:00Z"));
    assertThat(row().get("mediaVersion")).isNotEqualTo(before.get("mediaVersion"));
    var after = row();
    check(readiness(files), record("8", after, before));
    assertThat(row()).as("it is written once").isEqualTo(after);
  }

  @Test
  void anotherOutcomeIsWaitedForAgain() {
    handler.hand(FAILURE);
    set("Recording", "recordingId", "one", "mediaError", s("NO_MEDIA"));
    var before = row();
    handler.hand(END);

    check(readiness(files), record("7", row(), before));

    assertThat(row()).containsKeys("openShard", "openSince").doesNotContainKey("mediaError");
  }

  /// Between the look at the stream and the write of the row a person has made the stream public.
  @Test
  void aStreamThatIsMadePublicDuringTheCheckIsListedByTheNextRecord() {
    handler.hand(END);
    everythingIsThere();
    var before = row();
    check(readiness(files), before);
    set("StreamSession", "streamId", "st-a", "visibility", s("PUBLIC"));

    check(readiness(files), record("7", row(), before));

    assertThat(session("st-a")).containsKey("publishedAt");
  }

  @ParameterizedTest
  @CsvSource({"st-a, 1", "st-b, 2"})
  void anEventThatComesInBetweenIsNotLost(String lastStream, int streams) {
    handler.hand(FAILURE);
    everythingIsThere();
    handler.hand(stream("Stream Start", "2026-11-02T09:05:40Z", "st-b"));
    var late =
        recording(
            "Recording End", "one", "2026-11-02T09:06:30Z", 71_000, lastStream, "st-a", lastStream);
    var pending = new ArrayList<>(List.of(late));
    var raced =
        new GuardedFiles(
            files,
            after(() -> {
              if (!pending.isEmpty()) {
                handler.hand(pending.removeFirst());
              }
            }));

    assertThat(check(readiness(raced), row())).isEmpty();

    assertThat(row())
        .containsEntry("recordingStatus", s("COMPLETED"))
        .containsEntry("endTime", s("2026-11-02T09:06:30Z"))
        .containsEntry("recordingDurationMs", AttributeValue.fromN("71000"))
        .containsEntry("availableAt", s(NOW))
        .containsEntry("version", AttributeValue.fromN("4"));
    assertThat(row().get("streamIds").ss()).hasSize(streams);
  }

  /// Afterwards, what events write changes without what readiness wrote.
  @Test
  void aLaterEventKeepsWhatReadinessWroteAndItsNewStreamIsListed() {
    handler.hand(END, stream("Stream Start", "2026-11-02T09:05:40Z", "st-b"));
    everythingIsThere();
    var readiness = readiness(files, "PUBLIC");
    check(readiness, row());
    var before = row();

    handler.hand(
        recording("Recording End", "one", "2026-11-02T09:07:24Z", 90_000, "st-b", "st-a", "st-b"));
    check(readiness, record("7", row(), before));

    assertThat(row())
        .containsEntry("availableAt", s(NOW))
        .containsEntry("recordingDurationMs", AttributeValue.fromN("90000"));
    assertThat(session("st-b")).containsKey("publishedAt");
  }

  /// Whichever comes first, the link or what readiness finds.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLinkedRecordingIsListedUnderTheStreamOfTheAppOnly(boolean isLinkedFirst) {
    handler.hand(END);
    everythingIsThere();
    var clock = Clock.fixed(Instant.parse(NOW), ZoneOffset.UTC);
    var tables = Tables.of(dynamo, TableNames.PLAIN, clock);
    var live = StreamId.ofLive(new UUID(0, 1));
    var nothing = Optional.<String>empty();
    tables
        .liveStreams()
        .start(
            live,
            new ProfileId("ada"),
            new StreamDescription(
                nothing, nothing, nothing, nothing, Optional.of(Visibility.PUBLIC)));
    Runnable link = () -> tables.links().link(tables.recordings().find("one").orElseThrow(), live);
    var readiness = readiness(files, "PUBLIC");
    if (isLinkedFirst) {
      link.run();
      check(readiness, row());
    } else {
      check(readiness, row());
      assertThat(session("st-a")).containsKey("publishedAt");
      var before = row();
      link.run();
      check(readiness, record("7", row(), before));
    }

    assertThat(session(live.value())).containsKey("publishedAt");
    assertThat(session("st-a")).doesNotContainKeys("publishedAt", "publishedMonth");
  }

  @ParameterizedTest
  @CsvSource({
    "PRIVATE, , false",
    "PUBLIC, , true",
    "PUBLIC, PRIVATE, false",
    "PRIVATE, PUBLIC, true"
  })
  void aStreamIsListedOnceItsRecordingIsAvailableAndOnlyIfItIsPublic(
      String otherwise, String own, boolean isListed) {
    handler.hand(END);
    everythingIsThere();
    Optional.ofNullable(own)
        .ifPresent(word -> set("StreamSession", "streamId", "st-a", "visibility", s(word)));
    var before = session("st-a");

    check(readiness(files, otherwise), row());

    var expected = new HashMap<>(before);
    if (isListed) {
      expected.put("publishedMonth", s("2026-11"));
      expected.put("publishedAt", s("2026-11-02T09:05:10.000Z#st-a"));
    }
    assertThat(session("st-a")).isEqualTo(expected);
    assertThat(row()).containsKey("availableAt");
  }

  @Test
  void aSessionThatIsNotThereIsNotMade() {
    handler.hand(END);
    everythingIsThere();
    dynamo.deleteItem(
        delete -> delete.tableName("StreamSession").key(Map.of("streamId", s("st-a"))));

    assertThat(check(readiness(files, "PUBLIC"), row())).isEmpty();

    assertThat(row()).containsKey("availableAt");
    assertThat(dynamo.items("StreamSession")).isEmpty();
  }

  @Test
  void aFailedRecordingWhoseMediaIsThereIsAvailableAndOneWithoutStaysAsItIs() {
    handler.hand(FAILURE);
    var before = row();
    put("events/recording-failed.json", manifest("RECORDING_ENDED_WITH_FAILURE", ""));
    check(readiness(files), before);
    assertThat(row()).isEqualTo(before);

    everythingIsThere();
    check(readiness(files), before);

    assertThat(row()).containsEntry("recordingStatus", s("FAILED")).containsKey("availableAt");
  }

  /// A participant of whom only images are stored. The write leads to another record of the stream,
  /// which must not lead to another write.
  @Test
  void whereNoMediaWasRecordedTheRowSaysSoOnceAndIsCheckedAgainAfterAChange() {
    handler.hand(END);
    put("events/recording-ended.json", manifest("RECORDING_ENDED", ""));
    put("media/thumbnails/thumb0.jpg", "jpg");
    check(readiness(files), row());
    assertThat(row()).containsEntry("mediaError", s("NO_MEDIA")).doesNotContainKey("openShard");
    var marked = row();

    check(readiness(files), marked);
    assertThat(row()).isEqualTo(marked);

    everythingIsThere();
    check(readiness(files), marked);
    assertThat(row()).containsKey("availableAt").doesNotContainKey("mediaError");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "another-bucket"})
  void aBucketThatIsNotNamedIsNotRead(String buckets) {
    handler.hand(END);
    everythingIsThere();
    var before = row();

    assertThat(check(readiness(files, Map.of("RECORDING_BUCKETS", buckets)), before)).isEmpty();

    assertThat(row()).isEqualTo(before);
    assertThat(files.calls()).isZero();
  }

  @Test
  void onlyWhatFailedIsRepeatedFromItsFirstRecordOn() {
    handler.hand(END);
    everythingIsThere();
    var one = row();
    var other = new HashMap<>(one);
    other.put("recordingId", s("other"));
    other.put("s3KeyPrefix", s(PREFIX + "2"));
    dynamo.putItem(put -> put.tableName("Recording").item(other));
    RecordingFiles halfBroken =
        new GuardedFiles(
            files,
            before(calls -> {
              if (calls == 1) {
                throw new IllegalStateException("no S3");
              }
            }));
    assertThat(
            check(readiness(halfBroken), record("1", other), record("2", one), record("3", other)))
        .containsExactly("1");

    assertThat(row()).containsKey("availableAt");
    assertThat(log.text())
        .contains(
            "\"effect\":\"failed\",\"fault\":\"IllegalStateException: no S3\",\"recordingId\":\"other\"")
        .contains("\"effect\":\"available\",\"recordingId\":\"one\"")
        .contains("\"RecordingsAvailable\":1", "\"Result\":\"failed\"");
  }

  /// What is left is repeated: a batch that answers late is a batch that answers nothing.
  @Test
  void withoutTimeNothingIsBegunAndAllIsRepeated() {
    handler.hand(END);
    everythingIsThere();
    var batch = batch(record("1", row()));

    var answer =
        readiness(files)
            .handleRequest(
                batch, new SyntheticInvocation(() -> RecordingReadiness.MARGIN.minusMillis(1)));

    assertThat(answer.getBatchItemFailures()).hasSize(1);
    assertThat(files.calls()).isZero();
  }

  @Test
  void aCorruptRowIsNamedAndNotRepeatedForEver() {
    handler.hand(END);
    set("Recording", "recordingId", "one", "source", s("NOTHING"));

    assertThat(check(readiness(files), row())).isEmpty();
  }

  @Test
  void whatHasNotEndedWithFilesOrIsGoneOrIsAvailableCostsNoCall() {
    var started = row();
    var ended = change(started, "recordingStatus", s("COMPLETED"));
    var gone = new DynamodbStreamRecord();
    gone.setDynamodb(new StreamRecord().withSequenceNumber("9"));
    var available = change(ended, "availableAt", s(NOW));

    assertThat(
            check(
                readiness(files),
                record("1", started),
                record("2", without(ended, "s3KeyPrefix")),
                record("3", change(ended, "deletedAt", s(NOW))),
                record("4", available, available),
                gone))
        .isEmpty();

    assertThat(files.calls()).isZero();
  }

  /// Days of recording in more files than are listed.
  @Test
  void aVeryLongRecordingIsFoundWithALimitedNumberOfCalls() {
    handler.hand(END);
    everythingIsThere();
    for (int i = 0; i < 26_000; i++) {
      put("media/hls/480p30/" + i + ".ts", "x");
    }

    check(readiness(files), row());

    assertThat(row()).containsKey("availableAt").doesNotContainKey("sizeBytes");
    assertThat(files.calls()).isLessThan(40);
    assertThat(row().get("posters").l()).hasSize(1);
  }

  @Test
  void whatIsNoBatchOfAStreamIsRefused() {
    for (var batch :
        Arrays.asList(null, new DynamodbEvent(), batch(), batch(new DynamodbStreamRecord()))) {
      assertThatThrownBy(() ->
              readiness(files)
                  .handleRequest(batch, new SyntheticInvocation(() -> Duration.ofMinutes(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("no records of a DynamoDB stream");
    }
    assertThatThrownBy(() -> readiness(files, "SECRET"))
        .hasMessage("DEFAULT_VISIBILITY must be PUBLIC or PRIVATE, not 'SECRET'");
  }

  private void everythingIsThere() {
    put("events/recording-ended.json", manifest("RECORDING_ENDED", HLS));
    MEDIA.forEach(file -> put(file, "content"));
  }

  private void put(String path, String text) {
    files.put(PREFIX + "/" + path, text);
  }

  private static String manifest(String status, String hls) {
    return """
    {"version":"v1","channel_arn":"%s","recording_started_at":"2026-11-02T09:05:11Z",
     "recording_ended_at":"2026-11-02T09:06:23Z","recording_status":"%s","media":{%s
     "thumbnails":{"path":"media/thumbnails"}}}
    """
        .formatted(CHANNEL, status, hls);
  }

  private RecordingReadiness readiness(RecordingFiles of) {
    return readiness(of, "PRIVATE");
  }

  private RecordingReadiness readiness(RecordingFiles of, String visibility) {
    return readiness(
        of, Map.of("DEFAULT_VISIBILITY", visibility, "RECORDING_BUCKETS", "example-recordings"));
  }

  private RecordingReadiness readiness(RecordingFiles of, Map<String, String> more) {
    var environment = new HashMap<>(ENVIRONMENT);
    environment.putAll(more);
    return new RecordingReadiness(
        environment,
        _ -> dynamo,
        of,
        Clock.fixed(Instant.parse(NOW).plusMillis(7), ZoneOffset.UTC));
  }

  /// A guard that does something after each call.
  private static GuardedFiles.Guard after(Runnable what) {
    return new GuardedFiles.Guard() {
      @Override
      public <T> T ask(Supplier<T> call) {
        var answer = call.get();
        what.run();
        return answer;
      }
    };
  }

  /// A guard that does something before each call, given its number.
  private static GuardedFiles.Guard before(Consumer<Integer> what) {
    return new GuardedFiles.Guard() {
      private int calls;

      @Override
      public <T> T ask(Supplier<T> call) {
        what.accept(++calls);
        return call.get();
      }
    };
  }

  private static List<String> check(
      RecordingReadiness readiness, Map<String, AttributeValue> image) {
    return check(readiness, record("1", image));
  }

  private static List<String> check(RecordingReadiness readiness, DynamodbStreamRecord... records) {
    return readiness
        .handleRequest(batch(records), new SyntheticInvocation(() -> Duration.ofMinutes(1)))
        .getBatchItemFailures()
        .stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static DynamodbEvent batch(DynamodbStreamRecord... records) {
    var batch = new DynamodbEvent();
    batch.setRecords(List.of(records));
    return batch;
  }

  private static DynamodbStreamRecord record(String number, Map<String, AttributeValue> image) {
    return record(number, image, Map.of());
  }

  private static DynamodbStreamRecord record(
      String number, Map<String, AttributeValue> image, Map<String, AttributeValue> before) {
    var changed = new DynamodbStreamRecord();
    changed.setDynamodb(
        new StreamRecord()
            .withSequenceNumber(number)
            .withNewImage(image(image))
            .withOldImage(image(before)));
    return changed;
  }

  private static Map<
          String, com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue>
      image(Map<String, AttributeValue> item) {
    var image =
        new HashMap<
            String, com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue>();
    item.forEach((name, value) -> {
      var attribute =
          new com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue();
      image.put(name, value.hasSs() ? attribute.withSS(value.ss()) : attribute.withS(value.s()));
    });
    return image;
  }

  private static Map<String, AttributeValue> change(
      Map<String, AttributeValue> item, String attribute, AttributeValue value) {
    var changed = new HashMap<>(item);
    changed.put(attribute, value);
    return changed;
  }

  private static Map<String, AttributeValue> without(
      Map<String, AttributeValue> item, String attribute) {
    var changed = new HashMap<>(item);
    changed.remove(attribute);
    return changed;
  }

  private void set(String table, String key, String id, String attribute, AttributeValue value) {
    var item =
        dynamo.items(table).stream()
            .filter(row -> s(id).equals(row.get(key)))
            .findFirst()
            .orElseThrow();
    dynamo.putItem(put -> put.tableName(table).item(change(item, attribute, value)));
  }

  private Map<String, AttributeValue> row() {
    return dynamo.items("Recording").stream()
        .filter(row -> s("one").equals(row.get("recordingId")))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, AttributeValue> session(String stream) {
    return dynamo.items("StreamSession").stream()
        .filter(row -> s(stream).equals(row.get("streamId")))
        .findFirst()
        .orElseThrow();
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }
}
