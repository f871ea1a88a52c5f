package ivs.recordings.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Start;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/// Whatever profiles a channel was linked to, and is linked to now, each recording that tables and
/// bucket know is in the account of exactly one window. `-Daudit.seed` plays a history again.
final class AuditLawTest {
  private static final int CHANNELS = 12;
  private static final int WINDOWS = 5;
  private static final Bucket BUCKET = new Bucket("example-recordings");
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyy/M/d/H/m").withZone(ZoneOffset.UTC);

  private final long seed = Long.getLong("audit.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Instant since = now.minus(Duration.ofDays(40));
  private final Set<String> expected = new TreeSet<>();

  @Test
  void theWindowsTogetherHoldWhatTablesAndBucketHold() {
    System.out.printf("Audit: links and recordings with -Daudit.seed=%d%n", seed);
    try (var system = SharedSystem.start(Map.of());
        var target = new Operator(system).target()) {
      for (int number = 0; number < CHANNELS; number++) {
        record(new TestChannel("law" + number), target);
      }

      var found = new ArrayList<String>();
      try (var s3 = target.s3();
          var ivs = target.ivs()) {
        var configuration = new ReconcilerConfiguration(Set.of(BUCKET), Duration.ofDays(1), false);
        var files = new RecordedFiles(s3, configuration.buckets());
        for (var window : windows()) {
          new AuditRun(target.tables(), files, ivs, configuration, window)
              .give()
              .items()
              .forEach(item -> found.add(item.name()));
        }
      }
      found.removeIf(name -> !name.contains("law")); // The bucket has samples, too.

      assertThat(found).doesNotHaveDuplicates();
      assertThat(new TreeSet<>(found)).isEqualTo(expected);
    }
  }

  /// Some recordings of a channel, known by row, files and parked event in any combination.
  private void record(TestChannel channel, Target target) {
    for (int number = 0; number < 1 + random.nextInt(3); number++) {
      var began = moment();
      var name = "%sR%d".formatted(channel.name(), number);
      var prefix =
          new S3Prefix(
              "ivs/v1/111122223333/%s/%s/%s".formatted(channel.name(), FOLDER.format(began), name));
      var knownBy = 1 + random.nextInt(7);
      var hasRow = (knownBy & 1) > 0;
      if (hasRow) {
        var row = row(channel, name, began, prefix);
        target.tables().recordings().replace(Optional.empty(), row, List.of());
      }
      if ((knownBy & 2) > 0) {
        putManifest(target, prefix, began);
      }
      if ((knownBy & 4) > 0) {
        var cause = new ParkingCause.UnknownProfile(new SourceArn(channel.arn()), "");
        target.tables().parkedEvents().park(cause, name, event(channel, began, prefix));
      }
      expected.add(hasRow ? name : BUCKET.value() + "/" + prefix.value());
    }
    if (random.nextInt(3) > 0) { // Linked today, perhaps to another profile than that of a row.
      target
          .tables()
          .profiles()
          .put(
              new Profile(
                  new SourceArn(channel.arn()), owner(), Optional.empty(), Optional.empty()));
    }
  }

  private Instant moment() {
    return since.plusSeconds(random.nextLong(Duration.between(since, now).toSeconds()));
  }

  private ProfileId owner() {
    return new ProfileId("owner" + random.nextInt(3));
  }

  private List<AuditRun.Window> windows() {
    var cuts = new TreeSet<>(List.of(since.minusSeconds(60), now.plusSeconds(1)));
    while (cuts.size() <= WINDOWS) {
      cuts.add(moment());
    }
    return cuts.headSet(cuts.last()).stream()
        .map(cut -> new AuditRun.Window(Optional.empty(), cut, cuts.higher(cut), now))
        .toList();
  }

  private Recording row(TestChannel channel, String name, Instant began, S3Prefix prefix) {
    var stream = new StreamId(channel.stream(1));
    return new Recording(
        new RecordingId(name),
        Optional.empty(),
        owner(),
        new SourceArn(channel.arn()),
        Source.IVS_CHANNEL,
        Optional.of(new Start(began, stream)),
        Optional.empty(),
        new StorageLocation(BUCKET, Optional.of(prefix)),
        new TreeSet<>(List.of(stream)));
  }

  private static void putManifest(Target target, S3Prefix prefix, Instant began) {
    var manifest = "{\"recording_started_at\": \"%s\"}".formatted(began);
    try (var s3 = target.s3()) {
      s3.putObject(
          put -> put.bucket(BUCKET.value()).key(prefix.value() + "/events/recording-started.json"),
          RequestBody.fromString(manifest));
    }
  }

  private static String event(TestChannel channel, Instant began, S3Prefix prefix) {
    return """
    {"detail-type": "IVS Recording State Change", "time": "%s", "resources": ["%s"],
     "detail": {"recording_s3_bucket_name": "%s", "recording_s3_key_prefix": "%s"}}
    """
        .formatted(began, channel.arn(), BUCKET.value(), prefix.value());
  }
}
