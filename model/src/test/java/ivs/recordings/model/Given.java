package ivs.recordings.model;

import ivs.recordings.model.RecordingEvent.EndFailed;
import ivs.recordings.model.RecordingEvent.Ended;
import ivs.recordings.model.RecordingEvent.StartFailed;
import ivs.recordings.model.RecordingEvent.Started;
import ivs.recordings.model.RecordingEvent.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The one channel, its two merged streams and its one recording that the tests speak of.
final class Given {
  static final SourceArn CHANNEL =
      new SourceArn("arn:aws:ivs:eu-west-1:111122223333:channel/AbCdef1G2hij");
  static final SourceArn RIVAL =
      new SourceArn("arn:aws:ivs:eu-west-1:111122223333:channel/ZzYyxx9W8vuT");
  static final Profile OWNER =
      new Profile(CHANNEL, new ProfileId("ada"), Optional.of("ada-live"), Optional.empty());
  static final StreamId FIRST = new StreamId("st-1BFfRucA3M934F2XJV2QjKO");
  static final StreamId SECOND = new StreamId("st-1AaaaaaA3M934F2XJV2QjKO");
  static final SessionId SESSION = new SessionId("uxa0OrtRP8Rs");
  static final RecordingId RECORDING = RecordingId.of(SESSION);
  static final Bucket BUCKET = new Bucket("example-recordings");
  static final S3Prefix PREFIX =
      new S3Prefix("ivs/v1/111122223333/AbCdef1G2hij/2026/11/2/9/5/y9KbtxapPKU3");
  static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");

  private Given() {}

  static Instant at(int seconds) {
    return NINE.plusSeconds(seconds);
  }

  static Envelope envelope(String eventId, int seconds) {
    return new Envelope(eventId, at(seconds), CHANNEL, "ada-live");
  }

  static Subject subject(String eventId, int seconds, StreamId stream, StreamId... listed) {
    return Subject.ofSession(envelope(eventId, seconds), SESSION, stream, List.of(listed), BUCKET);
  }

  static Started started(int seconds, StreamId stream) {
    return new Started(subject("start-" + seconds, seconds, stream, stream), PREFIX);
  }

  static Ended ended(int seconds, long millis) {
    return new Ended(
        subject("end-" + seconds, seconds, SECOND, FIRST, SECOND),
        PREFIX,
        Optional.of(Duration.ofMillis(millis)));
  }

  static EndFailed endFailed(int seconds, String reason) {
    return new EndFailed(
        subject("end-failure-" + reason + seconds, seconds, SECOND),
        Optional.of(PREFIX),
        Optional.of(Duration.ZERO),
        Optional.of(reason));
  }

  static StartFailed startFailed(int seconds, String reason) {
    return new StartFailed(
        subject("start-failure-" + reason + seconds, seconds, FIRST), Optional.of(reason));
  }

  static StreamSession session(StreamId streamId) {
    return new StreamSession(
        streamId,
        OWNER.profileId(),
        CHANNEL,
        StreamStatus.LIVE,
        Optional.of(NINE),
        Optional.empty(),
        Optional.empty());
  }

  static Recording fold(RecordingEvent first, RecordingEvent... others) {
    var recording = Recording.of(OWNER.profileId(), first);
    for (var event : others) {
      recording = recording.join(Recording.of(OWNER.profileId(), event));
    }
    return recording;
  }
}
