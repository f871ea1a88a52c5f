package ivs.recordings.cli.option;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A length of time as a person writes it: a number of seconds, minutes or hours.
public record DurationOption(Duration time) {
  public static final DurationOption HOUR = new DurationOption(Duration.ofHours(1));

  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,6})([smh])");

  public static final class Converter implements ITypeConverter<DurationOption> {
    @Override
    public DurationOption convert(String value) {
      var parts = TEXT.matcher(value);
      if (parts.matches()) {
        var time = Duration.parse("PT" + value);
        if (time.compareTo(LONGEST) <= 0) {
          return new DurationOption(time);
        }
      }
      throw new TypeConversionException(
          "'%s' is no time such as 90s, 15m or 8h, of at most %d days"
              .formatted(value, LONGEST.toDays()));
    }
  }
}
