package ivs.recordings.local.gateway;

import ivs.recordings.local.cloudwatch.CloudWatchApi;
import ivs.recordings.local.ivs.IvsApi;
import ivs.recordings.local.lambda.LambdaApi;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// The AWS services that the gateway tells apart, each by its name in a signature's credential
/// scope, by what its JSON protocol puts into `X-Amz-Target`, or by the paths of its REST protocol.
public enum AwsService {
  DYNAMODB("dynamodb", "DynamoDB"),
  EVENTS("events", "AWSEvents."),
  SQS("sqs", "AmazonSQS."),
  CLOUDWATCH("monitoring", CloudWatchApi.TARGET),
  LAMBDA("lambda", ""),
  IVS("ivs", ""),
  S3("s3", ""),
  SECRETS_MANAGER("secretsmanager", "secretsmanager."),
  CLOUDFORMATION("cloudformation", ""),
  BATCH("batch", "");

  private static final Pattern CREDENTIAL_SCOPE =
      Pattern.compile("Credential=[^/\\s]+/[^/]*/[^/]*/([^/]+)/aws4_request");
  private static final Pattern CREDENTIAL_QUERY =
      Pattern.compile("X-Amz-Credential=[^&]*?(?:/|%2F)([^/%&]+)(?:/|%2F)aws4_request");
  private static final Pattern QUEUE_PATH = Pattern.compile("/(\\d{12}|queue)/[^/]+/?");

  private final String signingName;
  private final String targetPrefix;

  AwsService(String signingName, String targetPrefix) {
    this.signingName = signingName;
    this.targetPrefix = targetPrefix;
  }

  String signingName() {
    return signingName;
  }

  /// Which service a request means; empty if it is none of ours.
  static Optional<AwsService> of(Request request) {
    var signed = signingName(request);
    if (signed.isPresent()) {
      return Arrays.stream(values()).filter(s -> s.signingName.equals(signed.get())).findFirst();
    }
    var target = request.getHeaders().get("X-Amz-Target");
    if (target != null) {
      return Arrays.stream(values())
          .filter(s -> !s.targetPrefix.isEmpty() && target.startsWith(s.targetPrefix))
          .findFirst();
    }
    return isQueueQuery(request) ? Optional.of(SQS) : byPath(request);
  }

  /// An unsigned request that names neither is for a function, for IVS, or for a bucket.
  private static Optional<AwsService> byPath(Request request) {
    var path = request.getHttpURI().getPath();
    if (LambdaApi.ANY_FUNCTION.matcher(path).lookingAt()) {
      return Optional.of(LAMBDA);
    }
    if (IvsApi.OPERATIONS.contains(path)) {
      return Optional.of(IVS);
    }
    return path.length() > 1 ? Optional.of(S3) : Optional.empty();
  }

  /// The service that the request was signed for, whether we know it or not.
  static Optional<String> signingName(Request request) {
    var authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization == null) {
      var query = CREDENTIAL_QUERY.matcher(String.valueOf(request.getHttpURI().getQuery()));
      return query.find() ? Optional.of(query.group(1)) : Optional.empty();
    }
    var scope = CREDENTIAL_SCOPE.matcher(authorization);
    return scope.find() ? Optional.of(scope.group(1)) : Optional.empty();
  }

  /// The query protocol of older clients: an unsigned form, or a form sent to a queue's own URL.
  private static boolean isQueueQuery(Request request) {
    var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return (type != null && type.startsWith("application/x-www-form-urlencoded"))
        || QUEUE_PATH.matcher(request.getHttpURI().getPath()).matches();
  }
}
