package ivs.recordings.handler.media;

import ivs.recordings.model.media.MediaLimits;
import ivs.recordings.model.recording.Bucket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the environment says beside the names of the tables.
///
/// @param readable the buckets that may be read; nothing else is, whatever a row says
/// @param mediaBucket where results go
/// @param folder that temporary folders are made in
/// @param runner the same over all attempts of a job of the queue
/// @param mostTime of a run, for all that it does
record MediaJobSettings(
    Set<Bucket> readable,
    Bucket mediaBucket,
    String ffmpeg,
    String ffprobe,
    Path folder,
    String runner,
    MediaLimits limits,
    Duration mostTime,
    int mostAttempts,
    String metricsNamespace) {
  private static final long TIMEOUT_SECONDS = 3 * 3_600;
  private static final long ATTEMPTS = 3;

  /// Reads `RECORDING_BUCKETS`, `MEDIA_BUCKET`, `FFMPEG` (`ffmpeg`), `FFPROBE` (`ffprobe`),
  /// `MEDIA_JOB_FOLDER`, `AWS_BATCH_JOB_ID`, `MEDIA_JOB_BYTES`, `MEDIA_JOB_TIMEOUT_SECONDS`,
  /// `MEDIA_JOB_ATTEMPTS` and `METRICS_NAMESPACE`.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  static MediaJobSettings of(Map<String, String> environment) {
    var media =
        Bucket.listed("MEDIA_BUCKET", environment.getOrDefault("MEDIA_BUCKET", "")).stream()
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "the environment variable MEDIA_BUCKET must name the bucket of results"));
    var recorded =
        Bucket.listed("RECORDING_BUCKETS", environment.getOrDefault("RECORDING_BUCKETS", ""));
    return new MediaJobSettings(
        Stream.concat(recorded.stream(), Stream.of(media)).collect(Collectors.toSet()),
        media,
        environment.getOrDefault("FFMPEG", "ffmpeg"),
        environment.getOrDefault("FFPROBE", "ffprobe"),
        Path.of(environment.getOrDefault("MEDIA_JOB_FOLDER", "/tmp")),
        Optional.of(environment.getOrDefault("AWS_BATCH_JOB_ID", ""))
            .filter(id -> !id.isBlank())
            .orElseGet(() -> UUID.randomUUID().toString()),
        new MediaLimits(
            number(environment, "MEDIA_JOB_BYTES", MediaLimits.DEFAULT.bytes()),
            MediaLimits.DEFAULT.length(),
            MediaLimits.DEFAULT.pixels()),
        Duration.ofSeconds(number(environment, "MEDIA_JOB_TIMEOUT_SECONDS", TIMEOUT_SECONDS)),
        Math.toIntExact(number(environment, "MEDIA_JOB_ATTEMPTS", ATTEMPTS)),
        environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings"));
  }

  private static long number(Map<String, String> environment, String variable, long otherwise) {
    var text = environment.getOrDefault(variable, "");
    if (text.isBlank()) {
      return otherwise;
    }
    if (!text.matches("[1-9][0-9]{0,12}")) {
      throw new IllegalArgumentException(
          "%s must be a whole number above 0, not '%s'".formatted(variable, text));
    }
    return Long.parseLong(text);
  }
}
