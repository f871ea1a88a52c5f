package ivs.recordings.model.recording;

import ivs.recordings.model.event.SourceArn;
import java.util.Optional;

/// Says whom a channel belongs to. One profile may own several channels; a channel has one profile.
public record Profile(
    SourceArn sourceArn,
    ProfileId profileId,
    Optional<String> channelName,
    Optional<String> displayName) {}
