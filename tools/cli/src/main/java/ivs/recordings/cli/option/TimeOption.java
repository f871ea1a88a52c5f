package ivs.recordings.cli.option;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A moment that a person names: a time, or a day, which stands for its first moment in UTC.
public record TimeOption(Instant time) {
  public static final class Converter implements ITypeConverter<TimeOption> {
    @Override
    public TimeOption convert(String value) {
      try {
        return new TimeOption(
            value.contains("T")
                ? Instant.parse(value)
                : LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC));
      } catch (DateTimeParseException neither) {
        throw new TypeConversionException(
            "'%s' is neither a time such as 2026-11-20T17:00:00Z nor a day such as 2026-11-20"
                .formatted(value));
      }
    }
  }
}
