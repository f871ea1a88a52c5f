package ivs.recordings.bench;

import ivs.recordings.model.Bookkeeping;
import ivs.recordings.model.Bucket;
import ivs.recordings.model.Decision;
import ivs.recordings.model.Envelope;
import ivs.recordings.model.Profile;
import ivs.recordings.model.ProfileId;
import ivs.recordings.model.Recording;
import ivs.recordings.model.RecordingEvent;
import ivs.recordings.model.RecordingEvent.Ended;
import ivs.recordings.model.RecordingEvent.Started;
import ivs.recordings.model.RecordingEvent.Subject;
import ivs.recordings.model.S3Prefix;
import ivs.recordings.model.SessionId;
import ivs.recordings.model.SourceArn;
import ivs.recordings.model.StreamEvent.StreamStarted;
import ivs.recordings.model.StreamId;
import ivs.recordings.model.StreamSession;
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

  private final Envelope envelope =
      new Envelope(
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
          new Bucket("example-recordings"));
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
      Optional.of(Recording.of(new ProfileId("anna"), new Started(subject, FILES)));
  private final RecordingEvent end =
      new Ended(subject, FILES, Optional.of(Duration.ofMillis(3_444_000)));

  @Benchmark
  public Decision<Recording> decide() {
    return Bookkeeping.decide(profile, session, started, end);
  }
}
