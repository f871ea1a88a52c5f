package ivs.recordings.handler.ingest;

import ivs.recordings.store.Tables;
import ivs.recordings.store.WriterFunction;
import java.util.List;
import java.util.concurrent.Executor;

/// Processes events: reads what they need, decides, writes, and parks what cannot be decided yet.
///
/// It goes in rounds. The first processes what came; each further one processes what the round
/// before set free: events that were parked for a stream session which has just been written, and
/// events whose cause vanished while they were being parked.
public final class BatchProcessor {
  /// Two would do: a stream session frees recordings, and they free nothing. One more for a profile
  /// that is linked in between, one for the unforeseen; a loop that needs a fifth is a fault.
  static final int MAX_ROUNDS = 4;

  private final Tables tables;
  private final EventParking parking;
  private final WriterFunction writer;
  private final CompositionStorage compositions;
  private final Executor sideBySide;

  /// Makes a processor of batches on these tables.
  ///
  /// @param sideBySide takes whatever may wait for the database, and keeps none of it waiting for
  ///   another
  public BatchProcessor(
      Tables tables,
      UnknownProfiles unknownProfiles,
      WriterFunction writer,
      Compositions compositions,
      Executor sideBySide) {
    this.tables = tables;
    this.compositions = new CompositionStorage(compositions);
    this.parking = new EventParking(tables, unknownProfiles);
    this.writer = writer;
    this.sideBySide = sideBySide;
  }

  /// Never throws on account of an event: a fault is an outcome.
  ///
  /// @return what became of each, and of each parked event that they set free
  public BatchResult process(List<InboundEvent> entries) {
    var all = BatchResult.NONE;
    var next = entries;
    for (int round = 1; !next.isEmpty(); round++) {
      var result =
          round <= MAX_ROUNDS
              ? new BatchRound(tables, parking, writer, compositions, sideBySide).process(next)
              : BatchResult.failed(
                  next,
                  new Outcome.Failed("Restless: set free in %d rounds".formatted(MAX_ROUNDS)));
      next = result.freed();
      all = all.plus(new BatchResult(result.events(), List.of(), result.writing()));
    }
    return all;
  }
}
