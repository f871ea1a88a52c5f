package ivs.recordings.model;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Times as EventBridge writes them and as rows hold them: ISO-8601 UTC, such as
/// `2026-11-02T09:06:24Z`.
///
/// It comes to what [Instant#parse] and [Instant#toString] come to. Those go through formatters for
/// any calendar, which a start must make and the compiler compile (docs/decisions/0018). What looks
/// like the example needs none of that, nor do milliseconds when they are written; whatever else
/// comes is left to them.
public final class IsoTime {
  private static final String SHAPE = "dddd-dd-ddTdd:dd:ddZ";
  private static final int NANOS_OF_A_MILLI = 1_000_000;

  /// Seconds of the years 1000 to 9999.
  private static final long FIRST = -30_610_224_000L;

  private static final long LAST = 253_402_300_799L;

  private IsoTime() {}

  /// Reads a time.
  ///
  /// @throws java.time.format.DateTimeParseException if it is none
  public static Instant parse(String text) {
    if (!isPlain(text)) {
      return Instant.parse(text);
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) {
      return Instant.parse(text); // Which knows what to make of 24:00:00, and what to say of 25.
    }
    return Instant.ofEpochSecond(
        (epochDay(year, month, day) * 24 + hour) * 3_600L + minute * 60L + second);
  }

  private static boolean isDay(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1) {
      return false;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= (month == 2 ? (leap ? 29 : 28) : 30 + (month + month / 8) % 2);
  }

  /// Days since 1970-01-01. Years are taken to begin in March, so that a leap day comes last. The
  /// JDK's own way asks for `java.time.Year`, which makes a formatter first: 4.6 ms of a cold
  /// start.
  private static long epochDay(int year, int month, int day) {
    long march = month > 2 ? year : year - 1;
    int sinceMarch = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return march * 365
        + Math.floorDiv(march, 4L)
        - Math.floorDiv(march, 100L)
        + Math.floorDiv(march, 400L)
        + sinceMarch
        - 719_468;
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
