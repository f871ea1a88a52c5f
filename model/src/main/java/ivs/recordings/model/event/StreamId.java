package ivs.recordings.model.event;

import ivs.recordings.model.recording.ProfileId;
import java.util.Optional;
import java.util.regex.Pattern;

/// The id of one stream: `st-…` of IVS, a new one each time a channel goes live; `live-…` where an
/// app has started it; `room:{profileId}/{roomId}` for what one person uploads of a room.
public record StreamId(String value) implements Comparable<StreamId> {
  private static final String ROOM = "room:";
  private static final Pattern ROOM_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int LONGEST_OF_ROOM = 400;

  public StreamId {
    if (value.startsWith(ROOM)) {
      SafeText.printable("stream id", value, LONGEST_OF_ROOM);
      checkRoom(value.substring(value.lastIndexOf('/') + 1));
    } else {
      SafeText.id("stream id", value, 128);
    }
  }

  /// Of what a person uploads of a room; the same room of another person is another stream.
  ///
  /// @throws IllegalArgumentException if the room's id has another form than 1 to 64 letters,
  ///   digits, `_` and `-`
  public static StreamId ofRoom(ProfileId profileId, String roomId) {
    checkRoom(roomId);
    return new StreamId(ROOM + profileId.value() + "/" + roomId);
  }

  private static void checkRoom(String roomId) {
    if (!ROOM_ID.matcher(roomId).matches()) {
      throw new IllegalArgumentException(
          "the id of a room has 1 to 64 letters, digits, '_' and '-'");
    }
  }

  /// What the room is called by its members, if it is the stream of one.
  public Optional<String> roomId() {
    return Optional.of(value)
        .filter(id -> id.startsWith(ROOM))
        .map(id -> id.substring(id.lastIndexOf('/') + 1));
  }

  @Override
  public int compareTo(StreamId other) {
    return value.compareTo(other.value);
  }
}
