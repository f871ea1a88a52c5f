package ivs.recordings.model.media;

import java.time.Duration;
import java.util.List;

/// At which times of a video its images are taken.
public final class PosterTimes {
  /// In percent of the video.
  public static final List<Integer> PLACES = List.of(0, 25, 50, 75, 100);

  private PosterTimes() {}

  /// No time is beyond the start of the last frame: there FFmpeg writes no image and reports no
  /// error.
  ///
  /// @param video how long the video is, which may be shorter than the file
  /// @param frame how long one frame is shown
  public static Duration of(int percent, Duration video, Duration frame) {
    var at = video.multipliedBy(percent).dividedBy(MediaJob.DONE);
    var last = video.minus(frame);
    var bounded = at.compareTo(last) > 0 ? last : at;
    return bounded.isNegative() ? Duration.ZERO : bounded;
  }
}
