package ivs.recordings.cli.option;

import ivs.recordings.cli.parking.ParkingDependency;
import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.store.ParkedEventTable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// What parked events wait for, as a caller names it: one cause, or the reason of several.
///
/// @param name a key such as `profile#…`, or a reason such as `UNKNOWN_PROFILE`
public record CauseOption(String name) {
  private static final String CONTRADICTION = new ParkingCause.Contradiction("").waitingFor();
  private static final String MALFORMED = "malformed#";
  private static final List<String> KEYS =
      List.of(
          ParkingDependency.PROFILE,
          ParkingDependency.STREAM,
          ParkingDependency.RECORDING,
          MALFORMED);
  private static final List<String> REASONS =
      Finding.ofParkedEvents().stream().map(Finding::name).toList();

  /// The keys that events wait under now. A reason may have many, or none.
  public List<String> keys(ParkedEventTable parked) {
    return REASONS.contains(name)
        ? parked.causes().keySet().stream().filter(key -> reason(key).equals(name)).toList()
        : List.of(name);
  }

  private static String reason(String key) {
    return switch (ParkingDependency.of(key)) {
      case ParkingDependency.OfProfile _ -> "UNKNOWN_PROFILE";
      case ParkingDependency.OfStream _ -> "UNKNOWN_STREAM_SESSION";
      case ParkingDependency.OfRecording _ -> "UNKNOWN_RECORDING";
      case ParkingDependency.OfPerson _ when key.equals(CONTRADICTION) -> "CONTRADICTORY";
      case ParkingDependency.OfPerson _ when key.equals(ParkingCause.Ambiguous.WAITING_FOR) ->
          "AMBIGUOUS";
      case ParkingDependency.OfPerson _ -> "MALFORMED";
    };
  }

  /// A channel and a stream stand for the keys of their events.
  public static final class Converter implements ITypeConverter<CauseOption> {
    @Override
    public CauseOption convert(String value) {
      var reason = value.toUpperCase(Locale.ROOT);
      if (REASONS.contains(reason)) {
        return new CauseOption(reason);
      }
      if (value.startsWith(ParkingDependency.RECORDING)) {
        return new CauseOption(value.replace('~', '/'));
      }
      if (KEYS.stream().anyMatch(value::startsWith)) {
        return new CauseOption(value);
      }
      try {
        if (value.startsWith("arn:")) {
          return new CauseOption(ParkingCause.waitingForProfile(new SourceArn(value)));
        }
        if (value.startsWith("st-")) {
          return new CauseOption(ParkingCause.waitingForStream(new StreamId(value)));
        }
      } catch (IllegalArgumentException unsound) {
        // Answered below, with what is expected.
      }
      throw new TypeConversionException(
          "'%s' is neither a cause as 'parked' shows it, such as %s, nor one of %s"
              .formatted(
                  value,
                  Stream.concat(
                          KEYS.stream().limit(2).map(key -> key + "…"), Stream.of("malformed#json"))
                      .reduce((one, other) -> one + ", " + other)
                      .orElse(""),
                  String.join(", ", REASONS)));
    }
  }
}
