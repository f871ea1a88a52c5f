package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.FakeAws;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `bucket plan`, with the real clients against one who plays S3's buckets.
@ExtendWith(SharedSystem.class)
class BucketPlanCommandTest {
  private static final String OFFICE =
      "{\"Sid\":\"Office\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutObject\",\"Resource\":\"*\","
          + "\"Condition\":{\"StringNotEquals\":{\"aws:SourceVpce\":\"v\"}}}";

  private final FakeAws aws;

  BucketPlanCommandTest(Operator operator) throws Exception {
    aws = new FakeAws(operator.endpoint());
  }

  @AfterEach
  void itOnlyReads() {
    aws.close();
    assertThat(aws.requests())
        .filteredOn(request -> request.isFor("s3"))
        .allMatch(request -> request.method().equals("GET") || request.method().equals("HEAD"));
  }

  private CommandLineRun plan(String more) {
    return CommandLineRun.at(
        aws.endpoint(), ("bucket plan --bucket " + FakeAws.SERVED + " " + more).strip());
  }

  @Test
  void whereNothingIsMissingNothingIsPrintedToBeDone() {
    var run = plan("");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("policy: nothing to add", "cors: nothing to add", "lifecycle: nothing to add")
        .contains("ownership: BucketOwnerEnforced", "EventBridge: off")
        .doesNotContain("aws s3api", "note:");
  }

  /// A rule that deletes would take what is held, so there is none.
  @Test
  void anArchiveMovesSegmentsAndLeavesDeletionToRetention() throws Exception {
    aws.served(
        "lifecycle",
        "<LifecycleConfiguration><Rule><ID>Old</ID><Status>Enabled</Status><Filter><Prefix>x/</Prefix></Filter><Expiration><Days>90</Days></Expiration></Rule></LifecycleConfiguration>");

    var run = plan("--archive --json");
    var rules = run.json().path("lifecycle").path("document").path("Rules");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(rules)
        .filteredOn(rule -> rule.path("ID").asText().equals("ArchiveSegments"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.path("Filter").path("And").path("Prefix").asText()).isEqualTo("ivs/v1/");
          assertThat(rule.path("Filter").path("And").path("ObjectSizeGreaterThan").asLong())
              .isEqualTo(131_072);
          assertThat(rule.path("Transitions").path(0).path("StorageClass").asText())
              .isEqualTo("GLACIER");
          assertThat(rule.has("Expiration")).isFalse();
        });
    assertThat(run.out()).contains("RecordingRetentionDays=90", "the rule Old deletes objects");
  }

  @Test
  void whatIsThereIsKeptAndWhatIsMissingIsAdded() throws Exception {
    aws.served(
        "policy",
        "{\"Version\": \"2008-10-17\", \"Id\": \"Mine\", \"Statement\": [%s]}".formatted(OFFICE));
    aws.served(
        "cors",
        "<CORSConfiguration><CORSRule><AllowedOrigin>https://b.example.com</AllowedOrigin><AllowedMethod>PUT</AllowedMethod></CORSRule></CORSConfiguration>");
    aws.served(
        "lifecycle",
        "<LifecycleConfiguration><Rule><ID>Cold</ID><Status>Enabled</Status><Filter><Prefix>ivs/</Prefix></Filter><Transition><Days>30</Days><StorageClass>GLACIER_IR</StorageClass></Transition></Rule></LifecycleConfiguration>");
    aws.set(
        "ivs /ListStorageConfigurations",
        Answer.json(
            "{\"storageConfigurations\": [{\"arn\": \"%s\", \"s3\": {\"bucketName\": \"%s\"}}]}"
                .formatted(FakeAws.STORAGE, FakeAws.SERVED)));

    var run = plan("--json");
    var policy = run.json().path("policy").path("document");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(policy.path("Version").asText()).isEqualTo("2008-10-17");
    assertThat(policy.path("Id").asText()).isEqualTo("Mine");
    assertThat(policy.path("Statement")).hasSize(3);
    assertThat(policy.path("Statement").get(0)).hasToString(OFFICE);
    assertThat(policy.path("Statement").get(1).path("Principal").path("Service").asText())
        .isEqualTo("ivs-composite.us-east-1.amazonaws.com");
    assertThat(policy.path("Statement").get(1).path("Action"))
        .extracting(JsonNode::asText)
        .containsExactly("s3:PutObject", "s3:PutObjectAcl");
    assertThat(policy.path("Statement").get(2))
        .hasToString(
            "{\"Sid\":\"ReadByE1ABC\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cloudfront.amazonaws.com\"},\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::example-served/*\",\"Condition\":{\"StringEquals\":{\"aws:SourceArn\":\"%s\"}}}"
                .formatted(FakeAws.DISTRIBUTION));
    assertThat(run.json().path("cors").path("document"))
        .hasToString(
            "{\"CORSRules\":[{\"AllowedMethods\":[\"PUT\"],\"AllowedOrigins\":[\"https://b.example.com\"]},"
                + "{\"AllowedHeaders\":[\"range\",\"if-range\"],\"AllowedMethods\":[\"GET\",\"HEAD\"],\"AllowedOrigins\":[\"https://app.example.com\"],\"ExposeHeaders\":[\"Content-Range\",\"ETag\"],\"MaxAgeSeconds\":600}]}");
    assertThat(run.json().path("lifecycle").path("document"))
        .hasToString(
            "{\"Rules\":[{\"ID\":\"Cold\",\"Filter\":{\"Prefix\":\"ivs/\"},\"Status\":\"Enabled\",\"Transitions\":[{\"Days\":30,\"StorageClass\":\"GLACIER_IR\"}]},"
                + "{\"ID\":\"AbortUploads\",\"Filter\":{\"Prefix\":\"\"},\"Status\":\"Enabled\",\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":7}}]}");
  }

  static Stream<Arguments> notes() {
    return Stream.of(
        Arguments.of(
            (Consumer<FakeAws>) aws -> aws.servedHasNo("policy", "NoSuchBucketPolicy"),
            1,
            "note: it has no policy yet"),
        Arguments.of(
            (Consumer<FakeAws>) aws -> aws.servedHasNo("lifecycle", "NoSuchLifecycleConfiguration"),
            1,
            "put-bucket-lifecycle-configuration --bucket example-served --lifecycle-configuration file://lifecycle.json"),
        Arguments.of(
            (Consumer<FakeAws>)
                aws -> aws.servedHasNo("ownershipControls", "OwnershipControlsNotFoundError"),
            0,
            "note: objects that another account wrote"),
        Arguments.of(
            (Consumer<FakeAws>)
                aws ->
                    aws.served(
                        "encryption",
                        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"),
            0,
            "note: it is encrypted with a key of KMS"),
        Arguments.of(
            (Consumer<FakeAws>) aws -> aws.cdn(FakeAws.DISTRIBUTION, "another"),
            0,
            "deployed with PlaybackBucket=example-served"),
        Arguments.of(
            (Consumer<FakeAws>)
                aws ->
                    aws.served(
                        "policy",
                        "{\"Statement\": [{\"Sid\": \"All\", \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}"),
            1,
            "policy: change the statement All, which refuses the CDN"));
  }

  @ParameterizedTest
  @MethodSource("notes")
  void whatAPersonMustKnowIsSaid(Consumer<FakeAws> odd, int exitCode, String said) {
    odd.accept(aws);

    var run = plan("");

    assertThat(run.out()).contains(said);
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  static Stream<Arguments> refusals() {
    var head = "s3 HEAD /" + FakeAws.SERVED;
    return Stream.of(
        Arguments.of(
            (Consumer<FakeAws>) aws -> aws.set(head, new Answer(404, "", "")),
            ExitCode.NOT_FOUND,
            "there is no bucket example-served: check the name and the account"),
        Arguments.of(
            (Consumer<FakeAws>) aws -> aws.set(head, new Answer(403, "", "")),
            ExitCode.REFUSED,
            "no permission for s3:ListBucket on example-served"),
        Arguments.of(
            (Consumer<FakeAws>)
                aws ->
                    aws.set(head, new Answer(200, Map.of("x-amz-bucket-region", "eu-west-1"), "")),
            ExitCode.ELSEWHERE,
            "the bucket example-served is in eu-west-1, and the stack in us-east-1"),
        Arguments.of(
            (Consumer<FakeAws>)
                aws ->
                    aws.set(
                        "s3 GET /example-served?policy",
                        new Answer(
                            403,
                            "application/xml",
                            "<Error><Code>AccessDenied</Code><Message>User: x is not authorized to perform: s3:GetBucketPolicy on resource: y</Message></Error>")),
            ExitCode.REFUSED,
            "no permission for s3:GetBucketPolicy"),
        Arguments.of(
            (Consumer<FakeAws>) aws -> aws.cdn("", FakeAws.SERVED),
            ExitCode.ELSEWHERE,
            "has no distribution: deploy it with CdnEnabled=true first"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatCannotBePlannedIsSaidInOneLine(Consumer<FakeAws> wrong, ExitCode exit, String said) {
    wrong.accept(aws);

    var run = plan("");

    assertThat(run.complaint()).contains(said);
    assertThat(run.exitCode()).isEqualTo(exit.code());
  }

  @Test
  void theStacksOwnBucketIsNotPlanned() {
    assertThat(CommandLineRun.at(aws.endpoint(), "bucket plan --bucket example-media").complaint())
        .contains("is the stack's own bucket");
  }

  @Test
  void theEmbeddedSystemHasNoDistribution(Operator operator) {
    assertThat(operator.run("bucket plan --bucket example-served").complaint())
        .contains("the embedded system has no distribution");
  }
}
