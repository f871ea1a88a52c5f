package ivs.recordings.handler.media;

import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.playback.PlayableMedia;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.upload.VideoFormat;

/// What a job works on.
sealed interface JobInput {
  RecordingId id();

  /// Of the files that it begins with.
  String mediaVersion();

  /// A recording in segments.
  record Segments(RecordingId id, String mediaVersion, PlayableMedia.Folder folder)
      implements JobInput {}

  /// One uploaded object.
  ///
  /// @param format as it was declared; its first bytes were compared with it or will be
  record Upload(
      RecordingId id, String mediaVersion, MediaPath object, long size, VideoFormat format)
      implements JobInput {}
}
