package ivs.recordings.model.media;

import ivs.recordings.model.upload.VideoFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The arguments of FFmpeg and ffprobe. Each input is of a format that is named beforehand, so that
/// a playlist with the name of a video is not opened as a playlist, and is read from a file or a
/// pipe and from nowhere else.
///
/// Names of files are relative to the folder that the process runs in.
public final class FfmpegArguments {
  private static final int LARGEST_POSTER = 1_280;
  private static final double MILLIS = 1_000;

  private FfmpegArguments() {}

  /// A format that is read.
  ///
  /// @param demuxer its name
  /// @param allowed the names that FFmpeg may choose from
  public record Input(String demuxer, String allowed) {
    private static final String MOV_NAMES = "mov,mp4,m4a,3gp,3g2,mj2";

    public static final Input MPEG_TS = new Input("mpegts", "mpegts");
    public static final Input MP4 = new Input("mp4", MOV_NAMES);
    private static final Input WEBM = new Input("matroska", "matroska,webm");
    private static final Input PARTS = new Input("concat", "concat," + MOV_NAMES);

    /// By what an upload was declared as, and its first bytes have shown.
    public static Input of(VideoFormat format) {
      return switch (format) {
        case MP4, MOV -> MP4;
        case WEBM -> WEBM;
      };
    }
  }

  /// Copies what comes through the standard input, segments one after another, to an MP4.
  public static List<String> copySegments(Input input, boolean isLast, String output) {
    var arguments = copy();
    arguments.addAll(List.of("-protocol_whitelist", "pipe"));
    arguments.addAll(input(input, "pipe:0"));
    arguments.addAll(mp4Output(isLast, output));
    return List.copyOf(arguments);
  }

  /// Copies the parts that a list names, one after another, to an MP4.
  public static List<String> joinParts(String list, String output) {
    var arguments = copy();
    arguments.addAll(List.of("-protocol_whitelist", "file"));
    arguments.addAll(input(Input.PARTS, list));
    arguments.addAll(mp4Output(true, output));
    return List.copyOf(arguments);
  }

  /// Copies a file to an MP4.
  public static List<String> toMp4(Input input, String file, String output) {
    var arguments = copy();
    arguments.addAll(List.of("-protocol_whitelist", "file"));
    arguments.addAll(input(input, file));
    arguments.addAll(mp4Output(true, output));
    return List.copyOf(arguments);
  }

  /// Copies a file to one of the same format that can be seeked: WebM gets a length and cues before
  /// its media, MP4 and MOV their index.
  ///
  /// @param isWebm whether its codecs are those of WebM; browsers also write H.264 under its name,
  ///   which only Matroska takes
  public static List<String> seekable(
      VideoFormat format, boolean isWebm, String file, String output) {
    var arguments = copy();
    arguments.addAll(List.of("-protocol_whitelist", "file"));
    arguments.addAll(input(Input.of(format), file));
    arguments.addAll(List.of("-map", "0:v?", "-map", "0:a?", "-c", "copy"));
    arguments.addAll(
        switch (format) {
          case WEBM ->
              List.of("-cues_to_front", "1", "-f", isWebm ? "webm" : "matroska", "file:" + output);
          case MP4 -> List.of("-movflags", "+faststart", "-f", "mp4", "file:" + output);
          case MOV -> List.of("-movflags", "+faststart", "-f", "mov", "file:" + output);
        });
    return List.copyOf(arguments);
  }

  /// Makes one image.
  public static List<String> poster(Input input, String file, Duration at, String output) {
    var arguments = begin();
    arguments.addAll(List.of("-protocol_whitelist", "file", "-ss", seconds(at)));
    arguments.addAll(input(input, file));
    arguments.addAll(List.of("-map", "0:v:0", "-frames:v", "1"));
    arguments.addAll(image(output));
    return List.copyOf(arguments);
  }

  /// Makes an image of the last frame that can be decoded, where [#poster] finds none.
  public static List<String> lastFrame(Input input, String file, String output) {
    var arguments = begin();
    arguments.addAll(List.of("-protocol_whitelist", "file"));
    arguments.addAll(input(input, file));
    arguments.addAll(List.of("-map", "0:v:0"));
    arguments.addAll(image(output));
    return List.copyOf(arguments);
  }

  /// Asks ffprobe for formats and streams, as JSON.
  public static List<String> probe(Input input, String file) {
    var arguments = new ArrayList<>(List.of("-v", "error", "-protocol_whitelist", "file"));
    arguments.addAll(input(input, file));
    arguments.addAll(List.of("-print_format", "json", "-show_format", "-show_streams"));
    return List.copyOf(arguments);
  }

  /// Asks ffprobe for the time and length of every packet, a line of each: `stream,time,length`.
  public static List<String> packets(Input input, String file) {
    var arguments = new ArrayList<>(List.of("-v", "error", "-protocol_whitelist", "file"));
    arguments.addAll(input(input, file));
    arguments.addAll(
        List.of(
            "-show_entries",
            "packet=stream_index,pts_time,duration_time",
            "-print_format",
            "csv=print_section=0"));
    return List.copyOf(arguments);
  }

  private static List<String> begin() {
    return new ArrayList<>(List.of("-nostdin", "-hide_banner", "-v", "error", "-nostats", "-y"));
  }

  private static List<String> copy() {
    var arguments = begin();
    arguments.addAll(List.of("-progress", "pipe:1"));
    return arguments;
  }

  private static List<String> input(Input input, String source) {
    return List.of(
        "-format_whitelist",
        input.allowed(),
        "-f",
        input.demuxer(),
        "-i",
        source.startsWith("pipe:") ? source : "file:" + source);
  }

  private static List<String> mp4Output(boolean isLast, String output) {
    var arguments =
        new ArrayList<>(List.of("-map", "0:v?", "-map", "0:a?", "-c", "copy", "-f", "mp4"));
    if (isLast) {
      arguments.addAll(List.of("-movflags", "+faststart"));
    }
    arguments.add("file:" + output);
    return arguments;
  }

  private static List<String> image(String output) {
    return List.of(
        "-an",
        "-vf",
        "scale='min(%d,iw)':-2".formatted(LARGEST_POSTER),
        "-q:v",
        "3",
        "-update",
        "1",
        "-f",
        "image2",
        "file:" + output);
  }

  private static String seconds(Duration at) {
    return Double.toString(at.toMillis() / MILLIS);
  }
}
