package ivs.recordings.handler.api;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.handler.api.ApiFixture.Reply;
import ivs.recordings.handler.api.page.PageFile;
import ivs.recordings.store.LocalTables;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page: which of its files are answered, and with which headers.
final class PageRoutesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String VERSION = PageFile.all().version();
  private static final Pattern IMPORT = Pattern.compile("(?:from |import\\()'\\./([^']+)'");
  private static final Pattern LINK =
      Pattern.compile("(?:href|src)=\"/assets/" + VERSION + "/([^\"]+)\"");

  private final ApiFixture library = with(Map.of());

  private static ApiFixture with(Map<String, String> variables) {
    return new ApiFixture(LOCAL.dynamo(), variables, "the key of tests");
  }

  private Reply file(String path, String... header) throws Exception {
    var request = library.ask("GET /assets/{file+}").path("file", path);
    if (header.length > 0) {
      request.header(header[0], header[1]);
    }
    return request.publicly();
  }

  private Reply page(ApiFixture from) throws Exception {
    return from.ask("GET /").publicly();
  }

  @Test
  void thePageNamesOnlyFilesThatExistUnderTheirVersion() throws Exception {
    var linked = new TreeSet<String>();
    LINK.matcher(page(library).body().orElseThrow())
        .results()
        .forEach(found -> linked.add(found.group(1)));
    assertThat(linked).contains("app.js", "styles.css");
    for (var module : Set.copyOf(PageFile.all().files().keySet())) {
      if (!module.startsWith("vendor/")) {
        IMPORT
            .matcher(PageFile.all().files().get(module).text())
            .results()
            .forEach(found -> linked.add(found.group(1)));
      }
    }
    for (var name : linked) {
      assertThat(file(VERSION + "/" + name).status()).as(name).isEqualTo(200);
    }
    assertThat(linked).contains("vendor/hls.light.min.js");
  }

  @Test
  void everyFileOfTheFolderIsListed() throws Exception {
    var folder = Path.of(PageFile.class.getResource("/page/index.html").toURI()).getParent();
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(folder::relativize).map(Path::toString))
          .filteredOn(name -> !name.endsWith("LICENSE"))
          .containsExactlyInAnyOrderElementsOf(PageFile.all().files().keySet());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app.js",
        "/app.js",
        "VERSION",
        "VERSION/",
        "VERSION/index.html",
        "VERSION/none.js",
        "VERSION/vendor/LICENSE",
        "VERSION/../page/app.js",
        "VERSION/../../log4j2.xml",
        "VERSION/./app.js",
        "VERSION//app.js",
        "VERSION/%2e%2e/app.js",
        "VERSION/app.js\u0000",
        "VERSION/APP.JS",
        "../page/app.js",
        "zzzzzzzzzzzz/app.js"
      })
  void whatIsNotListedDoesNotExist(String path) throws Exception {
    assertThat(file(path.replace("VERSION", VERSION)).status()).isEqualTo(404);
  }

  @Test
  void aBrowserMayKeepAFileForGoodAndAsksForThePage() throws Exception {
    assertThat(file(VERSION + "/app.js").headers())
        .containsEntry("cache-control", "public, max-age=31536000, immutable")
        .containsEntry("content-type", "text/javascript; charset=utf-8");
    assertThat(file("0123456789ab/app.js").headers()).containsEntry("cache-control", "no-cache");
    assertThat(page(library).headers()).containsEntry("cache-control", "no-cache");
  }

  @Test
  void whatTheBrowserHasIsNotSentAgain() throws Exception {
    var tag = page(library).tag();

    assertThat(tag).startsWith("W/\"");
    for (var known : Set.of(tag, "\"x\", " + tag, "*")) {
      var again = library.ask("GET /").header("If-None-Match", known).publicly();
      assertThat(again.status()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.headers()).containsKey("content-security-policy");
    }
    assertThat(file(VERSION + "/app.js", "If-None-Match", tag).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "'gzip, deflate, br', true",
    "'br;q=1.0, GZIP;q=0.5', true",
    "'gzip;q=0, br', false",
    "'gzip; q=0.0', false",
    "'', false",
    "x-gzip, false"
  })
  void aFileIsCompressedWhereThatIsAccepted(String accepted, boolean isCompressed)
      throws Exception {
    var reply = file(VERSION + "/vendor/hls.light.min.js", "Accept-Encoding", accepted);

    assertThat(reply.isBase64()).isEqualTo(isCompressed);
    assertThat(reply.headers()).containsEntry("vary", "accept-encoding");
    assertThat("gzip".equals(reply.headers().get("content-encoding"))).isEqualTo(isCompressed);
    var body = reply.body().orElseThrow();
    if (isCompressed) {
      var bytes = new ByteArrayInputStream(Base64.getDecoder().decode(body));
      try (var gzip = new GZIPInputStream(bytes)) {
        body = new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
      }
      assertThat(reply.body().orElseThrow().length()).isLessThan(150_000);
    }
    assertThat(body).isEqualTo(PageFile.all().files().get("vendor/hls.light.min.js").text());
  }

  @Test
  void thePolicyOfThePageLetsNothingInButItsOwnFiles() throws Exception {
    var headers = page(library).headers();

    assertThat(headers.get("content-security-policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src"
                + " 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; require-trusted-types-for 'script'");
    assertThat(headers)
        .containsEntry("referrer-policy", "no-referrer")
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("x-frame-options", "DENY")
        .containsKey("permissions-policy");
    assertThat(file(VERSION + "/icon.svg").headers())
        .containsEntry("content-security-policy", headers.get("content-security-policy"));
  }

  @Test
  void theIssuerIsCalledOnlyToSignInAndMediaIsWhereItIsPublic() throws Exception {
    var issuer = "https://issuer.example/pool";
    var media = "https://d1.example";
    var without = with(Map.of("JWT_ISSUER", issuer, "JWT_CLIENT_ID", "", "PUBLIC_URL", media));
    var all =
        with(
            Map.of(
                "JWT_ISSUER",
                issuer,
                "JWT_CLIENT_ID",
                "page",
                "SIGN_IN_ORIGIN",
                "https://login.example:8443/x; script-src *",
                "PUBLIC_URL",
                media));

    assertThat(policy(without)).contains("connect-src 'self' https://d1.example;");
    assertThat(policy(all))
        .contains(
            "connect-src 'self' https://d1.example https://issuer.example;",
            "media-src 'self' blob: https://d1.example;",
            "img-src 'self' https://d1.example;")
        .doesNotContain("*");
    assertThat(
            policy(
                with(
                    Map.of(
                        "JWT_ISSUER",
                        issuer,
                        "JWT_CLIENT_ID",
                        "page",
                        "SIGN_IN_ORIGIN",
                        "https://login.example:8443"))))
        .contains("connect-src 'self' https://issuer.example https://login.example:8443;");
    assertThat(without.ask("GET /app/config").publicly().json().toString())
        .isEqualTo(
            "{\"issuer\":\"%s\",\"clientId\":null,\"roleClaim\":\"role\",\"uploads\":false}"
                .formatted(issuer));
    assertThat(all.ask("GET /app/config").publicly().json().path("clientId").asText())
        .isEqualTo("page");
  }

  /// Where the bucket is, the SDK says; the page's own origin, which the bucket lets in, must be
  /// known.
  @ParameterizedTest
  @CsvSource({
    "example-media, false, https://d1.example, https://example-media.s3.amazonaws.com",
    "example.media, false, https://d1.example, https://s3.amazonaws.com",
    "example-media, true, https://d1.example, https://s3.amazonaws.com",
    "example-media, false, '', ''",
    "'', false, https://d1.example, ''"
  })
  void filesAreSentToTheBucketWhereThereIsOne(
      String bucket, String pathStyle, String publicUrl, String origin) throws Exception {
    var from =
        with(Map.of("MEDIA_BUCKET", bucket, "S3_PATH_STYLE", pathStyle, "PUBLIC_URL", publicUrl));

    var calls = Stream.of(publicUrl, origin).filter(each -> !each.isEmpty()).toList();
    assertThat(policy(from))
        .contains(("connect-src 'self' " + String.join(" ", calls)).strip() + ";");
    assertThat(from.ask("GET /app/config").publicly().json().path("uploads").asBoolean())
        .isEqualTo(!origin.isEmpty());
  }

  private String policy(ApiFixture from) throws Exception {
    return page(from).headers().get("content-security-policy");
  }

  /// What the policy forbids would only be found in a browser.
  @Test
  void thePageHasNoScriptAndNoStyleInItself() throws Exception {
    assertThat(page(library).body().orElseThrow())
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContainPattern(" (style|on[a-z]+)=\"")
        .doesNotContain("<style", "{{");
    PageFile.all()
        .files()
        .forEach((name, file) -> {
          if (name.endsWith(".js") && !name.startsWith("vendor/")) {
            assertThat(file.text()).as(name).doesNotContain("innerHTML", "eval(");
            // Which uploads are unfinished outlives a tab, and nothing else does.
            assertThat(file.text().contains("localStorage"))
                .as(name)
                .isEqualTo(name.equals("upload.js"));
          }
        });
  }
}
