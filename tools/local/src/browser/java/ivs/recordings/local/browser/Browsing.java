package ivs.recordings.local.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.batch.LocalBatch;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.secrets.TokenKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// Chromium in front of the embedded system, one for each test class. Where there is no Chromium
/// the tests are skipped, and say so; where CHROMIUM names none they fail.
final class Browsing implements BeforeAllCallback, AfterAllCallback {
  static final Path HOME = Path.of(System.getProperty("repository.root"));

  private static final Duration LONG_ENOUGH = Duration.ofHours(1);
  private static final List<String> PROGRAMS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private static final String AXE = axe();

  private final boolean isWhole;
  private final CloseableStack running = new CloseableStack();
  private Optional<EmbeddedSystem> system = Optional.empty();
  private Optional<Browser> browser = Optional.empty();
  private Optional<SignInServer> issuer = Optional.empty();

  /// A library that is shown; none of its rows changes by itself.
  Browsing() {
    this(false);
  }

  /// @param isWhole whether functions look at what arrives; then the library is empty
  Browsing(boolean isWhole) {
    this.isWhole = isWhole;
  }

  private static String axe() {
    var name = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    try (var stream = Browsing.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalStateException(name, unreadable);
    }
  }

  private static Optional<Path> chromium() {
    var named = Optional.ofNullable(System.getenv("CHROMIUM")).map(Path::of);
    named.ifPresent(program -> assertThat(program).as("named by CHROMIUM").isExecutable());
    return named.or(() -> PROGRAMS.stream().map(Path::of).filter(Files::isExecutable).findFirst());
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    var program = chromium();
    assumeTrue(
        program.isPresent(),
        "There is no Chromium (apt-get install chromium, or name one in CHROMIUM): the page was not"
            + " tried in a browser.");
    var server = running.add(new SignInServer(), SignInServer::close);
    issuer = Optional.of(server);
    var options =
        new EmbeddedSystem.Options(HOME, 0, Optional.empty(), parameters(server))
            .withLocalWebhooks();
    var started =
        running.add(
            EmbeddedSystem.start(isWhole ? options : options.withoutStreams()),
            EmbeddedSystem::close);
    system = Optional.of(started);
    server.signWith(key(started.endpoint()));
    if (!isWhole) {
      ShownLibrary.fill(started, HOME.resolve("test-events"));
    }
    var playwright =
        running.add(
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))),
            Playwright::close);
    browser =
        Optional.of(
            running.add(
                playwright
                    .chromium()
                    .launch(
                        new LaunchOptions()
                            .setExecutablePath(program.get())
                            .setArgs(
                                List.of(
                                    "--no-sandbox", "--autoplay-policy=no-user-gesture-required"))),
                Browser::close));
  }

  /// Media jobs run where functions do, and FFmpeg is.
  private Map<String, String> parameters(SignInServer server) {
    var parameters = new HashMap<String, String>();
    if (isWhole && LocalBatch.isPossible()) {
      parameters.putAll(EmbeddedSystem.MEDIA_JOB_PARAMETERS);
    }
    parameters.put("JwtIssuer", server.address());
    parameters.put("JwtClientId", SignInServer.CLIENT);
    return parameters;
  }

  /// The key of the local tokens.
  private static TokenKey key(URI endpoint) {
    try (var secrets =
        SecretsManagerClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      return TokenKey.of(
          secrets.getSecretValue(get -> get.secretId(TokenKey.SECRET)).secretString());
    }
  }

  String address() {
    return system.orElseThrow().apiAddress().toString();
  }

  String token(String subject, String... role) {
    return issuer.orElseThrow().tokenOf(subject, Stream.of(role).findFirst(), LONG_ENOUGH);
  }

  /// A token that has ended.
  String oldToken() {
    return issuer.orElseThrow().tokenOf("anna", Optional.empty(), Duration.ofSeconds(-30));
  }

  String issuer() {
    return issuer.orElseThrow().address();
  }

  Tab open(int width, ColorScheme scheme) {
    var context =
        browser
            .orElseThrow()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, width < 600 ? 740 : 900)
                    .setLocale("en-GB")
                    .setTimezoneId("UTC")
                    .setColorScheme(scheme));
    context.setDefaultTimeout(20_000);
    return new Tab(context, context.newPage());
  }

  /// A page of a browser, and what went wrong in it.
  final class Tab implements AutoCloseable {
    private final BrowserContext context;
    final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();

    private Tab(BrowserContext context, Page page) {
      this.context = context;
      this.page = page;
      page.onPageError(error -> complaints.add("uncaught: " + error));
      page.onConsoleMessage(message -> {
        if (message.type().equals("error")) {
          complaints.add(message.text() + " " + message.location());
        }
      });
    }

    /// As after a sign-in.
    void signedIn(String token) {
      signedIn(token, ".card:not(.ghost), .empty");
    }

    void signedIn(String token, String complete) {
      // An answer that is no page has no icon of its own.
      expectRefused("/favicon.ico");
      page.navigate(address() + "/app/config");
      page.evaluate("token => sessionStorage.setItem('token', token)", token);
      page.navigate(address() + "/");
      page.waitForSelector(complete);
    }

    /// Browsers log each answer of 400 or above; this one belongs to the test.
    void expectRefused(String path) {
      expected.add(path);
    }

    void view(String hash) {
      page.evaluate("hash => { location.hash = hash; }", hash);
    }

    double number(String expression) {
      return ((Number) page.evaluate(expression)).doubleValue();
    }

    /// What axe-core finds that is serious.
    @SuppressWarnings("unchecked")
    List<String> findings() {
      page.evaluate(AXE);
      var found =
          (List<Map<String, String>>)
              page.evaluate(
                  """
                  async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                    .filter(each => ['serious', 'critical'].includes(each.impact))
                    .map(each => ({name: each.id, where: each.nodes.map(node => node.target + ' ' + node.failureSummary).join('; ')}))
                  """);
      return found.stream().map(each -> each.get("name") + ": " + each.get("where")).toList();
    }

    /// How many pixels of the page are beside the window.
    double overflow() {
      return number("() => document.documentElement.scrollWidth - innerWidth");
    }

    /// Fails with what the browser complained of: errors of scripts, and what the policy forbade.
    void assertQuiet() {
      assertThat(complaints)
          .filteredOn(complaint -> expected.stream().noneMatch(complaint::contains))
          .isEmpty();
    }

    @Override
    public void close() {
      context.close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    running.close();
  }
}
