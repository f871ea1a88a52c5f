package ivs.recordings.cli;

import ivs.recordings.model.ParkingCause;
import ivs.recordings.model.RecordingId;
import ivs.recordings.model.SourceArn;
import ivs.recordings.model.StreamId;
import ivs.recordings.store.CorruptRow;
import ivs.recordings.store.Tables;
import java.util.Optional;

/// What parked events wait for.
sealed interface WaitedFor {
  /// A channel to be linked.
  record OfProfile(SourceArn sourceArn) implements WaitedFor {}

  /// The first event of a stream.
  record OfStream(StreamId streamId) implements WaitedFor {}

  /// The first write of a recording's row.
  record OfRecording(RecordingId recordingId) implements WaitedFor {}

  /// Somebody who decides.
  record OfPerson() implements WaitedFor {}

  String PROFILE = beginning(ParkingCause.waitingForProfile(new SourceArn("x")));
  String STREAM = beginning(ParkingCause.waitingForStream(new StreamId("x")));
  String RECORDING = beginning(ParkingCause.waitingForRecording(new RecordingId("x")));

  static WaitedFor of(String cause) {
    try {
      if (cause.startsWith(PROFILE)) {
        return new OfProfile(new SourceArn(cause.substring(PROFILE.length())));
      }
      if (cause.startsWith(STREAM)) {
        return new OfStream(new StreamId(cause.substring(STREAM.length())));
      }
      if (cause.startsWith(RECORDING)) {
        return new OfRecording(new RecordingId(cause.substring(RECORDING.length())));
      }
    } catch (IllegalArgumentException notOneOfOurs) {
      // A row that somebody wrote by hand; somebody must decide about it, too.
    }
    return new OfPerson();
  }

  private static String beginning(String example) {
    return example.substring(0, example.length() - 1);
  }

  /// Why it has not come yet; empty if it has, or if nobody but the person who asks can tell.
  default Optional<String> missing(Tables tables) {
    return switch (this) {
      case OfProfile(var sourceArn) -> {
        try {
          yield tables.profiles().find(sourceArn).isPresent()
              ? Optional.empty()
              : Optional.of("the channel belongs to nobody");
        } catch (CorruptRow corrupt) {
          yield Optional.of("the channel's profile was spoiled by hand");
        }
      }
      case OfStream(var streamId) -> {
        try {
          yield tables.streamSessions().find(streamId).isPresent()
              ? Optional.empty()
              : Optional.of("no event of the stream has arrived");
        } catch (CorruptRow corrupt) {
          yield Optional.of("the stream's row was spoiled by hand");
        }
      }
      case OfRecording(var recordingId) -> {
        try {
          yield tables.recordings().find(recordingId.value()).isPresent()
              ? Optional.empty()
              : Optional.of("the recording has not been started");
        } catch (CorruptRow corrupt) {
          yield Optional.of("the recording's row is corrupt");
        }
      }
      case OfPerson() -> Optional.empty();
    };
  }
}
