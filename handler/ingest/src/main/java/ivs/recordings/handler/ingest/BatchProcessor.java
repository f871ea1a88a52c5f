package ivs.recordings.handler.ingest;

import ivs.recordings.handler.ingest.source.ParsedEvent;
import ivs.recordings.store.Tables;
import ivs.recordings.store.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Enters events into the books: reads what they need, decides, writes, and parks what cannot be
/// entered yet.
///
/// It goes in rounds. The first enters what came; each further one enters what the round before set
/// free: events that waited for a stream session which has just been written, and events whose
/// cause to wait vanished while they were being parked.
public final class BatchProcessor {
  /// Two would do: a stream session frees recordings, and they free nothing. One more for a profile
  /// that is linked in between, one for the unforeseen; a loop that needs a fifth is a fault.
  static final int MAX_ROUNDS = 4;

  private final Tables tables;
  private final UnknownProfiles unknownProfiles;
  private final Writer writer;
  private final Executor sideBySide;

  /// Makes a processor of batches on these tables.
  ///
  /// @param sideBySide takes whatever may wait for the database, and keeps none of it waiting for
  ///   another
  public BatchProcessor(
      Tables tables, UnknownProfiles unknownProfiles, Writer writer, Executor sideBySide) {
    this.tables = tables;
    this.unknownProfiles = unknownProfiles;
    this.writer = writer;
    this.sideBySide = sideBySide;
  }

  /// A message that cannot be understood.
  record MalformedMessage(String messageId, String body, ParsedEvent.Malformed why) {}

  /// What became of everything.
  public record Report(List<EventResult> entered, WriteStatistics writing) {}

  public Report process(List<InboundEvent> entries) {
    var entered = new ArrayList<EventResult>();
    var writing = WriteStatistics.NONE;
    var next = entries;
    for (int round = 1; !next.isEmpty(); round++) {
      if (round > MAX_ROUNDS) {
        var restless = new Outcome.Failed("Restless: set free in %d rounds".formatted(MAX_ROUNDS));
        next.forEach(entry -> entered.add(new EventResult(entry, restless)));
        break;
      }
      var result = new BatchPass(tables, unknownProfiles, writer, sideBySide).process(next);
      entered.addAll(result.entered());
      writing = writing.plus(result.writing());
      next = result.freed();
    }
    return new Report(List.copyOf(entered), writing);
  }

  /// Keeps messages that cannot be understood, side by side.
  ///
  /// @return what became of each, in their order
  List<Outcome> park(List<MalformedMessage> messages) {
    var parkings =
        messages.stream()
            .map(message -> CompletableFuture.supplyAsync(() -> park(message), sideBySide))
            .toList();
    return parkings.stream().map(CompletableFuture::join).toList();
  }

  private Outcome park(MalformedMessage message) {
    try {
      tables.parkedEvents().park(message.why().cause(), message.why().eventId(), message.body());
      return new Outcome.Parked(message.why().cause());
    } catch (RuntimeException fault) {
      return ErrorName.of(fault);
    }
  }
}
