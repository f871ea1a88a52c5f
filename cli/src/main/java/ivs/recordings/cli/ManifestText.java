package ivs.recordings.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.model.Audit.Files;
import ivs.recordings.model.Manifest;
import ivs.recordings.model.Manifest.Status;
import ivs.recordings.model.SourceArn;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Reads a manifest as the reconciler does: what is missing is unknown, and what cannot be
/// understood is for a person.
final class ManifestText {
  /// The names of the files, the most telling first.
  static final String ENDED = "recording-ended.json";

  static final String FAILED = "recording-failed.json";
  static final String STARTED = "recording-started.json";

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestText() {}

  private static final class Unsound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsound(String message) {
      super(message, null, false, false);
    }
  }

  /// @param name of the file, which says how the recording ended where the text does not
  static Files read(String name, String text, Instant lastModified) {
    try {
      var json = STRICT.readTree(text);
      return json.isObject()
          ? new Files.Told(manifest(name, json, lastModified))
          : new Files.Unreadable(name + " is no JSON object");
    } catch (JsonProcessingException notJson) {
      return new Files.Unreadable(name + " is not JSON");
    } catch (Unsound unsound) {
      return new Files.Unreadable(name + ": " + unsound.getMessage());
    }
  }

  private static Manifest manifest(String name, JsonNode json, Instant lastModified) {
    var status = status(text(json, "/recording_status").orElse(name));
    var endedAt =
        time(json, "/recording_ended_at").orElse(lastModified.truncatedTo(ChronoUnit.SECONDS));
    return new Manifest(
        status,
        text(json, "/channel_arn").map(ManifestText::channel),
        time(json, "/recording_started_at"),
        status == Status.STARTED ? Optional.empty() : Optional.of(endedAt),
        duration(json),
        text(json, "/recording_status_message"));
  }

  private static Status status(String word) {
    return switch (word) {
      case "RECORDING_STARTED", STARTED -> Status.STARTED;
      case "RECORDING_ENDED", ENDED -> Status.ENDED;
      case "RECORDING_ENDED_WITH_FAILURE", FAILED -> Status.ENDED_WITH_FAILURE;
      case "RECORDING_START_FAILED" -> Status.START_FAILED;
      default -> throw new Unsound("recording_status is none that IVS documents");
    };
  }

  private static SourceArn channel(String arn) {
    try {
      return new SourceArn(arn);
    } catch (IllegalArgumentException unsound) {
      throw new Unsound("channel_arn is unsound");
    }
  }

  private static Optional<Duration> duration(JsonNode json) {
    var millis = json.at("/media/hls/duration_ms");
    if (millis.isMissingNode() || millis.isNull()) {
      return Optional.empty();
    }
    if (!millis.isIntegralNumber() || !millis.canConvertToLong() || millis.asLong() < 0) {
      throw new Unsound("media.hls.duration_ms is no number of milliseconds");
    }
    return Optional.of(Duration.ofMillis(millis.asLong()));
  }

  private static Optional<Instant> time(JsonNode json, String path) {
    return text(json, path)
        .map(text -> {
          try {
            return Instant.parse(text).truncatedTo(ChronoUnit.SECONDS);
          } catch (DateTimeParseException notATime) {
            throw new Unsound(path.substring(1) + " is no time");
          }
        });
  }

  private static Optional<String> text(JsonNode json, String path) {
    var node = json.at(path);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw new Unsound(path.substring(1) + " is no text");
    }
    return Optional.of(node.asText()).filter(text -> !text.isEmpty());
  }
}
