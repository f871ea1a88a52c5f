package ivs.recordings.handler.api.library;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.playback.PlayLinks;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.session.StreamStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// A stream that anyone may see, in the form that existing apps know.
///
/// @param recording the one of it that is played
/// @param profile its owner, if the channel still is of that profile
public record PublicStream(
    StreamSummary stream, RecordingSummary recording, Optional<Profile> profile) {
  /// Apps compare these as strings: milliseconds are always there.
  public static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// Adds all but the id, which has another name in each answer.
  ///
  /// @param links where it is played
  /// @param withStatus the list says it, the answer about one stream does not
  public void describe(ObjectNode json, PlayLinks links, boolean withStatus, Instant now) {
    var session = stream.session();
    var said = stream.description();
    RecordingJson.put(json, "title", said.title());
    RecordingJson.put(json, "description", said.description());
    RecordingJson.put(json, "thumbnail", links.thumbnail(recording, Optional.of(stream.id()), now));
    if (withStatus) {
      json.put("status", session.status() == StreamStatus.LIVE ? "LIVE" : "OFFLINE");
    }
    RecordingJson.put(json, "recordingUrl", links.recording(recording, stream.id(), now));
    RecordingJson.put(json, "playbackUrl", links.playback(recording, stream.id(), now));
    recording
        .duration()
        .or(stream::statedDuration)
        .ifPresentOrElse(
            media -> json.put("durationSeconds", media.plusMillis(500).toSeconds()),
            () -> json.putNull("durationSeconds"));
    json.put("totalViews", stream.totalViews()).put("totalLikes", stream.totalLikes());
    RecordingJson.put(json, "startedAt", session.startTime().map(TIME::format));
    RecordingJson.put(json, "endedAt", session.endTime().map(TIME::format));
    var creator =
        json.putObject("creatorId")
            .put(
                "username", profile.flatMap(Profile::username).orElse(session.profileId().value()));
    RecordingJson.put(creator, "channelName", profile.flatMap(Profile::channelName));
    RecordingJson.put(creator, "image", profile.flatMap(Profile::image));
    RecordingJson.put(json.putObject("categoryId"), "name", said.categoryId());
  }
}
