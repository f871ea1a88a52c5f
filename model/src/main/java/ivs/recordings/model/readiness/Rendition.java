package ivs.recordings.model.readiness;

import java.util.Optional;

/// One of the qualities that a recording was stored in, as its manifest lists it.
///
/// @param path its folder inside the folder of the playlists, such as `720p60` or `high`
/// @param playlist the name of its media playlist
/// @param width in pixels; absent where there is only sound
/// @param height in pixels; absent where there is only sound
public record Rendition(
    String path, String playlist, Optional<Integer> width, Optional<Integer> height) {}
