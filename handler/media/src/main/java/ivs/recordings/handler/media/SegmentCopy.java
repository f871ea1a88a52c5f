package ivs.recordings.handler.media;

import ivs.recordings.handler.media.JobResult.MadeFile;
import ivs.recordings.model.media.FfmpegArguments;
import ivs.recordings.model.media.FfmpegArguments.Input;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaLimits;
import ivs.recordings.model.media.MediaPlaylist;
import ivs.recordings.model.media.MediaPlaylist.Part;
import ivs.recordings.model.media.ResultCheck;
import ivs.recordings.model.playback.UnsoundPlaylistException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Copies a recording in segments to one MP4. Segments are streamed from S3 into the standard input
/// of FFmpeg: each part between two discontinuities becomes a file, and the files are joined. A
/// playlist is only read here.
record SegmentCopy(MediaStorage storage, Ffmpeg ffmpeg, MediaLimits limits, IntConsumer progress) {
  static final String RESULT = "recording.mp4";
  static final String TYPE = "video/mp4";

  private static final String LIST = "parts.txt";
  private static final int BUFFER = 1 << 16;

  /// Joining reads and writes what was copied before, and the index is put first after that.
  private static final int COPIED = 60;

  private static final int JOINED = 95;

  JobResult make(JobInput.Segments recording) {
    var parts = parts(recording);
    var expected = parts.stream().map(Part::length).reduce(Duration.ZERO, Duration::plus);
    limits.ofLength(expected).ifPresent(SegmentCopy::fail);
    var fed = new long[1];
    if (parts.size() == 1) {
      copy(
          recording,
          parts.getFirst(),
          RESULT,
          true,
          fed,
          written -> report(written, expected, 0, JOINED));
    } else {
      var done = Duration.ZERO;
      var list = new StringBuilder();
      for (int i = 0; i < parts.size(); i++) {
        var name = "part-%05d.mp4".formatted(i);
        var before = done;
        copy(
            recording,
            parts.get(i),
            name,
            false,
            fed,
            written -> report(before.plus(written), expected, 0, COPIED));
        done = done.plus(parts.get(i).length());
        list.append("file '").append(name).append("'\n");
      }
      join(list.toString(), expected);
    }
    var length = ffmpeg.probe(Input.MP4, RESULT).length().orElse(Duration.ZERO);
    ResultCheck.ofLength(expected, length).ifPresent(SegmentCopy::fail);
    return new JobResult(
        List.of(new MadeFile(RESULT, TYPE)),
        (files, folder) -> files.withMp4(folder + RESULT),
        Optional.empty());
  }

  private List<Part> parts(JobInput.Segments recording) {
    var folder = recording.folder();
    try {
      var master = storage.text(folder.at(folder.playlist()));
      var path = MediaPlaylist.best(folder.playlist(), master);
      return MediaPlaylist.parts(path, storage.text(folder.at(path)));
    } catch (UnsoundPlaylistException unsound) {
      throw new FailedJobException(
          MediaJobFault.UNSUPPORTED_PLAYLIST, String.valueOf(unsound.getMessage()));
    }
  }

  private void copy(
      JobInput.Segments recording,
      Part part,
      String name,
      boolean isLast,
      long[] fed,
      Consumer<Duration> written) {
    var input = part.init().isPresent() ? Input.MP4 : Input.MPEG_TS;
    ffmpeg.make(
        FfmpegArguments.copySegments(input, isLast, name),
        name,
        pipe -> {
          if (part.init().isPresent()) {
            feed(recording, part.init().get(), pipe, fed);
          }
          for (var segment : part.segments()) {
            feed(recording, segment, pipe, fed);
          }
        },
        written);
    var length = ffmpeg.probe(Input.MP4, name).length().orElse(Duration.ZERO);
    ResultCheck.ofLength(part.length(), length).ifPresent(SegmentCopy::fail);
  }

  private void feed(JobInput.Segments recording, String path, OutputStream pipe, long[] fed)
      throws IOException {
    var buffer = new byte[BUFFER];
    try (var segment = storage.open(recording.folder().at(path))) {
      for (int read = segment.read(buffer); read >= 0; read = segment.read(buffer)) {
        fed[0] += read;
        limits.ofSize(fed[0]).ifPresent(SegmentCopy::fail);
        pipe.write(buffer, 0, read);
      }
    }
  }

  private void join(String list, Duration expected) {
    try {
      Files.write(ffmpeg.workspace().file(LIST), list.getBytes(StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    ffmpeg.make(
        FfmpegArguments.joinParts(LIST, RESULT),
        RESULT,
        ToolProcess.NOTHING,
        written -> report(written, expected, COPIED, JOINED));
  }

  private void report(Duration written, Duration expected, int from, int to) {
    if (expected.isPositive()) {
      progress.accept(
          from + (int) Math.min(to - from, written.toMillis() * (to - from) / expected.toMillis()));
    }
  }

  private static void fail(MediaJobFault fault) {
    throw new FailedJobException(fault);
  }
}
