package ivs.recordings.cli.parking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.finding.Advice;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.format.TextTable;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.ParkedEventTable;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An event that waits and has to do with a recording.
///
/// @param relation what they have in common: `recording`, `stream`, `channel` or `stage`
public record RelatedParkedEvent(String relation, ParkedEventSummary event) {
  private static final String RECORDING = "recording";

  /// As many are looked at; a person who waits for an answer has no time for more.
  private static final int MOST = 10_000;

  /// For a recording whose row is there: what waits for one of its streams or its channel, and what
  /// waits for a person and speaks of it.
  public static List<RelatedParkedEvent> of(Recording recording, ParkedEventTable table) {
    var channel = ParkingCause.waitingForProfile(recording.sourceArn());
    var streams =
        recording.streamIds().stream()
            .map(ParkingCause::waitingForStream)
            .collect(Collectors.toSet());
    return waiting(table).stream()
        .flatMap(event -> {
          if (isOf(recording, event)) {
            return Stream.of(new RelatedParkedEvent(RECORDING, event));
          }
          var cause = event.parked().waitingFor();
          return streams.contains(cause)
              ? Stream.of(new RelatedParkedEvent("stream", event))
              : Stream.of(event)
                  .filter(_ -> cause.equals(channel))
                  .map(same -> new RelatedParkedEvent(recording.sourceArn().noun(), same));
        })
        .toList();
  }

  /// For one that has no row: what speaks of it.
  public static List<RelatedParkedEvent> of(String recordingId, ParkedEventTable table) {
    return waiting(table).stream()
        .filter(event -> isCalled(recordingId, event))
        .map(event -> new RelatedParkedEvent(RECORDING, event))
        .toList();
  }

  private static List<ParkedEventSummary> waiting(ParkedEventTable table) {
    Set<String> causes =
        table.newest(MOST).stream().map(ParkedEvent::waitingFor).collect(Collectors.toSet());
    return causes.stream()
        .sorted()
        .flatMap(cause -> table.waitingFor(cause, MOST).stream())
        .map(ParkedEventSummary::of)
        .toList();
  }

  public boolean isOfTheRecording() {
    return relation.equals(RECORDING);
  }

  private static boolean isOf(Recording recording, ParkedEventSummary event) {
    return isCalled(recording.id().value(), event)
        || event.location().equals(Optional.of(recording.location()));
  }

  private static boolean isCalled(String recordingId, ParkedEventSummary event) {
    return event.recordingId().equals(Optional.of(recordingId))
        || event.location().map(RelatedParkedEvent::name).equals(Optional.of(recordingId));
  }

  /// As `audit` and `explain` call files: bucket and prefix.
  public static String name(StorageLocation location) {
    return location.folder().or(() -> location.bucket().map(bucket -> bucket.value())).orElse("");
  }

  public List<String> mending(CommandHints calls) {
    var parked = event.parked();
    return Advice.ofParked(parked.reason(), parked.waitingFor(), parked.eventId(), calls);
  }

  /// How they look.
  public record Format() implements RowFormat<RelatedParkedEvent> {
    @Override
    public String noun() {
      return "parked event";
    }

    @Override
    public List<TextTable.Column> columns() {
      return List.of(
          TextTable.Column.whole("of the same"),
          TextTable.Column.shortenable("reason", 15),
          TextTable.Column.whole("happened"),
          TextTable.Column.whole("parked since"),
          TextTable.Column.shortenable("waitingFor", 24));
    }

    @Override
    public List<String> cells(RelatedParkedEvent relative) {
      var parked = relative.event().parked();
      return List.of(
          relative.relation(),
          parked.reason(),
          relative.event().time().toString(),
          parked.parkedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
          parked.waitingFor());
    }

    @Override
    public Optional<String> note(RelatedParkedEvent relative) {
      return Optional.of(relative.event().parked().detail());
    }

    @Override
    public ObjectNode json(RelatedParkedEvent relative) {
      var json = JsonOutput.object().put("ofTheSame", relative.relation());
      json.put("time", relative.event().time().toString());
      json.setAll(new ParkedEventFormat().json(relative.event().parked()));
      return json;
    }
  }
}
