package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.LocalEngines;
import ivs.recordings.local.template.ProjectTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The artifact of the API that is deployed, called by AWS's own runtime with payloads 2.0.
final class ApiRuntimeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final LocalEngines ENGINES = new LocalEngines();

  @TempDir private Path folder;

  @Test
  void thePackagedFunctionAnswersPayloadsOfTheGateway() throws Exception {
    assumeTrue(LambdaRuntime.isSupported(), "AWS's runtime client runs on Linux only");
    var function = ProjectTemplate.withApi().function("RecordingApi");
    var log = folder.resolve("function.log");
    try (var artifact = UnpackedArtifact.of(function.codeUri());
        var api = LambdaRuntimeApi.start(function.timeout());
        var runtime =
            LambdaRuntime.start(
                function, artifact.folder(), api, ENGINES.endpoint(), LambdaRuntime.KEYS, log)) {
      var list =
          api.invokeWhile(runtime::isAlive, payload("GET /v1/recordings", "/v1/recordings"))
              .orElseThrow();
      var publicList =
          api.invokeWhile(
                  runtime::isAlive, payload("GET /streams/recordings", "/streams/recordings"))
              .orElseThrow();

      assertThat(list.kind()).isEqualTo("response");
      var answer = JSON.readTree(list.body());
      assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
      assertThat(answer.path("headers").path("content-type").asText())
          .isEqualTo("application/json");
      assertThat(JSON.readTree(answer.path("body").asText()).path("items")).isEmpty();
      assertThat(JSON.readTree(publicList.body()).path("statusCode").asInt()).isEqualTo(200);
    }
    assertThat(Files.readString(log))
        .contains("\"route\":\"GET /v1/recordings\"", "\"ApiRequests\":1")
        .doesNotContain("limit=5", "the-token", "anna");
  }

  private static String payload(String routeKey, String path) {
    return """
    {"version": "2.0", "routeKey": "%s", "rawPath": "%s", "rawQueryString": "limit=5",
     "queryStringParameters": {"limit": "5"}, "headers": {"authorization": "Bearer the-token"},
     "requestContext": {"accountId": "000000000000", "apiId": "api", "stage": "$default",
       "requestId": "r", "time": "20/Nov/2026:12:00:00 +0000", "timeEpoch": 1795176000000,
       "http": {"method": "GET", "path": "%s", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
         "userAgent": "test"},
       "authorizer": {"jwt": {"claims": {"sub": "anna"}, "scopes": null}}},
     "isBase64Encoded": false}
    """
        .formatted(routeKey, path, path);
  }
}
