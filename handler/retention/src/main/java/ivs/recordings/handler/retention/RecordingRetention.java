package ivs.recordings.handler.retention;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ivs.recordings.handler.runtime.Deadline;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.retention.Deletion.Territory;
import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.store.RetentionTable;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.media.MediaJobTable;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/// Deletes the recordings that are due, on a schedule and on command. Of each, in this order: the
/// row is marked as deleted, its objects are removed until none is left, the CDN drops its copies,
/// and the row becomes a tombstone, unless a media job still works on it. A run may be killed
/// anywhere; the next goes on there.
///
/// Asked with `{"mode": "plan" | "apply", "recordingId": "…", "profile": "…", "limit": 100}`, of
/// which only the mode is required; it answers with what is due, what is kept, and what it did.
/// Configured by the environment: the tables, `MEDIA_JOB_TABLE` where there are media jobs,
/// `RECORDING_BUCKETS`, `MEDIA_BUCKET`, `DISTRIBUTION_ID`, `ARCHIVE_RETENTION_DAYS` (365),
/// `S3_PATH_STYLE`, `METRICS_NAMESPACE` (`IvsRecordings`).
public final class RecordingRetention
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  /// One call that fails to the last attempt, the writes it leads to, and the answer's way back.
  private static final Duration MARGIN =
      StoredObjects.CALL.plus(DynamoDbClients.CALL).plusSeconds(2);

  /// A deletion that is due for so long was tried by a day of runs.
  private static final Duration OVERDUE = Duration.ofDays(1);

  /// More is not worse, and need not be counted.
  private static final int MOST_OVERDUE = 1_000;

  private static final int ARCHIVE_DAYS = 365;

  private final DeadlineInterceptor deadlines = new DeadlineInterceptor();
  private final RetentionTable table;
  private final Optional<MediaJobTable> jobs;
  private final S3Client s3;
  private final Optional<EdgeCache> edge;
  private final Territory territory;
  private final int archiveDays;
  private final String metricsNamespace;
  private final Clock clock;

  /// As Lambda makes it.
  public RecordingRetention() {
    this(System.getenv(), Clock.systemUTC());
  }

  /// As an embedding system makes it, with variables and a time of its own.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  public RecordingRetention(Map<String, String> environment, Clock clock) {
    this(
        environment,
        DynamoDbClients::client,
        deadlines -> StoredObjects.client(environment, deadlines),
        deadlines -> EdgeCache.of(environment, deadlines),
        clock);
  }

  /// As a test makes it, with clients and a clock of its own.
  RecordingRetention(
      Map<String, String> environment,
      Function<DeadlineInterceptor, DynamoDbClient> clients,
      Function<DeadlineInterceptor, S3Client> s3,
      Function<DeadlineInterceptor, Optional<EdgeCache>> edge,
      Clock clock) {
    var dynamo = clients.apply(deadlines);
    this.table = RetentionTable.of(dynamo, TableNames.of(environment), clock);
    this.jobs = MediaJobTable.of(dynamo, environment);
    this.s3 = s3.apply(deadlines);
    this.edge = edge.apply(deadlines);
    this.territory =
        new Territory(
            Bucket.listed("RECORDING_BUCKETS", environment.getOrDefault("RECORDING_BUCKETS", "")),
            Optional.of(environment.getOrDefault("MEDIA_BUCKET", ""))
                .filter(name -> !name.isBlank())
                .map(Bucket::new));
    this.archiveDays = RetentionPolicy.days(environment, "ARCHIVE_RETENTION_DAYS", ARCHIVE_DAYS);
    this.metricsNamespace = environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings");
    this.clock = clock;
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
    var request = RetentionRequest.of(Objects.requireNonNullElse(input, Map.of()));
    Deadline deadline = () -> context.getRemainingTimeInMillis() < MARGIN.toMillis();
    deadlines.start(deadline);
    var now = clock.instant();
    var report =
        new RetentionRun(
                table,
                jobs,
                new StoredObjects(s3),
                edge,
                territory,
                archiveDays,
                request,
                deadline,
                now)
            .run();
    if (request.mode() == RetentionRequest.Mode.APPLY) {
      // The answer is near its deadline, and one more query is within the margin.
      deadlines.start(() -> false);
      write(report, request.isWhole());
    }
    return report.asMap();
  }

  private void write(RetentionReport report, boolean isWhole) {
    var now = clock.instant();
    var metrics = new EmbeddedMetrics(metricsNamespace);
    metrics.count(Metric.RECORDINGS_DELETED, report.done());
    metrics.count(Metric.OBJECTS_DELETED, (double) report.objects());
    metrics.count(Metric.RETENTION_FAULTS, report.faults());
    if (isWhole) {
      try (var overdue = table.due(now.minus(OVERDUE))) {
        metrics.measure(Metric.RETENTION_OVERDUE, (double) overdue.limit(MOST_OVERDUE).count());
      }
    }
    metrics.write(now);
  }
}
