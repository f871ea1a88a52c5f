package ivs.recordings.handler.figures;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ivs.recordings.handler.runtime.Deadline;
import ivs.recordings.handler.runtime.DeadlineExceededException;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.handler.runtime.QueueMessage;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.figures.FigureContentionException;
import ivs.recordings.store.figures.FigureEntryTable;
import ivs.recordings.store.item.CorruptItemException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Lambda's entry point, for two callers. The queue hands it domain events: of each it takes the
/// recording's id, reads the row, and counts what the row is now. The schedule asks with `{"days":
/// 35}` for a check of the last days, which goes on where the one before had no time left; a person
/// may ask for others with `until`.
///
/// What could not be counted is reported in `batchItemFailures`; SQS delivers it again. An event
/// that names no recording is reported too, and ends in the dead letter queue: it was not counted.
///
/// Configured by the environment: `RECORDING_TABLE`, `FIGURE_TABLE`, `FIGURE_ENTRY_TABLE`,
/// `METRICS_NAMESPACE` (`IvsRecordings`), and what the SDK reads.
public final class RecordingFigureCounter
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Logger LOG = LogManager.getLogger(RecordingFigureCounter.class);

  /// One call that fails to the last attempt, and the answer.
  private static final Duration MARGIN = DynamoDbClients.CALL.plusSeconds(1);

  private final DeadlineInterceptor deadlines = new DeadlineInterceptor();
  private final FigureEntryTable entries;
  private final String metricsNamespace;
  private final Clock clock;

  /// As Lambda makes it.
  public RecordingFigureCounter() {
    this(System.getenv(), Clock.systemUTC());
  }

  /// As an embedding system makes it, with variables and a time of its own.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing
  public RecordingFigureCounter(Map<String, String> environment, Clock clock) {
    this(environment, DynamoDbClients::client, clock, RecordingFigureCounter::sleep);
  }

  /// As a test makes it, with a client and pauses of its own.
  ///
  /// @param clients makes a client that the interceptor keeps from calls that would end too late
  /// @param pause waits for up to that long
  RecordingFigureCounter(
      Map<String, String> environment,
      Function<DeadlineInterceptor, DynamoDbClient> clients,
      Clock clock,
      Consumer<Duration> pause) {
    this.entries = FigureEntryTable.of(clients.apply(deadlines), environment, pause);
    this.metricsNamespace = environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings");
    this.clock = clock;
  }

  /// At random, so that counters in conflict do not repeat at the same moment.
  private static void sleep(Duration most) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most.toMillis() + 1));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Counts a batch, or checks some days.
  ///
  /// @throws IllegalArgumentException if it is neither
  @Override
  public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
    var request = Objects.requireNonNullElse(input, Map.<String, Object>of());
    Deadline deadline = () -> context.getRemainingTimeInMillis() < MARGIN.toMillis();
    deadlines.start(deadline);
    var metrics = new EmbeddedMetrics(metricsNamespace);
    var answer =
        request.containsKey(QueueMessage.RECORDS)
            ? counted(QueueMessage.batch(request, "RecordingFigures"), metrics)
            : checked(FigureCheckRequest.of(request, clock.instant()), context, metrics);
    metrics.write(clock.instant());
    return answer;
  }

  private Map<String, Object> counted(List<QueueMessage> batch, EmbeddedMetrics metrics) {
    var failures = new ArrayList<Map<String, Object>>();
    // Several events of a recording in one batch are one count.
    var done = new HashSet<RecordingId>();
    for (var message : batch) {
      var line = new LogFields().with("messageId", message.id());
      try {
        var id = recordingId(message);
        line.with("recordingId", id.value());
        if (!done.contains(id)) {
          var isWritten = entries.count(id);
          done.add(id);
          metrics.count(isWritten ? Metric.FIGURES_COUNTED : Metric.FIGURES_UNCHANGED, 1);
        }
      } catch (SdkException
          | DeadlineExceededException
          | CorruptItemException
          | FigureContentionException
          | UnsoundFieldException failed) {
        failures.add(Map.of("itemIdentifier", message.id()));
        metrics.count(Metric.FIGURES_FAILED, 1);
        LOG.warn(line.with("effect", "failed").with("fault", ErrorName.of(failed)));
      }
    }
    return Map.of("batchItemFailures", failures);
  }

  /// Which recording has changed. What its row is now is read, so that nothing else of the event
  /// matters.
  ///
  /// @throws UnsoundFieldException if the event names none
  private static RecordingId recordingId(QueueMessage message) {
    return JsonFields.parse("The message", message.body())
        .word("detail.data.recordingId", RecordingId::new);
  }

  /// A check ends early enough to note where the next one begins.
  private Map<String, Object> checked(
      FigureCheckRequest request, Context context, EmbeddedMetrics metrics) {
    var first = request.goesOn() ? entries.nextToCheck() : Optional.<LocalDate>empty();
    var end = MARGIN.plus(DynamoDbClients.CALL);
    Deadline early = () -> context.getRemainingTimeInMillis() < end.toMillis();
    deadlines.start(early);
    var report = new FigureCheck(entries, request.days(first), early, clock.instant()).run();
    deadlines.start(() -> context.getRemainingTimeInMillis() < MARGIN.toMillis());
    if (request.goesOn() && !report.next().equals(first)) {
      entries.noteNextToCheck(report.next());
    }
    metrics.count(Metric.FIGURE_CHECKS, 1);
    metrics.count(Metric.FIGURE_DAYS_LEFT, report.daysLeft());
    metrics.count(Metric.FIGURE_CORRECTIONS, (double) report.corrected());
    metrics.count(Metric.FIGURES_FAILED, (double) report.faults());
    return report.asMap();
  }
}
