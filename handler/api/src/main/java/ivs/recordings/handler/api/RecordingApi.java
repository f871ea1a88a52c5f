package ivs.recordings.handler.api;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import ivs.recordings.handler.api.http.AccessLog;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Failure;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.ProxyResponse;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.library.OperationRoutes;
import ivs.recordings.handler.api.library.PublicRoutes;
import ivs.recordings.handler.api.library.RecordingRoutes;
import ivs.recordings.handler.api.library.RetentionRoutes;
import ivs.recordings.handler.api.library.StatsRoutes;
import ivs.recordings.handler.api.library.StreamRoutes;
import ivs.recordings.handler.api.live.LiveRoutes;
import ivs.recordings.handler.api.media.BatchQueue;
import ivs.recordings.handler.api.media.MediaJobRoutes;
import ivs.recordings.handler.api.page.PageRoutes;
import ivs.recordings.handler.api.page.PageSettings;
import ivs.recordings.handler.api.playback.ArchivedFiles;
import ivs.recordings.handler.api.playback.FragmentPlaylists;
import ivs.recordings.handler.api.playback.GrantCount;
import ivs.recordings.handler.api.playback.MediaSigner;
import ivs.recordings.handler.api.playback.PlayLinks;
import ivs.recordings.handler.api.playback.PlayRoutes;
import ivs.recordings.handler.api.playback.PlaybackRoutes;
import ivs.recordings.handler.api.playback.PlaylistFiles;
import ivs.recordings.handler.api.playback.SigningKey;
import ivs.recordings.handler.api.playback.StitchedRoutes;
import ivs.recordings.handler.api.playback.StreamPlaybackRoutes;
import ivs.recordings.handler.api.playback.ViewCount;
import ivs.recordings.handler.api.upload.MediaObjects;
import ivs.recordings.handler.api.upload.ObjectSigner;
import ivs.recordings.handler.api.upload.Uploads;
import ivs.recordings.handler.api.webhook.WebhookServices;
import ivs.recordings.handler.api.webhook.Webhooks;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.handler.runtime.StatisticsJson;
import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.store.FigureTable;
import ivs.recordings.store.Library;
import ivs.recordings.store.MediaJobTable;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.crac.Core;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// Lambda's entry point: one request of the HTTP API (payload 2.0), answered as openapi.yaml says.
/// API Gateway has checked the token of a route that is not public.
///
/// Configured by the environment: the tables, `PROFILE_CLAIM` (`sub`), `ROLE_CLAIM` (`role`),
/// `DEFAULT_VISIBILITY` (`PRIVATE` or `PUBLIC`), `CURSOR_SECRET` (id or ARN of a secret),
/// `METRICS_NAMESPACE` (`IvsRecordings`), for playback `PUBLIC_URL`, `SERVED_BUCKETS` and
/// `CDN_KEY_SECRET`, for uploads `MEDIA_BUCKET`, for media jobs `MEDIA_JOB_TABLE`,
/// `MEDIA_JOB_QUEUE` and `MEDIA_JOB_DEFINITION`, for webhooks `WEBHOOK_ENDPOINT_TABLE`,
/// `WEBHOOK_DELIVERY_TABLE`, `WEBHOOK_QUEUE` (URL) and `WEBHOOK_SECRET_PREFIX`, for the page
/// `JWT_ISSUER`, `JWT_CLIENT_ID`, `SIGN_IN_ORIGIN` and `PUBLIC_URL`, and what the SDK reads.
public final class RecordingApi
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
  /// One call that fails to the last attempt is not begun any more.
  private static final Duration MARGIN = DynamoDbClients.CALL.plusSeconds(1);

  private static final String COMPATIBLE = "/streams/";

  private final ApiSettings settings;
  private final DeadlineInterceptor deadlines = new DeadlineInterceptor();
  private final Clock clock;
  private final RecordingRoutes recordings;
  private final RetentionRoutes retention;
  private final StreamRoutes streams;
  private final OperationRoutes operations;
  private final StatsRoutes stats;
  private final PublicRoutes publicStreams;
  private final PlaybackRoutes playback;
  private final StreamPlaybackRoutes streamPlayback;
  private final LiveRoutes live;
  private final MediaJobRoutes jobs;

  /// Empty where nothing is played; then there is no client of S3 either.
  private final Optional<PlayRoutes> play;

  /// Empty where there is no bucket for them.
  private final Optional<Uploads> uploads;

  /// Empty where there is no queue for them.
  private final Optional<Webhooks> webhooks;

  private final PageRoutes page;

  /// A checkpoint's context holds what is registered weakly.
  private final ApiPriming priming;

  /// As Lambda makes it.
  public RecordingApi() {
    this(System.getenv(), Clock.systemUTC());
    if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
      Core.getGlobalContext().register(priming);
    }
  }

  /// As an embedding system makes it, with variables and a time of its own.
  ///
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  public RecordingApi(Map<String, String> environment, Clock clock) {
    this(
        environment,
        DynamoDbClients::client,
        deadlines -> PlaylistFiles.client(environment, deadlines),
        RecordingApi::secret,
        clock);
  }

  /// As a test makes it that plays nothing.
  ///
  /// @param clients makes a client that the interceptor keeps from calls that would end too late
  /// @param key reads the key of cursors
  public RecordingApi(
      Map<String, String> environment,
      Function<DeadlineInterceptor, DynamoDbClient> clients,
      Supplier<String> key,
      Clock clock) {
    this(
        environment,
        clients,
        deadlines -> PlaylistFiles.client(environment, deadlines),
        _ -> key.get(),
        clock);
  }

  /// As a test makes it.
  ///
  /// @param clients makes a client that the interceptor keeps from calls that would end too late
  /// @param s3 makes the client of playlists in the same way
  /// @param secrets reads a secret by its id
  public RecordingApi(
      Map<String, String> environment,
      Function<DeadlineInterceptor, DynamoDbClient> clients,
      Function<DeadlineInterceptor, S3Client> s3,
      UnaryOperator<String> secrets,
      Clock clock) {
    this(environment, clients, s3, secrets, WebhookServices.OF_AWS, clock);
  }

  /// As a test makes it that notifies.
  ///
  /// @param services what webhooks need
  public RecordingApi(
      Map<String, String> environment,
      Function<DeadlineInterceptor, DynamoDbClient> clients,
      Function<DeadlineInterceptor, S3Client> s3,
      UnaryOperator<String> secrets,
      WebhookServices services,
      Clock clock) {
    this.settings = ApiSettings.of(environment);
    this.clock = clock;
    var dynamo = clients.apply(deadlines);
    var names = TableNames.of(environment);
    var retained = RetentionPolicy.of(environment);
    var library = Library.of(dynamo, names, clock, retained);
    var key = new SigningKey(() -> secrets.apply(settings.cursorSecret()), clock);
    var cdnKey = new SigningKey(() -> secrets.apply(settings.playback().keySecret()), clock);
    var visibility = settings.defaultVisibility();
    var links = new PlayLinks(settings.playback(), key);
    var views = new ViewCount(library.streams());
    var figures = FigureTable.of(dynamo, environment);
    this.recordings = new RecordingRoutes(library.recordings(), key, links, clock);
    this.retention = new RetentionRoutes(library, links, clock);
    this.streams = new StreamRoutes(library.streams(), library.recordings(), visibility, clock);
    this.operations = new OperationRoutes(library, clock);
    this.stats = new StatsRoutes(figures, StatisticsJson.prices(), clock);
    this.publicStreams = new PublicRoutes(library, visibility, links, clock);
    var files = s3.apply(deadlines);
    var archive = new ArchivedFiles(files);
    var grants = new GrantCount(figures);
    this.playback =
        new PlaybackRoutes(
            library.recordings(), views, grants, links, settings.playback(), archive, clock);
    this.streamPlayback =
        new StreamPlaybackRoutes(
            library, views, grants, links, settings.playback(), archive, clock);
    this.play =
        settings
            .playback()
            .publicUrl()
            .map(url ->
                playRoutes(
                    library, key, new MediaSigner(url, cdnKey), new PlaylistFiles(files), views));
    var objects = settings.mediaBucket().map(bucket -> new MediaObjects(bucket, files));
    this.live =
        new LiveRoutes(
            Tables.of(dynamo, names, clock, retained),
            library.uploads(),
            objects,
            visibility,
            UUID::randomUUID,
            clock);
    this.uploads =
        objects.map(bucket ->
            Uploads.of(
                library,
                bucket,
                new ObjectSigner(ObjectSigner.presigner(environment)),
                links,
                visibility,
                clock));
    this.jobs =
        new MediaJobRoutes(
            library.recordings(),
            MediaJobTable.of(dynamo, environment),
            BatchQueue.of(environment),
            archive,
            clock);
    this.webhooks = Webhooks.of(environment, dynamo, services, clock);
    this.page =
        new PageRoutes(
            PageSettings.of(
                environment,
                settings.mediaBucket().map(bucket -> ObjectSigner.origin(environment, bucket))));
    this.priming =
        new ApiPriming(
            this, () -> new RecordingApi(environment, clients, s3, secrets, services, clock));
  }

  private PlayRoutes playRoutes(
      Library library, SigningKey key, MediaSigner signer, PlaylistFiles files, ViewCount views) {
    return new PlayRoutes(
        library,
        settings.defaultVisibility(),
        settings.playback(),
        key,
        signer,
        files,
        views,
        new StitchedRoutes(library, settings.playback(), new FragmentPlaylists(files, signer)),
        clock);
  }

  /// The client lives for one call: a key is read once in five minutes, and no connection of it is
  /// ever part of a snapshot.
  private static String secret(String id) {
    try (var secrets =
        SecretsManagerClient.builder()
            .httpClientBuilder(DynamoDbClients.http())
            .overrideConfiguration(override -> override.apiCallTimeout(DynamoDbClients.CALL))
            .build()) {
      return secrets.getSecretValue(get -> get.secretId(id)).secretString();
    }
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    deadlines.start(() -> context.getRemainingTimeInMillis() < MARGIN.toMillis());
    var begin = System.nanoTime();
    var requestId = Optional.ofNullable(context.getAwsRequestId()).orElse("");
    var request = ApiRequest.of(event, settings.profileClaim(), settings.roleClaim());
    var answer = answer(request, requestId);
    AccessLog.write(
        requestId,
        request.routeKey(),
        answer.status(),
        Duration.ofNanos(System.nanoTime() - begin),
        request.viewer());
    count(request, answer);
    return ProxyResponse.of(answer, request.header("accept-encoding"), requestId);
  }

  /// Whatever goes wrong is an answer: a client learns nothing of how.
  Answer answer(ApiRequest request, String requestId) {
    var answer = anyhow(request, requestId);
    return isCompatible(request) ? Failure.of(answer) : answer;
  }

  private Answer anyhow(ApiRequest request, String requestId) {
    try {
      return routed(request);
    } catch (RejectedRequestException rejected) {
      return rejected.answer();
    } catch (RuntimeException unexpected) {
      AccessLog.error(requestId, request.routeKey(), unexpected);
      return isCompatible(request)
          ? new Failure(500, "An unexpected error occurred")
          : Problem.unexpected();
    }
  }

  private Answer routed(ApiRequest request) {
    return switch (request.routeKey()) {
      case "GET /v1/recordings" -> recordings.list(request);
      case "GET /v1/recordings/{id}" -> recordings.get(request);
      case "PATCH /v1/recordings/{id}" -> recordings.patch(request);
      case "DELETE /v1/recordings/{id}" -> retention.delete(request);
      case "PUT /v1/recordings/{id}/legal-hold" -> retention.hold(request);
      case "GET /v1/recordings/{id}/explanation" -> operations.explanation(request);
      case "POST /v1/recordings/{id}/playback" -> playback.play(request);
      case "POST /v1/recordings/{id}/download" -> playback.download(request);
      case "POST /v1/recordings/{id}/exports" -> jobs.export(request);
      case "GET /v1/recordings/{id}/jobs" -> jobs.list(request);
      case "GET /play/{token}/{path+}" ->
          play.map(routes -> routes.play(request)).orElseGet(PlaybackRoutes::notConfigured);
      case "GET /v1/streams/{id}" -> streams.get(request);
      case "PUT /v1/streams/{id}" -> streams.put(request);
      case "POST /v1/streams/{id}/playback" -> streamPlayback.play(request);
      case "GET /v1/stats" -> stats.stats(request);
      case "GET /v1/operations" -> operations.operations(request);
      case "GET /streams/recordings", "GET /streams/recorded" -> publicStreams.list(request);
      case "POST /streams/go-live", "POST /streams/start" -> live.start(request);
      case "PATCH /streams/{id}/stop-live", "PATCH /streams/{id}/end" -> live.stop(request);
      case "GET /streams/{id}/recording" -> publicStreams.recording(request);
      case "GET /" -> page.index(request);
      case "GET /assets/{file+}" -> page.asset(request);
      case "GET /app/config" -> page.config();
      default ->
          uploads
              .flatMap(routes -> routes.answer(request))
              .or(() -> webhooks.flatMap(routes -> routes.answer(request)))
              .orElseGet(Problem::notFound);
    };
  }

  private static boolean isCompatible(ApiRequest request) {
    return request.routeKey().contains(" " + COMPATIBLE);
  }

  private void count(ApiRequest request, Answer answer) {
    var metrics = new EmbeddedMetrics(settings.metricsNamespace());
    var group = group(request.routeKey());
    metrics.count(Metric.API_REQUESTS, 1, group);
    if (answer.status() >= 500) {
      metrics.count(Metric.API_ERRORS, 1, group);
    }
    metrics.write(clock.instant());
  }

  /// One of a few words, whatever a client sends.
  private static String group(String routeKey) {
    var path = routeKey.substring(routeKey.indexOf(' ') + 1);
    if (path.startsWith(COMPATIBLE)) {
      return routeKey.startsWith("GET ") ? "public" : "streams";
    }
    if (path.endsWith("/explanation")
        || path.equals("/v1/operations")
        || path.equals("/v1/stats")) {
      return "operations";
    }
    if (path.startsWith(PlayLinks.ROOT)) {
      return "playback";
    }
    if (path.equals("/") || path.startsWith(PageRoutes.ASSETS) || path.startsWith("/app/")) {
      return "page";
    }
    if (path.startsWith("/recordings") || path.startsWith("/v1/uploads")) {
      return "uploads";
    }
    if (Webhooks.isPath(path)) {
      return "webhooks";
    }
    return path.startsWith("/v1/recordings")
        ? "recordings"
        : path.startsWith("/v1/streams") ? "streams" : "other";
  }
}
