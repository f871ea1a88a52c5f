package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Playlist;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.playback.FragmentPlaylists.Renditions;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.playback.Grant;
import ivs.recordings.model.playback.PlayableMedia.Folder;
import ivs.recordings.model.playback.PlaylistRewrite;
import ivs.recordings.model.playback.UnsoundPlaylistException;
import ivs.recordings.model.stitch.ChapterMark;
import ivs.recordings.model.stitch.ChapterMark.Recorded;
import ivs.recordings.model.stitch.CommonRendition;
import ivs.recordings.model.stitch.MediaSegment;
import ivs.recordings.model.stitch.StitchedPlaylist;
import ivs.recordings.model.stitch.StreamPlayback;
import ivs.recordings.store.library.Library;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// What the grant of a stream gives: one playlist of its recordings, and marks where each begins.
/// Each use reads the rows again: what was deleted or has expired since is left out.
public record StitchedRoutes(
    Library library, PlaybackSettings settings, FragmentPlaylists playlists) {
  /// The recordings that can be read, with the renditions that all of them have.
  private record Stitching(List<Renditions> fragments, List<CommonRendition> common) {}

  /// Answers a path below the address of a grant of a stream.
  Answer play(Grant grant, String path, Instant now) {
    if (path.equals(PlayLinks.CHAPTERS)) {
      var stitching = stitching(grant, now);
      return chapters(stitching, segments(stitching, stitching.common().getFirst(), grant));
    }
    if (!path.endsWith(PlaylistRewrite.SUFFIX)) {
      return PlayRoutes.notGranted();
    }
    var stitching = stitching(grant, now);
    return path.equals(Folder.MASTER)
        ? new Playlist(StitchedPlaylist.multivariant(stitching.common()))
        : stitching.common().stream()
            .filter(rendition -> path.equals(rendition.name() + PlaylistRewrite.SUFFIX))
            .findFirst()
            .<Answer>map(rendition -> media(stitching, rendition, grant))
            .orElseGet(Problem::notFound);
  }

  private Stitching stitching(Grant grant, Instant now) {
    var stream =
        grant
            .streamId()
            .flatMap(library.streams()::find)
            .orElseThrow(() -> new RejectedRequestException(PlaybackRoutes.gone()));
    var fragments = playlists.renditions(left(stream, now));
    if (fragments.isEmpty()) {
      throw new RejectedRequestException(PlayRoutes.unusable());
    }
    var common = StitchedPlaylist.common(fragments.stream().map(Renditions::variants).toList());
    if (common.isEmpty()) {
      throw new RejectedRequestException(
          new Problem(
              409,
              "no-common-rendition",
              "The recordings of the stream have no rendition in common.",
              "They can be played one by one."));
    }
    return new Stitching(fragments, common);
  }

  private List<StreamPlayback.Fragment> left(StreamSummary stream, Instant now) {
    var recordings = StreamPlaybackRoutes.recordings(library, stream);
    if (recordings.isEmpty()) {
      throw new RejectedRequestException(PlaybackRoutes.gone());
    }
    return switch (StreamPlayback.stitched(recordings, settings::serves, now)) {
      case StreamPlayback.Stitched(var fragments) -> fragments;
      case StreamPlayback.Refused(var why) ->
          throw new RejectedRequestException(PlaybackRoutes.refused(why));
      case StreamPlayback.NotServed(), StreamPlayback.Single _ ->
          throw new RejectedRequestException(PlaybackRoutes.notServed());
    };
  }

  private List<List<MediaSegment>> segments(
      Stitching stitching, CommonRendition rendition, Grant grant) {
    return playlists.segments(
        stitching.fragments().stream().map(Renditions::fragment).toList(),
        rendition.playlists(),
        grant.expiresAt());
  }

  private Answer media(Stitching stitching, CommonRendition rendition, Grant grant) {
    try {
      return new Playlist(StitchedPlaylist.media(segments(stitching, rendition, grant)));
    } catch (UnsoundPlaylistException unsound) {
      var last = stitching.fragments().getLast().fragment().recording();
      return PlayRoutes.unusable(last, String.valueOf(unsound.getMessage()));
    }
  }

  private static Answer chapters(Stitching stitching, List<List<MediaSegment>> segments) {
    var recorded =
        IntStream.range(0, segments.size())
            .mapToObj(index -> {
              var recording = stitching.fragments().get(index).fragment().recording();
              return new Recorded(
                  recording.title(),
                  recording.recordedAt(),
                  recording.endedAt(),
                  duration(segments.get(index)));
            })
            .toList();
    return ChapterJson.of(ChapterMark.of(recorded));
  }

  private static Duration duration(List<MediaSegment> segments) {
    return segments.stream().map(MediaSegment::duration).reduce(Duration.ZERO, Duration::plus);
  }
}
