package ivs.recordings.model.event;

import java.util.stream.Collectors;

/// What a word that came over a wire must be before it may become part of a key, a path or a log.
public final class SafeText {
  private static final int LONGEST_QUOTE = 100;

  private SafeText() {}

  public static String id(String what, String value, int longest) {
    printable(what, value, longest);
    if (!isId(value)) {
      throw new IllegalArgumentException(
          "%s may hold only letters, digits, '.', '_' and '-', and not begin with '.': %s"
              .formatted(what, refused(value, "._-")));
    }
    return value;
  }

  /// A word that is plain ASCII where its sender is right: what turns the text around, or hides in
  /// it, becomes `?`.
  public static String ascii(String value, int longest) {
    return value
        .codePoints()
        .limit(longest)
        .mapToObj(is -> is >= '!' && is <= '~' ? Character.toString(is) : "?")
        .collect(Collectors.joining());
  }

  /// A word that holds something else than letters, digits and these signs, and the first such
  /// character.
  public static String refused(String value, String signs) {
    return value
        .codePoints()
        .filter(is -> !isLetterOrDigit(is) && signs.indexOf(is) < 0)
        .mapToObj(is ->
            "'%s' holds '%s' (U+%04X)"
                .formatted(
                    legible(value, LONGEST_QUOTE),
                    isPrintable(is) ? Character.toString(is) : "?",
                    is))
        .findFirst()
        .orElse("'" + legible(value, LONGEST_QUOTE) + "'");
  }

  private static boolean isLetterOrDigit(int is) {
    return (is >= 'a' && is <= 'z') || (is >= 'A' && is <= 'Z') || (is >= '0' && is <= '9');
  }

  /// A text that a person wrote. Beside what can be printed it may hold the joiners that words of
  /// many scripts need, and emoji of several parts; what turns the text around is still refused.
  public static String written(String what, String value, int longest) {
    printable(what, value.replaceAll("(?<=\\S)[\u200c\u200d](?=\\S)", ""), longest);
    return value;
  }

  public static String printable(String what, String value, int longest) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " is blank");
    }
    if (value.codePointCount(0, value.length()) > longest) {
      throw new IllegalArgumentException(what + " is longer than " + longest + " characters");
    }
    value
        .codePoints()
        .filter(is -> !isPrintable(is))
        .findFirst()
        .ifPresent(is -> {
          throw new IllegalArgumentException(
              "%s '%s' holds the control character U+%04X"
                  .formatted(what, legible(value, LONGEST_QUOTE), is));
        });
    return value;
  }

  /// Letters, digits, dot, dash, underscore. None begins with a dot: `..` names nothing, and is a
  /// step up in a path.
  private static boolean isId(String value) {
    return !value.startsWith(".") && isMadeOf(value, "._-");
  }

  /// Whether it holds letters and digits of ASCII and these signs, and nothing else.
  public static boolean isMadeOf(String value, String signs) {
    return value.chars().allMatch(is -> isLetterOrDigit(is) || signs.indexOf(is) >= 0);
  }

  /// Words that only people read are never a reason to refuse an event: what cannot be shown
  /// becomes `?`, what is endless is cut.
  public static String legible(String value, int longest) {
    return value
        .codePoints()
        .limit(longest)
        .map(codePoint -> isPrintable(codePoint) ? codePoint : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// Whether it shows as a character of its own, and does nothing to those around it.
  public static boolean isPrintable(int codePoint) {
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
