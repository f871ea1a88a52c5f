package ivs.recordings.model;

/// What a word that came over a wire must be before it may become part of a key, a path or a log.
final class Text {
  private Text() {}

  static String id(String what, String value, int longest) {
    printable(what, value, longest);
    if (!isId(value)) {
      throw new IllegalArgumentException(
          what + " may hold only letters, digits, '.', '_' and '-', and not begin with '.'");
    }
    return value;
  }

  private static boolean isLetterOrDigit(char is) {
    return (is >= 'a' && is <= 'z') || (is >= 'A' && is <= 'Z') || (is >= '0' && is <= '9');
  }

  static String printable(String what, String value, int longest) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " is blank");
    }
    if (value.length() > longest) {
      throw new IllegalArgumentException(what + " is longer than " + longest + " characters");
    }
    for (int at = 0; at < value.length(); at += Character.charCount(value.codePointAt(at))) {
      if (!isPrintable(value.codePointAt(at))) {
        throw new IllegalArgumentException(what + " holds a control character");
      }
    }
    return value;
  }

  /// Letters, digits, dot, dash, underscore. None begins with a dot: `..` is a name to nobody, and
  /// a step up to whoever makes a path of it.
  private static boolean isId(String value) {
    return !value.startsWith(".") && isMadeOf(value, "._-");
  }

  /// Whether it holds letters and digits of ASCII and these signs, and nothing else.
  static boolean isMadeOf(String value, String signs) {
    for (int at = 0; at < value.length(); at++) {
      char is = value.charAt(at);
      if (!isLetterOrDigit(is) && signs.indexOf(is) < 0) {
        return false;
      }
    }
    return true;
  }

  /// Words that only people read are never a reason to refuse an event: what cannot be shown
  /// becomes `?`, what is endless is cut.
  static String legible(String value, int longest) {
    var legible = new StringBuilder();
    for (int at = 0, count = 0; at < value.length() && count < longest; count++) {
      int codePoint = value.codePointAt(at);
      legible.appendCodePoint(isPrintable(codePoint) ? codePoint : '?');
      at += Character.charCount(codePoint);
    }
    return legible.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
