package ivs.recordings.model.recording;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The one channel, its two merged streams and its one recording that the tests speak of.
public final class ModelFixtures {
  public static final SourceArn CHANNEL =
      new SourceArn("arn:aws:ivs:eu-west-1:111122223333:channel/AbCdef1G2hij");
  public static final SourceArn RIVAL =
      new SourceArn("arn:aws:ivs:eu-west-1:111122223333:channel/ZzYyxx9W8vuT");
  public static final Profile OWNER =
      new Profile(CHANNEL, new ProfileId("ada"), Optional.of("ada-live"), Optional.empty());
  public static final StreamId FIRST = new StreamId("st-1BFfRucA3M934F2XJV2QjKO");
  public static final StreamId SECOND = new StreamId("st-1AaaaaaA3M934F2XJV2QjKO");
  public static final SessionId SESSION = new SessionId("uxa0OrtRP8Rs");
  public static final RecordingId RECORDING = RecordingId.of(SESSION);
  public static final Bucket BUCKET = new Bucket("example-recordings");
  public static final S3Prefix PREFIX =
      new S3Prefix("ivs/v1/111122223333/AbCdef1G2hij/2026/11/2/9/5/y9KbtxapPKU3");
  public static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");
  public static final StorageLocation LOCATION = new StorageLocation(BUCKET, Optional.of(PREFIX));

  private ModelFixtures() {}

  public static Instant at(int seconds) {
    return NINE.plusSeconds(seconds);
  }

  public static EventMetadata envelope(String eventId, int seconds) {
    return new EventMetadata(eventId, at(seconds), CHANNEL, "ada-live");
  }

  public static Subject subject(String eventId, int seconds, StreamId stream, StreamId... listed) {
    return Subject.ofSession(
        envelope(eventId, seconds), SESSION, stream, List.of(listed), LOCATION);
  }

  public static Started started(int seconds, StreamId stream) {
    return new Started(subject("start-" + seconds, seconds, stream, stream));
  }

  public static Ended ended(int seconds, long millis) {
    return new Ended(
        subject("end-" + seconds, seconds, SECOND, FIRST, SECOND),
        Optional.of(Duration.ofMillis(millis)));
  }

  public static EndFailed endFailed(int seconds, String reason) {
    return new EndFailed(
        subject("end-failure-" + reason + seconds, seconds, SECOND),
        Optional.of(Duration.ZERO),
        Optional.of(reason));
  }

  public static StartFailed startFailed(int seconds, String reason) {
    return new StartFailed(
        subject("start-failure-" + reason + seconds, seconds, FIRST)
            .at(new StorageLocation(BUCKET, Optional.empty())),
        Optional.of(reason));
  }

  public static StreamSession session(StreamId streamId) {
    return new StreamSession(
        streamId,
        OWNER.profileId(),
        CHANNEL,
        StreamStatus.LIVE,
        Optional.of(NINE),
        Optional.empty(),
        Optional.empty());
  }

  public static Recording fold(RecordingEvent first, RecordingEvent... others) {
    var recording = Recording.of(OWNER.profileId(), first);
    for (var event : others) {
      recording = recording.join(Recording.of(OWNER.profileId(), event));
    }
    return recording;
  }
}
