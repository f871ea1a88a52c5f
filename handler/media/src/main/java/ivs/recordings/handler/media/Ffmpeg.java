package ivs.recordings.handler.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.media.FfmpegArguments;
import ivs.recordings.model.media.FfmpegArguments.Input;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.ResultCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// FFmpeg and ffprobe in the folder of a job.
///
/// @param ffmpeg its path or name
/// @param ffprobe its path or name
record Ffmpeg(String ffmpeg, String ffprobe, ToolProcess process, Workspace workspace) {
  private static final long MICROS = 1_000;
  private static final double MILLIS = 1_000;
  private static final String OUT_TIME = "out_time_us=";

  /// What ffprobe says of a file of many streams is shorter.
  private static final int MOST_CHARACTERS = 1 << 20;

  /// What ffprobe says of a file.
  ///
  /// @param length of the longest stream; absent where the container does not have it
  record Probe(Optional<Duration> length, List<Track> tracks) {
    Optional<Track> video() {
      return tracks.stream().filter(track -> track.type().equals("video")).findFirst();
    }

    boolean hasCodecsOf(Predicate<String> codec) {
      return tracks.stream().map(Track::codec).allMatch(codec);
    }
  }

  /// One audio or video stream.
  ///
  /// @param frame how long a frame is shown, of a video with a steady rate
  record Track(
      int index,
      String type,
      String codec,
      int width,
      int height,
      Optional<Duration> length,
      Optional<Duration> frame) {}

  /// Where each kind of stream ends, by its packets.
  record Ends(Duration all, Duration video) {}

  /// Makes a file, and checks that there is one.
  ///
  /// @param written how much of the media was written
  void make(
      List<String> arguments, String output, ToolProcess.Feed feed, Consumer<Duration> written) {
    process.run(
        ffmpeg,
        arguments,
        feed,
        line -> {
          if (line.startsWith(OUT_TIME)) {
            time(line.substring(OUT_TIME.length())).ifPresent(written);
          }
        });
    ResultCheck.ofSize(workspace.size(output))
        .ifPresent(fault -> {
          throw new FailedJobException(fault);
        });
  }

  /// Makes an image, if there is a frame at its place.
  boolean makeImage(List<String> arguments, String output) {
    workspace.remove(output);
    process.run(ffmpeg, arguments, ToolProcess.NOTHING, _ -> {});
    return workspace.size(output) > 0;
  }

  /// @throws FailedJobException with [MediaJobFault#UNREADABLE] if the file is not of that format
  Probe probe(Input input, String file) {
    var text = new StringBuilder();
    try {
      process.run(
          ffprobe,
          FfmpegArguments.probe(input, file),
          ToolProcess.NOTHING,
          line -> {
            if (text.length() < MOST_CHARACTERS) {
              text.append(line).append('\n');
            }
          });
    } catch (FailedJobException failed) {
      throw failed.fault() == MediaJobFault.TOOL_FAILED
          ? new FailedJobException(MediaJobFault.UNREADABLE, String.valueOf(failed.getMessage()))
          : failed;
    }
    return probe(text.toString());
  }

  private static Probe probe(String json) {
    try {
      var root = JsonFields.MAPPER.readTree(json);
      var tracks =
          StreamSupport.stream(root.path("streams").spliterator(), false)
              .filter(stream ->
                  Stream.of("audio", "video").anyMatch(stream.path("codec_type").asText()::equals))
              .map(Ffmpeg::track)
              .toList();
      if (tracks.isEmpty()) {
        throw new FailedJobException(MediaJobFault.UNREADABLE, "it has neither audio nor video");
      }
      return new Probe(seconds(root.path("format").path("duration").asText()), tracks);
    } catch (JsonProcessingException unreadable) {
      throw new FailedJobException(MediaJobFault.UNREADABLE, "ffprobe gave no JSON");
    }
  }

  private static Track track(JsonNode stream) {
    return new Track(
        stream.path("index").asInt(),
        stream.path("codec_type").asText(),
        stream.path("codec_name").asText(),
        stream.path("width").asInt(),
        stream.path("height").asInt(),
        seconds(stream.path("duration").asText()),
        frame(stream.path("avg_frame_rate").asText()));
  }

  /// Goes through all packets; of a file without a length there is no other way.
  Ends ends(Input input, String file, Optional<Track> video) {
    var bounds = new double[] {Double.MAX_VALUE, 0, 0};
    process.run(
        ffprobe,
        FfmpegArguments.packets(input, file),
        ToolProcess.NOTHING,
        line -> {
          var fields = line.split(",", -1);
          if (fields.length >= 2) {
            number(fields[1])
                .ifPresent(begin -> {
                  var end = begin + (fields.length > 2 ? number(fields[2]).orElse(0.0) : 0.0);
                  bounds[0] = Math.min(bounds[0], begin);
                  bounds[1] = Math.max(bounds[1], end);
                  if (video
                      .filter(track -> fields[0].equals(String.valueOf(track.index())))
                      .isPresent()) {
                    bounds[2] = Math.max(bounds[2], end);
                  }
                });
          }
        });
    var begin = Math.min(bounds[0], bounds[1]);
    return new Ends(length(bounds[1] - begin), length(Math.max(0, bounds[2] - begin)));
  }

  private static Duration length(double seconds) {
    return Duration.ofMillis(Math.round(seconds * MILLIS));
  }

  private static Optional<Duration> seconds(String text) {
    return number(text).filter(seconds -> seconds > 0).map(Ffmpeg::length);
  }

  private static Optional<Double> number(String text) {
    return text.matches("-?\\d{1,9}(\\.\\d{1,12})?")
        ? Optional.of(Double.valueOf(text))
        : Optional.empty();
  }

  /// Of a rate such as `30000/1001`; `0/0` where it is unknown.
  private static Optional<Duration> frame(String rate) {
    if (!rate.matches("[1-9]\\d{0,8}/[1-9]\\d{0,8}")) {
      return Optional.empty();
    }
    var slash = rate.indexOf('/');
    return Optional.of(
        length(
            Double.parseDouble(rate.substring(slash + 1))
                / Double.parseDouble(rate.substring(0, slash))));
  }

  private static Optional<Duration> time(String micros) {
    return micros.matches("\\d{1,15}")
        ? Optional.of(Duration.ofMillis(Long.parseLong(micros) / MICROS))
        : Optional.empty();
  }
}
