package ivs.recordings.model.playback;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.ClientStatus;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.library.Visibility;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Whether a recording may be played now.
public sealed interface Playability {
  /// It may.
  record Playable(PlayableMedia media) implements Playability {}

  /// It has not ended.
  record StillRecording() implements Playability {}

  /// It has ended, and its files were not found complete yet.
  record Processing() implements Playability {}

  /// It failed and left nothing.
  record Unplayable() implements Playability {}

  /// It was deleted, or its retention time is over.
  record Gone() implements Playability {}

  /// The viewer is not told that it exists.
  record Hidden() implements Playability {}

  /// For its owner or an operator.
  static Playability of(RecordingSummary recording, Instant now) {
    return switch (recording.clientStatus(now)) {
      case RECORDING -> new StillRecording();
      case PROCESSING -> new Processing();
      case FAILED -> new Unplayable();
      case EXPIRED, DELETED -> new Gone();
      case AVAILABLE ->
          recording.files().media().<Playability>map(Playable::new).orElseGet(Unplayable::new);
    };
  }

  /// For anyone who was given a grant while it was public.
  ///
  /// @param streamIds every stream of the recording
  /// @param stream that the grant is of, as it is now
  static Playability ofPublic(
      RecordingSummary recording,
      Set<StreamId> streamIds,
      Optional<StreamSummary> stream,
      Visibility ofChannels,
      Instant now) {
    var status = recording.clientStatus(now);
    if (status == ClientStatus.EXPIRED || status == ClientStatus.DELETED) {
      return new Gone();
    }
    return stream
        .filter(known -> streamIds.contains(known.id()))
        .filter(known -> known.isPublic(recording, ofChannels))
        .map(_ -> of(recording, now))
        .orElseGet(Hidden::new);
  }
}
