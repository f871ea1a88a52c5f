package ivs.recordings.handler.ingest.row;

import java.util.List;
import java.util.stream.Stream;

/// What became of the events of one row, of one round, or of a whole batch.
///
/// @param freed events that were parked and can be processed now
public record BatchResult(
    List<EventResult> events, List<InboundEvent> freed, WriteStatistics writing) {
  public static final BatchResult NONE =
      new BatchResult(List.of(), List.of(), WriteStatistics.NONE);

  public static BatchResult of(EventResult event) {
    return new BatchResult(List.of(event), List.of(), WriteStatistics.NONE);
  }

  public static BatchResult failed(List<InboundEvent> entries, Outcome.Failed fault) {
    var events = entries.stream().map(entry -> new EventResult(entry, fault)).toList();
    return new BatchResult(events, List.of(), WriteStatistics.NONE);
  }

  public BatchResult plus(BatchResult other) {
    return new BatchResult(
        concat(events, other.events), concat(freed, other.freed), writing.plus(other.writing));
  }

  private static <T> List<T> concat(List<T> some, List<T> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }
}
