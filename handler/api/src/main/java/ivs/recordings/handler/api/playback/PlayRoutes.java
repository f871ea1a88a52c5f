package ivs.recordings.handler.api.playback;

import ivs.recordings.handler.api.http.AccessLog;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Playlist;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.Answer.Redirect;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.playback.Audience;
import ivs.recordings.model.playback.ContentDisposition;
import ivs.recordings.model.playback.Grant;
import ivs.recordings.model.playback.GrantLifetime;
import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.playback.PlayToken;
import ivs.recordings.model.playback.Playability;
import ivs.recordings.model.playback.PlayableMedia;
import ivs.recordings.model.playback.PlayableMedia.Folder;
import ivs.recordings.model.playback.PlayableMedia.OneObject;
import ivs.recordings.model.playback.PlaylistRewrite;
import ivs.recordings.model.playback.Posters;
import ivs.recordings.model.playback.Purpose;
import ivs.recordings.model.playback.UnsoundPlaylistException;
import ivs.recordings.store.library.Library;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a grant gives: playlists, whose every URI is signed, and addresses of single files. Each
/// use reads the row again, so that a deletion or another visibility ends it at once.
public record PlayRoutes(
    Library library,
    Visibility defaultVisibility,
    PlaybackSettings settings,
    SigningKey key,
    MediaSigner signer,
    PlaylistFiles files,
    ViewCount views,
    StitchedRoutes stitched,
    Clock clock) {
  /// Plain segments: no escape, and none that begins with a dot.
  static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private static final int LONGEST_PATH = 512;
  private static final Duration IMAGE = Duration.ofMinutes(5);

  /// A recording and how it may be used.
  private record Use(
      Grant grant,
      RecordingSummary recording,
      Optional<StreamSummary> stream,
      PlayableMedia media) {
    /// A retention time may have been set since the grant was given.
    Instant until() {
      return GrantLifetime.within(grant.expiresAt(), recording.expiry());
    }
  }

  public Answer play(ApiRequest request) {
    var path =
        request
            .path("path")
            .filter(text -> text.length() <= LONGEST_PATH && PLAIN.matcher(text).matches())
            .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
    var now = clock.instant();
    var grant = grant(request.path("token").orElse(""), now);
    if (grant.recordingId().isEmpty()) {
      return stitched.play(grant, path, now);
    }
    var use = use(grant, now);
    return switch (grant.purpose()) {
      case THUMBNAIL -> path.equals(PlayLinks.THUMBNAIL) ? thumbnail(use) : notGranted();
      case DOWNLOAD ->
          path.equals(PlayLinks.MP4) || path.equals(OneObject.NAME)
              ? file(use, path, Optional.of(use.recording()))
              : notGranted();
      case PLAY ->
          switch (path) {
            case PlayLinks.MP4, OneObject.NAME -> file(use, path, Optional.empty());
            case PlayLinks.CHAPTERS -> ChapterJson.of(use.recording());
            default -> path.endsWith(PlaylistRewrite.SUFFIX) ? playlist(use, path) : notGranted();
          };
    };
  }

  private Grant grant(String token, Instant now) {
    return switch (PlayToken.verified(key.bytes(), token, now)) {
      case PlayToken.Verified.Valid(var grant) -> grant;
      case PlayToken.Verified.Expired() ->
          throw new RejectedRequestException(
              new Problem(410, "grant-expired", "The address has expired.", "Ask for another."));
      case PlayToken.Verified.Forged() -> throw new RejectedRequestException(Problem.notFound());
    };
  }

  static Problem notGranted() {
    return new Problem(403, "not-granted", "The address was given for something else.", "");
  }

  private Use use(Grant grant, Instant now) {
    var row =
        library
            .recordings()
            .findWithStreams(grant.recordingId().orElseThrow())
            .orElseThrow(() -> new RejectedRequestException(PlaybackRoutes.gone()));
    var stream = grant.streamId().flatMap(library.streams()::find);
    var playability =
        switch (grant.audience()) {
          case OWNER -> Playability.of(row.summary(), now);
          case PUBLIC ->
              Playability.ofPublic(row.summary(), row.streamIds(), stream, defaultVisibility, now);
        };
    return new Use(grant, row.summary(), stream, PlaybackRoutes.playable(playability));
  }

  private Answer thumbnail(Use use) {
    return switch (use.media()) {
      // The images of an upload are keys of the bucket that it is in.
      case OneObject object ->
          Posters.chosen(
                  use.recording().posters(),
                  use.stream().flatMap(stream -> stream.description().thumbnail()))
              .map(key -> redirect(use, new MediaPath(object.bucket(), key), Optional.empty()))
              .orElseGet(Problem::notFound);
      case Folder folder ->
          Posters.chosen(
                  use.recording().posters(),
                  use.stream().flatMap(stream -> stream.description().thumbnail()))
              .map(poster -> redirect(use, folder.at(poster), Optional.empty()))
              .orElseGet(Problem::notFound);
    };
  }

  private Answer file(Use use, String path, Optional<RecordingSummary> saved) {
    var file =
        path.equals(PlayLinks.MP4)
            ? use.media().mp4()
            : use.media() instanceof OneObject(var object, _, _)
                ? Optional.of(object)
                : Optional.<MediaPath>empty();
    return file.map(
            found -> redirect(use, found, saved.map(recording -> disposition(recording, found))))
        .orElseGet(Problem::notFound);
  }

  private static String disposition(RecordingSummary recording, MediaPath file) {
    var name = file.key().substring(file.key().lastIndexOf('/') + 1);
    var dot = name.lastIndexOf('.');
    return ContentDisposition.attachment(
        recording.title().or(recording::fileName).orElse("recording"),
        dot < 0 ? "" : name.substring(dot));
  }

  private Answer redirect(Use use, MediaPath path, Optional<String> disposition) {
    return settings.mayServe(Optional.of(path.bucket()))
        ? new Redirect(
            signer.url(path, disposition, use.until()),
            use.grant().purpose() == Purpose.THUMBNAIL ? freshness(use) : Duration.ZERO)
        : PlaybackRoutes.notServed();
  }

  /// A page shows an image again and again; never beyond its grant.
  private Duration freshness(Use use) {
    var left = Duration.between(clock.instant(), use.until());
    return left.compareTo(IMAGE) < 0 ? left : IMAGE;
  }

  private Answer playlist(Use use, String path) {
    if (!(use.media() instanceof Folder folder)) {
      return Problem.notFound();
    }
    if (!settings.mayServe(Optional.of(folder.bucket()))) {
      return PlaybackRoutes.notServed();
    }
    var isMaster = path.equals(Folder.MASTER);
    var stored = isMaster ? folder.playlist() : path;
    var up = "../".repeat((int) path.chars().filter(is -> is == '/').count());
    var rewrite =
        new PlaylistRewrite(stored, up, signer.base(folder), signer.query(folder, use.until()));
    try {
      var text = files.read(folder.at(stored));
      if (text.isEmpty()) {
        return isMaster ? unusable(use, "the playlist to play cannot be read") : Problem.notFound();
      }
      var answer = new Playlist(rewrite.applied(text.get()));
      if (isMaster && use.grant().audience() == Audience.PUBLIC) {
        use.grant().streamId().ifPresent(views::add);
      }
      return answer;
    } catch (UnsoundPlaylistException unsound) {
      return unusable(use, String.valueOf(unsound.getMessage()));
    }
  }

  private static Answer unusable(Use use, String why) {
    return unusable(use.recording(), why);
  }

  /// What the recording is logged with; a client is told no more than that.
  static Problem unusable(RecordingSummary recording, String why) {
    AccessLog.unusable(recording.recordingId(), why);
    return unusable();
  }

  static Problem unusable() {
    return new Problem(502, "unusable-playlist", "The stored playlist cannot be served.", "");
  }
}
