package ivs.recordings.model.event;

import ivs.recordings.model.recording.ProfileId;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The id of one stream: `st-…` of IVS, a new one each time a channel goes live; `live-…` where an
/// app has started it; `room:{profileId}/{roomId}` for what one person uploads of a room.
public record StreamId(String value) implements Comparable<StreamId> {
  private static final String ROOM = "room:";
  private static final String LIVE = "live-";
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

  /// Of a stream that an app starts.
  public static StreamId ofLive(UUID uuid) {
    return new StreamId(LIVE + uuid);
  }

  /// Whether an app has started it, so that no event of IVS is about it.
  public boolean isLive() {
    return value.startsWith(LIVE);
  }

  /// The streams under which a recording is listed: those that an app has started, if there are
  /// any, else all of them.
  public static Set<StreamId> listed(Set<StreamId> ofRecording) {
    var live =
        ofRecording.stream().filter(StreamId::isLive).collect(Collectors.toUnmodifiableSet());
    return live.isEmpty() ? Set.copyOf(ofRecording) : live;
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

  /// What apps have started comes behind the streams of events.
  @Override
  public int compareTo(StreamId other) {
    return isLive() == other.isLive()
        ? value.compareTo(other.value)
        : Boolean.compare(isLive(), other.isLive());
  }
}
