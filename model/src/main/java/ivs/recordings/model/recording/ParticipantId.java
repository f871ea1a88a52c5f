package ivs.recordings.model.recording;

import ivs.recordings.model.event.SafeText;

/// The id of a participant within a stage session.
public record ParticipantId(String value) {
  public ParticipantId {
    SafeText.id("participant id", value, 128);
  }
}
