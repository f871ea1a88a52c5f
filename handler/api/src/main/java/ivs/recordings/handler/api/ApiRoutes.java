package ivs.recordings.handler.api;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
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
import ivs.recordings.handler.runtime.StatisticsJson;
import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.figures.FigureTable;
import ivs.recordings.store.library.Library;
import ivs.recordings.store.media.MediaJobTable;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/// What answers each route of openapi.yaml.
final class ApiRoutes {
  private static final String COMPATIBLE = "/streams/";

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

  /// Empty where nothing is played.
  private final Optional<PlayRoutes> play;

  /// Empty where there is no bucket for them.
  private final Optional<Uploads> uploads;

  /// Empty where there is no queue for them.
  private final Optional<Webhooks> webhooks;

  private final PageRoutes page;

  /// Connects them.
  ///
  /// @param secrets reads a secret by its id
  ApiRoutes(
      Map<String, String> environment,
      ApiSettings settings,
      DynamoDbClient dynamo,
      S3Client s3,
      UnaryOperator<String> secrets,
      WebhookServices services,
      Clock clock) {
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
    var archive = new ArchivedFiles(s3);
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
                    settings,
                    library,
                    key,
                    new MediaSigner(url, cdnKey),
                    new PlaylistFiles(s3),
                    views,
                    clock));
    var objects = settings.mediaBucket().map(bucket -> new MediaObjects(bucket, s3));
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
  }

  private static PlayRoutes playRoutes(
      ApiSettings settings,
      Library library,
      SigningKey key,
      MediaSigner signer,
      PlaylistFiles files,
      ViewCount views,
      Clock clock) {
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

  Answer answer(ApiRequest request) {
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

  /// Whether its answers have the form of the guide for `/streams`.
  static boolean isCompatible(ApiRequest request) {
    return request.routeKey().contains(" " + COMPATIBLE);
  }

  /// One of a few words, whatever a client sends.
  static String group(String routeKey) {
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
