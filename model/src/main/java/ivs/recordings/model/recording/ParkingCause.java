package ivs.recordings.model.recording;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;

/// Why an event cannot be entered now. It is kept until the cause is gone, or a person discards it.
public sealed interface ParkingCause {
  /// The partition it waits in: everything parked under one value is released together.
  String waitingFor();

  /// A short name, fit for a metric's dimension: one of six.
  String reason();

  /// A sentence for the person who looks.
  String detail();

  /// The channel has no profile.
  record UnknownProfile(SourceArn sourceArn, String channelName) implements ParkingCause {
    @Override
    public String waitingFor() {
      return waitingForProfile(sourceArn);
    }

    @Override
    public String reason() {
      return "UNKNOWN_PROFILE";
    }

    @Override
    public String detail() {
      return sourceArn.isStage()
          ? "No profile is linked to the stage (%s).".formatted(sourceArn.value())
          : "No profile is linked to the channel '%s' (%s)."
              .formatted(channelName, sourceArn.value());
    }
  }

  /// No event of the stream itself has arrived yet.
  record UnknownStreamSession(StreamId streamId) implements ParkingCause {
    @Override
    public String waitingFor() {
      return waitingForStream(streamId);
    }

    @Override
    public String reason() {
      return "UNKNOWN_STREAM_SESSION";
    }

    @Override
    public String detail() {
      return "No event of the stream %s has arrived yet.".formatted(streamId.value());
    }
  }

  /// The API has not started the recording yet, and its source's rows are started by nothing else.
  record UnknownRecording(RecordingId recordingId) implements ParkingCause {
    @Override
    public String waitingFor() {
      return waitingForRecording(recordingId);
    }

    @Override
    public String reason() {
      return "UNKNOWN_RECORDING";
    }

    @Override
    public String detail() {
      return "The recording %s has not been started yet.".formatted(recordingId.value());
    }
  }

  /// It claims for one channel what is already known to be another's.
  record Contradiction(String detail) implements ParkingCause {
    @Override
    public String waitingFor() {
      return "malformed#contradiction";
    }

    @Override
    public String reason() {
      return "CONTRADICTORY";
    }
  }

  /// It cannot be understood.
  ///
  /// @param where the path of the field at fault, such as `detail.recording_status`, or `json`
  record Malformed(String where, String detail) implements ParkingCause {
    @Override
    public String waitingFor() {
      return "malformed#" + where;
    }

    @Override
    public String reason() {
      return "MALFORMED";
    }
  }

  /// Its files are there, but whose recording they are cannot be told for certain. Only a person,
  /// or the lost event itself, can.
  record Ambiguous(String detail) implements ParkingCause {
    /// What all of them wait in: nothing that a handler sees releases them.
    public static final String WAITING_FOR = "malformed#ambiguous";

    @Override
    public String waitingFor() {
      return WAITING_FOR;
    }

    @Override
    public String reason() {
      return "AMBIGUOUS";
    }
  }

  static String waitingForProfile(SourceArn sourceArn) {
    return "profile#" + sourceArn.value();
  }

  static String waitingForRecording(RecordingId recordingId) {
    return "recording#" + recordingId.value();
  }

  static String waitingForStream(StreamId streamId) {
    return "stream#" + streamId.value();
  }
}
