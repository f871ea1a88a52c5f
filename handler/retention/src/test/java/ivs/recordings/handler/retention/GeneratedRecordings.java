package ivs.recordings.handler.retention;

import static ivs.recordings.handler.retention.RetentionFixture.MEDIA;
import static ivs.recordings.handler.retention.RetentionFixture.RECORDINGS;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// Recordings of some profiles with every kind of retention: their places are the same, one inside
/// the other, or neighbours by name.
final class GeneratedRecordings {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = 60;

  private final RetentionFixture world;
  private final Random random;
  private final List<Kept> rows = new ArrayList<>();
  private final Set<String> objects = new TreeSet<>();

  GeneratedRecordings(RetentionFixture world, Random random) {
    this.world = world;
    this.random = random;
  }

  /// @param until empty keeps it
  private record Kept(String place, boolean isFolder, Optional<Instant> until) {
    boolean has(String object) {
      return isFolder ? object.startsWith(place + "/") : object.equals(place);
    }

    boolean isDue(Instant now) {
      return until.filter(time -> !time.isAfter(now)).isPresent();
    }
  }

  void write(int count) {
    for (int i = 0; i < count; i++) {
      write(i, count / 2);
    }
  }

  /// Three moments, each with another share of them due.
  List<Instant> moments() {
    return List.of(at(20), at(45), at(200));
  }

  private static Instant at(int day) {
    return FIRST.plus(Duration.ofDays(day));
  }

  private void write(int number, int places) {
    var isUpload = random.nextInt(3) == 0;
    var folder =
        "a/%d-%d%s".formatted(number % 3, random.nextInt(places), random.nextBoolean() ? "" : "d");
    var nested = random.nextInt(4) == 0 ? folder + "/media" : folder;
    var key = nested + "/" + random.nextInt(3) + ".mp4";
    var id = new RecordingId(isUpload ? "upload:" + number : "rec-" + number);
    var bucket = new Bucket(RECORDINGS);
    var location =
        isUpload
            ? new StorageLocation(
                Optional.of(bucket), Optional.empty(), Optional.of(new S3ObjectKey(key)))
            : new StorageLocation(bucket, Optional.of(new S3Prefix(nested)));
    var end = at(random.nextInt(DAYS)).plusSeconds(random.nextInt(86_400));
    var hasEnded = random.nextInt(10) > 0;
    var ofProfile =
        switch (random.nextInt(4)) {
          case 0 -> Optional.of(0);
          case 1 -> Optional.of(1 + random.nextInt(30));
          default -> Optional.<Integer>empty();
        };
    var policy = new RetentionPolicy(30, random.nextInt(2) * 7);
    var source = isUpload ? Source.UPLOAD : Source.IVS_CHANNEL;
    var profile = "p-" + number % 3;
    world.write(id, source, profile, location, end, hasEnded, policy, ofProfile);
    var until = policy.retainUntil(Optional.empty(), ofProfile, source, end);
    if (random.nextInt(5) == 0) {
      var own = end.plus(Duration.ofDays(1 + random.nextInt(DAYS)));
      world.retain(id, own, end);
      until = Optional.of(own);
    }
    var isHeld = random.nextInt(8) == 0;
    if (isHeld) {
      world.hold(id, end);
    }
    put(RECORDINGS, key, nested + "/1.ts", folder + "/media/0.ts");
    if (random.nextInt(10) == 0) {
      put(MEDIA, "derived/%s/%012d/a.mp4".formatted(id.value(), number));
    }
    var keeps = isHeld || !hasEnded ? Optional.<Instant>empty() : until;
    rows.add(new Kept(RECORDINGS + "/" + (isUpload ? key : nested), !isUpload, keeps));
    rows.add(new Kept(MEDIA + "/derived/" + id.value(), true, keeps));
  }

  private void put(String bucket, String... keys) {
    for (var key : keys) {
      if (objects.add(bucket + "/" + key)) {
        world.put(bucket, key);
      }
    }
  }

  Set<String> expectedAfter(Instant now) {
    objects.removeIf(object ->
        rows.stream().anyMatch(row -> row.isDue(now) && row.has(object))
            && rows.stream().noneMatch(row -> !row.isDue(now) && row.has(object)));
    return new TreeSet<>(objects);
  }
}
