package ivs.recordings.model.session;

import static ivs.recordings.model.recording.Joins.either;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamEvent.ParticipantActive;
import ivs.recordings.model.event.StreamEvent.SessionCreated;
import ivs.recordings.model.event.StreamEvent.SessionEnded;
import ivs.recordings.model.event.StreamEvent.StreamEnded;
import ivs.recordings.model.event.StreamEvent.StreamFailed;
import ivs.recordings.model.event.StreamEvent.StreamStarted;
import ivs.recordings.model.event.StreamEvent.TakenOver;
import ivs.recordings.model.event.StreamEvent.TakeoverFailed;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// All that is known of one stream: a join, as [Recording] is.
///
/// @param startTime the earliest sign of life
/// @param endTime the latest sign of an end
/// @param viewerCount the highest seen
public record StreamSession(
    StreamId streamId,
    ProfileId profileId,
    SourceArn sourceArn,
    StreamStatus status,
    Optional<Instant> startTime,
    Optional<Instant> endTime,
    Optional<Long> viewerCount) {

  /// What one event alone says; nothing where the event is no news of the stream itself.
  public static Optional<StreamSession> of(ProfileId profileId, StreamEvent event) {
    var time = Optional.of(event.envelope().time());
    Optional<Instant> unknown = Optional.empty();
    return switch (event) {
      case SessionCreated _, StreamStarted _, ParticipantActive _ ->
          Optional.of(said(profileId, event, StreamStatus.LIVE, time, unknown));
      case TakenOver _ -> Optional.of(said(profileId, event, StreamStatus.LIVE, unknown, unknown));
      case StreamEnded _, SessionEnded _ ->
          Optional.of(said(profileId, event, StreamStatus.ENDED, unknown, time));
      case StreamFailed _ ->
          Optional.of(said(profileId, event, StreamStatus.FAILED, unknown, time));
      case TakeoverFailed _ -> Optional.empty(); // The live stream stays live.
    };
  }

  /// What two of them say together. Both must be of the same stream and channel; whose it is was
  /// settled by the first.
  public StreamSession join(StreamSession other) {
    return new StreamSession(
        streamId,
        profileId,
        sourceArn,
        status.compareTo(other.status) >= 0 ? status : other.status,
        either(startTime, other.startTime, (a, b) -> a.isBefore(b) ? a : b),
        either(endTime, other.endTime, (a, b) -> a.isAfter(b) ? a : b),
        either(viewerCount, other.viewerCount, Math::max));
  }

  /// From the first sign of life to the last sign of an end, where both are known and in that
  /// order.
  public Optional<Duration> duration() {
    return startTime
        .flatMap(start -> endTime.map(end -> Duration.between(start, end)))
        .filter(duration -> !duration.isNegative());
  }

  private static StreamSession said(
      ProfileId profileId,
      StreamEvent event,
      StreamStatus status,
      Optional<Instant> start,
      Optional<Instant> end) {
    return new StreamSession(
        event.streamId(),
        profileId,
        event.envelope().sourceArn(),
        status,
        start,
        end,
        Optional.empty());
  }
}
