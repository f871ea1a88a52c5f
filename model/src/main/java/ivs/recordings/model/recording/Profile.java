package ivs.recordings.model.recording;

import ivs.recordings.model.event.SourceArn;
import java.util.Optional;

/// Says whom a channel belongs to. One profile may own several channels; a channel has one profile.
public record Profile(
    SourceArn sourceArn,
    ProfileId profileId,
    Optional<String> channelName,
    Optional<String> displayName,
    Optional<String> username,
    Optional<String> image) {

  /// Of which only two names are known.
  public Profile(
      SourceArn sourceArn,
      ProfileId profileId,
      Optional<String> channelName,
      Optional<String> displayName) {
    this(sourceArn, profileId, channelName, displayName, Optional.empty(), Optional.empty());
  }
}
