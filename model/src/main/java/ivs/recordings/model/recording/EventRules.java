package ivs.recordings.model.recording;

import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.recording.Decision.Advance;
import ivs.recordings.model.recording.Decision.Park;
import ivs.recordings.model.recording.Decision.Unchanged;
import ivs.recordings.model.recording.ParkingCause.Contradiction;
import ivs.recordings.model.recording.ParkingCause.UnknownProfile;
import ivs.recordings.model.recording.ParkingCause.UnknownRecording;
import ivs.recordings.model.recording.ParkingCause.UnknownStreamSession;
import ivs.recordings.model.session.StreamSession;
import java.util.Optional;

/// What to do with an event, given what is known. The whole of the rules, and no state of its own.
public final class EventRules {
  private EventRules() {}

  /// Processes an event of a stream. The channel must have a profile.
  public static Decision<StreamSession> decide(
      Optional<Profile> profile, Optional<StreamSession> current, StreamEvent event) {
    if (profile.isEmpty()) {
      return new Park<>(unknownProfile(event));
    }
    var sourceArn = event.envelope().sourceArn();
    if (current.isPresent() && !current.get().sourceArn().equals(sourceArn)) {
      return new Park<>(anothersStream(current.get(), event));
    }
    var news = StreamSession.of(profile.get().profileId(), event);
    return news.map(said -> advance(current, current.map(known -> known.join(said)).orElse(said)))
        .orElseGet(Unchanged::new);
  }

  /// Enters news of a recording. An unknown profile is found out before an unknown stream session;
  /// only the event's own stream must be known, the others it lists are attached either way. Where
  /// the API starts the rows of a source, the row alone must be known: it says who owns it.
  public static Decision<Recording> decide(
      Optional<Profile> profile,
      Optional<StreamSession> session,
      Optional<Recording> current,
      RecordingEvent event) {
    var source = event.subject().source();
    if (source.isStartedByApi()) {
      return current
          .map(row -> advance(row.profileId(), current, owned(row, event)))
          .orElseGet(() -> new Park<>(new UnknownRecording(event.subject().recordingId())));
    }
    if (profile.isEmpty()) {
      return new Park<>(unknownProfile(event));
    }
    if (source.needsStreamSession() && session.isEmpty()) {
      return new Park<>(new UnknownStreamSession(event.stream().orElseThrow()));
    }
    if (session.isPresent() && !session.get().sourceArn().equals(event.envelope().sourceArn())) {
      return new Park<>(anothersStream(session.get(), event));
    }
    return advance(profile.get().profileId(), current, event);
  }

  /// An event of S3 names the bucket.
  private static RecordingEvent owned(Recording row, RecordingEvent event) {
    return event.envelope().sourceArn().isBucket()
        ? event.about(event.subject().of(row.sourceArn()))
        : event;
  }

  private static Decision<Recording> advance(
      ProfileId owner, Optional<Recording> current, RecordingEvent event) {
    if (current.isPresent() && !current.get().sourceArn().equals(event.envelope().sourceArn())) {
      return new Park<>(anothersRecording(current.get(), event));
    }
    var said = Recording.of(owner, event);
    return advance(current, current.isPresent() ? current.get().join(said) : said);
  }

  private static <T> Decision<T> advance(Optional<T> current, T next) {
    return current.isPresent() && current.get().equals(next)
        ? new Unchanged<>()
        : new Advance<>(next);
  }

  private static ParkingCause unknownProfile(SourceEvent event) {
    return new UnknownProfile(event.envelope().sourceArn(), event.envelope().channelName());
  }

  private static ParkingCause anothersStream(StreamSession session, SourceEvent event) {
    return new Contradiction(
        "Stream %s belongs to %s, but the event comes from %s."
            .formatted(
                session.streamId().value(),
                session.sourceArn().value(),
                event.envelope().sourceArn().value()));
  }

  private static ParkingCause anothersRecording(Recording recording, SourceEvent event) {
    return new Contradiction(
        "Recording %s belongs to %s, but the event comes from %s."
            .formatted(
                recording.id().value(),
                recording.sourceArn().value(),
                event.envelope().sourceArn().value()));
  }
}
