package ivs.recordings.handler.media;

import ivs.recordings.handler.media.Ffmpeg.Probe;
import ivs.recordings.handler.media.Ffmpeg.Track;
import ivs.recordings.handler.media.JobResult.MadeFile;
import ivs.recordings.model.media.BoxOrder;
import ivs.recordings.model.media.FfmpegArguments;
import ivs.recordings.model.media.FfmpegArguments.Input;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaLimits;
import ivs.recordings.model.media.PosterTimes;
import ivs.recordings.model.media.ResultCheck;
import ivs.recordings.model.upload.VideoFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/// An uploaded file in the folder of a job, and what is made of it. The file is fetched and
/// examined once, whatever is made of it; a probe through a pipe would tell a wrong length.
final class UploadFile {
  private static final String SOURCE = "source";
  private static final String SEEKABLE = "seekable.";
  private static final String JPEG = "image/jpeg";

  /// Where a rate is unknown.
  private static final Duration FRAME = Duration.ofMillis(100);

  private static final int FETCHED = 30;
  private static final int COPIED = 95;

  private static final Set<String> OF_WEBM = Set.of("vp8", "vp9", "av1", "opus", "vorbis");
  private static final Set<String> OF_MP4 =
      Set.of("h264", "hevc", "av1", "vp9", "mpeg4", "aac", "opus", "mp3", "ac3", "flac", "alac");

  private final JobInput.Upload upload;
  private final MediaStorage storage;
  private final Ffmpeg ffmpeg;
  private final MediaLimits limits;
  private Optional<Examined> examined = Optional.empty();

  UploadFile(JobInput.Upload upload, MediaStorage storage, Ffmpeg ffmpeg, MediaLimits limits) {
    this.upload = upload;
    this.storage = storage;
    this.ffmpeg = ffmpeg;
    this.limits = limits;
  }

  /// What the file is.
  ///
  /// @param length of the longest stream, by its packets where the container does not have it
  /// @param video how long the video is; zero without one
  private record Examined(Probe probe, Duration length, Duration video) {}

  private Input input() {
    return Input.of(upload.format());
  }

  private Examined examined(IntConsumer progress) {
    if (examined.isEmpty()) {
      limits.ofSize(upload.size()).ifPresent(UploadFile::fail);
      try (var stream = storage.open(upload.object())) {
        ffmpeg.workspace().store(stream, SOURCE);
      } catch (IOException broken) {
        throw new FailedJobException(MediaJobFault.INPUT_MISSING, "reading was interrupted");
      }
      progress.accept(FETCHED);
      examined = Optional.of(examine());
    }
    return examined.get();
  }

  private Examined examine() {
    var probe = ffmpeg.probe(input(), SOURCE);
    var video = probe.video();
    video
        .flatMap(track -> limits.ofPicture(track.width(), track.height()))
        .ifPresent(UploadFile::fail);
    var ofVideo = video.map(track -> track.length().orElse(Duration.ZERO)).orElse(Duration.ZERO);
    var isKnown = probe.length().isPresent() && (video.isEmpty() || ofVideo.isPositive());
    var found =
        isKnown ? new Examined(probe, probe.length().get(), ofVideo) : measured(probe, video);
    limits.ofLength(found.length()).ifPresent(UploadFile::fail);
    return found;
  }

  private Examined measured(Probe probe, Optional<Track> video) {
    var ends = ffmpeg.ends(input(), SOURCE, video);
    return new Examined(probe, ends.all(), ends.video());
  }

  /// Puts the streams into a container that can be seeked, if this one cannot.
  JobResult seekable(IntConsumer progress) {
    var source = examined(progress);
    if (upload.format() != VideoFormat.WEBM && isInOrder()) {
      return JobResult.nothing(Optional.of(source.length()));
    }
    var name = seekableName(upload.format());
    ffmpeg.make(
        FfmpegArguments.seekable(
            upload.format(), source.probe().hasCodecsOf(OF_WEBM::contains), SOURCE, name),
        name,
        ToolProcess.NOTHING,
        written -> report(progress, written, source.length()));
    var length = check(source, name);
    return new JobResult(
        List.of(new MadeFile(name, upload.format().contentType())),
        (files, folder) -> files.withSeekable(folder + name),
        Optional.of(length));
  }

  /// Copies the streams to an MP4, if it takes their codecs.
  JobResult mp4(IntConsumer progress) {
    var source = examined(progress);
    if (!source.probe().hasCodecsOf(OF_MP4::contains)) {
      throw new FailedJobException(MediaJobFault.NOT_COPYABLE);
    }
    ffmpeg.make(
        FfmpegArguments.toMp4(input(), SOURCE, SegmentCopy.RESULT),
        SegmentCopy.RESULT,
        ToolProcess.NOTHING,
        written -> report(progress, written, source.length()));
    var length = check(source, SegmentCopy.RESULT);
    return new JobResult(
        List.of(new MadeFile(SegmentCopy.RESULT, SegmentCopy.TYPE)),
        (files, folder) -> files.withMp4(folder + SegmentCopy.RESULT),
        Optional.of(length));
  }

  private Duration check(Examined source, String name) {
    var input = name.equals(SegmentCopy.RESULT) ? Input.MP4 : input();
    var length = ffmpeg.probe(input, name).length().orElse(Duration.ZERO);
    ResultCheck.ofLength(source.length(), length).ifPresent(UploadFile::fail);
    return length;
  }

  private static void report(IntConsumer progress, Duration written, Duration expected) {
    if (expected.isPositive()) {
      progress.accept(
          FETCHED
              + (int)
                  Math.min(
                      COPIED - FETCHED,
                      written.toMillis() * (COPIED - FETCHED) / expected.toMillis()));
    }
  }

  /// Takes images. A place at which there is no frame, as in a video whose picture does not change,
  /// shows what was there before it. A recording without a picture has no images, which is no
  /// failure.
  JobResult posters(IntConsumer progress) {
    var source = examined(progress);
    var made = new ArrayList<MadeFile>();
    if (source.probe().video().isPresent()) {
      var frame = source.probe().video().flatMap(Track::frame).orElse(FRAME);
      var name = fastest();
      for (var place : PosterTimes.PLACES) {
        var image = imageName(place);
        var at = PosterTimes.of(place, source.video(), frame);
        if (ffmpeg.makeImage(FfmpegArguments.poster(input(), name, at, image), image)) {
          made.add(new MadeFile(image, JPEG));
        }
        progress.accept(FETCHED + place * (COPIED - FETCHED) / 100);
      }
      var last = imageName(PosterTimes.PLACES.getLast());
      if (made.isEmpty()
          && ffmpeg.makeImage(FfmpegArguments.lastFrame(input(), name, last), last)) {
        made.add(new MadeFile(last, JPEG));
      }
    }
    return new JobResult(
        made,
        (files, folder) ->
            files.withPosters(made.stream().map(file -> folder + file.name()).toList()),
        Optional.of(source.length()));
  }

  private static String seekableName(VideoFormat format) {
    return SEEKABLE + format.extension();
  }

  private static String imageName(int place) {
    return "poster-%03d.jpg".formatted(place);
  }

  /// What was made seekable before is faster to read at many places.
  private String fastest() {
    var name = seekableName(upload.format());
    return ffmpeg.workspace().size(name) > 0 ? name : SOURCE;
  }

  /// Whether the index comes before the media, and there are no fragments.
  private boolean isInOrder() {
    try (var file = FileChannel.open(ffmpeg.workspace().file(SOURCE))) {
      var order = new BoxOrder(file.size());
      var head = ByteBuffer.allocate(BoxOrder.HEAD_BYTES);
      for (var next = order.next(); next.isPresent(); next = order.next()) {
        head.clear();
        file.read(head, next.get());
        order.read(head.array());
      }
      return order.isStreamable();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static void fail(MediaJobFault fault) {
    throw new FailedJobException(fault);
  }
}
