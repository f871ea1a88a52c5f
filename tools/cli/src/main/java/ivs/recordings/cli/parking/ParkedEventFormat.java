package ivs.recordings.cli.parking;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.format.TextTable;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.store.ParkedEvent;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How parked events look. The event itself is only in the JSON, and there as the very text that
/// came.
public record ParkedEventFormat() implements RowFormat<ParkedEvent> {
  @Override
  public String noun() {
    return "parked event";
  }

  @Override
  public List<TextTable.Column> columns() {
    return List.of(
        TextTable.Column.shortenable("waitingFor", 24),
        TextTable.Column.shortenable("reason", 15),
        TextTable.Column.whole("parked since"),
        TextTable.Column.number("tries"));
  }

  @Override
  public List<String> cells(ParkedEvent parked) {
    return List.of(
        parked.waitingFor(),
        parked.reason(),
        parked.parkedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
        Long.toString(parked.attempts()));
  }

  @Override
  public Optional<String> note(ParkedEvent parked) {
    return Optional.of(
        parked.waitingFor().equals(ParkingCause.Ambiguous.WAITING_FOR)
            ? parked.detail() + " " + whatTellsItApart(parked)
            : parked.detail());
  }

  /// All that are ambiguous wait for the same, and their details are alike.
  private static String whatTellsItApart(ParkedEvent parked) {
    var event = ParkedEventSummary.of(parked);
    return Stream.of(
            event.channel().map(SourceArn::value),
            event.location().map(RelatedParkedEvent::name),
            Optional.of("event id " + parked.eventId()))
        .flatMap(Optional::stream)
        .collect(joining(", "));
  }

  @Override
  public ObjectNode json(ParkedEvent parked) {
    var json =
        JsonOutput.object()
            .put("waitingFor", parked.waitingFor())
            .put("eventId", parked.eventId())
            .put("reason", parked.reason())
            .put("detail", parked.detail())
            .put("parkedAt", parked.parkedAt().toString())
            .put("attempts", parked.attempts());
    if (!parked.event().isEmpty()) {
      json.put("event", parked.event());
    }
    return json;
  }
}
