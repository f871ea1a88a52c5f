package ivs.recordings.model.reconcile;

import ivs.recordings.model.event.SourceArn;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where IVS writes the recordings of a channel: `ivs/v1/<account>/<channel>/`, and below it a
/// folder each for year, month, day, hour and minute of the start, in UTC and without padding.
public record ChannelFolder(String account, String channelId) {
  /// What all of them lie in.
  public static final String ROOT = "ivs/v1/";

  private static final Pattern CHANNEL_ARN =
      Pattern.compile("arn:aws[a-z-]*:ivs:[a-z0-9-]+:([0-9]{12}):channel/([A-Za-z0-9-]{1,64})");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern CHANNEL_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,2}");

  /// A folder that stands for a span of time.
  ///
  /// @param path ends with a slash
  /// @param unit of the numbers one level further down
  public record Span(String path, LocalDateTime start, Unit unit) {
    /// The folder inside that has this name, if it stands for a time that touches the window.
    public Optional<Span> inside(String name, Instant from, Instant to) {
      if (!NUMBER.matcher(name).matches() || (name.length() > 1 && name.startsWith("0"))) {
        return Optional.empty();
      }
      return unit.at(start, Integer.parseInt(name))
          .filter(begin -> touches(begin, unit.chrono(), from, to))
          .map(begin -> new Span(path + name + "/", begin, unit.next()));
    }

    /// Whether what it holds are recordings.
    public boolean isMinute() {
      return unit == Unit.RECORDING;
    }
  }

  /// What the numbers inside a folder count.
  public enum Unit {
    DAY(ChronoUnit.DAYS),
    HOUR(ChronoUnit.HOURS),
    MINUTE(ChronoUnit.MINUTES),
    RECORDING(ChronoUnit.MINUTES);

    private final ChronoUnit chrono;

    Unit(ChronoUnit chrono) {
      this.chrono = chrono;
    }

    ChronoUnit chrono() {
      return chrono;
    }

    Unit next() {
      return switch (this) {
        case DAY -> HOUR;
        case HOUR -> MINUTE;
        case MINUTE, RECORDING -> RECORDING;
      };
    }

    /// Empty for a number that no clock shows.
    Optional<LocalDateTime> at(LocalDateTime start, int number) {
      boolean isOne =
          switch (this) {
            case DAY -> number >= 1 && number <= start.toLocalDate().lengthOfMonth();
            case HOUR -> number <= 23;
            case MINUTE -> number <= 59;
            case RECORDING -> false;
          };
      return isOne
          ? Optional.of(start.plus(this == DAY ? number - 1 : number, chrono))
          : Optional.empty();
    }
  }

  /// Empty for a source that is no channel, such as a stage.
  public static Optional<ChannelFolder> of(SourceArn sourceArn) {
    var arn = CHANNEL_ARN.matcher(sourceArn.value());
    return arn.matches()
        ? Optional.of(new ChannelFolder(arn.group(1), arn.group(2)))
        : Optional.empty();
  }

  /// The folder that has this name, if a channel can have it.
  public static Optional<ChannelFolder> called(String account, String channelId) {
    return ACCOUNT.matcher(account).matches() && CHANNEL_ID.matcher(channelId).matches()
        ? Optional.of(new ChannelFolder(account, channelId))
        : Optional.empty();
  }

  /// The months that touch a window.
  public List<Span> months(Instant from, Instant to) {
    var months = new ArrayList<Span>();
    var last = YearMonth.from(to.atOffset(ZoneOffset.UTC));
    for (var month = YearMonth.from(from.atOffset(ZoneOffset.UTC));
        !month.isAfter(last);
        month = month.plusMonths(1)) {
      months.add(
          new Span(
              "%s%s/%s/%d/%d/"
                  .formatted(ROOT, account, channelId, month.getYear(), month.getMonthValue()),
              month.atDay(1).atStartOfDay(),
              Unit.DAY));
    }
    return months;
  }

  private static boolean touches(LocalDateTime begin, ChronoUnit unit, Instant from, Instant to) {
    return !begin.toInstant(ZoneOffset.UTC).isAfter(to)
        && begin.plus(1, unit).toInstant(ZoneOffset.UTC).isAfter(from);
  }
}
