package ivs.recordings.local.media;

import ivs.recordings.local.secrets.CdnKeyPair;
import ivs.recordings.model.playback.MediaPath;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.gaul.s3proxy.blobstore.BlobStore;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/// What CloudFront does in front of the served buckets: it checks paths before anything is decoded
/// and signed URLs by their policy, then streams the object from s3proxy's store.
public final class MediaGate implements Request.Handler {
  private static final String XML = "application/xml";
  private static final String UNKNOWN_TYPE = "binary/octet-stream";
  private static final String DISPOSITION_OVERRIDE = "response-content-disposition=";
  private static final Set<String> METHODS =
      Set.of(HttpMethod.GET.asString(), HttpMethod.HEAD.asString());

  /// For objects that were stored without a type.
  private static final Map<String, String> TYPES =
      Map.of(
          "m3u8", "application/vnd.apple.mpegurl",
          "ts", "video/mp2t",
          "m4s", "video/iso.segment",
          "mp4", "video/mp4",
          "webm", "video/webm",
          "mov", "video/quicktime",
          "jpg", "image/jpeg",
          "vtt", "text/vtt",
          "json", "application/json");

  private final URI address;
  private final Set<String> buckets;
  private final SignedUrlCheck check;
  private final BlobStore store;

  /// A gate in front of some buckets.
  ///
  /// @param address where clients reach it, without a path
  /// @param buckets the names of the buckets that are served
  /// @param key the key pair whose public half is trusted
  public MediaGate(
      URI address, Set<String> buckets, Supplier<CdnKeyPair> key, BlobStore store, Clock clock) {
    this.address = address;
    this.buckets = Set.copyOf(buckets);
    this.check = new SignedUrlCheck(key, clock);
    this.store = store;
  }

  /// Answers false to what is for the API: CloudFront has no other behavior for a bucket that is
  /// not served.
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    var raw = String.valueOf(request.getHttpURI().getPath());
    if (!raw.startsWith(MediaPath.ROOT)) {
      return false;
    }
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    // Media share the origin of the page: what a browser would take for a document may do nothing.
    response.getHeaders().put("Content-Security-Policy", "default-src 'none'; sandbox");
    var path = MediaPath.of(raw);
    if (path.isEmpty() || !METHODS.contains(request.getMethod())) {
      var denied = SignedUrlCheck.Refusal.DENIED;
      error(HttpStatus.FORBIDDEN_403, denied.code(), denied.message(), response, callback);
      return true;
    }
    if (!buckets.contains(path.get().bucket().value())) {
      return false;
    }
    var query = Optional.ofNullable(request.getHttpURI().getQuery()).orElse("");
    var refusal = check.refusal(address + raw, query);
    if (refusal.isPresent()) {
      var why = refusal.get();
      error(HttpStatus.FORBIDDEN_403, why.code(), why.message(), response, callback);
      return true;
    }
    var bucket = path.get().bucket().value();
    var object = Optional.ofNullable(store.blobMetadataIfPresent(bucket, path.get().key()));
    if (object.isEmpty()) {
      error(
          HttpStatus.NOT_FOUND_404,
          "NoSuchKey",
          "The specified key does not exist.",
          response,
          callback);
      return true;
    }
    describe(path.get(), object.get(), query, response.getHeaders());
    send(new Exchange(request, response, callback), path.get(), object.get());
    return true;
  }

  private record Exchange(Request request, Response response, Callback callback) {
    Optional<String> header(HttpHeader name) {
      return Optional.ofNullable(request.getHeaders().get(name));
    }

    void end(int status) {
      response.setStatus(status);
      callback.succeeded();
    }
  }

  private void send(Exchange exchange, MediaPath path, HeadObjectResponse object)
      throws IOException {
    var headers = exchange.response().getHeaders();
    if (exchange.header(HttpHeader.IF_NONE_MATCH).filter(tags -> names(tags, object)).isPresent()) {
      headers.remove(HttpHeader.CONTENT_TYPE);
      exchange.end(HttpStatus.NOT_MODIFIED_304);
      return;
    }
    var size = object.contentLength();
    // A range is of GET only.
    var header =
        exchange
            .header(HttpHeader.RANGE)
            .filter(_ -> HttpMethod.GET.is(exchange.request().getMethod()))
            .filter(_ -> isSame(exchange.header(HttpHeader.IF_RANGE), headers));
    var get = GetObjectRequest.builder().bucket(path.bucket().value()).key(path.key());
    switch (RequestedRange.of(header, size)) {
      case RequestedRange.Unsatisfiable() -> {
        headers.put(HttpHeader.CONTENT_RANGE, "bytes */" + size);
        error(
            HttpStatus.RANGE_NOT_SATISFIABLE_416,
            "InvalidRange",
            "The requested range is not satisfiable",
            exchange.response(),
            exchange.callback());
      }
      case RequestedRange.Part part -> {
        var bytes = "%d-%d".formatted(part.first(), part.last());
        headers.put(HttpHeader.CONTENT_RANGE, "bytes %s/%d".formatted(bytes, size));
        headers.put(HttpHeader.CONTENT_LENGTH, part.length());
        stream(HttpStatus.PARTIAL_CONTENT_206, get.range("bytes=" + bytes).build(), exchange);
      }
      case RequestedRange.Whole() -> {
        headers.put(HttpHeader.CONTENT_LENGTH, size);
        if (HttpMethod.HEAD.is(exchange.request().getMethod())) {
          exchange.end(HttpStatus.OK_200);
        } else {
          stream(HttpStatus.OK_200, get.build(), exchange);
        }
      }
    }
  }

  private void stream(int status, GetObjectRequest get, Exchange exchange) throws IOException {
    exchange.response().setStatus(status);
    try (var content = store.getBlob(get);
        var sink = Content.Sink.asOutputStream(exchange.response())) {
      content.transferTo(sink);
    } catch (IOException gone) {
      // The client went away in the middle, as players do when they seek.
      exchange.callback().failed(gone);
      return;
    }
    exchange.callback().succeeded();
  }

  private static void describe(
      MediaPath path, HeadObjectResponse object, String query, HttpFields.Mutable headers) {
    headers.put(HttpHeader.CONTENT_TYPE, type(path.key(), object));
    headers.put(HttpHeader.CACHE_CONTROL, "private, max-age=3600");
    headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
    headers.put(HttpHeader.ETAG, tag(object));
    Optional.ofNullable(object.lastModified())
        .map(time -> DateGenerator.formatDate(time.toEpochMilli()))
        .ifPresent(time -> headers.put(HttpHeader.LAST_MODIFIED, time));
    Arrays.stream(query.split("&", -1))
        .filter(parameter -> parameter.startsWith(DISPOSITION_OVERRIDE))
        .findFirst()
        .map(parameter -> decoded(parameter.substring(DISPOSITION_OVERRIDE.length())))
        .or(() -> Optional.ofNullable(object.contentDisposition()))
        .ifPresent(disposition -> headers.put("Content-Disposition", disposition));
  }

  private static String decoded(String value) {
    return URLDecoder.decode(value, StandardCharsets.UTF_8);
  }

  private static String type(String key, HeadObjectResponse object) {
    return Optional.ofNullable(object.contentType())
        .filter(stored -> !stored.isEmpty() && !stored.endsWith("/octet-stream"))
        .orElseGet(() ->
            TYPES.getOrDefault(
                key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), UNKNOWN_TYPE));
  }

  /// Whether the tags of an `If-None-Match` name the object as it is.
  private static boolean names(String tags, HeadObjectResponse object) {
    return Arrays.stream(tags.split(","))
        .map(tag -> tag.strip().replaceFirst("^W/", ""))
        .anyMatch(tag -> tag.equals("*") || tag.equals(tag(object)));
  }

  /// s3proxy's store keeps it without the quotes that belong to it.
  private static String tag(HeadObjectResponse object) {
    return object.eTag().startsWith("\"") ? object.eTag() : "\"" + object.eTag() + "\"";
  }

  /// A range is of the object that the client has begun to read; of another one it gets the whole.
  private static boolean isSame(Optional<String> begun, HttpFields headers) {
    return begun
        .map(validator ->
            validator.equals(headers.get(HttpHeader.ETAG))
                || validator.equals(headers.get(HttpHeader.LAST_MODIFIED)))
        .orElse(true);
  }

  private static void error(
      int status, String code, String message, Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, XML);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Content.Sink.write(
        response,
        true,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
            .formatted(code, message),
        callback);
  }
}
