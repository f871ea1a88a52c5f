package ivs.recordings.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import ivs.recordings.handler.Bookkeeper.Poison;
import ivs.recordings.handler.Effect.Failed;
import ivs.recordings.handler.Effect.Ignored;
import ivs.recordings.handler.Parsed.Malformed;
import ivs.recordings.handler.Parsed.NotOurs;
import ivs.recordings.handler.Parsed.Ours;
import ivs.recordings.handler.SqsBatch.Message;
import ivs.recordings.store.DynamoDb;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.Writer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.crac.Core;

/// Lambda's way in: a batch of SQS messages, each the JSON of one EventBridge event.
///
/// Every message that is neither stored, parked nor counted as none of our business is reported in
/// `batchItemFailures`; SQS keeps it and delivers it again. Nothing else is ever reported, and
/// nothing that a message holds makes this throw.
///
/// Configured by the environment: `PROFILE_TABLE`, `STREAM_SESSION_TABLE`, `RECORDING_TABLE`,
/// `PARKED_EVENT_TABLE`, `UNKNOWN_PROFILES` (`park` or `ignore`), `METRICS_NAMESPACE`
/// (`IvsRecordings`), and what [AwsSettings] reads.
public final class RecordingStatusHandler implements RequestStreamHandler {
  /// One call that fails to the last attempt, and the answer's way back.
  static final Duration MARGIN = Dynamo.CALL.plusSeconds(1);

  /// Threads that outlive a write: what parses and writes JSON keeps its buffers by thread, and a
  /// new thread for each write would have to fill them again. When one write throws an Error the
  /// batch may end while others go on, which does no harm: rows are written conditionally, and the
  /// reconciler finds what was parked in vain.
  private static final ThreadFactory DAEMONS = Thread.ofPlatform().daemon().factory();

  private final DynamoDb dynamo;
  private final TableNames tableNames;
  private final UnknownProfiles unknownProfiles;
  private final String metricsNamespace;
  private final Clock clock;
  private final Executor sideBySide;
  private final AtomicBoolean cold = new AtomicBoolean(true);

  /// A checkpoint's context holds what is registered weakly.
  private final Priming priming;

  /// As Lambda makes it.
  public RecordingStatusHandler() {
    this(System.getenv());
    switch (System.getenv().getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")) {
      case "snap-start" -> Core.getGlobalContext().register(priming);
      case "provisioned-concurrency" -> priming.prime();
      default -> {} // An event waits: nothing comes before it.
    }
  }

  /// As Lambda would, with other variables.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  public RecordingStatusHandler(Map<String, String> environment) {
    this(environment, Clock.systemUTC());
  }

  /// As an embedding system makes it, with variables and a time of its own.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  public RecordingStatusHandler(Map<String, String> environment, Clock clock) {
    this(environment, Dynamo.client(), clock, Executors.newCachedThreadPool(DAEMONS));
  }

  /// As a test or a benchmark makes it, with a database and a clock of its own.
  public RecordingStatusHandler(Map<String, String> environment, DynamoDb dynamo, Clock clock) {
    this(environment, dynamo, clock, Thread::startVirtualThread);
  }

  RecordingStatusHandler(
      Map<String, String> environment, DynamoDb dynamo, Clock clock, Executor sideBySide) {
    this.dynamo = dynamo;
    this.tableNames = TableNames.of(environment);
    this.unknownProfiles = UnknownProfiles.of(environment);
    this.metricsNamespace = environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings");
    this.clock = clock;
    this.sideBySide = sideBySide;
    this.priming = new Priming(Tables.of(dynamo, tableNames, clock), dynamo::hangUp, sideBySide);
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    handle(in, out, () -> context.getRemainingTimeInMillis() < MARGIN.toMillis());
  }

  void handle(InputStream in, OutputStream out, Deadline deadline) throws IOException {
    SqsBatch.answer(enter(SqsBatch.read(in), deadline), out);
  }

  /// The ids of the messages that SQS must keep.
  Set<String> enter(List<Message> batch, Deadline deadline) {
    var punctual = new PunctualDynamo(dynamo, deadline);
    var bookkeeper =
        new Bookkeeper(
            Tables.of(punctual, tableNames, clock), unknownProfiles, Writer.HANDLER, sideBySide);
    var metrics = new BatchMetrics(metricsNamespace);
    Set<String> failures = new LinkedHashSet<>();
    List<Entry> entries = new ArrayList<>();
    List<Poison> poison = new ArrayList<>();
    for (var message : batch) {
      var body = message.body();
      metrics.received();
      var parsed = EventParser.parse(body);
      if (parsed instanceof Ours(var event)) {
        entries.add(
            new Entry(
                message.messageId(),
                body,
                event,
                message.again(),
                Optional.empty(),
                message.released()));
      } else if (parsed instanceof NotOurs(var type)) {
        note(message.messageId(), "", new Ignored(type), metrics, failures);
      } else {
        poison.add(new Poison(message.messageId(), body, (Malformed) parsed));
      }
    }
    var parked = bookkeeper.park(poison);
    for (int i = 0; i < poison.size(); i++) {
      var message = poison.get(i);
      note(message.messageId(), message.why().eventId(), parked.get(i), metrics, failures);
    }
    var report = bookkeeper.enter(entries);
    metrics.count(report.writing());
    for (var entered : report.entered()) {
      note(entered, metrics, failures);
    }
    if (cold.getAndSet(false)) {
      metrics.coldStart();
    }
    metrics.write(clock.instant());
    return failures;
  }

  private static void note(
      String messageId, String eventId, Effect effect, BatchMetrics metrics, Set<String> failures) {
    EventLog.write(messageId, eventId, effect);
    metrics.count(effect);
    if (effect instanceof Failed) {
      failures.add(messageId);
    }
  }

  private void note(Entered entered, BatchMetrics metrics, Set<String> failures) {
    EventLog.write(entered);
    metrics.count(entered, clock.instant());
    if (entered.effect() instanceof Failed) {
      failures.add(entered.entry().messageId());
    }
  }
}
