package ivs.recordings.handler.api.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.Answer.Asset;
import ivs.recordings.handler.api.http.Answer.Failure;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Made;
import ivs.recordings.handler.api.http.Answer.NotModified;
import ivs.recordings.handler.api.http.Answer.Playlist;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.Answer.Redirect;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.playback.PlayableMedia;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// An answer in the form that API Gateway takes (payload 2.0).
public final class ProxyResponse {
  /// Lambda answers with at most 6 MB, and escapes some characters of a text.
  private static final int LONGEST_TEXT = 4 * 1024 * 1024;

  private ProxyResponse() {}

  /// The response to an answer.
  ///
  /// @param acceptEncoding what the client says of the codings that it takes
  public static APIGatewayV2HTTPResponse of(
      Answer answer, Optional<String> acceptEncoding, String requestId) {
    var headers = new HashMap<String, String>();
    headers.put("x-content-type-options", "nosniff");
    headers.put("cache-control", "no-store");
    var response = APIGatewayV2HTTPResponse.builder().withStatusCode(answer.status());
    switch (answer) {
      case Found(var document, var tag) -> {
        tag.ifPresent(known -> tagged(headers, known.text()));
        headers.put("content-type", "application/json");
        response.withBody(text(document));
      }
      case Made(var _, var document) -> {
        headers.put("content-type", "application/json");
        response.withBody(text(document));
      }
      case NotModified(var tag) -> tagged(headers, tag.text());
      case Problem problem -> {
        headers.put("content-type", "application/problem+json");
        response.withBody(text(body(problem, requestId)));
      }
      case Failure(var status, var message) -> {
        headers.put("content-type", "application/json");
        response.withBody(
            text(
                JsonFields.MAPPER
                    .createObjectNode()
                    .put("success", false)
                    .put("statusCode", status)
                    .put("message", message)));
      }
      case Playlist(var text) -> {
        headers.put("content-type", PlayableMedia.Folder.TYPE);
        var isGzip = GzipBody.isAccepted(acceptEncoding);
        // Without a word of the client any coding is good (RFC 9110), and is needed for this one.
        if (isGzip || text.length() > LONGEST_TEXT) {
          var bytes = GzipBody.of(text.getBytes(StandardCharsets.UTF_8));
          headers.put("content-encoding", "gzip");
          response.withBody(Base64.getEncoder().encodeToString(bytes)).withIsBase64Encoded(true);
        } else {
          response.withBody(text);
        }
        headers.put("vary", "accept-encoding");
      }
      case Redirect(var location, var freshness) -> {
        headers.put("location", location);
        if (freshness.isPositive()) {
          headers.put("cache-control", "private, max-age=" + freshness.toSeconds());
        }
      }
      case Asset(var _, var body, var isCompressed, var more) -> {
        headers.putAll(more);
        body.ifPresent(response::withBody);
        response.withIsBase64Encoded(isCompressed);
      }
    }
    return response.withHeaders(headers).build();
  }

  /// A client may keep it, and must ask whether it still holds.
  private static void tagged(Map<String, String> headers, String tag) {
    headers.put("etag", tag);
    headers.put("cache-control", "private, no-cache");
  }

  private static ObjectNode body(Problem problem, String requestId) {
    var json =
        JsonFields.MAPPER
            .createObjectNode()
            .put("type", "urn:ivs-recordings:problem:" + problem.name())
            .put("title", problem.title())
            .put("status", problem.status());
    if (!problem.detail().isEmpty()) {
      json.put("detail", problem.detail());
    }
    return json.put("instance", "urn:request:" + requestId);
  }

  private static String text(ObjectNode document) {
    try {
      return JsonFields.MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of text and numbers is always JSON", e);
    }
  }
}
