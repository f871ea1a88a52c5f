package ivs.recordings.model.playback;

/// What a grant is for; a grant for one is none for another.
public enum Purpose {
  /// Watching: playlists and what they name, or the one object that the recording is.
  PLAY,
  /// One image.
  THUMBNAIL,
  /// The file, to keep.
  DOWNLOAD
}
