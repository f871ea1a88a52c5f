package ivs.recordings.local.media;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.api.ServedApi;
import ivs.recordings.local.lifecycle.ManualClock;
import ivs.recordings.local.secrets.CdnKeyPair;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.function.Consumer;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.cloudfront.model.CannedSignerRequest;
import software.amazon.awssdk.services.cloudfront.model.CustomSignerRequest;
import software.amazon.awssdk.services.cloudfront.utils.SigningHashAlgorithm;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// The stand-in for CloudFront, with URLs that the SDK signs.
final class MediaGateTest {
  private static final ManualClock CLOCK = new ManualClock(Instant.parse("2026-11-20T17:00:00Z"));
  private static final Instant LATER = CLOCK.instant().plusSeconds(3600);
  private static final String KEY_PAIR_ID = "K1234567890ABC";
  private static final KeyPair KEYS = keys();
  private static final BlobStore STORE = new TransientNio2BlobStore();
  private static final String BUCKET = "served-bucket";
  private static final String PREFIX = "/media/" + BUCKET + "/ivs/v1/recording";
  private static final String SEGMENT = PREFIX + "/media/hls/180p15/0.ts";
  private static final int SIZE = 1_000;

  @RegisterExtension
  static final ServedApi API =
      new ServedApi(address ->
          new MediaGate(
              address,
              Set.of(BUCKET),
              () -> new CdnKeyPair(KEY_PAIR_ID, KEYS.getPublic()),
              STORE,
              CLOCK));

  @BeforeAll
  static void store() {
    STORE.createContainer(BUCKET);
    STORE.createContainer("other-bucket");
    for (var key :
        new String[] {
          "ivs/v1/recording/media/hls/180p15/0.ts",
          "ivs/v1/recording/a b+c~ä.mp4",
          "ivs/v1/recording-2/0.ts",
          "ivs/v1/recording/no-type.m4s",
          "ivs/v1/recording/no-type.m3u8",
          "ivs/v1/recording/no-type.jpg"
        }) {
      var put =
          PutObjectRequest.builder()
              .bucket(BUCKET)
              .key(key)
              .contentType(key.contains("no-type") ? "binary/octet-stream" : "video/MP2T")
              .contentLength((long) SIZE)
              .build();
      STORE.putBlob(put, new ByteArrayInputStream(content()));
    }
  }

  @ParameterizedTest
  @EnumSource(SigningHashAlgorithm.class)
  void aUrlThatTheSdkSignedIsServedUntilItExpires(SigningHashAlgorithm algorithm) throws Exception {
    Consumer<CustomSignerRequest.Builder> hashed = sign -> sign.hashAlgorithm(algorithm);
    var answer = get(SEGMENT + query(PREFIX + "/*", LATER, hashed));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(new String(content(), US_ASCII));
    var now = CLOCK.instant();
    assertThat(status(SEGMENT + query(PREFIX + "/*", now.plusSeconds(1), hashed))).isEqualTo(200);
    assertThat(status(SEGMENT + query(PREFIX + "/*", now, hashed))).isEqualTo(403);
    assertThat(
            status(
                SEGMENT
                    + query(PREFIX + "/*", LATER, hashed.andThen(sign -> sign.activeDate(now)))))
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "{prefix}/*, 200",
    "{prefix}/media/hls/180p15/0.ts, 200",
    "{prefix}/media/hls/180p15/?.ts, 200",
    "{prefix}/media/*/0.ts, 200",
    "{prefix}/media/hls/180p15/1.ts, 403",
    "{prefix}/media/hls/180p15/0?ts?, 403",
    "{prefix}-2/*, 403",
    "{prefix}/, 403",
    "/media/other-bucket/*, 403"
  })
  void aPolicyCoversWhatItsResourceMatches(String resource, int status) throws Exception {
    assertThat(status(SEGMENT + query(resource.replace("{prefix}", PREFIX)))).isEqualTo(status);
  }

  @Test
  void aQueryIsOfOneRecordingAndOfOneObjectWithWhatElseTheUrlSays() throws Exception {
    var sibling = PREFIX + "-2/0.ts";

    assertThat(status(sibling + query(PREFIX + "-2/*"))).isEqualTo(200);
    assertThat(status(sibling + query(PREFIX + "/*"))).isEqualTo(403);
    assertThat(status(SEGMENT + query(SEGMENT) + "&more=1")).isEqualTo(403);
    var named = get(SEGMENT + query(PREFIX + "/*") + "&response-content-disposition=inline%3B%20x");
    assertThat(named.headers().firstValue("content-disposition")).contains("inline; x");
  }

  @Test
  void aSignatureThatIsMissingOrBrokenIsRefusedInTheWordsOfCloudFront() throws Exception {
    var signed = query(PREFIX + "/*");
    var policy = signed.replaceFirst(".*Policy=([^&]+).*", "$1");
    var forged =
        Base64.getEncoder()
            .encodeToString("{\"Statement\":[{\"Resource\":\"*\"}]}".getBytes(US_ASCII))
            .replace('=', '_');
    var canned =
        CannedSignerRequest.builder()
            .resourceUrl(API.address() + SEGMENT)
            .privateKey(KEYS.getPrivate())
            .keyPairId(KEY_PAIR_ID)
            .expirationDate(LATER)
            .build();

    assertRefused("", "MissingKey");
    assertRefused("?", "MissingKey");
    assertRefused(signed.replace(KEY_PAIR_ID, ""), "MissingKey");
    assertRefused(signed.replace(KEY_PAIR_ID, "KOTHER"), "InvalidKey");
    assertRefused(signed.replace(policy, forged), "AccessDenied");
    assertRefused(signed.replace(policy, "%25"), "AccessDenied");
    assertRefused(signed.replaceFirst("Signature=...", "Signature=AAA"), "AccessDenied");
    assertRefused(signed.replaceFirst("Signature=[^&]+", "Signature="), "AccessDenied");
    assertRefused(signed + "&Policy=" + policy, "AccessDenied");
    assertRefused(signed + "&Hash-Algorithm=MD5", "AccessDenied");
    var withoutPolicy = CloudFrontUtilities.create().getSignedUrlWithCannedPolicy(canned).url();
    assertRefused(withoutPolicy.substring(withoutPolicy.indexOf('?')), "AccessDenied");
  }

  private static void assertRefused(String query, String code) throws Exception {
    var answer = get(SEGMENT + query);
    assertThat(answer.statusCode()).as(query).isEqualTo(403);
    assertThat(answer.body()).contains("<Error><Code>%s</Code><Message>".formatted(code));
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
  }

  @ParameterizedTest
  @CsvSource({
    "'bytes=0-99', 206, 0, 99",
    "'bytes=100-', 206, 100, 999",
    "'bytes=-500', 206, 500, 999",
    "'bytes=-5000', 206, 0, 999",
    "'bytes=999-2000', 206, 999, 999",
    "'bytes=1000-', 416, 0, 0",
    "'bytes=-0', 416, 0, 0",
    "'bytes=0-1,5-6', 200, 0, 999",
    "'bytes=5-1', 200, 0, 999",
    "'bytes=a-b', 200, 0, 999",
    "'items=0-1', 200, 0, 999"
  })
  void aRangeIsAnsweredAsPlayersExpect(String range, int status, int first, int last)
      throws Exception {
    var answer = API.send(API.request(SEGMENT + query(PREFIX + "/*")).header("Range", range));

    assertThat(answer.statusCode()).isEqualTo(status);
    var contentRange = answer.headers().firstValue("content-range");
    switch (status) {
      case 416 -> assertThat(contentRange).contains("bytes */1000");
      case 206 -> assertThat(contentRange).contains("bytes %d-%d/1000".formatted(first, last));
      default -> assertThat(contentRange).isEmpty();
    }
    if (status != 416) {
      assertThat(answer.body())
          .isEqualTo(new String(content(), US_ASCII).substring(first, last + 1));
      assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(last - first + 1L);
    }
  }

  @Test
  void aRangeOfAnotherVersionIsTheWholeAndAKnownVersionIsNotSentAgain() throws Exception {
    var url = SEGMENT + query(PREFIX + "/*");
    var tag = get(url).headers().firstValue("etag").orElseThrow();
    var range = API.request(url).header("Range", "bytes=0-9");

    assertThat(tag).startsWith("\"").endsWith("\"");
    assertThat(API.send(range.copy().header("If-Range", tag)).statusCode()).isEqualTo(206);
    assertThat(API.send(range.copy().header("If-Range", "\"x\"")).statusCode()).isEqualTo(200);
    for (var known : new String[] {tag, "\"x\", W/" + tag, "*"}) {
      var answer = API.send(API.request(url).header("If-None-Match", known));
      assertThat(answer.statusCode()).isEqualTo(304);
      assertThat(answer.headers().firstValue("etag")).contains(tag);
    }
    assertThat(API.send(API.request(url).header("If-None-Match", "\"x\"")).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "media/hls/180p15/0.ts, video/MP2T",
    "no-type.m4s, video/iso.segment",
    "no-type.m3u8, application/vnd.apple.mpegurl",
    "no-type.jpg, image/jpeg",
    "a%20b%2Bc~%C3%A4.mp4, video/MP2T"
  })
  void anObjectIsDescribedForPlayersAndPrivateCaches(String key, String type) throws Exception {
    var url = PREFIX + "/" + key + query(PREFIX + "/*");
    var head = API.send(API.request(url).method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    var headers = head.headers();
    assertThat(headers.firstValue("content-type")).contains(type);
    assertThat(headers.firstValueAsLong("content-length")).hasValue(SIZE);
    assertThat(headers.firstValue("cache-control").orElseThrow()).startsWith("private");
    assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
    assertThat(headers.firstValue("content-security-policy"))
        .contains("default-src 'none'; sandbox");
    assertThat(headers.firstValue("accept-ranges")).contains("bytes");
    assertThat(headers.firstValue("last-modified")).isPresent();
    assertThat(get(url).body()).hasSize(SIZE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{prefix}/../recording-2/0.ts",
        "{prefix}/./media/hls/180p15/0.ts",
        "{prefix}//media/hls/180p15/0.ts",
        "{prefix}/%2e%2e/recording-2/0.ts",
        "{prefix}/.%2E/recording-2/0.ts",
        "{prefix}/..%2frecording-2/0.ts",
        "{prefix}/..%5crecording-2/0.ts",
        "{prefix}\\..\\recording-2/0.ts",
        "{prefix}/%252e%252e/recording-2/0.ts",
        "{prefix}/",
        "/media/served-bucket",
        "/media//ivs/v1/recording/media/hls/180p15/0.ts",
        "/media/../media/served-bucket/ivs/v1/recording-2/0.ts"
      })
  void aPathThatCanBeReadInTwoWaysIsNeverServed(String path) throws Exception {
    var line = "GET %s HTTP/1.1".formatted(path.replace("{prefix}", PREFIX) + query("*"));

    assertThat(raw(line)).matches("(?s)HTTP/1.1 40[34] .*");
  }

  @Test
  void whatIsNotServedIsNotThere() throws Exception {
    var all = query("*");

    assertThat(status("/media/other-bucket/x" + all)).isEqualTo(404);
    assertThat(get("/media/other-bucket/x" + all).body()).isEqualTo("{\"message\":\"Not Found\"}");
    assertThat(get(PREFIX + "/none.ts" + all).body()).contains("NoSuchKey");
    assertThat(status(PREFIX + "/none.ts" + all)).isEqualTo(404);
    var put = API.request(SEGMENT + all).PUT(BodyPublishers.ofString("x"));
    assertThat(API.send(put).statusCode()).isEqualTo(403);
  }

  @Test
  void pagesOfAllowedOriginsMayReadAlsoWhyTheyMayNot() throws Exception {
    var signed = "GET %s HTTP/1.1".formatted(SEGMENT + query(PREFIX + "/*"));
    var origin = "Origin: " + ServedApi.PAGE;

    for (var line : new String[] {signed, "GET %s HTTP/1.1".formatted(SEGMENT)}) {
      assertThat(raw(line, origin))
          .contains("Access-Control-Allow-Origin: " + ServedApi.PAGE)
          .containsIgnoringCase("Access-Control-Expose-Headers: content-range,content-length,etag");
      assertThat(raw(line, "Origin: https://evil.example")).doesNotContain("Access-Control");
    }
    assertThat(
            raw(
                signed.replace("GET", "OPTIONS"),
                origin,
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: range"))
        .startsWith("HTTP/1.1 204")
        .contains("Access-Control-Allow-Headers: range,if-range");
  }

  private static String query(String resource) {
    return query(resource, LATER, _ -> {});
  }

  private static String query(
      String resource, Instant expires, Consumer<CustomSignerRequest.Builder> more) {
    var request =
        CustomSignerRequest.builder()
            .resourceUrl(API.address() + SEGMENT)
            .resourceUrlPattern(resource.equals("*") ? resource : API.address() + resource)
            .privateKey(KEYS.getPrivate())
            .keyPairId(KEY_PAIR_ID)
            .expirationDate(expires);
    more.accept(request);
    var url = CloudFrontUtilities.create().getSignedUrlWithCustomPolicy(request.build()).url();
    return url.substring(url.indexOf('?'));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return API.send(API.request(path));
  }

  private static int status(String path) throws Exception {
    return get(path).statusCode();
  }

  /// Sends what a client library would tidy up.
  private static String raw(String... lines) throws Exception {
    try (var socket = new Socket(API.address().getHost(), API.address().getPort())) {
      var request = String.join("\r\n", lines) + "\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private static byte[] content() {
    var bytes = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) ('a' + i % 26);
    }
    return bytes;
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
