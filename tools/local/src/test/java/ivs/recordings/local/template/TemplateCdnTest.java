package ivs.recordings.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The media bucket and the CDN of the template that is deployed.
final class TemplateCdnTest {
  private static final String KEY = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----";
  private static final Map<String, String> GIVEN =
      Map.of(
          "JwtIssuer", "https://issuer.example.com",
          "CdnEnabled", "true",
          "CdnPublicKey", KEY,
          "CdnNextPublicKey", KEY,
          "PlaybackBucket", "ivs-recordings-bucket",
          "AllowedOrigins", "https://a.example.com",
          "CdnDomain", "media.example.com",
          "CdnCertificate", "arn:aws:acm:us-east-1:000000000000:certificate/x");

  private final Template template = ProjectTemplate.withCdn();
  private final TemplateSection distribution =
      template.properties("MediaDistribution").section("DistributionConfig");

  static Stream<Map<String, String>> everyCombination() {
    var names =
        List.of(
            "JwtIssuer",
            "CdnEnabled",
            "CdnPublicKey",
            "CdnNextPublicKey",
            "PlaybackBucket",
            "CdnDomain");
    return IntStream.range(0, 1 << names.size())
        .mapToObj(bits -> {
          var some = new HashMap<>(GIVEN);
          some.keySet()
              .removeIf(name -> names.contains(name) && ((bits >> names.indexOf(name)) & 1) == 0);
          return some;
        });
  }

  /// What hangs on a condition that does not hold has no name, so reading fails where something
  /// names it.
  @Test
  void whateverIsGivenNothingNamesWhatIsNotThere() {
    assertThat(everyCombination())
        .hasSize(64)
        .allSatisfy(given -> {
          var read = Template.read(ProjectTemplate.FILE, given);
          assertThat(read.ids("AWS::CloudFront::Distribution"))
              .hasSize(given.containsKey("JwtIssuer") && given.containsKey("CdnEnabled") ? 1 : 0);
          assertThat(read.ids("AWS::S3::Bucket")).hasSize(given.containsKey("JwtIssuer") ? 1 : 0);
        });
  }

  @Test
  void mediaIsServedWithASignatureOnlyAndByAPathThatWasChecked() {
    var behaviours = distribution.sections("CacheBehaviors");

    assertThat(behaviours)
        .extracting(each -> each.text("PathPattern") + " " + each.text("TargetOriginId"))
        .containsExactly("/media/media-bucket/* media", "/media/ivs.recordings/* playback");
    for (var behaviour : behaviours) {
      assertThat(behaviour.values())
          .containsEntry("TrustedKeyGroups", List.of("MediaKeyGroup"))
          .containsEntry("ViewerProtocolPolicy", "https-only")
          .containsEntry("AllowedMethods", List.of("GET", "HEAD", "OPTIONS"))
          .containsEntry("CachePolicyId", "MediaCache")
          .containsEntry("ResponseHeadersPolicyId", "MediaResponseHeaders")
          .containsEntry(
              "FunctionAssociations",
              List.of(Map.of("EventType", "viewer-request", "FunctionARN", "MediaPathFunction")));
    }
  }

  /// A signature is no part of what is kept; the file name of a download changes the answer, and so
  /// does the bucket, which the path function takes out of the path.
  @Test
  void mediaIsKeptByBucketKeyAndFileNameOfADownload() {
    var key =
        template
            .properties("MediaCache")
            .section("CachePolicyConfig")
            .section("ParametersInCacheKeyAndForwardedToOrigin");

    assertThat(key.values())
        .containsEntry("CookiesConfig", Map.of("CookieBehavior", "none"))
        .containsEntry(
            "HeadersConfig",
            Map.of("HeaderBehavior", "whitelist", "Headers", List.of("x-media-bucket")))
        .containsEntry(
            "QueryStringsConfig",
            Map.of(
                "QueryStringBehavior",
                "whitelist",
                "QueryStrings",
                List.of("response-content-disposition")));
  }

  @Test
  void whateverIsNotMediaIsTheApisAndIsNotCached() {
    var other = distribution.section("DefaultCacheBehavior");

    assertThat(other.values())
        .containsEntry("TargetOriginId", "api")
        .containsEntry("CachePolicyId", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad")
        .containsEntry("OriginRequestPolicyId", "b689b0a8-53d0-40ab-baf2-68738e2966ac")
        .doesNotContainKeys("TrustedKeyGroups", "FunctionAssociations");
    assertThat(other.texts("AllowedMethods")).contains("PUT", "PATCH", "POST", "DELETE");
  }

  @Test
  void bucketsAreReadByAnOriginAccessControlAndTheApiByTls() {
    assertThat(distribution.sections("Origins"))
        .extracting(each -> each.text("DomainName"))
        .containsExactly(
            "HttpApi.execute-api.us-east-1.amazonaws.com",
            "media-bucket.s3.us-east-1.amazonaws.com",
            "ivs.recordings.s3.us-east-1.amazonaws.com");
    assertThat(distribution.sections("Origins").stream().skip(1))
        .allMatch(each -> each.text("OriginAccessControlId").equals("MediaAccessControl"));
    assertThat(
            distribution
                .sections("Origins")
                .getFirst()
                .section("CustomOriginConfig")
                .text("OriginProtocolPolicy"))
        .isEqualTo("https-only");
    assertThat(
            template.properties("MediaAccessControl").section("OriginAccessControlConfig").values())
        .containsEntry("SigningBehavior", "always")
        .containsEntry("SigningProtocol", "sigv4");
  }

  @Test
  void aDomainOfOnesOwnHasACertificateAndATlsMinimum() {
    assertThat(distribution.values())
        .doesNotContainKeys("Aliases", "ViewerCertificate")
        .containsEntry("HttpVersion", "http2and3")
        .containsEntry("IPV6Enabled", true);
    var own =
        Template.read(ProjectTemplate.FILE, GIVEN)
            .properties("MediaDistribution")
            .section("DistributionConfig");
    assertThat(own.texts("Aliases")).containsExactly("media.example.com");
    assertThat(own.section("ViewerCertificate").text("MinimumProtocolVersion"))
        .isEqualTo("TLSv1.2_2021");
  }

  @Test
  void onlyTheOriginsThatAreGivenMayReadMediaAndNoSharedCacheKeepsIt() {
    var headers =
        template.properties("MediaResponseHeaders").section("ResponseHeadersPolicyConfig");
    var cors = headers.section("CorsConfig");

    assertThat(cors.section("AccessControlAllowOrigins").texts("Items"))
        .containsExactly("https://a.example.com", "http://127.0.0.1:8080");
    assertThat(cors.section("AccessControlAllowHeaders").texts("Items")).contains("range");
    assertThat(cors.section("AccessControlExposeHeaders").texts("Items"))
        .contains("Content-Range", "ETag");
    assertThat(cors.values())
        .containsEntry("OriginOverride", true)
        .containsEntry("AccessControlAllowCredentials", false);
    assertThat(headers.section("SecurityHeadersConfig").section("ContentTypeOptions").values())
        .isEqualTo(Map.of("Override", true));
    assertThat(headers.section("CustomHeadersConfig").sections("Items"))
        .extracting(TemplateSection::values)
        .containsExactly(
            Map.of("Header", "Cache-Control", "Value", "private, max-age=3600", "Override", true));
  }

  /// The page of the stack sends files to the bucket, and so do the pages that may call the API.
  @ParameterizedTest
  @CsvSource({
    "'', '', ''",
    "https://a.example.com, '', https://a.example.com",
    "'', https://d1.example.com, https://d1.example.com",
    "'https://a.example.com,http://127.0.0.1:8080', https://d1.example.com,"
        + " 'https://a.example.com,http://127.0.0.1:8080,https://d1.example.com'"
  })
  void theBucketLetsInThePagesThatAreGivenAndItsOwn(
      String allowed, String publicUrl, String origins) {
    var given = new HashMap<>(GIVEN);
    given.put("AllowedOrigins", allowed);
    given.put("PublicUrl", publicUrl);

    var bucket = Template.read(ProjectTemplate.FILE, given).properties("MediaBucket");

    if (origins.isEmpty()) {
      assertThat(bucket.values()).doesNotContainKey("CorsConfiguration");
    } else {
      var rule = bucket.section("CorsConfiguration").sections("CorsRules").getFirst();
      assertThat(rule.texts("AllowedOrigins")).containsExactly(origins.split(","));
      assertThat(rule.texts("AllowedMethods")).contains("PUT");
      assertThat(rule.texts("ExposedHeaders")).contains("ETag");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CdnPublicKey, MediaPublicKey, MediaPublicKeyId",
    "CdnNextPublicKey, MediaNextPublicKey, MediaNextPublicKeyId"
  })
  void eachOfTheTwoKeysMayBeTheOnlyOne(String parameter, String id, String output) {
    var given = new HashMap<>(GIVEN);
    given.remove(parameter.equals("CdnPublicKey") ? "CdnNextPublicKey" : "CdnPublicKey");
    var read = Template.read(ProjectTemplate.FILE, given);
    var both = Template.read(ProjectTemplate.FILE, GIVEN);

    assertThat(items(read)).containsExactly(id);
    assertThat(items(both)).containsExactly("MediaPublicKey", "MediaNextPublicKey");
    assertThat(read.outputs()).containsEntry(output, id);
    var key = read.properties(id).section("PublicKeyConfig");
    assertThat(key.text("EncodedKey")).isEqualTo(KEY + "\n");
    assertThat(key.text("CallerReference")).contains("MFkw").doesNotContain("\n");
    assertThat(both.properties("MediaPublicKey").section("PublicKeyConfig").text("Name"))
        .isNotEqualTo(
            both.properties("MediaNextPublicKey").section("PublicKeyConfig").text("Name"));
  }

  private static List<String> items(Template template) {
    return template.properties("MediaKeyGroup").section("KeyGroupConfig").texts("Items");
  }

  @Test
  void theMediaBucketIsPrivateAndEncryptedTellsOfObjectsAndOutlivesItsStack() {
    var bucket = template.properties("MediaBucket");

    assertThat(template.resource("MediaBucket").values())
        .containsEntry("DeletionPolicy", "Retain")
        .containsEntry("UpdateReplacePolicy", "Retain");
    assertThat(bucket.section("PublicAccessBlockConfiguration").values())
        .hasSize(4)
        .values()
        .containsOnly(true);
    assertThat(bucket.values())
        .containsEntry(
            "NotificationConfiguration",
            Map.of("EventBridgeConfiguration", Map.of("EventBridgeEnabled", true)))
        .containsEntry(
            "OwnershipControls",
            Map.of("Rules", List.of(Map.of("ObjectOwnership", "BucketOwnerEnforced"))))
        .containsKeys("BucketEncryption", "Tags")
        .doesNotContainKeys("BucketName", "AccessControl");
    assertThat(bucket.section("LifecycleConfiguration").sections("Rules"))
        .singleElement()
        .satisfies(rule ->
            assertThat(rule.values())
                .containsEntry("AbortIncompleteMultipartUpload", Map.of("DaysAfterInitiation", 7)));
  }

  @Test
  void theFunctionKnowsTheBucketsThatAreServed() {
    assertThat(template.function("RecordingApi").environment())
        .containsEntry("SERVED_BUCKETS", "media-bucket,ivs.recordings");
    assertThat(template.outputs())
        .containsEntry("MediaDomain", "MediaDistribution")
        .containsEntry("MediaBucketName", "media-bucket")
        .containsEntry(
            "MediaDistributionArn",
            "arn:aws:cloudfront::000000000000:distribution/MediaDistribution")
        .doesNotContainKey("MediaNextPublicKeyId");
  }
}
