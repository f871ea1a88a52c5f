package ivs.recordings.local.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.template.ProjectTemplate;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

final class HttpApiTest {
  @RegisterExtension static final ServedApi API = new ServedApi();

  @RegisterExtension
  static final ServedApi IMPATIENT = new ServedApi(Optional.of(Duration.ofMillis(200)));

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"\\./?([^\"]+)\"");

  /// The sample of AWS's documentation of payload format version 2.0, with the values of this
  /// request, and without what HTTP APIs leave out where nothing is set up for it
  /// (`authentication`, `stageVariables`).
  @Test
  void theEventHasTheFormThatApiGatewayDocuments() throws Exception {
    var before = Instant.now().toEpochMilli();
    var answer =
        API.send(
            API.request(
                    "/v1/recordings/a~b%20c+d?parameter1=value1&parameter1=value%202&parameter2=")
                .header("Authorization", "Bearer " + API.token())
                .header("Content-Type", "application/json")
                .header("Header1", "value1")
                .header("header1", "value2")
                .header("Cookie", "cookie1=a; cookie2=b")
                .header("User-Agent", "agent")
                .method("PATCH", BodyPublishers.ofString("{\"title\":\"ä\"}")));
    var event = JSON.readTree(answer.body());

    var context = event.path("requestContext");
    var claims = context.at("/authorizer/jwt/claims");
    assertThat(claims.properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder("iss", "aud", "sub", "iat", "nbf", "exp");
    assertThat(context.path("timeEpoch").longValue()).isBetween(before, before + 60_000);
    assertThat(context.path("time").asText())
        .matches("\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} \\+0000");
    assertThat(answer.headers().firstValue("apigw-requestid"))
        .contains(context.path("requestId").asText());
    var expected =
        """
        {"version": "2.0", "routeKey": "PATCH /v1/recordings/{id}",
         "rawPath": "/v1/recordings/a~b c+d",
         "rawQueryString": "parameter1=value1&parameter1=value%%202&parameter2=",
         "cookies": ["cookie1=a", "cookie2=b"],
         "headers": {"authorization": "Bearer %s", "content-length": "14", "content-type": "application/json",
           "header1": "value1,value2", "host": "127.0.0.1:%d", "user-agent": "agent",
           "x-amzn-trace-id": %s, "x-forwarded-for": "127.0.0.1", "x-forwarded-port": "%2$d", "x-forwarded-proto": "http"},
         "queryStringParameters": {"parameter1": "value1,value 2", "parameter2": ""},
         "requestContext": {"accountId": "000000000000", "apiId": "Api",
           "authorizer": {"jwt": {"claims": %s, "scopes": null}},
           "domainName": "127.0.0.1", "domainPrefix": "127",
           "http": {"method": "PATCH", "path": "/v1/recordings/a~b c+d", "protocol": "HTTP/1.1",
             "sourceIp": "127.0.0.1", "userAgent": "agent"},
           "requestId": %s, "routeKey": "PATCH /v1/recordings/{id}", "stage": "$default",
           "time": %s, "timeEpoch": %s},
         "pathParameters": {"id": "a~b c+d"},
         "body": "{\\"title\\":\\"ä\\"}", "isBase64Encoded": false}
        """
            .formatted(
                event.at("/headers/authorization").asText().replace("Bearer ", ""),
                API.address().getPort(),
                event.at("/headers/x-amzn-trace-id"),
                claims,
                context.path("requestId"),
                context.path("time"),
                context.path("timeEpoch"));
    assertThat(event).isEqualTo(JSON.readTree(expected));
  }

  @Test
  void aRequestWithoutQueryCookiesVariablesAndBodyLeavesTheseOut() throws Exception {
    var event = JSON.readTree(API.send(API.request("/streams/recordings").GET()).body());

    assertThat(event.properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder(
            "version",
            "routeKey",
            "rawPath",
            "rawQueryString",
            "headers",
            "requestContext",
            "isBase64Encoded");
    assertThat(event.at("/requestContext/authorizer").isMissingNode()).isTrue();
    assertThat(event.path("rawQueryString").asText()).isEmpty();
  }

  @Test
  void everyOperationIsARouteAndNeedsATokenUnlessItIsPublic() throws Exception {
    var operations = operations();
    assertThat(operations).hasSizeGreaterThan(5).anyMatch(Operation::open);

    for (var operation : operations) {
      var path = operation.path().replaceAll("\\{[a-z]+\\+?}", "an-id");
      var without = API.request(path).method(operation.method(), BodyPublishers.noBody());
      var with = without.copy().header("Authorization", API.token());

      assertThat(API.send(without).statusCode())
          .as("%s", operation)
          .isEqualTo(operation.open() ? 200 : 401);
      assertThat(JSON.readTree(API.send(with).body()).path("routeKey").asText())
          .isEqualTo(operation.method() + " " + operation.path());
      var otherMethod = with.copy().method("TRACE", BodyPublishers.noBody());
      assertThat(API.send(otherMethod).statusCode()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/v1/recordings/",
        "/v1/recordings/a/b",
        "//v1/recordings",
        "/V1/recordings",
        "/v1/recordings/../operations",
        "/docs/../pom.xml",
        "/docs/%2e%2e/x.js",
        "/.well-known/x"
      })
  void whatIsNoRouteIs404(String path) throws Exception {
    var answer = raw("GET %s HTTP/1.1".formatted(path));

    assertThat(answer).startsWith("HTTP/1.1 404").endsWith("{\"message\":\"Not Found\"}");
  }

  @Test
  void aPathThatCannotBeDecodedIs400() throws Exception {
    assertThat(raw("GET /v1/recordings/%zz HTTP/1.1")).startsWith("HTTP/1.1 400");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, true",
    "text/plain;charset=utf-8, true",
    "TEXT/HTML, true",
    "application/xml, true",
    "application/octet-stream, false",
    "application/x-www-form-urlencoded, false",
    "multipart/form-data; boundary=x, false",
    "application/merge-patch+json, false",
    "'', false"
  })
  void whatIsNeitherTextNorJsonReachesTheFunctionInBase64(String type, boolean text)
      throws Exception {
    var bytes = "aä\u0000b".getBytes(UTF_8);
    var request = API.request("/v1/recordings/an-id").header("Authorization", API.token());
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }

    var answer = API.send(request.method("PATCH", BodyPublishers.ofByteArray(bytes)));

    var event = JSON.readTree(answer.body());
    assertThat(event.path("isBase64Encoded").asBoolean()).isEqualTo(!text);
    assertThat(event.path("body").asText())
        .isEqualTo(text ? new String(bytes, UTF_8) : Base64.getEncoder().encodeToString(bytes));
  }

  @Test
  void aBodyThatNeitherApiGatewayNorLambdaTakesIs413() throws Exception {
    for (int size : new int[] {10_000_001, 6 << 20, 2_500_000}) {
      var body = new byte[size];
      Arrays.fill(body, (byte) 'x');
      var request =
          API.request("/v1/recordings/an-id?say=" + answer("{\"statusCode\":200}"))
              .header("Authorization", API.token())
              .header("Content-Type", "text/plain")
              .method("PATCH", BodyPublishers.ofByteArray(body));

      assertThat(API.send(request).statusCode()).isEqualTo(size < 6 << 20 ? 200 : 413);
    }
  }

  @Test
  void statusHeadersCookiesAndBodyOfTheFunctionReachTheClient() throws Exception {
    var text =
        "{\"statusCode\":201,\"headers\":{\"ETag\":\"\\\"1\\\"\",\"Content-Type\":\"application/problem+json\"},"
            + "\"cookies\":[\"a=1; Secure\",\"b=2\"],\"body\":\"ä\"}";

    var said = say(text);
    var binary = say("{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"w6Q=\"}");

    assertThat(said.statusCode()).isEqualTo(201);
    assertThat(said.body()).isEqualTo("ä");
    assertThat(said.headers().firstValue("etag")).contains("\"1\"");
    assertThat(said.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(said.headers().allValues("set-cookie")).containsExactly("a=1; Secure", "b=2");
    assertThat(binary.body()).isEqualTo("ä");
    assertThat(binary.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
    assertThat(say("{\"statusCode\":304,\"headers\":{\"etag\":\"x\"}}"))
        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(304))
        .satisfies(answer -> assertThat(answer.headers().firstValue("etag")).contains("x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "{\"statusCode\":\"many\"}",
        "{\"statusCode\":99}",
        "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"?\"}"
      })
  void anAnswerThatApiGatewayCannotPassOnIs500(String text) throws Exception {
    assertThat(say(text).statusCode()).isEqualTo(500);
    assertThat(say(text).body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
  }

  @Test
  void aFunctionThatFailsIs500AndOneThatTakesTooLong503() throws Exception {
    assertThat(API.send(API.request("/streams/recordings?say=throw")).body())
        .isEqualTo("{\"message\":\"Internal Server Error\"}");

    var late = IMPATIENT.send(IMPATIENT.request("/streams/recordings?say=sleep"));

    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(late.body()).isEqualTo("{\"message\":\"Service Unavailable\"}");
  }

  @Test
  void pagesOfAllowedOriginsMayCallAndOthersMayNot() throws Exception {
    var allowed = "Origin: " + ServedApi.PAGE;
    var preflight = "OPTIONS /v1/recordings HTTP/1.1";
    var asks = "Access-Control-Request-Method: GET";

    assertThat(raw(preflight, allowed, asks))
        .startsWith("HTTP/1.1 204")
        .contains(
            "Access-Control-Allow-Origin: " + ServedApi.PAGE,
            "Access-Control-Allow-Methods: GET,POST,PUT,PATCH",
            "Access-Control-Allow-Headers: authorization,content-type,if-match,if-none-match",
            "Access-Control-Max-Age: 600");
    assertThat(raw("GET /streams/recordings HTTP/1.1", allowed))
        .startsWith("HTTP/1.1 200")
        .contains(
            "Access-Control-Allow-Origin: " + ServedApi.PAGE,
            "Access-Control-Expose-Headers: etag");
    assertThat(raw(preflight, "Origin: https://evil.example", asks))
        .doesNotContain("Access-Control-Allow");
    assertThat(raw(preflight)).startsWith("HTTP/1.1 404");
  }

  @Test
  void twoHundredConnectionsAreServedWithoutAnError() throws Exception {
    var token = API.token();
    var request =
        "GET /v1/recordings HTTP/1.1\r\nHost: a\r\nAuthorization: %s\r\n\r\n".formatted(token);
    var until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    Callable<Integer> client =
        () -> {
          try (var socket = new Socket(API.address().getHost(), API.address().getPort())) {
            socket.setSoTimeout(30_000);
            var answered = 0;
            while (answered == 0 || System.nanoTime() < until) {
              socket.getOutputStream().write(request.getBytes(UTF_8));
              assertThat(Answer.read(socket).status()).isEqualTo(200);
              answered++;
            }
            return answered;
          }
        };

    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = clients.invokeAll(Collections.nCopies(200, client));
      for (var each : all) {
        assertThat(each.get()).isPositive();
      }
    }
  }

  @Test
  void thePageOfTheApiLoadsAllThatItNeeds() throws Exception {
    var isServedByTheApi = operations().stream().anyMatch(one -> one.path().equals("/"));
    var home = API.send(API.request(isServedByTheApi ? "/docs" : "/"));
    assertThat(home.statusCode()).isEqualTo(302);
    assertThat(home.headers().firstValue("location")).contains("/docs/");

    var page = API.send(API.request("/docs/"));
    var assets = ASSET.matcher(page.body()).results().map(found -> found.group(1)).toList();
    assertThat(assets).contains("swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js");
    for (var asset : assets) {
      var answer = API.send(API.request("/docs/" + asset));
      assertThat(answer.statusCode()).as(asset).isEqualTo(200);
      assertThat(answer.body()).isNotEmpty();
    }
    assertThat(API.send(API.request("/docs/swagger-initializer.js")).body())
        .contains("url: \"/openapi.yaml\"");
  }

  @Test
  void theDescriptionIsWithoutWhatOnlyApiGatewayNeeds() throws Exception {
    var text = API.send(API.request("/openapi.yaml")).body();

    assertThat(text).doesNotContain("x-amazon", "Fn::");
    Map<String, Map<String, Object>> document = new Yaml().load(text);
    assertThat(document.get("paths").keySet()).isEqualTo(operationsByPath().keySet());
    assertThat(document.get("components").get("securitySchemes").toString())
        .contains("type=http", "scheme=bearer");
  }

  @Test
  void aTakenPortIsRefusedInOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> HttpApi.open(taken.getLocalPort()))
          .isInstanceOf(CannotStartException.class)
          .hasMessage(
              "port %d is in use: stop the other process or choose another with --api-port",
              taken.getLocalPort());
    }
  }

  private record Operation(String method, String path, boolean open) {}

  private static Map<String, Map<String, Map<String, Object>>> operationsByPath() throws Exception {
    Map<String, Map<String, Map<String, Map<String, Object>>>> document =
        new Yaml().load(Files.readString(ProjectTemplate.ROOT.resolve("openapi.yaml")));
    return document.get("paths");
  }

  private static List<Operation> operations() throws Exception {
    var operations = new ArrayList<Operation>();
    operationsByPath()
        .forEach((path, methods) ->
            methods.forEach((method, operation) ->
                operations.add(
                    new Operation(
                        method.toUpperCase(Locale.ROOT),
                        path,
                        List.of().equals(operation.get("security"))))));
    return operations;
  }

  private static HttpResponse<String> say(String answer) throws Exception {
    return API.send(API.request("/streams/recordings?say=" + answer(answer)));
  }

  private static String answer(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /// Sends what a client library would tidy up.
  private static String raw(String... head) throws Exception {
    try (var socket = new Socket(API.address().getHost(), API.address().getPort())) {
      var lines =
          Stream.concat(Arrays.stream(head), Stream.of("Host: a", "Connection: close", "", ""));
      socket.getOutputStream().write(String.join("\r\n", lines.toList()).getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /// An answer on a connection that stays open.
  private record Answer(int status, String body) {
    private static final Pattern LENGTH =
        Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE);

    static Answer read(Socket socket) throws Exception {
      var in = socket.getInputStream();
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        var next = in.read();
        assertThat(next).as("the connection was closed").isNotNegative();
        head.append((char) next);
      }
      var length = LENGTH.matcher(head);
      assertThat(length.find()).isTrue();
      var body = in.readNBytes(Integer.parseInt(length.group(1)));
      return new Answer(Integer.parseInt(head.substring(9, 12)), new String(body, UTF_8));
    }
  }
}
