package ivs.recordings.handler.reconciler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ivs.recordings.handler.ingest.BatchProcessor;
import ivs.recordings.handler.ingest.UnknownProfiles;
import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.handler.ingest.composition.IvsCompositions;
import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.readiness.files.S3RecordingFiles;
import ivs.recordings.handler.reconciler.aws.AwsIvsStreams;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.handler.reconciler.aws.IvsStreams;
import ivs.recordings.handler.reconciler.aws.ManifestFinder;
import ivs.recordings.handler.reconciler.aws.RateLimiter;
import ivs.recordings.handler.reconciler.aws.RecordingFolders;
import ivs.recordings.handler.runtime.Deadline;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.WriterFunction;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The second way in, on a schedule: finds the events that never came and enters them.
///
/// But for what readiness notes, and for [LateLinks], it writes no row by itself. It gathers
/// evidence (parked events, the manifests in S3, what IVS answers), turns it into the event that
/// was lost, and hands that to the [BatchProcessor]. So it can only add or complete, may be killed
/// anywhere, and has nothing to write when it is started again.
///
/// Its steps are independent: what is out of reach is counted and said, and the rest goes on.
///
/// Asked with `{"dryRun": true, "profile": "…", "since": "2026-11-20T17:00:00Z", "allChannels":
/// true}`, all of them optional; it answers with what it found and did. Configured by the
/// environment: what [RecordingStatusHandler] reads, and `RECORDING_BUCKETS`, `MEDIA_BUCKET`,
/// `S3_PATH_STYLE`, `IVS_MILLIS_BETWEEN_CALLS` (250), `RECONCILE_OPEN_AFTER_SECONDS` (600),
/// `RECONCILE_CREATE_AFTER_SECONDS` (86400), `RECONCILE_WINDOW_SECONDS` (345600),
/// `RECONCILE_SEGMENTS` (48), `DEFAULT_VISIBILITY` (`PRIVATE`).
public final class RecordingReconciler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  /// One call that fails to the last attempt, the writes it leads to, and the answer's way back.
  private static final Duration MARGIN =
      S3RecordingFiles.CALL.plus(DynamoDbClients.CALL).plusSeconds(2);

  /// Pages of a hundred streams each, half a minute at our pace.
  static final int MOST_LIVE_PAGES = 120;

  /// Two for each open recording that is not live any more; a thousand take half a minute.
  static final int MOST_CALLS_FOR_OPEN = 1_000;

  /// Four or more for each recording that has ended and is not known to be playable.
  static final int MOST_CALLS_FOR_MEDIA = 1_000;

  /// At four a second, 100 seconds of the four minutes that a run has.
  static final int MOST_SESSION_CALLS = 400;

  /// A share of 210 channels takes one or two lists each where nothing was recorded lately, and one
  /// more for each day, hour and minute with a recording.
  static final int MOST_CALLS_FOR_WALK = 2_000;

  private final Tables tables;
  private final DeadlineInterceptor deadlines = new DeadlineInterceptor();
  private final UnknownProfiles unknownProfiles;
  private final RecordingFiles files;
  private final IvsStreams ivs;
  private final Compositions compositions;
  private final ReconcilerSettings settings;
  private final String metricsNamespace;
  private final Clock clock;
  private final Runnable pace;
  private final Executor sideBySide;

  /// As Lambda makes it.
  public RecordingReconciler() {
    this(System.getenv());
  }

  /// As Lambda would, with other variables.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  public RecordingReconciler(Map<String, String> environment) {
    this(environment, Clock.systemUTC());
  }

  /// As an embedding system makes it, with variables and a time of its own.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  public RecordingReconciler(Map<String, String> environment, Clock clock) {
    this(
        environment,
        DynamoDbClients::client,
        new S3RecordingFiles(S3RecordingFiles.client(environment, _ -> {})),
        new AwsIvsStreams(AwsIvsStreams.client(_ -> {}), AwsIvsStreams.realTimeClient(_ -> {})),
        new IvsCompositions(() -> AwsIvsStreams.realTimeClient(_ -> {})),
        clock,
        new RateLimiter(RateLimiter.betweenCalls(environment), clock),
        Thread::startVirtualThread);
  }

  /// As a test makes it, with clients, a clock and threads of its own.
  ///
  /// @param pace is run before each call to IVS
  /// @param sideBySide runs writes of different rows
  public RecordingReconciler(
      Map<String, String> environment,
      Function<DeadlineInterceptor, DynamoDbClient> clients,
      RecordingFiles files,
      IvsStreams ivs,
      Compositions compositions,
      Clock clock,
      Runnable pace,
      Executor sideBySide) {
    this.sideBySide = sideBySide;
    this.tables =
        Tables.of(
            clients.apply(deadlines),
            TableNames.of(environment),
            clock,
            RetentionPolicy.of(environment));
    this.unknownProfiles = UnknownProfiles.of(environment);
    this.files = files;
    this.ivs = ivs;
    this.compositions = compositions;
    this.settings = ReconcilerSettings.of(environment);
    this.metricsNamespace = environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings");
    this.clock = clock;
    this.pace = pace;
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> input, Context context) {
    var request = ReconcilerRequest.of(Objects.requireNonNullElse(input, Map.of()));
    Deadline deadline = () -> context.getRemainingTimeInMillis() < MARGIN.toMillis();
    var report = run(request, deadline);
    if (!request.dryRun()) {
      ReconcilerMetrics.write(
          metricsNamespace, report, request.profile().isEmpty(), clock.instant());
    }
    return report.asMap(request.dryRun());
  }

  private ReconcilerReport run(ReconcilerRequest request, Deadline deadline) {
    deadlines.start(deadline);
    var now = clock.instant();
    var random = new Random(ProfileScan.runNumber(now));
    var report = new ReconcilerReport();
    if (settings.buckets().isEmpty()) {
      report.note("RECORDING_BUCKETS names no bucket: nothing was looked for in S3.");
    }
    var dynamo = source("DynamoDB", Integer.MAX_VALUE, () -> {}, deadline, report);
    var unforeseen = source("Reconciler", 0, () -> {}, deadline, report);
    var liveCalls = source("IVS", MOST_LIVE_PAGES, pace, deadline, report);
    var sessions = source("IVS", MOST_SESSION_CALLS, pace, deadline, report);
    var stages = source("IVS", MOST_SESSION_CALLS, pace, deadline, report);
    var compositionCalls = source("IVS", MOST_SESSION_CALLS, pace, deadline, report);
    var s3Open = source("S3", MOST_CALLS_FOR_OPEN, () -> {}, deadline, report);
    var s3Media = source("S3", MOST_CALLS_FOR_MEDIA, () -> {}, deadline, report);
    var s3Walk = source("S3", MOST_CALLS_FOR_WALK, () -> {}, deadline, report);
    var processor =
        new BatchProcessor(
            tables,
            unknownProfiles,
            WriterFunction.RECONCILER,
            composition -> oneByOne(compositionCalls, composition),
            sideBySide);
    var repairs = new LostEventProcessor(processor, dynamo, report, deadline, request.dryRun());
    var run =
        new RunContext(tables, dynamo, unforeseen, repairs, settings, request, report, now, random);
    var manifests = new ManifestFinder(files, settings.buckets(), report);
    var parked = new ParkedEventRelease(run);
    var media = new LateMediaCheck(run, files, s3Media, clock);
    var walk =
        new ProfileScan(
            run,
            ivs,
            sessions,
            stages,
            s3Walk,
            parked,
            new StaleRecordingRepair(run, manifests, s3Walk, media),
            new OrphanedFileBackfill(
                run, new RecordingFolders(files, s3Walk, run), manifests, s3Walk));

    Set<StreamId> live = new HashSet<>();
    run.isolated(parked::run);
    run.isolated(() -> new LiveStreamCheck(run, ivs, liveCalls, sideBySide).run(live));
    run.isolated(() ->
        new OpenRecordingCompletion(run, manifests, new LostUploadCheck(run, files, s3Open), s3Open)
            .run(live));
    run.isolated(media::run);
    run.isolated(walk::run);
    if (deadline.isNear()) {
      report.outOfTime();
    }
    return report;
  }

  /// Rows are written side by side, but IVS takes few calls a second.
  private synchronized Compositions.Storage oneByOne(
      CircuitBreaker calls, Optional<String> composition) {
    return calls.ask(() -> compositions.find(composition));
  }

  private static CircuitBreaker source(
      String name, int mostCalls, Runnable pace, Deadline deadline, ReconcilerReport report) {
    var source = new CircuitBreaker(name, mostCalls, pace, deadline);
    report.use(source);
    return source;
  }
}
