package ivs.recordings.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.doctor.BucketPolicy.Judgement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketPolicyTest {
  private static final String ROLE =
      "arn:aws:iam::1:role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"*\"}",
        "{\"Effect\": \"Deny\", \"Principal\": {\"AWS\": \"*\"}, \"Action\": [\"s3:GetObject\", \"s3:putobject\"], \"Resource\": [\"arn:aws:s3:::b/ivs/*\"]}",
        "{\"Effect\": \"Deny\", \"Principal\": {\"AWS\": [\""
            + ROLE
            + "\"]}, \"Action\": \"*\", \"Resource\": \"arn:aws:s3:::b/*\"}",
        "{\"Effect\": \"Deny\", \"NotPrincipal\": {\"AWS\": \"arn:aws:iam::1:role/admin\"}, \"NotAction\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::?/*\"}",
        "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:PutObject\", \"NotResource\": \"arn:aws:s3:::b/other/*\"}"
      })
  void aDenyThatMeetsIvsClosesTheBucket(String statement) {
    assertThat(of(statement)).isEqualTo(new Judgement.Closed("number 1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"*\"}",
        "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}",
        "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b/other/*\"}",
        "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b\"}",
        "{\"Effect\": \"Deny\", \"Principal\": {\"AWS\": \"arn:aws:iam::1:user/bob\"}, \"Action\": \"s3:*\", \"Resource\": \"*\"}",
        "{\"Effect\": \"Deny\", \"NotPrincipal\": {\"AWS\": \""
            + ROLE
            + "\"}, \"Action\": \"s3:*\", \"Resource\": \"*\"}",
        "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"NotAction\": \"s3:Put*\", \"Resource\": \"*\"}",
        "{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"*\", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\"}}}"
      })
  void whatDoesNotMeetIvsLeavesItOpen(String statement) {
    assertThat(of(statement)).isEqualTo(new Judgement.Open());
  }

  @Test
  void aConditionIsForAPersonToJudge() {
    assertThat(
            of(
                "{\"Sid\": \"Office\", \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\": \"*\", \"Condition\": {\"StringNotEquals\": {\"aws:SourceVpce\": \"v\"}}}"))
        .isEqualTo(new Judgement.MayBeClosed("Office"));
  }

  @Test
  void aPolicyThatCannotBeReadIsForAPersonToJudge() {
    var policy = new BucketPolicy("b", "{");

    assertThat(policy.ofChannels()).isInstanceOf(Judgement.MayBeClosed.class);
    assertThat(policy.ofStages("us-east-1")).isInstanceOf(Judgement.MayBeClosed.class);
  }

  private static Judgement of(String statement) {
    return new BucketPolicy("b", "{\"Statement\": [" + statement + "]}").ofChannels();
  }

  private static final String ADDED = BucketPolicy.statementOfStages("b", "us-east-1");

  static Stream<Arguments> ofStages() {
    var refusal =
        """
        , {"Sid": "No", "Effect": "Deny", "Principal": %s, "Action": "s3:PutObject*", "Resource": "arn:aws:s3:::b/*"%s}\
        """;
    var closed = new Judgement.Closed("No");
    var notOpened = new Judgement.NotOpened();
    return Stream.of(
        Arguments.of(ADDED, new Judgement.Open()),
        Arguments.of("", notOpened),
        Arguments.of(ADDED.replace("us-east-1", "eu-west-1"), notOpened),
        Arguments.of(ADDED.replace(", \"s3:PutObjectAcl\"", ""), notOpened),
        Arguments.of(ADDED.replace("b/*", "b/ivs/*"), notOpened),
        Arguments.of(
            ADDED.replace("aws:SecureTransport", "aws:SourceIp"),
            new Judgement.MayBeClosed("number 1")),
        Arguments.of(ADDED + refusal.formatted("\"*\"", ""), closed),
        Arguments.of(ADDED + refusal.formatted("{\"AWS\": \"*\"}", ""), closed),
        Arguments.of(
            ADDED + refusal.formatted("{\"AWS\": \"arn:aws:iam::1:user/bob\"}", ""),
            new Judgement.Open()),
        Arguments.of(
            ADDED
                + refusal.formatted(
                    "\"*\"", ", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\"}}"),
            new Judgement.Open()),
        Arguments.of(
            ADDED + refusal.formatted("\"*\"", acl("StringNotEquals", "bucket-owner-full-control")),
            new Judgement.Open()),
        Arguments.of(
            ADDED + refusal.formatted("\"*\"", acl("StringEquals", "bucket-owner-full-control")),
            closed),
        Arguments.of(ADDED + refusal.formatted("\"*\"", acl("StringNotEquals", "private")), closed),
        Arguments.of(
            ADDED + refusal.formatted("\"*\"", acl("StringLike", "private")),
            new Judgement.MayBeClosed("No")),
        Arguments.of(ADDED.replace("bucket-owner-full-control", "private"), notOpened),
        Arguments.of(
            ADDED
                + refusal.formatted(
                    "\"*\"", ", \"Condition\": {\"StringEquals\": {\"aws:SourceVpce\": \"v\"}}"),
            new Judgement.MayBeClosed("No")));
  }

  private static String acl(String operator, String value) {
    return ", \"Condition\": {\"%s\": {\"s3:x-amz-acl\": \"%s\"}}".formatted(operator, value);
  }

  @ParameterizedTest
  @MethodSource("ofStages")
  void stagesNeedTheStatementThatIvsAdds(String statements, Judgement judgement) {
    var policy = new BucketPolicy("b", "{\"Statement\": [" + statements + "]}");

    assertThat(policy.ofStages("us-east-1")).isEqualTo(judgement);
  }

  @Test
  void withoutAPolicyOnlyChannelsAreRecorded() {
    assertThat(BucketPolicy.none("b").ofChannels()).isEqualTo(new Judgement.Open());
    assertThat(BucketPolicy.none("b").ofStages("us-east-1")).isEqualTo(new Judgement.NotOpened());
  }

  private static final String CDN = "arn:aws:cloudfront::1:distribution/E1";
  private static final String READ = BucketPolicy.statementOfDistribution("b", CDN);

  static Stream<Arguments> ofDistributions() {
    var deny =
        """
        , {"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "s3:Get*", "Resource": "*"%s}\
        """;
    return Stream.of(
        Arguments.of(READ, new Judgement.Open()),
        Arguments.of(
            READ.replace("StringEquals", "ArnLike").replace("E1\"}", "*\"}"), new Judgement.Open()),
        Arguments.of(ADDED, new Judgement.NotOpened()),
        Arguments.of(READ.replace("E1\"}", "E2\"}"), new Judgement.NotOpened()),
        Arguments.of(READ.replace("b/*", "b/ivs/*"), new Judgement.NotOpened()),
        Arguments.of(READ + deny.formatted(""), new Judgement.Closed("No")),
        Arguments.of(
            READ
                + deny.formatted(
                    ", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\"}}"),
            new Judgement.Open()),
        Arguments.of(
            READ
                + deny.formatted(
                    ", \"Condition\": {\"StringEquals\": {\"aws:SourceVpce\": \"v\"}}"),
            new Judgement.MayBeClosed("No")));
  }

  @ParameterizedTest
  @MethodSource("ofDistributions")
  void aDistributionNeedsAStatementThatNamesIt(String statements, Judgement judgement) {
    var policy = new BucketPolicy("b", "{\"Statement\": [" + statements + "]}");

    assertThat(
            policy.ofDistribution(
                CDN, List.of(BucketPolicy.KEY_OF_CHANNELS, BucketPolicy.KEY_OF_STAGES)))
        .isEqualTo(judgement);
  }
}
