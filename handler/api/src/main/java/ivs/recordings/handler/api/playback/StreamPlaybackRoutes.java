package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.OwnedStreams;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.playback.PlayLinks.Link;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.playback.ArchiveState;
import ivs.recordings.model.playback.PlayableMedia.Folder;
import ivs.recordings.model.playback.Purpose;
import ivs.recordings.model.stitch.StreamPlayback;
import ivs.recordings.store.library.Library;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Gives the owner of a stream, or an operator, an address that plays its recordings as one. It
/// reads rows, and where they are old whether their segments are archived; what a player does with
/// the address reads the playlists.
public record StreamPlaybackRoutes(
    Library library,
    ViewCount views,
    GrantCount grants,
    PlayLinks links,
    PlaybackSettings settings,
    ArchivedFiles archive,
    Clock clock) {
  public Answer play(ApiRequest request) {
    var stream = new OwnedStreams(library.streams()).find(request.caller(), request.streamId());
    var isRenewed = PlaybackRoutes.isRenewed(request);
    var now = clock.instant();
    var choice = StreamPlayback.of(recordings(library, stream), settings::serves, now);
    PlaybackRoutes.readable(archiveState(choice, now));
    var answer =
        switch (choice) {
          case StreamPlayback.Stitched several ->
              PlaybackRoutes.found(linked(links.link(stream.id(), several, now)), Folder.TYPE);
          case StreamPlayback.Single(var recording, var media) ->
              PlaybackRoutes.found(
                  linked(
                      links.link(
                          recording, Purpose.PLAY, Optional.<StreamId>empty(), media.name(), now)),
                  media.type());
          case StreamPlayback.Refused(var why) ->
              throw new RejectedRequestException(PlaybackRoutes.refused(why));
          case StreamPlayback.NotServed() ->
              throw new RejectedRequestException(PlaybackRoutes.notServed());
        };
    if (!isRenewed) {
      views.add(stream.id());
      newest(choice).ifPresent(recording -> grants.add(recording, now));
    }
    return answer;
  }

  /// A grant of several recordings is one grant, and counts as that of the newest.
  private static Optional<RecordingSummary> newest(StreamPlayback choice) {
    return switch (choice) {
      case StreamPlayback.Stitched(var fragments) -> Optional.of(fragments.getLast().recording());
      case StreamPlayback.Single(var recording, _) -> Optional.of(recording);
      case StreamPlayback.Refused _, StreamPlayback.NotServed _ -> Optional.empty();
    };
  }

  private ArchiveState archiveState(StreamPlayback choice, Instant now) {
    return switch (choice) {
      case StreamPlayback.Stitched(var fragments) ->
          ArchiveState.of(
              fragments.stream().map(of -> archive.of(of.recording(), of.media(), now)).toList());
      case StreamPlayback.Single(var recording, var media) -> archive.of(recording, media, now);
      case StreamPlayback.Refused _, StreamPlayback.NotServed _ -> ArchiveState.READABLE;
    };
  }

  private static Link linked(Optional<Link> link) {
    return link.orElseThrow(() -> new RejectedRequestException(PlaybackRoutes.notConfigured()));
  }

  /// The recordings of a stream that belong to its owner. A row of another profile is never played
  /// with the address of this one.
  static List<RecordingSummary> recordings(Library library, StreamSummary stream) {
    var owner = stream.session().profileId();
    return library.recordings().ofStream(stream.id()).stream()
        .filter(recording -> recording.profileId().equals(owner))
        .toList();
  }
}
