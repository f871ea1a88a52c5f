package ivs.recordings.handler.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.readiness.MediaLayout;
import ivs.recordings.model.readiness.Rendition;
import ivs.recordings.model.reconcile.Manifest;
import ivs.recordings.model.reconcile.Manifest.Status;
import ivs.recordings.model.recording.ParkingCause;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Reads what IVS writes into a recording's folder `events`, for the reconciler and for the command
/// line alike.
///
/// IVS documents these files in "Auto-Record to Amazon S3", "Individual Participant Recording" and
/// "Composite Recording". They differ in what names the recording, and only those of stages tell of
/// a start that failed. The samples lack fields that the tables require, and one is not even JSON.
/// So whatever is not there is unknown, and only what cannot be understood at all is refused.
public final class ManifestParser {
  /// The file that says how a recording ended.
  public static final String ENDED = "recording-ended.json";

  /// The file that says how a recording broke off.
  public static final String FAILED = "recording-failed.json";

  /// The file that says that a recording began.
  public static final String STARTED = "recording-started.json";

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private ManifestParser() {}

  /// A manifest that a person must look at; the message begins with the name of the file.
  public static final class UnreadableManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableManifestException(String why) {
      super(why, null, false, false);
    }
  }

  /// Reads a manifest; what it does not say is empty.
  ///
  /// @param name of the file, which says how the recording ended where the text does not
  /// @param lastModified when the file was written, which says when it ended where the text does
  ///   not
  public static Manifest parse(String name, String text, Instant lastModified)
      throws UnreadableManifestException {
    try {
      return manifest(name, JsonFields.parse(name, withoutMark(text)), lastModified);
    } catch (UnsoundFieldException unsound) {
      throw new UnreadableManifestException(why(name, unsound.malformed()));
    }
  }

  private static String withoutMark(String text) {
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  /// Without a full stop: it becomes a part of others' sentences.
  private static String why(String name, ParkingCause.Malformed unsound) {
    var detail = unsound.detail().replaceFirst("\\.$", "");
    return detail.startsWith(name) ? detail : name + ": " + detail;
  }

  private static Manifest manifest(String name, JsonFields fields, Instant lastModified) {
    var status = status(fields.maybeText("recording_status").orElse(name));
    var endedAt =
        fields.maybeTime("recording_ended_at").orElse(lastModified.truncatedTo(ChronoUnit.SECONDS));
    return new Manifest(
        status,
        fields
            .maybeWord("channel_arn", SourceArn::new)
            .or(() -> fields.maybeWord("stage_arn", SourceArn::new)),
        fields.maybeWord("session_id", StreamId::new),
        fields.maybeTime("recording_started_at"),
        status == Status.STARTED ? Optional.empty() : Optional.of(endedAt),
        fields.maybeQuotedDuration("media.hls.duration_ms"),
        fields.maybeText("recording_status_message"),
        playlist(fields));
  }

  /// It is only shown, so an unsound one does not make the manifest unreadable.
  private static Optional<String> playlist(JsonFields fields) {
    var hls = fields.object().at("/media/hls");
    return text(hls.path("path"))
        .flatMap(path -> text(hls.path("playlist")).map(name -> path + "/" + name));
  }

  /// What a manifest says of the media: the playlist, the renditions and where the images are.
  /// Empty where there is no playlist, because nothing or only images were recorded.
  ///
  /// @param name of the file
  public static Optional<MediaLayout> media(String name, String text)
      throws UnreadableManifestException {
    try {
      var media = JsonFields.parse(name, withoutMark(text)).object().path("media");
      return Optional.of(media.path("hls"))
          .filter(hls -> !hls.isMissingNode() && !hls.isNull())
          .map(hls -> layout(hls, media));
    } catch (UnsoundFieldException unsound) {
      throw new UnreadableManifestException(why(name, unsound.malformed()));
    }
  }

  private static MediaLayout layout(JsonNode hls, JsonNode media) {
    var renditions =
        StreamSupport.stream(hls.path("renditions").spliterator(), false)
            .map(ManifestParser::rendition)
            .toList();
    try {
      return new MediaLayout(
          word(hls, "path"), word(hls, "playlist"), renditions, imagePlaces(media));
    } catch (IllegalArgumentException unsound) {
      throw new UnsoundFieldException(
          "media", "The field media is unsound: %s.".formatted(unsound.getMessage()));
    }
  }

  private static Rendition rendition(JsonNode node) {
    return new Rendition(
        word(node, "path"),
        word(node, "playlist"),
        pixels(node.path("resolution_width")),
        pixels(node.path("resolution_height")));
  }

  /// The latest image alone is a poster too, where no others are kept.
  private static List<String> imagePlaces(JsonNode media) {
    return Stream.of("thumbnails", "latest_thumbnail")
        .flatMap(name -> text(media.path(name).path("path")).stream())
        .toList();
  }

  private static String word(JsonNode node, String field) {
    return text(node.path(field)).orElse("");
  }

  /// A rendition of sound only has none.
  private static Optional<Integer> pixels(JsonNode node) {
    return Optional.of(node)
        .filter(JsonNode::canConvertToInt)
        .map(JsonNode::intValue)
        .filter(number -> number > 0);
  }

  private static Optional<String> text(JsonNode node) {
    return Optional.ofNullable(node.textValue()).filter(text -> !text.isBlank());
  }

  private static Status status(String word) {
    return switch (word) {
      case "RECORDING_STARTED", STARTED -> Status.STARTED;
      case "RECORDING_ENDED", ENDED -> Status.ENDED;
      case "RECORDING_ENDED_WITH_FAILURE", FAILED -> Status.ENDED_WITH_FAILURE;
      case "RECORDING_START_FAILED" -> Status.START_FAILED;
      default ->
          throw new UnsoundFieldException(
              "recording_status", "The field recording_status is none that IVS documents.");
    };
  }
}
