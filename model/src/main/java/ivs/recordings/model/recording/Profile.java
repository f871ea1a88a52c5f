package ivs.recordings.model.recording;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.retention.RetentionPolicy;
import java.util.Optional;

/// Says whom a channel belongs to. One profile may own several channels; a channel has one profile.
///
/// @param defaultRetentionDays how long the recordings of this channel are kept; 0 keeps them
public record Profile(
    SourceArn sourceArn,
    ProfileId profileId,
    Optional<String> channelName,
    Optional<String> displayName,
    Optional<String> username,
    Optional<String> image,
    Optional<Integer> defaultRetentionDays) {
  public Profile {
    defaultRetentionDays.ifPresent(days -> RetentionPolicy.days("defaultRetentionDays", days));
  }

  /// Whose recordings are kept as the stack says.
  public Profile(
      SourceArn sourceArn,
      ProfileId profileId,
      Optional<String> channelName,
      Optional<String> displayName,
      Optional<String> username,
      Optional<String> image) {
    this(sourceArn, profileId, channelName, displayName, username, image, Optional.empty());
  }

  /// Of which only two names are known.
  public Profile(
      SourceArn sourceArn,
      ProfileId profileId,
      Optional<String> channelName,
      Optional<String> displayName) {
    this(sourceArn, profileId, channelName, displayName, Optional.empty(), Optional.empty());
  }
}
