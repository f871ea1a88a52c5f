package ivs.recordings.cli.upload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import java.util.Optional;

/// What an upload becomes a recording of.
///
/// @param owner the profile, where the token does not name it
/// @param room of a call
/// @param stream of the owner; at most one of the two is there
public record Destination(
    Optional<ProfileId> owner, Optional<String> room, Optional<StreamId> stream) {
  void putInto(ObjectNode body) {
    room.ifPresent(id -> body.put("roomId", id));
    stream.ifPresent(id -> body.put("streamId", id.value()));
  }
}
