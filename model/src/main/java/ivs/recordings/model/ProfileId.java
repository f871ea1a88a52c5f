package ivs.recordings.model;

/// Whose recording it is.
public record ProfileId(String value) {
  public ProfileId {
    Text.printable("profile id", value, 256);
  }
}
