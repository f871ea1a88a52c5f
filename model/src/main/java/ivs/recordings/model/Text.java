package ivs.recordings.model;

import java.util.regex.Pattern;

/// What a word that came over a wire must be before it may become part of a key, a path or a log.
final class Text {
  /// One element of an id: letters, digits, dot, dash, underscore. None begins with a dot: `..` is
  /// a name to nobody, and a step up to whoever makes a path of it.
  static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private Text() {}

  static String id(String what, String value, int longest) {
    printable(what, value, longest);
    if (!ID.matcher(value).matches()) {
      throw new IllegalArgumentException(what + " may hold only letters, digits, '.', '_' and '-'");
    }
    return value;
  }

  static String printable(String what, String value, int longest) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " is blank");
    }
    if (value.length() > longest) {
      throw new IllegalArgumentException(what + " is longer than " + longest + " characters");
    }
    if (!value.codePoints().allMatch(Text::isPrintable)) {
      throw new IllegalArgumentException(what + " holds a control character");
    }
    return value;
  }

  /// Words that only people read are never a reason to refuse an event: what cannot be shown
  /// becomes `?`, what is endless is cut.
  static String legible(String value, int longest) {
    var legible = new StringBuilder();
    value
        .codePoints()
        .limit(longest)
        .map(codePoint -> isPrintable(codePoint) ? codePoint : '?')
        .forEach(legible::appendCodePoint);
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
