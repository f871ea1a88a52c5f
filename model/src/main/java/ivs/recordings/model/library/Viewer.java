package ivs.recordings.model.library;

import ivs.recordings.model.recording.ProfileId;

/// Who asks for what is not public. What a viewer may not see does not exist for it.
public sealed interface Viewer {
  /// Whether it may see, and change, what belongs to a profile.
  boolean maySee(ProfileId owner);

  /// A word that differs for viewers who see different rows.
  String scope();

  /// Sees everything.
  record Operator() implements Viewer {
    @Override
    public boolean maySee(ProfileId owner) {
      return true;
    }

    @Override
    public String scope() {
      return "operator";
    }
  }

  /// Sees what is its own.
  record Owner(ProfileId profileId) implements Viewer {
    @Override
    public boolean maySee(ProfileId owner) {
      return owner.equals(profileId);
    }

    @Override
    public String scope() {
      return "owner:" + profileId.value();
    }
  }
}
