package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.BodyFields;
import ivs.recordings.handler.api.http.OwnedRecordings;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.playback.PlayLinks.Link;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.playback.ArchiveState;
import ivs.recordings.model.playback.Playability;
import ivs.recordings.model.playback.PlayableMedia;
import ivs.recordings.model.playback.Purpose;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.store.library.LibraryRecordings;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Gives the owner of a recording, or an operator, an address to play or to save it.
public record PlaybackRoutes(
    LibraryRecordings recordings,
    ViewCount views,
    GrantCount grants,
    PlayLinks links,
    PlaybackSettings settings,
    ArchivedFiles archive,
    Clock clock) {
  public Answer play(ApiRequest request) {
    var recording = seen(request);
    var isRenewed = isRenewed(request);
    var now = clock.instant();
    var media = playable(recording, now);
    served(media.bucket());
    readable(archive.of(recording, media, now));
    var link = link(recording, Purpose.PLAY, media.name(), now);
    if (!isRenewed) {
      recording.streamSessionId().ifPresent(views::add);
      grants.add(recording, now);
    }
    return found(link, media.type());
  }

  /// The answer that gives an address.
  ///
  /// @param type of what is played
  public static Found found(Link link, String type) {
    return new Found(
        JsonFields.MAPPER
            .createObjectNode()
            .put("url", link.url())
            .put("type", type)
            .put("expiresAt", link.expiresAt().toString()));
  }

  public Answer download(ApiRequest request) {
    var recording = seen(request);
    var now = clock.instant();
    var media = playable(recording, now);
    var file =
        media
            .file()
            .orElseThrow(() ->
                new RejectedRequestException(
                    new Problem(
                        409,
                        "no-file",
                        "The recording is not one file.",
                        "It can be played; there is no MP4 of it to save.")));
    served(file.bucket());
    var name = media.mp4().isPresent() ? PlayLinks.MP4 : PlayableMedia.OneObject.NAME;
    var link = link(recording, Purpose.DOWNLOAD, name, now);
    return new Found(
        JsonFields.MAPPER
            .createObjectNode()
            .put("url", link.url())
            .put("expiresAt", link.expiresAt().toString()));
  }

  /// Whether the address replaces an earlier one, so that it is no view.
  public static boolean isRenewed(ApiRequest request) {
    return request.hasBody() && BodyFields.of(request, Set.of("renew")).isTrue("renew");
  }

  private RecordingSummary seen(ApiRequest request) {
    return new OwnedRecordings(recordings).find(request.caller(), request.recordingId());
  }

  private static PlayableMedia playable(RecordingSummary recording, Instant now) {
    return playable(Playability.of(recording, now));
  }

  /// What may be played, or the answer why nothing may.
  public static PlayableMedia playable(Playability playability) {
    if (playability instanceof Playability.Playable(var media)) {
      return media;
    }
    throw new RejectedRequestException(refused(playability));
  }

  /// Why nothing may be played.
  public static Problem refused(Playability why) {
    return switch (why) {
      case Playability.StillRecording _ ->
          new Problem(
              409, "still-recording", "The recording has not ended.", "Ask again once it has.");
      case Playability.Processing _ ->
          new Problem(
              409,
              "processing",
              "The files of the recording are not complete yet.",
              "Ask again in a minute.");
      case Playability.Unplayable _ ->
          new Problem(409, "not-playable", "The recording left nothing that can be played.", "");
      case Playability.Gone _ -> gone();
      case Playability.Hidden _, Playability.Playable _ -> Problem.notFound();
    };
  }

  public static Problem gone() {
    return new Problem(410, "gone", "The recording was deleted, or has expired.", "");
  }

  private void served(Bucket bucket) {
    if (settings.publicUrl().isPresent() && !settings.mayServe(Optional.of(bucket))) {
      throw new RejectedRequestException(notServed());
    }
  }

  /// Refuses what lies in an archive.
  public static void readable(ArchiveState state) {
    switch (state) {
      case READABLE -> {}
      case RESTORING ->
          throw new RejectedRequestException(
              new Problem(
                  409,
                  "restoring",
                  "The recording is being restored from the archive.",
                  "Ask again later: it takes from minutes to two days."));
      case ARCHIVED ->
          throw new RejectedRequestException(
              new Problem(
                  409,
                  "archived",
                  "The recording is archived, and is not being restored.",
                  "It can be played once its segments are restored from Glacier."));
    }
  }

  public static Problem notServed() {
    return new Problem(
        409,
        "bucket-not-served",
        "The bucket of the recording is not served.",
        "The stack's parameter PlaybackBucket names the bucket of IVS that the CDN serves.");
  }

  private Link link(RecordingSummary recording, Purpose purpose, String name, Instant now) {
    return links
        .link(recording, purpose, Optional.<StreamId>empty(), name, now)
        .orElseThrow(() -> new RejectedRequestException(notConfigured()));
  }

  public static Problem notConfigured() {
    return new Problem(
        409,
        "playback-not-configured",
        "There is no address to play from.",
        "The stack's parameters PublicUrl and CdnKeySecret give it one.");
  }
}
