package ivs.recordings.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.doctor.BucketPolicy.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    assertThat(BucketPolicy.of("b", "{")).isInstanceOf(Judgement.MayBeClosed.class);
  }

  private static Judgement of(String statement) {
    return BucketPolicy.of("b", "{\"Statement\": [" + statement + "]}");
  }
}
