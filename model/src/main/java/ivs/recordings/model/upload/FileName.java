package ivs.recordings.model.upload;

import ivs.recordings.model.event.SafeText;

/// What a client calls its file. People are shown it as it is, but for what would harm; a key holds
/// a plain form of it.
public record FileName(String value) {
  private static final int LONGEST = 255;
  private static final int LONGEST_IN_KEY = 100;
  private static final int LONGEST_EXTENSION = 11;

  public FileName {
    value = SafeText.legible(value.strip(), LONGEST);
    if (value.isBlank()) {
      throw new IllegalArgumentException("a file name is blank");
    }
  }

  /// Of a client that names none.
  public static FileName unnamed(VideoFormat format) {
    return new FileName("recording." + format.extension());
  }

  /// Each character outside `[A-Za-z0-9._-]` is `_`, there is no dot in front, and of more than 100
  /// characters the extension is kept.
  ///
  /// @param number above 1 it stands before the extension, as in `clip-2.mp4`
  public String inKey(int number) {
    var plain = new StringBuilder();
    value.codePoints().forEach(is -> plain.append(isPlain(is) ? Character.toString(is) : "_"));
    while (!plain.isEmpty() && plain.charAt(0) == '.') {
      plain.deleteCharAt(0);
    }
    var dot = plain.lastIndexOf(".");
    var hasExtension = dot > 0 && plain.length() - dot <= LONGEST_EXTENSION;
    var extension = hasExtension ? plain.substring(dot) : "";
    var suffix = (number > 1 ? "-" + number : "") + extension;
    var stem = hasExtension ? plain.substring(0, dot) : plain.toString();
    var name = stem.substring(0, Math.min(stem.length(), LONGEST_IN_KEY - suffix.length()));
    return name.isEmpty() && suffix.isEmpty() ? "_" : name + suffix;
  }

  private static boolean isPlain(int is) {
    return is < 128 && SafeText.isMadeOf(Character.toString(is), "._-");
  }
}
