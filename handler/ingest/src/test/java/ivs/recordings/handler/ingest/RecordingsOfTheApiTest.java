package ivs.recordings.handler.ingest;

import static ivs.recordings.model.recording.Source.UPLOAD;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.handler.ingest.row.InboundEvent;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.WriterFunction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Where the API starts the rows of a source, an event that comes before its row waits for it.
final class RecordingsOfTheApiTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Bucket BUCKET = new Bucket("media");
  private static final S3ObjectKey FILE = new S3ObjectKey("recordings/room/clip.mp4");
  private static final RecordingId ID = RecordingId.ofUpload(BUCKET, FILE);
  private static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");

  @Test
  void anEventBeforeItsRowWaitsForTheRow() {
    process(LOCAL.dynamo());

    assertThat(LOCAL.items("Recording")).isEmpty();
    assertThat(LOCAL.items("ParkedEvent"))
        .singleElement()
        .satisfies(item ->
            assertThat(item)
                .containsEntry("waitingFor", AttributeValue.fromS("recording#" + ID.value()))
                .containsEntry("reason", AttributeValue.fromS("UNKNOWN_RECORDING")));
  }

  @Test
  void anEventAfterItsRowNeedsNoProfileAndNoSession() {
    start();

    process(LOCAL.dynamo());

    assertThatItIsCompleted();
  }

  /// What S3 tells names the bucket; the days are those of the profile that the row names.
  @Test
  void itIsKeptForTheDaysOfTheProfileOfItsRow() {
    start();
    var owner = new ProfileId("ada");
    LOCAL
        .tables(Clock.systemUTC())
        .profiles()
        .put(
            new Profile(
                SourceArn.ofUser(owner),
                owner,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(7)));
    RecordingEvent event =
        new Ended(
            Subject.ofUpload(
                new EventMetadata("e", NINE, new SourceArn("arn:aws:s3:::media"), ""),
                BUCKET,
                FILE),
            Optional.empty());

    process(LOCAL.dynamo(), event);

    assertThat(LOCAL.items("Recording"))
        .singleElement()
        .satisfies(item ->
            assertThat(item)
                .containsEntry("retainUntil", AttributeValue.fromS("2026-11-09T09:00:00Z")));
  }

  @Test
  void aRowThatAppearsDuringParkingGetsTheEvent() {
    var isStarted = new AtomicBoolean();
    var raced =
        new CountingClient(
            LOCAL.dynamo(),
            call -> {
              if (CountingClient.isUpdateOf("ParkedEvent", call)
                  && isStarted.compareAndSet(false, true)) {
                start();
              }
            });

    process(raced.client());

    assertThatItIsCompleted();
  }

  private static void assertThatItIsCompleted() {
    assertThat(LOCAL.items("Recording"))
        .singleElement()
        .satisfies(item ->
            assertThat(item)
                .containsEntry("source", AttributeValue.fromS("UPLOAD"))
                .containsEntry("profileId", AttributeValue.fromS("ada"))
                .containsEntry("recordingStatus", AttributeValue.fromS("COMPLETED")));
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  private static void start() {
    var row = Recording.of(new ProfileId("ada"), new Started(subject(0)));
    LOCAL.tables(Clock.systemUTC()).recordings().replace(Optional.empty(), row, List.of());
  }

  private static void process(DynamoDbClient dynamo) {
    process(dynamo, new Ended(subject(60), Optional.empty()));
  }

  private static void process(DynamoDbClient dynamo, RecordingEvent event) {
    var tables = Tables.of(dynamo, TableNames.PLAIN, Clock.systemUTC());
    new BatchProcessor(
            tables,
            UnknownProfiles.PARK,
            WriterFunction.HANDLER,
            _ -> new Compositions.Storage.Unknown(),
            Thread::startVirtualThread)
        .process(List.of(InboundEvent.inferred("m-1", event)));
  }

  private static Subject subject(int seconds) {
    return new Subject(
        new EventMetadata(
            "e-" + seconds, NINE.plusSeconds(seconds), new SourceArn("upload:user/ada"), ""),
        UPLOAD,
        ID,
        Optional.empty(),
        Optional.of(new StreamId("live-1")),
        List.of(),
        new StorageLocation(Optional.of(BUCKET), Optional.empty(), Optional.of(FILE)));
  }
}
