package ivs.recordings.handler.readiness;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import ivs.recordings.handler.readiness.ReadinessCheck.Noted;
import ivs.recordings.handler.readiness.files.GuardedFiles;
import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.readiness.files.S3RecordingFiles;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.handler.runtime.StreamBatch;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.CorruptItemException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Finds out which recordings can be played: it is on the stream of the Recording table, and checks
/// every row that has ended with files and is not known to be playable.
///
/// The image of a record only says which row to check; what counts is the row as it is now. Where
/// files are missing nothing is written, and the reconciler repeats the check. A record is reported
/// in `batchItemFailures` only where DynamoDB or S3 did not answer, so that Lambda repeats it.
///
/// Configured by the environment: the names of the tables, `RECORDING_BUCKETS`, `MEDIA_BUCKET`,
/// `S3_PATH_STYLE`, `DEFAULT_VISIBILITY` (`PRIVATE`), `MEDIA_JOBS` (`false`), `METRICS_NAMESPACE`
/// (`IvsRecordings`), and what the SDK reads.
public final class RecordingReadiness
    implements RequestHandler<DynamodbEvent, StreamsEventResponse> {
  /// The longest call that fails to the last attempt, and the answer's way back.
  static final Duration MARGIN = S3RecordingFiles.CALL.plusSeconds(1);

  /// Each event of a recording writes its row once, and there is no other writer that would write
  /// it again within a check.
  private static final int MOST_CONFLICTS = 5;

  private final ReadinessCheck check;
  private final DeadlineInterceptor deadlines = new DeadlineInterceptor();
  private final String metricsNamespace;
  private final Clock clock;

  /// As Lambda makes it.
  public RecordingReadiness() {
    this(System.getenv(), Clock.systemUTC());
  }

  /// As an embedding system makes it, with variables and a time of its own.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  public RecordingReadiness(Map<String, String> environment, Clock clock) {
    this(
        environment,
        DynamoDbClients::client,
        new S3RecordingFiles(S3RecordingFiles.client(environment, _ -> {})),
        clock);
  }

  /// As a test makes it, with clients and a clock of its own.
  ///
  /// @param clients makes a client that the interceptor keeps from calls that would end too late
  RecordingReadiness(
      Map<String, String> environment,
      Function<DeadlineInterceptor, DynamoDbClient> clients,
      RecordingFiles files,
      Clock clock) {
    this.check =
        new ReadinessCheck(
            Tables.of(clients.apply(deadlines), TableNames.of(environment), clock),
            new GuardedFiles(files, this::inTime),
            buckets(environment),
            Visibility.ofChannels(environment.getOrDefault("DEFAULT_VISIBILITY", "")),
            ReadinessCheck.hasMediaJobs(environment),
            clock);
    this.metricsNamespace = environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings");
    this.clock = clock;
  }

  private static Set<Bucket> buckets(Map<String, String> environment) {
    return Stream.of("RECORDING_BUCKETS", "MEDIA_BUCKET")
        .flatMap(name -> Bucket.listed(name, environment.getOrDefault(name, "")).stream())
        .collect(Collectors.toSet());
  }

  private <T> T inTime(Supplier<T> call) {
    deadlines.check();
    return call.get();
  }

  /// Checks the recordings of a batch.
  ///
  /// @throws IllegalArgumentException if this is no batch of a DynamoDB stream
  @Override
  public StreamsEventResponse handleRequest(@Nullable DynamodbEvent batch, Context context) {
    deadlines.start(() -> context.getRemainingTimeInMillis() < MARGIN.toMillis());
    var metrics = new EmbeddedMetrics(metricsNamespace);
    // The first record of a recording stands for all of it: from there Lambda repeats the batch.
    var changes = new LinkedHashMap<String, ChangedRecording>();
    for (var changed : StreamBatch.records(batch)) {
      ChangedRecording.of(changed)
          .ifPresent(one -> changes.merge(one.recordingId(), one, ChangedRecording::and));
    }
    var failures =
        changes.values().stream()
            .filter(change -> !wasChecked(change, metrics))
            .map(change -> new BatchItemFailure(change.sequenceNumber()))
            .toList();
    metrics.write(clock.instant());
    return new StreamsEventResponse(failures);
  }

  /// Whether it need not be checked again. No repetition makes a corrupt row readable, so it is
  /// only logged.
  private boolean wasChecked(ChangedRecording change, EmbeddedMetrics metrics) {
    var recordingId = change.recordingId();
    try {
      check(change, metrics);
      return true;
    } catch (RuntimeException fault) {
      metrics.count(Metric.READINESS_CHECKS, 1, "failed");
      ReadinessLog.failed(recordingId, ErrorName.of(fault));
      return fault instanceof CorruptItemException;
    }
  }

  private void check(ChangedRecording change, EmbeddedMetrics metrics) {
    for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
      var found = check.find(change.recordingId());
      if (found.isEmpty()) {
        return;
      }
      var item = found.get();
      var known = item.media().available();
      if (known.isPresent() && !change.hasNewOutcome()) {
        check.publish(item);
        return;
      }
      var readiness = check.look(item);
      var noted =
          change.hasNewOutcome()
              ? check.noteAgain(item, readiness)
              : check.note(item, readiness, Optional.empty());
      if (noted != Noted.CONFLICT) {
        metrics.count(Metric.READINESS_CHECKS, 1, ReadinessCheck.word(readiness));
        metrics.count(
            Metric.RECORDINGS_AVAILABLE, noted == Noted.AVAILABLE && known.isEmpty() ? 1 : 0);
        ReadinessLog.checked(change.recordingId(), readiness);
        return;
      }
    }
    throw new IllegalStateException("the row was written too often meanwhile");
  }
}
