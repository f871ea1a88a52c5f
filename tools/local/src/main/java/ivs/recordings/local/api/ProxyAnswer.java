package ivs.recordings.local.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// An answer to a client, of a function or of API Gateway itself.
record ProxyAnswer(int status, Map<String, String> headers, List<String> cookies, ByteBuffer body) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LAST_STATUS = 599;
  private static final String CONTENT_TYPE = "content-type";

  /// What API Gateway says by itself, such as `{"message":"Not Found"}`.
  static ProxyAnswer message(int status, String message) {
    var body = JSON.createObjectNode().put("message", message).toString();
    return new ProxyAnswer(status, Map.of(CONTENT_TYPE, "application/json"), List.of(), utf8(body));
  }

  /// What a function answered, in payload format version 2.0. JSON without a `statusCode` is the
  /// body of a success. Empty if it is nothing that API Gateway can pass on.
  static Optional<ProxyAnswer> of(String answer) {
    JsonNode json;
    try {
      json = JSON.readTree(answer);
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
    if (!json.has("statusCode")) {
      var body = json.isTextual() ? json.textValue() : json.toString();
      return Optional.of(
          new ProxyAnswer(
              HttpStatus.OK_200, Map.of(CONTENT_TYPE, "application/json"), List.of(), utf8(body)));
    }
    var status = json.path("statusCode").asInt();
    if (status < HttpStatus.OK_200 || status > LAST_STATUS) {
      return Optional.empty();
    }
    var headers = new LinkedHashMap<String, String>();
    headers.put(CONTENT_TYPE, "text/plain; charset=utf-8");
    json.path("headers")
        .properties()
        .forEach(header ->
            headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue().asText()));
    var cookies = new ArrayList<String>();
    json.path("cookies").forEach(cookie -> cookies.add(cookie.asText()));
    try {
      var text = json.path("body").asText("");
      var body =
          json.path("isBase64Encoded").asBoolean()
              ? ByteBuffer.wrap(Base64.getDecoder().decode(text))
              : utf8(text);
      return Optional.of(new ProxyAnswer(status, headers, cookies, body));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// With one more header.
  ProxyAnswer with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ProxyAnswer(status, more, cookies, body);
  }

  void write(Response response, Callback callback) {
    response.setStatus(status);
    headers.forEach((name, value) -> {
      if (!name.equals("content-length")) {
        response.getHeaders().put(name, value);
      }
    });
    cookies.forEach(cookie -> response.getHeaders().add(HttpHeader.SET_COOKIE, cookie));
    if (status == HttpStatus.NO_CONTENT_204 || status == HttpStatus.NOT_MODIFIED_304) {
      response.getHeaders().remove(HttpHeader.CONTENT_TYPE);
      callback.succeeded();
      return;
    }
    response.write(true, body.duplicate(), callback);
  }
}
