package ivs.recordings.handler.ingest.row;

import ivs.recordings.handler.ingest.row.WriteStatistics.Change;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.model.recording.Decision;
import ivs.recordings.model.recording.Decision.Advance;
import ivs.recordings.model.recording.Decision.Park;
import ivs.recordings.model.recording.Decision.Unchanged;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import ivs.recordings.store.item.WriteResult.Done;
import ivs.recordings.store.item.WriteResult.Raced;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Enters all events of one row: folds them in memory and writes once. After a write conflict it
/// folds them again, onto the current item.
public abstract class RowProcessor<T> {
  /// Each lost race means that another writer made progress; five in a row is a fault, not bad
  /// luck, and the queue is the better place to wait.
  public static final int MAX_ATTEMPTS = 5;

  /// What became of a row and of the events that were about it.
  ///
  /// @param value the row as it is now; empty if there is none
  /// @param appeared whether there was none when it was read and there is one now. Not "whether
  ///   this wrote it first": the answer to a first write may be lost, and then it is written again
  ///   and loses the race to itself
  public record RowResult<T>(
      Optional<T> value, boolean appeared, List<EventResult> events, WriteStatistics writing) {
    /// The row, and what became of some of the events.
    public RowResult<T> of(Predicate<InboundEvent> which) {
      var some = events.stream().filter(each -> which.test(each.entry())).toList();
      return new RowResult<>(value, appeared, some, writing);
    }

    /// The row, with what became of other events as well.
    RowResult<T> plus(List<EventResult> others) {
      var all = Stream.concat(others.stream(), events.stream()).toList();
      return new RowResult<>(value, appeared, all, writing);
    }

    boolean failed() {
      return events.stream().anyMatch(each -> each.outcome() instanceof Outcome.Failed);
    }
  }

  /// One event on its way through a row.
  ///
  /// @param before the row as the events before it left it
  record Step<T>(InboundEvent entry, Optional<T> before, Decision<T> decision) {
    boolean changesRow() {
      return decision instanceof Advance<T>;
    }

    Optional<T> after() {
      return decision instanceof Advance<T>(var next) ? Optional.of(next) : before;
    }

    /// @param version of the row that is written
    EventResult result(long version) {
      return new EventResult(
          entry,
          switch (decision) {
            case Advance<T> _ -> new Outcome.Written(version);
            case Park<T>(var cause) -> new Outcome.Parked(cause);
            case Unchanged<T> _ -> new Outcome.Unchanged();
          });
    }
  }

  abstract Decision<T> decide(Optional<T> current, InboundEvent entry);

  /// When the latest that the row knows of happened.
  abstract Optional<Instant> latest(T row);

  /// @param steps those that changed it, never none; the last one ends with `next`
  abstract WriteResult<T> replace(Optional<VersionedItem<T>> seen, T next, List<Step<T>> steps);

  /// What of it is counted.
  List<Change> changes(Optional<T> before, T after) {
    return List.of();
  }

  /// Never throws: a fault is the outcome of each of the row's events.
  public RowResult<T> process(
      List<InboundEvent> entries, Supplier<Optional<VersionedItem<T>>> seen) {
    try {
      return race(entries, seen.get());
    } catch (RuntimeException fault) {
      return failed(entries, 0, new Outcome.Failed(ErrorName.of(fault)));
    }
  }

  private RowResult<T> race(List<InboundEvent> entries, Optional<VersionedItem<T>> seen) {
    var current = seen;
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      if (current.filter(RowProcessor::isDeleted).isPresent()) {
        return unchanged(entries, current.map(VersionedItem::value), attempt - 1);
      }
      var version = current.map(VersionedItem::version).orElse(0L);
      var before = current.map(VersionedItem::value);
      var steps = fold(entries, before);
      var events = steps.stream().map(step -> step.result(version + 1)).toList();
      var changes = steps.stream().filter(Step::changesRow).toList();
      if (changes.isEmpty()) {
        var appeared = seen.isEmpty() && current.isPresent();
        var writing = new WriteStatistics(attempt - 1, 0, List.of());
        return new RowResult<>(before, appeared, events, writing);
      }
      var next = changes.getLast().after().orElseThrow();
      switch (replace(current, next, changes)) {
        case Raced<T>(var winner) -> current = winner;
        case Done<T> _ -> {
          var writing =
              new WriteStatistics(attempt - 1, outOfOrder(changes), changes(before, next));
          return new RowResult<>(Optional.of(next), seen.isEmpty(), events, writing);
        }
      }
    }
    return failed(
        entries,
        MAX_ATTEMPTS,
        new Outcome.Failed("Contended: lost %d races for the row".formatted(MAX_ATTEMPTS)));
  }

  /// A deletion beats every event, also one that is replayed years later: what is deleted stays so,
  /// and nothing of it is parked.
  static boolean isDeleted(VersionedItem<?> row) {
    return row.media().deletedAt().isPresent();
  }

  private static <T> RowResult<T> unchanged(
      List<InboundEvent> entries, Optional<T> row, int conflicts) {
    return new RowResult<>(
        row,
        false,
        entries.stream().map(entry -> new EventResult(entry, new Outcome.Unchanged())).toList(),
        new WriteStatistics(conflicts, 0, List.of()));
  }

  /// The steps from the row to what it is after all events.
  private List<Step<T>> fold(List<InboundEvent> entries, Optional<T> current) {
    var steps = new ArrayList<Step<T>>();
    var value = current;
    for (var entry : entries) {
      var step = new Step<>(entry, value, decide(value, entry));
      steps.add(step);
      value = step.after();
    }
    return steps;
  }

  private int outOfOrder(List<Step<T>> steps) {
    return (int) steps.stream().filter(this::isOutOfOrder).count();
  }

  private boolean isOutOfOrder(Step<T> step) {
    var time = step.entry().event().envelope().time();
    return step.before().flatMap(this::latest).filter(time::isBefore).isPresent();
  }

  static <T> RowResult<T> failed(List<InboundEvent> entries, int conflicts, Outcome.Failed fault) {
    return new RowResult<>(
        Optional.empty(),
        false,
        BatchResult.failed(entries, fault).events(),
        new WriteStatistics(conflicts, 0, List.of()));
  }
}
