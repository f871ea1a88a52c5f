package ivs.recordings.cli.format;

import ivs.recordings.model.event.SafeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Makes values fit for people to read on a terminal.
public final class DisplayText {
  private DisplayText() {}

  /// One line of printable characters. What moves the cursor, changes colours or turns the writing
  /// direction becomes `?`: some of these values come from outside.
  public static String line(String value) {
    var line = new StringBuilder(value.length());
    value.codePoints().map(c -> SafeText.isPrintable(c) ? c : '?').forEach(line::appendCodePoint);
    return line.toString();
  }

  /// Hours, minutes and seconds, such as `1:02:03`; what is shorter than a second is rounded down.
  public static String duration(Duration duration) {
    return "%d:%02d:%02d"
        .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
  }

  /// How long something took or how old it is, in its two largest units: `4 s`, `3 min 20 s`, `2 d
  /// 4 h`.
  public static String span(Duration duration) {
    if (duration.isNegative()) {
      return "-" + span(duration.negated());
    }
    if (duration.toDays() > 0) {
      return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
    }
    if (duration.toHours() > 0) {
      return "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
    }
    return duration.toMinutes() > 0
        ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
        : "%d s".formatted(duration.toSeconds());
  }

  /// At most so many characters: what is too long loses its middle, because paths and ids differ at
  /// their ends.
  static String shortened(String value, int longest) {
    int length = value.codePointCount(0, value.length());
    if (length <= longest) {
      return value;
    }
    int tail = longest / 2;
    int head = longest - 1 - tail;
    return value.substring(0, value.offsetByCodePoints(0, head))
        + "…"
        + value.substring(value.offsetByCodePoints(value.length(), -tail));
  }

  /// Lines of at most so many characters, broken between words where there are any.
  public static List<String> wrapped(String text, int longest) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" +", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > longest) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /// `1 event`, `2 events`.
  public static String count(long number, String noun) {
    return "%,d %s%s".formatted(number, noun, number == 1 ? "" : "s");
  }
}
