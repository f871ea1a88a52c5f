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
import ivs.recordings.handler.api.playback.PlaylistFiles;
import ivs.recordings.handler.api.webhook.WebhookServices;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.handler.runtime.SecretValues;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.crac.Core;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

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

  private final ApiSettings settings;
  private final DeadlineInterceptor deadlines = new DeadlineInterceptor();
  private final Clock clock;
  private final ApiRoutes routes;

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
        SecretValues::read,
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
    this.routes =
        new ApiRoutes(
            environment,
            settings,
            clients.apply(deadlines),
            s3.apply(deadlines),
            secrets,
            services,
            clock);
    this.priming =
        new ApiPriming(
            this, () -> new RecordingApi(environment, clients, s3, secrets, services, clock));
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
    return ApiRoutes.isCompatible(request) ? Failure.of(answer) : answer;
  }

  private Answer anyhow(ApiRequest request, String requestId) {
    try {
      return routes.answer(request);
    } catch (RejectedRequestException rejected) {
      return rejected.answer();
    } catch (RuntimeException unexpected) {
      AccessLog.error(requestId, request.routeKey(), unexpected);
      return ApiRoutes.isCompatible(request)
          ? new Failure(500, "An unexpected error occurred")
          : Problem.unexpected();
    }
  }

  private void count(ApiRequest request, Answer answer) {
    var metrics = new EmbeddedMetrics(settings.metricsNamespace());
    var group = ApiRoutes.group(request.routeKey());
    metrics.count(Metric.API_REQUESTS, 1, group);
    if (answer.status() >= 500) {
      metrics.count(Metric.API_ERRORS, 1, group);
    }
    metrics.write(clock.instant());
  }
}
