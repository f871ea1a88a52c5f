package ivs.recordings.model.recording;

import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// The key of a recording's row. It is opaque: it is compared and never parsed. What it was made of
/// is kept in attributes of its own.
public record RecordingId(String value) {
  private static final String SIGNS = "!_.*'()=:/-";

  /// An index sorts by a time, a `#` and this id, and sort keys hold 1,024 bytes.
  private static final int LONGEST = 960;

  public RecordingId {
    SafeText.printable("recording id", value, LONGEST);
    if (!SafeText.isMadeOf(value, SIGNS)) {
      throw new IllegalArgumentException(
          "recording id may hold only letters, digits and " + SIGNS.replace("", " ").strip());
    }
  }

  /// Of an IVS channel: IVS names the session.
  public static RecordingId of(SessionId sessionId) {
    return new RecordingId(sessionId.value());
  }

  /// Of an IVS channel before November 2022, when events had no session id: the files name it. The
  /// slash keeps these ids apart from session ids, which cannot hold one.
  public static RecordingId of(Bucket bucket, S3Prefix prefix) {
    return new RecordingId(bucket.value() + "/" + prefix.value());
  }

  /// Of a participant of a stage: the files name it, also where several stays were merged.
  public static RecordingId ofParticipant(Bucket bucket, S3Prefix prefix) {
    return new RecordingId("participant:" + bucket.value() + "/" + prefix.value());
  }

  /// Of a participant of a stage that was not recorded, so that there are no files.
  public static RecordingId ofParticipant(StreamId sessionId, ParticipantId participantId) {
    return new RecordingId("participant:" + sessionId.value() + "/" + participantId.value());
  }

  /// Of a composition: the last segment of its ARN names it.
  public static RecordingId ofComposition(SessionId compositionId) {
    return new RecordingId("composition:" + compositionId.value());
  }

  /// Of a file that a client uploads: its place names it.
  public static RecordingId ofUpload(Bucket bucket, S3ObjectKey key) {
    var place = bucket.value() + "/" + key.value();
    return new RecordingId(
        "upload:" + UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)));
  }
}
