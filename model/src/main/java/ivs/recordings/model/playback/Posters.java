package ivs.recordings.model.playback;

import java.util.List;
import java.util.Optional;

/// Which image stands for a recording.
public final class Posters {
  /// The posters are spread over the recording, and the first is often of a scene that has not
  /// begun: of five this is the second.
  private static final int PART = 3;

  private Posters() {}

  /// The image that a person chose, or one of the beginning; empty where there is none.
  ///
  /// @param posters of the recording, in the order of its media
  public static Optional<String> chosen(List<String> posters, Optional<String> wanted) {
    return wanted
        .filter(posters::contains)
        .or(() ->
            Optional.of(posters)
                .filter(known -> !known.isEmpty())
                .map(known -> known.get(known.size() / PART)));
  }
}
