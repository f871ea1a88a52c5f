package ivs.recordings.handler.publisher;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import ivs.recordings.handler.publisher.StreamChange.Silent;
import ivs.recordings.handler.publisher.StreamChange.Told;
import ivs.recordings.handler.publisher.StreamChange.Unreadable;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.handler.runtime.StreamBatch;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/// Lambda's entry point: a batch of changes of the Recording table, in their order. Each version of
/// a recording becomes one domain event on the bus, at least once, with an id that is the same
/// whenever it is sent.
///
/// What EventBridge does not accept is reported by the first record of it, and Lambda delivers that
/// record and all that follow again. The rest is sent all the same: should the batch be given up
/// because of one record, no other is lost. A row that cannot be read will not be read later
/// either, so its record is logged, counted and passed over: the shard goes on, and the row's next
/// version has its event.
///
/// Configured by the environment: `RECORDING_BUS`, `METRICS_NAMESPACE` (`IvsRecordings`), and what
/// the SDK reads.
public final class RecordingEventPublisher
    implements RequestHandler<DynamodbEvent, StreamsEventResponse> {
  private static final Logger LOG = LogManager.getLogger(RecordingEventPublisher.class);

  /// One call that fails to the last attempt, and the answer's way back.
  private static final Duration MARGIN = DynamoDbClients.CALL.plusSeconds(1);

  private final DeadlineInterceptor deadlines = new DeadlineInterceptor();
  private final RecordingBus bus;
  private final String metricsNamespace;
  private final Clock clock;

  /// As Lambda makes it.
  public RecordingEventPublisher() {
    this(System.getenv(), Clock.systemUTC());
  }

  /// As an embedding system makes it, with variables and a time of its own.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing
  public RecordingEventPublisher(Map<String, String> environment, Clock clock) {
    this(environment, RecordingBus::client, clock, RecordingEventPublisher::sleep);
  }

  /// As a test makes it, with a client and pauses of its own.
  ///
  /// @param clients makes a client that the interceptor keeps from calls that would end too late
  /// @param pause waits between two tries
  RecordingEventPublisher(
      Map<String, String> environment,
      Function<DeadlineInterceptor, EventBridgeClient> clients,
      Clock clock,
      Consumer<Duration> pause) {
    var name = environment.getOrDefault("RECORDING_BUS", "");
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "the environment variable RECORDING_BUS must name an event bus");
    }
    this.bus = new RecordingBus(clients.apply(deadlines), name, pause);
    this.metricsNamespace = environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings");
    this.clock = clock;
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Publishes a batch.
  ///
  /// @throws IllegalArgumentException if this is no batch of a stream
  @Override
  public StreamsEventResponse handleRequest(@Nullable DynamodbEvent batch, Context context) {
    var records = StreamBatch.records(batch);
    deadlines.start(() -> context.getRemainingTimeInMillis() < MARGIN.toMillis());
    var metrics = new EmbeddedMetrics(metricsNamespace);
    var failed = publish(entries(records, metrics), metrics);
    metrics.write(clock.instant());
    return new StreamsEventResponse(failed.map(BatchItemFailure::new).stream().toList());
  }

  private static List<BusEntry> entries(
      List<DynamodbStreamRecord> records, EmbeddedMetrics metrics) {
    var entries = new ArrayList<BusEntry>();
    for (var record : records) {
      switch (StreamChange.of(record)) {
        case Told told -> entries.add(BusEntry.of(told));
        case Silent _ -> {}
        case Unreadable(var number, var item) -> {
          metrics.count(Metric.DOMAIN_EVENTS_SKIPPED, 1);
          LOG.error(
              new LogFields()
                  .with("effect", "skipped")
                  .with("recordingId", item.key())
                  .with("sequenceNumber", number)
                  .with("detail", item.problem()));
        }
      }
    }
    return entries;
  }

  /// The record from which on the batch must come again; empty where all is sent.
  private Optional<String> publish(List<BusEntry> entries, EmbeddedMetrics metrics) {
    Optional<String> first = Optional.empty();
    for (var request : BusEntry.requests(entries)) {
      var refused = bus.put(request);
      for (var entry : request) {
        var line =
            new LogFields()
                .with("eventId", entry.event().id())
                .with("event", entry.event().type().word())
                .with("recordingId", entry.event().recording().recordingId().value())
                .with("version", entry.event().recording().version());
        var reason = Optional.ofNullable(refused.get(entry));
        if (reason.isPresent()) {
          metrics.count(Metric.DOMAIN_EVENTS_FAILED, 1);
          LOG.warn(line.with("effect", "failed").with("fault", reason.get()));
        } else {
          metrics.count(Metric.DOMAIN_EVENTS_PUBLISHED, 1, entry.event().type().word());
          LOG.info(line.with("effect", "published"));
        }
      }
      first =
          first.or(() ->
              request.stream()
                  .filter(refused::containsKey)
                  .findFirst()
                  .map(BusEntry::sequenceNumber));
    }
    return first;
  }
}
