package ivs.recordings.model.event;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An event of a recording: an `IVS Recording State Change`, an `IVS Participant Recording State
/// Change` or an `IVS Composition State Change`.
public sealed interface RecordingEvent extends SourceEvent {
  /// What all of them have in common.
  Subject subject();

  /// The same event about another subject.
  RecordingEvent about(Subject subject);

  @Override
  default EventMetadata envelope() {
    return subject().envelope();
  }

  @Override
  default Source source() {
    return subject().source();
  }

  @Override
  default Optional<StreamId> stream() {
    return subject().streamId();
  }

  /// What it says of its stream session, where it is an event of that, too.
  default Optional<StreamEvent> ofSession() {
    return stream()
        .filter(_ -> source().makesStreamSession())
        .map(session -> new StreamEvent.ParticipantActive(envelope(), session, phrase()));
  }

  /// What a recording event is about.
  ///
  /// @param sessionId what IVS calls the recording session, or the id of the composition; absent
  ///   before November 2022, and for participants
  /// @param streamId the stream that sent it; on the end of merged streams, the last one; absent
  ///   for a composition
  /// @param listed `recording_session_stream_ids`, oldest first; an event that lists none speaks of
  ///   its own stream
  /// @param location as far as the event tells it
  record Subject(
      EventMetadata envelope,
      Source source,
      RecordingId recordingId,
      Optional<SessionId> sessionId,
      Optional<StreamId> streamId,
      List<StreamId> listed,
      StorageLocation location) {
    public Subject {
      listed = listed.isEmpty() ? streamId.stream().toList() : List.copyOf(listed);
    }

    /// Of an IVS channel's recording whose session is known.
    public static Subject ofSession(
        EventMetadata envelope,
        SessionId sessionId,
        StreamId streamId,
        List<StreamId> listed,
        StorageLocation location) {
      return new Subject(
          envelope,
          Source.IVS_CHANNEL,
          RecordingId.of(sessionId),
          Optional.of(sessionId),
          Optional.of(streamId),
          listed,
          location);
    }

    /// Of an IVS channel's recording of which only the files are known.
    public static Subject ofFiles(
        EventMetadata envelope,
        Bucket bucket,
        S3Prefix prefix,
        StreamId streamId,
        List<StreamId> listed) {
      return new Subject(
          envelope,
          Source.IVS_CHANNEL,
          RecordingId.of(bucket, prefix),
          Optional.empty(),
          Optional.of(streamId),
          listed,
          new StorageLocation(bucket, Optional.of(prefix)));
    }

    /// Of the recording of one participant of a stage.
    ///
    /// @param sessionId of the stage
    public static Subject ofParticipant(
        EventMetadata envelope,
        StreamId sessionId,
        RecordingId recordingId,
        StorageLocation location) {
      return new Subject(
          envelope,
          Source.IVS_PARTICIPANT,
          recordingId,
          Optional.empty(),
          Optional.of(sessionId),
          List.of(),
          location);
    }

    /// Of the recording of a whole stage.
    public static Subject ofComposition(
        EventMetadata envelope, SessionId compositionId, StorageLocation location) {
      return new Subject(
          envelope,
          Source.IVS_COMPOSITION,
          RecordingId.ofComposition(compositionId),
          Optional.of(compositionId),
          Optional.empty(),
          List.of(),
          location);
    }

    /// Of a file that was uploaded. Its row names its owner and its stream.
    public static Subject ofUpload(EventMetadata envelope, Bucket bucket, S3ObjectKey key) {
      return new Subject(
          envelope,
          Source.UPLOAD,
          RecordingId.ofUpload(bucket, key),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          new StorageLocation(Optional.of(bucket), Optional.empty(), Optional.of(key)));
    }

    /// The same, once it is known where the files lie.
    public Subject at(StorageLocation known) {
      return new Subject(envelope, source, recordingId, sessionId, streamId, listed, known);
    }

    /// The same, of whom the row says that it is.
    public Subject of(SourceArn owner) {
      return new Subject(
          new EventMetadata(envelope.eventId(), envelope.time(), owner, envelope.channelName()),
          source,
          recordingId,
          sessionId,
          streamId,
          listed,
          location);
    }

    private String phrase(String ofComposition, String ofUpload, String ofOthers) {
      return switch (source) {
        case IVS_COMPOSITION -> ofComposition;
        case UPLOAD -> ofUpload;
        case IVS_CHANNEL, IVS_PARTICIPANT -> ofOthers;
      };
    }
  }

  /// It runs: the stream is being processed, or the composition shows a sign of life. Files follow
  /// a little later.
  ///
  /// @param phrase IVS's, such as `Recording Start` or `Destination Start`
  record Started(Subject subject, String phrase) implements RecordingEvent {
    public Started(Subject subject) {
      this(subject, subject.phrase("Session Start", "Upload Request", "Recording Start"));
    }

    @Override
    public Started about(Subject other) {
      return new Started(other, phrase);
    }
  }

  /// It is over, well or badly.
  sealed interface Outcome extends RecordingEvent {}

  /// The files are complete.
  ///
  /// @param duration of the media; zero is real for a very short one
  record Ended(Subject subject, Optional<Duration> duration) implements Outcome {
    @Override
    public Ended about(Subject other) {
      return new Ended(other, duration);
    }

    @Override
    public String phrase() {
      return subject.phrase("Session End", "Object Created", "Recording End");
    }
  }

  /// Something broke while recording; some files may exist.
  ///
  /// @param duration IVS says 0 when it does not know, so it is never zero here
  record EndFailed(Subject subject, Optional<Duration> duration, Optional<String> reason)
      implements Outcome {
    public EndFailed {
      duration = duration.filter(Duration::isPositive);
      reason = reason.map(RecordingEvent::legible);
    }

    @Override
    public EndFailed about(Subject other) {
      return new EndFailed(other, duration, reason);
    }

    @Override
    public String phrase() {
      return subject.phrase("Session Failure", "Upload Failure", "Recording End Failure");
    }
  }

  /// The stream is live, but nothing of it is recorded: there is no duration, and of a channel no
  /// prefix.
  record StartFailed(Subject subject, Optional<String> reason) implements Outcome {
    public StartFailed {
      reason = reason.map(RecordingEvent::legible);
    }

    @Override
    public StartFailed about(Subject other) {
      return new StartFailed(other, reason);
    }

    @Override
    public String phrase() {
      return "Recording Start Failure";
    }
  }

  /// What a composition wrote to S3 broke, or what was uploaded is not what was declared: no end
  /// makes it complete.
  ///
  /// @param destinationId which destination failed, where the event tells it
  /// @param duration of what was written before, never zero
  record DestinationFailed(
      Subject subject,
      Optional<String> destinationId,
      Optional<Duration> duration,
      Optional<String> reason)
      implements Outcome {
    public static final String PHRASE = "Destination Failure";

    public DestinationFailed {
      duration = duration.filter(Duration::isPositive);
      reason = reason.map(RecordingEvent::legible);
    }

    @Override
    public DestinationFailed about(Subject other) {
      return new DestinationFailed(other, destinationId, duration, reason);
    }

    @Override
    public String phrase() {
      return subject.phrase(PHRASE, "Upload Rejected", PHRASE);
    }
  }

  private static String legible(String reason) {
    return SafeText.legible(reason, 256);
  }
}
