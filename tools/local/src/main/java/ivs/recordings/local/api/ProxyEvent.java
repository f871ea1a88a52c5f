package ivs.recordings.local.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.template.LocalNames;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// A request in the form in which API Gateway's HTTP APIs hand it to a function: payload format
/// version 2.0. `rawPath` and the variables are decoded there, and `rawQueryString` is not.
///
/// @param api the API's id
/// @param requestId the id that the answer repeats in the header `apigw-requestid`
/// @param time when the request arrived
/// @param route the route and the variables of the path
/// @param claims those of the token; empty for public operations
record ProxyEvent(
    String api,
    String requestId,
    Instant time,
    ApiDefinition.Match route,
    Optional<Map<String, String>> claims) {
  static final String STAGE = "$default";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /// What concerns a connection only, and what is handed on elsewhere in the event.
  private static final Set<String> NOT_HANDED_ON =
      Set.of(
          "cookie",
          "connection",
          "keep-alive",
          "transfer-encoding",
          "upgrade",
          "te",
          "http2-settings");

  /// API Gateway's own choice; every other type, and none, is base64.
  private static final Set<String> TEXT_TYPES =
      Set.of("application/json", "application/xml", "application/javascript");

  /// The event as JSON.
  ///
  /// @throws IllegalArgumentException if path or query can't be decoded
  String json(Request request, byte[] body) {
    var event = JSON.createObjectNode();
    event.put("version", "2.0");
    event.put("routeKey", route.route().key());
    event.put("rawPath", path(request));
    event.put("rawQueryString", query(request));
    var cookies = request.getHeaders().getValuesList(HttpHeader.COOKIE);
    if (!cookies.isEmpty()) {
      var list = event.putArray("cookies");
      cookies.forEach(header -> List.of(header.split("; *")).forEach(list::add));
    }
    put(event, "headers", headers(request));
    var parameters = queryParameters(query(request));
    if (!parameters.isEmpty()) {
      put(event, "queryStringParameters", parameters);
    }
    event.set("requestContext", context(request));
    if (!route.variables().isEmpty()) {
      put(event, "pathParameters", route.variables());
    }
    var isText = isText(Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE)));
    if (body.length > 0) {
      event.put(
          "body",
          isText
              ? new String(body, StandardCharsets.UTF_8)
              : Base64.getEncoder().encodeToString(body));
    }
    event.put("isBase64Encoded", body.length > 0 && !isText);
    return event.toString();
  }

  private ObjectNode context(Request request) {
    var context = JSON.createObjectNode();
    var host = Request.getServerName(request);
    context.put("accountId", LocalNames.ACCOUNT);
    context.put("apiId", api);
    claims.ifPresent(given -> {
      var jwt = context.putObject("authorizer").putObject("jwt");
      put(jwt, "claims", given);
      jwt.putNull("scopes");
    });
    context.put("domainName", host);
    context.put("domainPrefix", host.replaceFirst("\\..*", ""));
    var http = context.putObject("http");
    http.put("method", request.getMethod());
    http.put("path", path(request));
    http.put("protocol", request.getConnectionMetaData().getProtocol());
    http.put("sourceIp", Request.getRemoteAddr(request));
    http.put(
        "userAgent",
        Optional.ofNullable(request.getHeaders().get(HttpHeader.USER_AGENT)).orElse(""));
    context.put("requestId", requestId);
    context.put("routeKey", route.route().key());
    context.put("stage", STAGE);
    context.put("time", LOG_TIME.format(time));
    context.put("timeEpoch", time.toEpochMilli());
    return context;
  }

  private static String path(Request request) {
    return ApiRoute.decoded(request.getHttpURI().getPath());
  }

  private static String query(Request request) {
    return Optional.ofNullable(request.getHttpURI().getQuery()).orElse("");
  }

  private Map<String, String> headers(Request request) {
    var headers = new TreeMap<String, String>();
    for (HttpField field : request.getHeaders()) {
      var name = field.getName().toLowerCase(Locale.ROOT);
      if (!NOT_HANDED_ON.contains(name)) {
        headers.merge(
            name,
            Optional.ofNullable(field.getValue()).orElse(""),
            (one, next) -> one + "," + next);
      }
    }
    headers.putIfAbsent("content-length", "0");
    headers.put(
        "x-amzn-trace-id",
        "Root=1-%08x-%s"
            .formatted(time.getEpochSecond(), requestId.replace("-", "").substring(0, 24)));
    headers.merge(
        "x-forwarded-for", Request.getRemoteAddr(request), (one, next) -> one + ", " + next);
    headers.put("x-forwarded-port", String.valueOf(Request.getServerPort(request)));
    headers.put("x-forwarded-proto", "http");
    return headers;
  }

  private static Map<String, String> queryParameters(String query) {
    var parameters = new LinkedHashMap<String, String>();
    for (var pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        var parts = pair.split("=", 2);
        parameters.merge(
            decoded(parts[0]),
            parts.length == 2 ? decoded(parts[1]) : "",
            (one, next) -> one + "," + next);
      }
    }
    return parameters;
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part, StandardCharsets.UTF_8);
  }

  private static boolean isText(Optional<String> contentType) {
    return contentType
        .map(type -> type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
        .filter(type -> type.startsWith("text/") || TEXT_TYPES.contains(type))
        .isPresent();
  }

  private static void put(ObjectNode parent, String name, Map<String, String> values) {
    var object = parent.putObject(name);
    values.forEach(object::put);
  }
}
