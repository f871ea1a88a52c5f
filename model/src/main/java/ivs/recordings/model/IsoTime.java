package ivs.recordings.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Times as EventBridge writes them and as rows hold them: ISO-8601 UTC, such as
/// `2026-11-02T09:06:24Z`.
///
/// It comes to what [Instant#parse] and [Instant#toString] come to. Those go through formatters for
/// any calendar, of which a start and the compiler had a fifth of their work; what looks like the
/// example needs none of that, and whatever else comes is left to them.
public final class IsoTime {
  private static final String SHAPE = "dddd-dd-ddTdd:dd:ddZ";
  private static final int NANOS_OF_A_MILLI = 1_000_000;

  /// Seconds of the years that have four digits, 1000 to 9999.
  private static final long FIRST = -30_610_224_000L;

  private static final long LAST = 253_402_300_799L;

  private IsoTime() {}

  /// Reads a time.
  ///
  /// @throws java.time.format.DateTimeParseException if it is none
  public static Instant parse(String text) {
    if (isPlain(text)) {
      try {
        return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
            .atTime(number(text, 11, 13), number(text, 14, 16), number(text, 17, 19))
            .toInstant(ZoneOffset.UTC);
      } catch (DateTimeException noSuchDay) {
        return Instant.parse(text);
      }
    }
    return Instant.parse(text);
  }

  private static boolean isPlain(String text) {
    if (text.length() != SHAPE.length()) {
      return false;
    }
    for (int n = 0; n < SHAPE.length(); n++) {
      char is = text.charAt(n);
      char must = SHAPE.charAt(n);
      if (must == 'd' ? is < '0' || is > '9' : is != must) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int n = from; n < to; n++) {
      number = number * 10 + text.charAt(n) - '0';
    }
    return number;
  }

  /// Writes a time, with as many digits after the second as it needs.
  public static String text(Instant time) {
    var second = time.getEpochSecond();
    var nanos = time.getNano();
    if (second < FIRST || second > LAST || nanos % NANOS_OF_A_MILLI != 0) {
      return time.toString();
    }
    var utc = LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC);
    var text = new StringBuilder(SHAPE.length() + 4);
    digits(text, utc.getYear(), 1_000);
    digits(text.append('-'), utc.getMonthValue(), 10);
    digits(text.append('-'), utc.getDayOfMonth(), 10);
    digits(text.append('T'), utc.getHour(), 10);
    digits(text.append(':'), utc.getMinute(), 10);
    digits(text.append(':'), utc.getSecond(), 10);
    if (nanos != 0) {
      digits(text.append('.'), nanos / NANOS_OF_A_MILLI, 100);
    }
    return text.append('Z').toString();
  }

  private static void digits(StringBuilder text, int number, int highest) {
    for (int place = highest; place > 0; place /= 10) {
      text.append((char) ('0' + number / place % 10));
    }
  }
}
