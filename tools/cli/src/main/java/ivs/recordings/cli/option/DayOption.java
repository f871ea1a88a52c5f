package ivs.recordings.cli.option;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A day that a person names, in UTC.
public record DayOption(LocalDate day) {
  public static final class Converter implements ITypeConverter<DayOption> {
    @Override
    public DayOption convert(String value) {
      try {
        return new DayOption(LocalDate.parse(value));
      } catch (DateTimeParseException notADay) {
        throw new TypeConversionException("'%s' is no day such as 2026-11-20".formatted(value));
      }
    }
  }
}
