package ivs.recordings.model.stitch;

/// The size of a picture in pixels.
public record Resolution(int width, int height) {
  public Resolution {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("a picture has a width and a height");
    }
  }

  /// As `RESOLUTION` has it, such as `1280x720`.
  String text() {
    return width + "x" + height;
  }
}
