package ivs.recordings.handler.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.readiness.ReadinessCheck.Noted;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.media.DerivedFiles;
import ivs.recordings.model.media.MediaVersion;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.upload.FileName;
import ivs.recordings.model.upload.StoredObject;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.model.upload.VideoFormat;
import ivs.recordings.store.InMemoryDynamoDb;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.VersionedItem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When an uploaded WebM is available, with and without media jobs.
final class SeekableUploadTest {
  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final Bucket MEDIA = new Bucket("media");
  private static final S3ObjectKey KEY = new S3ObjectKey("recordings/room/a.webm");
  private static final ProfileId ANNA = new ProfileId("anna");
  private static final String VERSION = MediaVersion.of("etag");

  private final Tables tables =
      Tables.of(InMemoryDynamoDb.withTables(), TableNames.PLAIN, Clock.fixed(NOW, ZoneOffset.UTC));

  private String etag = "etag";

  /// The object of the upload, whatever is asked for.
  private record OneWebm(MemoryFiles others, String etag) implements RecordingFiles {
    @Override
    public Folders folders(Bucket bucket, String folder, Optional<String> next) {
      return others.folders(bucket, folder, next);
    }

    @Override
    public Set<String> manifests(Bucket bucket, S3Prefix prefix) {
      return others.manifests(bucket, prefix);
    }

    @Override
    public Objects objects(Bucket bucket, S3Prefix prefix, String begin, Optional<String> next) {
      return others.objects(bucket, prefix, begin, next);
    }

    @Override
    public Optional<Written> read(Bucket bucket, S3Prefix prefix, String manifest) {
      return others.read(bucket, prefix, manifest);
    }

    @Override
    public Optional<StoredObject> object(Bucket bucket, S3ObjectKey key) {
      return Optional.of(
          new StoredObject(1_000, "video/webm", etag, NOW, Optional.of(VideoFormat.WEBM)));
    }
  }

  @BeforeEach
  void theFileHasArrived() {
    var upload =
        new Upload(
            ANNA,
            Optional.empty(),
            MEDIA,
            KEY,
            new FileName("a.webm"),
            VideoFormat.WEBM,
            Optional.empty(),
            NOW);
    tables.recordings().begin(upload, Optional.empty());
    arrives(NOW);
  }

  private void arrives(Instant at) {
    var event =
        new Ended(
            Subject.ofUpload(new EventMetadata("e", at, SourceArn.ofUser(ANNA), ""), MEDIA, KEY),
            Optional.empty());
    var row = row();
    tables
        .recordings()
        .replace(Optional.of(row), row.value().join(Recording.of(ANNA, event)), List.of());
  }

  private VersionedItem<Recording> row() {
    var id = RecordingId.ofUpload(MEDIA, KEY);
    return tables.recordings().find(id.value()).orElseThrow();
  }

  private ReadinessCheck check(boolean hasMediaJobs) {
    return new ReadinessCheck(
        tables,
        new OneWebm(new MemoryFiles(), etag),
        Set.of(MEDIA),
        Visibility.PRIVATE,
        hasMediaJobs,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Noted noted(boolean hasMediaJobs, Optional<MediaError> gaveUp) {
    var check = check(hasMediaJobs);
    var row = row();
    return check.note(row, check.look(row), gaveUp);
  }

  private void remuxed(String version) {
    var files =
        DerivedFiles.none(MEDIA, version)
            .withSeekable("derived/x/seekable.webm")
            .withPosters(List.of("derived/x/poster-000.jpg"))
            .withLength(Optional.of(Duration.ofSeconds(10)));
    tables.recordings().markDerived(row(), files);
  }

  @Test
  void withoutMediaJobsTheOriginalIsAvailableAndSaysThatItCannotBeSeeked() {
    assertThat(noted(false, Optional.empty())).isEqualTo(Noted.AVAILABLE);

    assertThat(row().media().available()).isPresent();
    assertThat(row().media().isNotSeekable()).isTrue();
  }

  @Test
  void withMediaJobsItWaitsForItsRemux() {
    assertThat(noted(true, Optional.empty())).isEqualTo(Noted.NOTHING);
    assertThat(row().media().available()).isEmpty();

    remuxed(VERSION);

    assertThat(noted(true, Optional.empty())).isEqualTo(Noted.AVAILABLE);
    assertThat(row().media().error()).isEmpty();
    assertThat(row().media().available())
        .hasValueSatisfying(media -> {
          assertThat(media.version()).isEqualTo(VERSION);
          assertThat(media.posters()).containsExactly("derived/x/poster-000.jpg");
        });
    assertThat(row().value().duration()).contains(Duration.ofSeconds(10));
  }

  @Test
  void theRemuxOfAnotherFileIsNotItsRemux() {
    remuxed("0123456789ab");

    assertThat(noted(true, Optional.empty())).isEqualTo(Noted.NOTHING);
  }

  @Test
  void aRemuxThatFailedMakesTheOriginalAvailable() {
    tables.recordings().markNotSeekable(row());

    assertThat(noted(true, Optional.empty())).isEqualTo(Noted.AVAILABLE);
    assertThat(row().media().available()).isPresent();
    assertThat(row().media().isNotSeekable()).isTrue();
  }

  @Test
  void aRemuxThatIsLateIsStillWaitedFor() {
    assertThat(noted(true, Optional.of(MediaError.MEDIA_LATE))).isEqualTo(Noted.UNPLAYABLE);
    assertThat(noted(true, Optional.of(MediaError.MEDIA_LATE))).isEqualTo(Noted.NOTHING);
    assertThat(row().media().available()).isEmpty();

    remuxed(VERSION);

    assertThat(noted(true, Optional.empty())).isEqualTo(Noted.AVAILABLE);
    assertThat(row().media().error()).isEmpty();
  }

  @Test
  void aRemuxThatIsNotDoneInTimeMakesTheOriginalAvailable() {
    assertThat(noted(true, Optional.of(MediaError.MEDIA_MISSING))).isEqualTo(Noted.AVAILABLE);
    assertThat(row().media().isNotSeekable()).isTrue();
  }

  @Test
  void aLateRemuxTakesTheErrorBack() {
    noted(false, Optional.empty());

    remuxed(VERSION);

    assertThat(row().media().error()).isEmpty();
    assertThat(row().media().available().orElseThrow().posters()).hasSize(1);
  }

  @Test
  void anotherObjectIsWaitedForAgain() {
    noted(false, Optional.empty());

    arrives(NOW.plusSeconds(60));

    assertThat(row().media().available()).isEmpty();
    assertThat(row().media().error()).isEmpty();
  }

  @Test
  void theLengthOfAnotherObjectIsNotThatOfTheFirst() {
    remuxed(VERSION);
    arrives(NOW);
    assertThat(row().value().duration()).as("the same object").isPresent();

    arrives(NOW.plusSeconds(60));
    assertThat(row().value().duration()).isEmpty();
    etag = "another";

    assertThat(noted(true, Optional.of(MediaError.MEDIA_MISSING))).isEqualTo(Noted.AVAILABLE);
    assertThat(row().value().duration()).isEmpty();
  }

  /// Its jobs have succeeded, so that none measures it once more.
  @Test
  void theSameObjectThatIsStoredOnceMoreKeepsItsLength() {
    remuxed(VERSION);
    noted(true, Optional.empty());

    arrives(NOW.plusSeconds(60));

    assertThat(noted(true, Optional.empty())).isEqualTo(Noted.AVAILABLE);
    assertThat(row().value().duration()).contains(Duration.ofSeconds(10));
  }
}
