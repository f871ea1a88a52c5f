package ivs.recordings.handler.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.handler.ingest.composition.IvsCompositions;
import ivs.recordings.handler.ingest.row.InboundEvent;
import ivs.recordings.handler.ingest.row.Outcome.Failed;
import ivs.recordings.handler.ingest.source.EventParser;
import ivs.recordings.handler.runtime.Deadline;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.WriterFunction;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.crac.Core;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Lambda's entry point: a batch of SQS messages, each the JSON of one EventBridge event.
///
/// Every message that is neither stored, parked nor counted as none of our business is reported in
/// `batchItemFailures`; SQS keeps it and delivers it again. Nothing else is ever reported, and
/// nothing that a message holds makes this throw; a payload without SQS records does.
///
/// Configured by the environment: `PROFILE_TABLE`, `STREAM_SESSION_TABLE`, `RECORDING_TABLE`,
/// `RECORDING_STREAM_TABLE`, `PARKED_EVENT_TABLE`, `UNKNOWN_PROFILES` (`park` or `ignore`),
/// `METRICS_NAMESPACE` (`IvsRecordings`), and what the SDK reads.
public final class RecordingStatusHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private static final String NO_RECORDS =
      "no SQS records (field Records is absent or not of SQS): target the queue RecordingEvents";

  /// One call that fails to the last attempt, and the answer's way back.
  public static final Duration MARGIN = DynamoDbClients.CALL.plusSeconds(1);

  /// Threads that outlive a write: what parses and writes JSON keeps its buffers by thread, and a
  /// new thread for each write would have to fill them again. When one write throws an Error the
  /// batch may end while others go on, which does no harm: rows are written conditionally, and the
  /// reconciler finds what was parked in vain.
  private static final ThreadFactory DAEMONS = Thread.ofPlatform().daemon().factory();

  private final Tables tables;
  private final DeadlineInterceptor deadlines = new DeadlineInterceptor();
  private final UnknownProfiles unknownProfiles;
  private final String metricsNamespace;
  private final Clock clock;
  private final Compositions compositions;
  private final Executor sideBySide;
  private final AtomicBoolean cold = new AtomicBoolean(true);

  /// A checkpoint's context holds what is registered weakly.
  private final Priming priming;

  /// As Lambda makes it.
  public RecordingStatusHandler() {
    this(DynamoDbClients::client);
  }

  /// As Lambda makes it, on another client.
  public RecordingStatusHandler(Function<DeadlineInterceptor, DynamoDbClient> clients) {
    this(System.getenv(), clients, Clock.systemUTC(), Executors.newCachedThreadPool(DAEMONS));
    switch (System.getenv().getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")) {
      case "snap-start" -> Core.getGlobalContext().register(priming);
      case "provisioned-concurrency" -> priming.prime();
      default -> {} // An event waits: nothing comes before it.
    }
  }

  /// As an embedding system makes it, with variables and a time of its own.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  public RecordingStatusHandler(Map<String, String> environment, Clock clock) {
    this(environment, DynamoDbClients::client, clock, Executors.newCachedThreadPool(DAEMONS));
  }

  /// As a benchmark makes it, with a database of its own and no deadline.
  public RecordingStatusHandler(
      Map<String, String> environment, DynamoDbClient dynamo, Clock clock) {
    this(environment, _ -> dynamo, clock, Thread::startVirtualThread);
  }

  /// As a test makes it, with a client, a clock and threads of its own.
  ///
  /// @param clients makes a client that the interceptor keeps from calls that would end too late
  public RecordingStatusHandler(
      Map<String, String> environment,
      Function<DeadlineInterceptor, DynamoDbClient> clients,
      Clock clock,
      Executor sideBySide) {
    this(environment, clients, RecordingStatusHandler::ivs, clock, sideBySide);
  }

  /// The same, with an IVS of its own.
  public RecordingStatusHandler(
      Map<String, String> environment,
      Function<DeadlineInterceptor, DynamoDbClient> clients,
      Function<DeadlineInterceptor, Compositions> compositions,
      Clock clock,
      Executor sideBySide) {
    var names = TableNames.of(environment);
    this.tables =
        Tables.of(clients.apply(deadlines), names, clock, RetentionPolicy.of(environment));
    this.unknownProfiles = UnknownProfiles.of(environment);
    this.metricsNamespace = environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings");
    this.clock = clock;
    this.compositions = compositions.apply(deadlines);
    this.sideBySide = sideBySide;
    this.priming =
        new Priming(
            tables,
            names,
            () -> clients.apply(new DeadlineInterceptor()),
            sideBySide,
            Priming.ROUNDS);
  }

  private static Compositions ivs(DeadlineInterceptor deadlines) {
    return new IvsCompositions(() -> IvsCompositions.client(deadlines));
  }

  /// Processes a batch.
  ///
  /// @throws IllegalArgumentException if this is no batch of SQS: an empty list of failures would
  ///   look like success
  @Override
  public SQSBatchResponse handleRequest(@Nullable SQSEvent batch, Context context) {
    var kept =
        process(messages(batch), () -> context.getRemainingTimeInMillis() < MARGIN.toMillis());
    return new SQSBatchResponse(kept.stream().map(BatchItemFailure::new).toList());
  }

  private static List<SQSMessage> messages(@Nullable SQSEvent batch) {
    var records = batch == null ? null : batch.getRecords();
    if (records == null
        || records.isEmpty()
        || !records.stream().allMatch(RecordingStatusHandler::isOfSqs)) {
      throw new IllegalArgumentException(NO_RECORDS);
    }
    return records;
  }

  /// A notification of another service has records too, but neither of these fields in them.
  private static boolean isOfSqs(@Nullable SQSMessage message) {
    return message != null
        && message.getMessageId() != null
        && message.getBody() != null
        && (message.getEventSource() == null || message.getEventSource().equals("aws:sqs"));
  }

  /// The ids of the messages that SQS must keep.
  public Set<String> process(List<SQSMessage> batch, Deadline deadline) {
    deadlines.start(deadline);
    var processor =
        new BatchProcessor(
            tables, unknownProfiles, WriterFunction.HANDLER, compositions, sideBySide);
    var metrics = new BatchMetrics(metricsNamespace);
    var result = processor.process(batch.stream().map(RecordingStatusHandler::inbound).toList());
    metrics.received(batch.size());
    metrics.count(result.writing());
    Set<String> failures = new LinkedHashSet<>();
    for (var event : result.events()) {
      EventLog.write(event);
      metrics.count(event, clock.instant());
      if (event.outcome() instanceof Failed) {
        failures.add(event.entry().messageId());
      }
    }
    if (cold.getAndSet(false)) {
      metrics.coldStart();
    }
    metrics.write(clock.instant());
    return failures;
  }

  private static InboundEvent inbound(SQSMessage message) {
    return new InboundEvent(
        message.getMessageId(),
        message.getBody(),
        EventParser.parse(message.getBody()),
        wasDelivered(message),
        Optional.empty(),
        isReleased(message));
  }

  /// Whether it was delivered before; SQS counts deliveries from 1.
  private static boolean wasDelivered(SQSMessage message) {
    var attributes = message.getAttributes();
    return attributes != null
        && !attributes.getOrDefault("ApproximateReceiveCount", "1").equals("1");
  }

  /// Whether a person has let it in after it was parked.
  private static boolean isReleased(SQSMessage message) {
    var attributes = message.getMessageAttributes();
    return attributes != null && attributes.containsKey("released");
  }
}
