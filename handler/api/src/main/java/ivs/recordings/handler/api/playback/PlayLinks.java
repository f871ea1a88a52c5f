package ivs.recordings.handler.api.playback;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.ClientStatus;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.playback.Audience;
import ivs.recordings.model.playback.Grant;
import ivs.recordings.model.playback.GrantLifetime;
import ivs.recordings.model.playback.PlayToken;
import ivs.recordings.model.playback.Playability;
import ivs.recordings.model.playback.PlayableMedia;
import ivs.recordings.model.playback.Purpose;
import ivs.recordings.model.stitch.StreamPlayback;
import java.time.Instant;
import java.util.Optional;

/// The addresses that answers give: grants below `/play`, for which nothing is signed but a token.
public record PlayLinks(PlaybackSettings settings, SigningKey key) {
  public static final String ROOT = "/play/";
  public static final String THUMBNAIL = "thumbnail";
  public static final String MP4 = "recording.mp4";
  public static final String CHAPTERS = "chapters.json";

  /// An address and until when it is good.
  public record Link(String url, Instant expiresAt) {}

  /// The image of a recording that can be played.
  ///
  /// @param stream the public stream that shows it; empty where its owner asks
  public Optional<String> thumbnail(
      RecordingSummary recording, Optional<StreamId> stream, Instant now) {
    return Optional.of(recording)
        .filter(known -> known.clientStatus(now) == ClientStatus.AVAILABLE)
        .filter(known -> !known.posters().isEmpty())
        .filter(known -> settings.mayServe(known.files().location().bucket()))
        .flatMap(known -> link(known, Purpose.THUMBNAIL, stream, THUMBNAIL, now))
        .map(Link::url);
  }

  /// What a player is given of a recording that anyone may play.
  public Optional<String> playback(RecordingSummary recording, StreamId stream, Instant now) {
    return media(recording, now)
        .flatMap(media -> link(recording, Purpose.PLAY, Optional.of(stream), media.name(), now))
        .map(Link::url);
  }

  /// One file of it where there is one, or what a player is given.
  public Optional<String> recording(RecordingSummary recording, StreamId stream, Instant now) {
    return media(recording, now)
        .flatMap(PlayableMedia::mp4)
        .filter(file -> settings.mayServe(Optional.of(file.bucket())))
        .flatMap(_ -> link(recording, Purpose.PLAY, Optional.of(stream), MP4, now))
        .map(Link::url)
        .or(() -> playback(recording, stream, now));
  }

  private Optional<PlayableMedia> media(RecordingSummary recording, Instant now) {
    return Playability.of(recording, now) instanceof Playability.Playable(var media)
            && settings.mayServe(Optional.of(media.bucket()))
        ? Optional.of(media)
        : Optional.empty();
  }

  /// Empty where there is no playback.
  ///
  /// @param stream the public stream that is asked for; empty where the owner asks
  public Optional<Link> link(
      RecordingSummary recording,
      Purpose purpose,
      Optional<StreamId> stream,
      String name,
      Instant now) {
    return settings
        .publicUrl()
        .map(url -> {
          var expiresAt =
              GrantLifetime.expiry(purpose, recording.duration(), recording.expiry(), now);
          var grant =
              new Grant(
                  recording.recordingId(),
                  stream,
                  purpose,
                  stream.isPresent() ? Audience.PUBLIC : Audience.OWNER,
                  expiresAt);
          return link(url, grant, name);
        });
  }

  /// The recordings of a stream as one, for the owner of the stream. Empty where there is no
  /// playback.
  public Optional<Link> link(StreamId stream, StreamPlayback.Stitched recordings, Instant now) {
    return settings
        .publicUrl()
        .map(url -> {
          var expiresAt =
              GrantLifetime.expiry(Purpose.PLAY, recordings.duration(), recordings.expiry(), now);
          return link(url, Grant.ofStream(stream, expiresAt), PlayableMedia.Folder.MASTER);
        });
  }

  private Link link(String url, Grant grant, String name) {
    var token = PlayToken.signed(key.bytes(), grant);
    return new Link(url + ROOT + token + "/" + name, grant.expiresAt());
  }
}
