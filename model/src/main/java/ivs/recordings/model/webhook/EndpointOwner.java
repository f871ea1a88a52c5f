package ivs.recordings.model.webhook;

import ivs.recordings.model.recording.ProfileId;

/// Whose endpoint it is, which decides what it may be notified of.
public sealed interface EndpointOwner {
  /// The key of operators. No profile has it.
  String ALL = "*";

  /// As it stands on the row.
  String word();

  /// Whether it may be notified of the recordings of a profile.
  boolean mayReceive(ProfileId profile);

  /// Operators are notified of all profiles.
  record Operators() implements EndpointOwner {
    @Override
    public String word() {
      return ALL;
    }

    @Override
    public boolean mayReceive(ProfileId profile) {
      return true;
    }
  }

  /// A profile is notified of its own recordings.
  record OfProfile(ProfileId profileId) implements EndpointOwner {
    public OfProfile {
      if (profileId.value().equals(ALL)) {
        throw new IllegalArgumentException("a profile cannot be called " + ALL);
      }
    }

    @Override
    public String word() {
      return profileId.value();
    }

    @Override
    public boolean mayReceive(ProfileId profile) {
      return profile.equals(profileId);
    }
  }

  static EndpointOwner of(String word) {
    return word.equals(ALL) ? new Operators() : new OfProfile(new ProfileId(word));
  }
}
