package ivs.recordings.model.recording;

import ivs.recordings.model.event.SafeText;

/// Whose recording it is.
public record ProfileId(String value) {
  public ProfileId {
    SafeText.printable("profile id", value, 256);
  }
}
