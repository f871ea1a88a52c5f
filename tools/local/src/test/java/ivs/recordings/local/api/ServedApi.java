package ivs.recordings.local.api;

import com.nimbusds.jwt.JWTClaimsSet;
import ivs.recordings.local.api.echo.EchoFunction;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.lambda.FunctionCode;
import ivs.recordings.local.lambda.FunctionOutput;
import ivs.recordings.local.lambda.LambdaApi;
import ivs.recordings.local.lambda.PackagedFunction;
import ivs.recordings.local.lambda.TestArtifact;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.lifecycle.TemporaryFolder;
import ivs.recordings.local.secrets.LocalSecrets;
import ivs.recordings.local.secrets.SecretStore;
import ivs.recordings.local.secrets.TokenKey;
import ivs.recordings.local.template.FunctionDefinition;
import ivs.recordings.local.template.ProjectTemplate;
import ivs.recordings.local.template.Template;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.server.Request;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Our openapi.yaml in front of a packaged function that answers its event. One for each test
/// class.
public final class ServedApi implements BeforeAllCallback, AfterAllCallback {
  static final String AUDIENCE = "recordings";
  public static final String PAGE = "https://page.example";

  /// What openapi.yaml refers to.
  private static final String TEMPLATE =
      """
      Parameters:
        JwtIssuer: {Type: String}
        JwtAudience: {Type: String}
        AllowedOrigins: {Type: String}
      Conditions:
        AllowedOriginsGiven: !Not [!Equals [!Ref AllowedOrigins, ""]]
      Resources: {}
      """;

  private final CloseableStack running = new CloseableStack();
  private final Optional<Duration> patience;
  private final Function<URI, Request.Handler> media;
  private final MetricRecorder monitoring = new MetricRecorder(Clock.systemUTC());
  private final LocalSecrets secrets = new LocalSecrets(List.of(), SecretStore.inMemory());
  private final HttpClient http = HttpClient.newHttpClient();
  private Optional<HttpApi> api = Optional.empty();

  ServedApi() {
    this(Optional.empty());
  }

  /// @param patience how long the function may take, where that is not as usual
  ServedApi(Optional<Duration> patience) {
    this(patience, _ -> (_, _, _) -> false);
  }

  /// @param media what stands before the buckets at the API's address
  public ServedApi(Function<URI, Request.Handler> media) {
    this(Optional.empty(), media);
  }

  private ServedApi(Optional<Duration> patience, Function<URI, Request.Handler> media) {
    this.patience = patience;
    this.media = media;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    var folder = running.add(TemporaryFolder.make(), TemporaryFolder::close).path();
    var template = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
    Files.copy(ProjectTemplate.ROOT.resolve("openapi.yaml"), folder.resolve("openapi.yaml"));
    var opened = running.add(HttpApi.open(0), HttpApi::stop);
    api = Optional.of(opened);
    var parameters =
        Map.of("JwtIssuer", address().toString(), "JwtAudience", AUDIENCE, "AllowedOrigins", PAGE);
    var function =
        new FunctionDefinition(
            EchoFunction.class.getName(),
            TestArtifact.of(EchoFunction.class, folder.resolve("echo.zip")),
            Duration.ofSeconds(30),
            512,
            Map.of());
    var output = running.add(FunctionOutput.to(folder.resolve("log")), FunctionOutput::close);
    var deployed =
        new LambdaApi.Deployed(
            function,
            List.of(),
            () ->
                running.add(
                    PackagedFunction.load(
                        FunctionCode.load(function.codeUri()),
                        "Echo",
                        function,
                        address(),
                        output,
                        monitoring),
                    PackagedFunction::stop));
    var service =
        new HttpApi.Service(
            "Api",
            ApiDefinition.of(Template.read(template, parameters)),
            secrets::tokenKey,
            deployed::invoke,
            media.apply(address()),
            monitoring);
    opened.serve(
        patience
            .map(time ->
                new HttpApi.Service(
                    service.id(),
                    service.definition(),
                    service.keys(),
                    service.integration(),
                    service.media(),
                    monitoring,
                    time))
            .orElse(service));
  }

  public URI address() {
    return api.orElseThrow().address();
  }

  TokenKey key() {
    return secrets.tokenKey();
  }

  /// What a token of ours says.
  JWTClaimsSet.Builder claims() {
    var now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(address().toString())
        .audience(AUDIENCE)
        .subject("anna")
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(60)));
  }

  String token() {
    return key().sign(claims().build());
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    http.close();
    running.close();
  }
}
