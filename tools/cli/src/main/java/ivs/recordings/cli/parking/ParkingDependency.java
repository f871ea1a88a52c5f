package ivs.recordings.cli.parking;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.CorruptItemException;
import java.util.Optional;

/// What parked events wait for.
public sealed interface ParkingDependency {
  /// A channel to be linked.
  record OfProfile(SourceArn sourceArn) implements ParkingDependency {}

  /// The first event of a stream.
  record OfStream(StreamId streamId) implements ParkingDependency {}

  /// The first write of a recording's row.
  record OfRecording(RecordingId recordingId) implements ParkingDependency {}

  /// An operator who decides.
  record OfPerson() implements ParkingDependency {}

  String PROFILE = beginning(ParkingCause.waitingForProfile(new SourceArn("x")));
  String STREAM = beginning(ParkingCause.waitingForStream(new StreamId("x")));
  String RECORDING = beginning(ParkingCause.waitingForRecording(new RecordingId("x")));

  static ParkingDependency of(String cause) {
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
      // A row that was written by hand; an operator must decide about it, too.
    }
    return new OfPerson();
  }

  private static String beginning(String example) {
    return example.substring(0, example.length() - 1);
  }

  /// Why it has not come yet; empty if it has, or if only the person who asks can tell.
  default Optional<String> missing(Tables tables) {
    return switch (this) {
      case OfProfile(var sourceArn) -> {
        try {
          yield tables.profiles().find(sourceArn).isPresent()
              ? Optional.empty()
              : Optional.of("the %s has no profile".formatted(sourceArn.noun()));
        } catch (CorruptItemException corrupt) {
          yield Optional.of("the %s's profile is corrupt".formatted(sourceArn.noun()));
        }
      }
      case OfStream(var streamId) -> {
        try {
          yield tables.streamSessions().find(streamId).isPresent()
              ? Optional.empty()
              : Optional.of("no event of the stream has arrived");
        } catch (CorruptItemException corrupt) {
          yield Optional.of("the stream's row is corrupt");
        }
      }
      case OfRecording(var recordingId) -> {
        try {
          yield tables.recordings().find(recordingId.value()).isPresent()
              ? Optional.empty()
              : Optional.of("the recording has not been started");
        } catch (CorruptItemException corrupt) {
          yield Optional.of("the recording's row is corrupt");
        }
      }
      case OfPerson() -> Optional.empty();
    };
  }
}
