package ivs.recordings.model.event;

import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An `IVS Recording State Change`. IVS documents exactly four.
public sealed interface RecordingEvent extends SourceEvent {
  /// What the four have in common.
  Subject subject();

  @Override
  default EventMetadata envelope() {
    return subject().envelope();
  }

  @Override
  default StreamId streamId() {
    return subject().streamId();
  }

  /// What a recording event is about.
  ///
  /// @param sessionId what IVS calls the recording session; absent before November 2022, and for
  ///   other sources
  /// @param streamId the stream that sent it; on the end of merged streams, the last one
  /// @param listed `recording_session_stream_ids`, oldest first; never empty, because an event that
  ///   lists none speaks of its own stream
  record Subject(
      EventMetadata envelope,
      Source source,
      RecordingId recordingId,
      Optional<SessionId> sessionId,
      StreamId streamId,
      List<StreamId> listed,
      Bucket bucket) {
    public Subject {
      listed = listed.isEmpty() ? List.of(streamId) : List.copyOf(listed);
    }

    /// Of an IVS channel's recording whose session is known.
    public static Subject ofSession(
        EventMetadata envelope,
        SessionId sessionId,
        StreamId streamId,
        List<StreamId> listed,
        Bucket bucket) {
      return new Subject(
          envelope,
          Source.IVS_CHANNEL,
          RecordingId.of(sessionId),
          Optional.of(sessionId),
          streamId,
          listed,
          bucket);
    }

    /// Of an IVS channel's recording of which only the files are known.
    public static Subject ofFiles(
        EventMetadata envelope,
        S3Prefix prefix,
        StreamId streamId,
        List<StreamId> listed,
        Bucket bucket) {
      return new Subject(
          envelope,
          Source.IVS_CHANNEL,
          RecordingId.of(bucket, prefix),
          Optional.empty(),
          streamId,
          listed,
          bucket);
    }
  }

  /// The stream is being processed and the prefix is in place. Files follow a little later.
  record Started(Subject subject, S3Prefix prefix) implements RecordingEvent {
    @Override
    public String phrase() {
      return "Recording Start";
    }
  }

  /// It is over, well or badly.
  sealed interface Outcome extends RecordingEvent {}

  /// The files are complete.
  ///
  /// @param duration of the media; zero is real for a very short one
  record Ended(Subject subject, S3Prefix prefix, Optional<Duration> duration) implements Outcome {
    @Override
    public String phrase() {
      return "Recording End";
    }
  }

  /// Something broke while recording; some files may exist.
  ///
  /// @param duration IVS says 0 when it does not know, so it is never zero here
  record EndFailed(
      Subject subject,
      Optional<S3Prefix> prefix,
      Optional<Duration> duration,
      Optional<String> reason)
      implements Outcome {
    public EndFailed {
      duration = duration.filter(Duration::isPositive);
      reason = reason.map(RecordingEvent::legible);
    }

    @Override
    public String phrase() {
      return "Recording End Failure";
    }
  }

  /// The stream is live, but nothing of it is recorded; so there is no prefix and no duration.
  record StartFailed(Subject subject, Optional<String> reason) implements Outcome {
    public StartFailed {
      reason = reason.map(RecordingEvent::legible);
    }

    @Override
    public String phrase() {
      return "Recording Start Failure";
    }
  }

  private static String legible(String reason) {
    return SafeText.legible(reason, 256);
  }
}
