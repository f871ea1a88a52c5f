package ivs.recordings.handler.reconciler;

import ivs.recordings.handler.ingest.BatchProcessor;
import ivs.recordings.handler.ingest.EventLog;
import ivs.recordings.handler.ingest.row.EventResult;
import ivs.recordings.handler.ingest.row.InboundEvent;
import ivs.recordings.handler.ingest.row.Outcome.Failed;
import ivs.recordings.handler.ingest.row.Outcome.Ignored;
import ivs.recordings.handler.ingest.row.Outcome.Parked;
import ivs.recordings.handler.ingest.row.Outcome.Unchanged;
import ivs.recordings.handler.ingest.row.Outcome.Written;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.handler.runtime.Deadline;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.store.ParkedEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Processes inferred events as those that came: decided and written under the same conditions. A
/// dry run stops before.
public final class LostEventProcessor {
  /// What one read of the tables serves: two keys for each event and one for its row.
  static final int AT_ONCE = 25;

  private final BatchProcessor processor;
  private final CircuitBreaker tables;
  private final ReconcilerReport report;
  private final Deadline deadline;
  private final boolean dryRun;

  LostEventProcessor(
      BatchProcessor processor,
      CircuitBreaker tables,
      ReconcilerReport report,
      Deadline deadline,
      boolean dryRun) {
    this.processor = processor;
    this.tables = tables;
    this.report = report;
    this.deadline = deadline;
    this.dryRun = dryRun;
  }

  /// The lost events of one row.
  record Repair(Kind kind, List<? extends SourceEvent> events) {}

  /// Enters them, some at a time.
  ///
  /// @throws SourceUnavailableException if the tables are
  void process(List<Repair> repairs) {
    var made = repairs.stream().filter(repair -> !repair.events().isEmpty()).toList();
    if (dryRun) {
      made.forEach(repair -> report.count(repair.kind(), 1));
      return;
    }
    for (int from = 0; from < made.size(); from += AT_ONCE) {
      enterSome(made.subList(from, Math.min(made.size(), from + AT_ONCE)));
    }
  }

  private void enterSome(List<Repair> repairs) {
    var entries = new ArrayList<InboundEvent>();
    for (int i = 0; i < repairs.size(); i++) {
      for (var event : repairs.get(i).events()) {
        entries.add(InboundEvent.inferred(EventLog.RECONCILED + "-" + i, event));
      }
    }
    var entered = enterAll(entries);
    Set<String> written = new HashSet<>();
    Set<String> notUnchanged = new HashSet<>();
    for (var each : entered) {
      if (each.entry().released()) {
        continue;
      }
      switch (each.outcome()) {
        case Written _ -> written.add(each.entry().messageId());
        case Unchanged _ -> {}
        case Failed _, Ignored _, Parked _ -> notUnchanged.add(each.entry().messageId());
      }
    }
    for (int i = 0; i < repairs.size(); i++) {
      var message = EventLog.RECONCILED + "-" + i;
      if (written.contains(message)) {
        report.count(repairs.get(i).kind(), 1);
      } else if (!notUnchanged.contains(message)) {
        report.unchanged();
      }
    }
  }

  /// Enters events that waited and need not wait any more.
  ///
  /// @throws SourceUnavailableException if the tables are
  void release(List<ParkedEvent> parked) {
    var entries =
        parked.stream()
            .flatMap(row -> InboundEvent.ofParked(EventLog.RECONCILED, row).stream())
            .toList();
    if (dryRun) {
      report.count(Kind.RELEASED, entries.size());
      return;
    }
    for (int from = 0; from < entries.size(); from += AT_ONCE) {
      enterAll(entries.subList(from, Math.min(entries.size(), from + AT_ONCE)));
    }
  }

  private List<EventResult> enterAll(List<InboundEvent> entries) {
    var result = tables.ask(() -> processor.process(entries));
    report.wrote(result.writing());
    for (var each : result.events()) {
      EventLog.write(each);
      if (each.outcome() instanceof Failed(var fault)) {
        failed(fault);
      } else if (each.isStored() && each.entry().released()) {
        report.count(Kind.RELEASED, 1);
      }
    }
    return result.events();
  }

  private void failed(String fault) {
    if (deadline.isNear()) {
      report.outOfTime();
    } else {
      tables.failed(fault);
    }
  }
}
