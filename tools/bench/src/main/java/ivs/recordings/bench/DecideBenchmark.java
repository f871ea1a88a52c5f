package ivs.recordings.bench;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamEvent.StreamStarted;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Decision;
import ivs.recordings.model.recording.EventRules;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.session.StreamSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Decisions a second on one core: an end meets the row of its start.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecideBenchmark {
  private static final StreamId STREAM = new StreamId(Samples.STREAM);
  private static final S3Prefix FILES = new S3Prefix("ivs/v1/111122223333/uWq4mB7xKd2T/2026/9/3");

  private final EventMetadata envelope =
      new EventMetadata(
          "89b4b2d6",
          Instant.parse("2026-09-03T07:05:12Z"),
          new SourceArn(Samples.CHANNEL),
          "anna-live");
  private final Subject subject =
      Subject.ofSession(
          envelope,
          new SessionId("session"),
          STREAM,
          List.of(STREAM),
          new StorageLocation(new Bucket("example-recordings"), Optional.of(FILES)));
  private final Optional<Profile> profile =
      Optional.of(
          new Profile(
              new SourceArn(Samples.CHANNEL),
              new ProfileId("anna"),
              Optional.empty(),
              Optional.empty()));
  private final Optional<StreamSession> session =
      StreamSession.of(new ProfileId("anna"), new StreamStarted(envelope, STREAM));
  private final Optional<Recording> started =
      Optional.of(Recording.of(new ProfileId("anna"), new Started(subject)));
  private final RecordingEvent end = new Ended(subject, Optional.of(Duration.ofMillis(3_444_000)));

  @Benchmark
  public Decision<Recording> decide() {
    return EventRules.decide(profile, session, started, end);
  }
}
