package ivs.recordings.model.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.retention.Deletion.Territory;
import ivs.recordings.model.retention.DeletionStep.InvalidatePaths;
import ivs.recordings.model.retention.DeletionStep.MarkDeleted;
import ivs.recordings.model.retention.DeletionStep.RemoveObjects;
import ivs.recordings.model.retention.DeletionStep.WriteTombstone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetentionLawTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Bucket BUCKET = new Bucket("example-recordings");
  private static final Territory TERRITORY =
      new Territory(Set.of(BUCKET), Optional.of(new Bucket("media")));

  @ParameterizedTest
  @CsvSource({
    // own, days of the profile, source, days until it is due
    "5, 7, UPLOAD, 5",
    ", 7, UPLOAD, 7",
    ", , UPLOAD, 30",
    ", , IVS_CHANNEL, ",
    ", 7, IVS_PARTICIPANT, 7",
    ", 0, UPLOAD, ",
  })
  void theFirstOfRecordingProfileAndStackDecides(
      Integer own, Integer ofProfile, Source source, Integer expected) {
    var until =
        RetentionPolicy.DEFAULT.retainUntil(
            Optional.ofNullable(own).map(RetentionLawTest::days),
            Optional.ofNullable(ofProfile),
            source,
            NOW);

    assertThat(until).isEqualTo(Optional.ofNullable(expected).map(RetentionLawTest::days));
  }

  private static Instant days(int days) {
    return NOW.plus(Duration.ofDays(days));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.5", "36501", "999999"})
  void aNumberOfDaysThatIsNoneIsRefusedByName(String days) {
    assertThatThrownBy(() -> RetentionPolicy.of(Map.of("UPLOAD_RETENTION_DAYS", days)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("UPLOAD_RETENTION_DAYS must be a number of days from 0 to 36500");
  }

  @ParameterizedTest
  @CsvSource({
    "a/abc, a/abc/x.ts, true",
    "a/abc, a/abcd, false",
    "a/abc, a/abcd/x.ts, false",
    "a/abc, a/abc, false",
    "a/abc, b/a/abc/x.ts, false"
  })
  void aFolderEndsWithItsSlash(String prefix, String key, boolean isInside) {
    var folder = ObjectScope.of(folder(prefix)).orElseThrow();

    assertThat(folder.contains(key)).isEqualTo(isInside);
    assertThat(folder.listed()).isEqualTo(prefix + "/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "ivs/", "a/abc", "ivs/v1/", "ivs/v1/1/Ab/", "a//b/", "a/../b/"})
  void aFolderThatIsNotOneRecordingsIsRefused(String listed) {
    assertThatThrownBy(() -> new ObjectScope.Folder(BUCKET, listed))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eachStepIsLeftToTheNextRunUntilTheTombstoneIsWritten() {
    var expired = row("rec-1", folder("a/abc"), Optional.of(NOW), false, Optional.empty());
    var begun = row("rec-1", folder("a/abc"), Optional.of(NOW), false, Optional.of(NOW));
    var asked = row("rec-1", folder("a/abc"), Optional.of(days(1)), false, Optional.of(NOW));

    assertThat(steps(expired))
        .isEqualTo(List.of(MarkDeleted.class, RemoveObjects.class, WriteTombstone.class));
    assertThat(steps(begun)).isEqualTo(List.of(RemoveObjects.class, WriteTombstone.class));
    assertThat(steps(asked))
        .isEqualTo(List.of(RemoveObjects.class, InvalidatePaths.class, WriteTombstone.class));
  }

  private static List<Class<?>> steps(RetainedRecording row) {
    return deletion(row, List.of()).steps(NOW).stream().<Class<?>>map(Object::getClass).toList();
  }

  @Test
  void aRecordingIsDueFromItsTimeOnUnlessItIsHeldOrStillRuns() {
    var row = row("rec-1", folder("a/abc"), Optional.of(NOW), false, Optional.empty());

    assertThat(Due.of(row, NOW)).contains(new Due.Expired(NOW));
    assertThat(Due.of(row, NOW.minusMillis(1))).isEmpty();
    assertThat(Due.of(row("rec-1", folder("a/abc"), Optional.of(NOW), true, Optional.empty()), NOW))
        .isEmpty();
    var running =
        new RetainedRecording(
            row.id(),
            row.profileId(),
            RecordingStatus.STARTED,
            row.location(),
            row.retainUntil(),
            false,
            Optional.empty(),
            false);
    assertThat(Due.of(running, NOW)).isEmpty();
  }

  @Test
  void aTombstoneOutlivesTheArchiveByThirtyDays() {
    assertThat(TombstoneLifetime.expiresAt(NOW, 365)).contains(days(395));
    assertThat(TombstoneLifetime.expiresAt(NOW, 0)).isEmpty();
  }

  /// The law by itself: an object goes if a row that is due has it, and no other row does.
  @Test
  void aPlanEqualsWhatIsDoneAndNoOtherRecordingLosesAnObject() {
    var seed = Long.getLong("retention.seed", System.nanoTime());
    System.out.println("retention.seed=" + seed);
    var random = new Random(seed);
    var rows = new LinkedHashMap<RecordingId, RetainedRecording>();
    var objects = new TreeSet<String>();
    for (int i = 0; i < 1_000; i++) {
      var row = generated(random, i, objects);
      rows.put(row.id(), row);
    }
    var due = rows.values().stream().filter(row -> Due.of(row, NOW).isPresent()).toList();
    var kept = rows.values().stream().filter(row -> Due.of(row, NOW).isEmpty()).toList();
    var expected =
        objects.stream()
            .filter(key -> !isOf(due, key) || isOf(kept, key))
            .collect(Collectors.toCollection(TreeSet::new));

    var planned = new ArrayList<Deletion>();
    var gone = new HashSet<RecordingId>();
    for (var row : due) {
      var others = rows.values().stream().filter(other -> !gone.contains(other.id())).toList();
      planned.add(deletion(row, others));
      gone.add(row.id());
    }
    var done = new ArrayList<Deletion>();
    for (var row : due) {
      var deletion = deletion(row, List.copyOf(rows.values()));
      done.add(deletion);
      var marked = deletion(marked(row), List.copyOf(rows.values()));
      assertThat(marked.kept()).isEqualTo(deletion.kept());
      objects.removeIf(
          key -> marked.scopes().stream().anyMatch(scope -> marked.removes(scope, key)));
      rows.put(row.id(), marked(row));
    }

    assertThat(due).hasSizeBetween(100, 900);
    assertThat(done).as("seed %d", seed).isEqualTo(planned);
    assertThat(objects).as("seed %d", seed).isEqualTo(expected);
  }

  private static boolean isOf(List<RetainedRecording> rows, String key) {
    return rows.stream()
        .flatMap(row -> ObjectScope.of(row.location()).stream())
        .anyMatch(scope -> scope.contains(key));
  }

  private static RetainedRecording generated(Random random, int number, Set<String> objects) {
    var folder =
        "a/%d%s%s"
            .formatted(
                random.nextInt(400),
                random.nextBoolean() ? "" : "d",
                random.nextInt(4) == 0 ? "/media" : "");
    var key = folder + "/" + random.nextInt(3) + ".mp4";
    objects.addAll(List.of(key, folder + "/1.ts", folder + "/media/0.ts"));
    var location =
        random.nextInt(3) == 0
            ? new StorageLocation(
                Optional.of(BUCKET), Optional.empty(), Optional.of(new S3ObjectKey(key)))
            : folder(folder);
    var status = RecordingStatus.values()[random.nextInt(RecordingStatus.values().length)];
    var until =
        random.nextInt(4) == 0
            ? Optional.<Instant>empty()
            : Optional.of(days(random.nextInt(60) - 30));
    return new RetainedRecording(
        new RecordingId("rec-" + number),
        new ProfileId("ada"),
        status,
        location,
        until,
        random.nextInt(8) == 0,
        Optional.empty(),
        false);
  }

  private static RetainedRecording marked(RetainedRecording row) {
    return row(row.id().value(), row.location(), row.retainUntil(), false, Optional.of(NOW));
  }

  private static RetainedRecording row(
      String id,
      StorageLocation location,
      Optional<Instant> until,
      boolean isHeld,
      Optional<Instant> deletedAt) {
    return new RetainedRecording(
        new RecordingId(id),
        new ProfileId("ada"),
        RecordingStatus.COMPLETED,
        location,
        until,
        isHeld,
        deletedAt,
        false);
  }

  private static Deletion deletion(RetainedRecording row, List<RetainedRecording> others) {
    return Deletion.of(row, Due.of(row, NOW).orElseThrow(), others, TERRITORY, NOW);
  }

  private static StorageLocation folder(String prefix) {
    return new StorageLocation(BUCKET, Optional.of(new S3Prefix(prefix)));
  }
}
