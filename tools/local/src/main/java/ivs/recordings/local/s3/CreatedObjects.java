package ivs.recordings.local.s3;

import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.template.LocalNames;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.gaul.s3proxy.blobstore.BlobStore;

/// The events of S3 about objects that were stored, in the form of "EventBridge event message
/// structure": the key stands in them as it is.
final class CreatedObjects {
  private static final JsonMapper JSON = new JsonMapper();

  private final BlobStore store;
  private final Clock clock;

  CreatedObjects(BlobStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// The event of a request that S3 has answered well; empty where it stored no object.
  Optional<String> of(Request request) {
    var query = Optional.ofNullable(request.getHttpURI().getQuery()).orElse("");
    var isPart = hasParameter(query, "partNumber");
    var isWhole = HttpMethod.PUT.is(request.getMethod()) && !isPart && !isOfProperty(query);
    var isCompleted = HttpMethod.POST.is(request.getMethod()) && hasParameter(query, "uploadId");
    var path = request.getHttpURI().getPath();
    var slash = path.indexOf('/', 1);
    if (!(isWhole || isCompleted) || slash < 0 || slash == path.length() - 1) {
      return Optional.empty();
    }
    var reason =
        isCompleted
            ? "CompleteMultipartUpload"
            : request.getHeaders().contains("x-amz-copy-source") ? "CopyObject" : "PutObject";
    return event(
        path.substring(1, slash),
        URLDecoder.decode(path.substring(slash + 1).replace("+", "%2B"), StandardCharsets.UTF_8),
        reason);
  }

  private static boolean hasParameter(String query, String name) {
    return ("&" + query).contains("&" + name + "=");
  }

  /// `?acl` and its like change no object.
  private static boolean isOfProperty(String query) {
    var first = query.split("&", 2)[0];
    return first.equals("acl") || first.equals("tagging") || first.equals("acl=");
  }

  private Optional<String> event(String bucket, String key, String reason) {
    var stored = store.blobMetadataIfPresent(bucket, key);
    if (stored == null) {
      return Optional.empty();
    }
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var event =
        JSON.createObjectNode()
            .put("version", "0")
            .put("id", UUID.randomUUID().toString())
            .put("detail-type", "Object Created")
            .put("source", "aws.s3")
            .put("account", LocalNames.ACCOUNT)
            .put("time", now.toString())
            .put("region", LocalNames.REGION);
    event.putArray("resources").add("arn:aws:s3:::" + bucket);
    var detail = event.putObject("detail").put("version", "0");
    detail.putObject("bucket").put("name", bucket);
    detail
        .putObject("object")
        .put("key", key)
        .put("size", stored.contentLength())
        .put("etag", String.valueOf(stored.eTag()).replace("\"", ""))
        .put("sequencer", "%016X".formatted(now.toEpochMilli()));
    detail.put("reason", reason);
    return Optional.of(event.toString());
  }
}
