package ivs.recordings.local.template;

import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may do what, in the template that is deployed.
final class TemplatePermissionsTest {
  private static final String DYNAMODB = "arn:aws:dynamodb:us-east-1:000000000000:table/";
  private static final String SQS = "arn:aws:sqs:us-east-1:000000000000:";
  private static final String EVENTS = "arn:aws:events:us-east-1:000000000000:rule/";
  private static final String LOGS = "arn:aws:logs:us-east-1:000000000000:log-group:";

  private static final String IVS = "arn:aws:ivs:us-east-1:000000000000:";

  /// IVS has no list of what may be asked for: of these, every one of the account.
  private static final Map<String, Set<String>> COMPOSITIONS =
      Map.of(
          IVS + "composition/*", Set.of("ivs:GetComposition"),
          IVS + "storage-configuration/*", Set.of("ivs:GetStorageConfiguration"));

  private static final Map<String, Set<String>> SESSIONS =
      Map.of(
          IVS + "channel/*", Set.of("ivs:ListStreams", "ivs:ListStreamSessions"),
          IVS + "stage/*", Set.of("ivs:ListStageSessions", "ivs:GetStageSession"));

  private static final String SECRETS = "arn:aws:secretsmanager:us-east-1:000000000000:secret:";
  private static final String WEBHOOK_SECRETS = SECRETS + "local-webhook-*";
  private static final String MEDIA = "arn:aws:s3:::media-bucket";
  private static final String PLAYLISTS = MEDIA + "/*.m3u8";
  private static final String MANIFESTS = "/*/events/recording-*.json";
  private static final String RECONCILER = "RecordingReconcilerRole";
  private static final String READINESS = "RecordingReadinessRole";
  private static final String RETENTION = "RecordingRetentionRole";

  /// The two folders of MediaBucket that clients upload to.
  private static final List<String> UPLOADS =
      List.of(MEDIA + "/recordings/*", MEDIA + "/stream-recordings/*");

  private static final Set<String> UPLOAD =
      Set.of(
          "s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts");

  private static final Set<String> LOGGED =
      Set.of("dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem");

  private static final Set<String> LIST =
      Set.of("s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketVersioning");
  private static final Set<String> DELETE = Set.of("s3:DeleteObject", "s3:DeleteObjectVersion");

  private final Template template = ProjectTemplate.asDeployed();

  @Test
  void theFunctionMayDoWhatItDoesAndNothingElse() {
    assertThat(allowed(template, "RecordingStatusHandlerRole"))
        .isEqualTo(
            with(
                Map.of(
                    DYNAMODB + "Profile",
                    Set.of("dynamodb:BatchGetItem"),
                    DYNAMODB + "StreamSession",
                    Set.of("dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
                    DYNAMODB + "Recording",
                    Set.of("dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
                    DYNAMODB + "RecordingStream",
                    Set.of("dynamodb:PutItem"),
                    DYNAMODB + "ParkedEvent",
                    Set.of("dynamodb:UpdateItem", "dynamodb:Query", "dynamodb:DeleteItem"),
                    SQS + "RecordingEvents",
                    Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
                    SQS + "RecordingInvocationDLQ",
                    Set.of("sqs:SendMessage"),
                    LOGS + "RecordingStatusHandlerLogGroup:*",
                    Set.of("logs:CreateLogStream", "logs:PutLogEvents")),
                List.of(COMPOSITIONS)));
  }

  @Test
  void theReconcilerMayDoWhatItDoesAndNothingElse() {
    assertThat(allowed(ProjectTemplate.asDeployed(), RECONCILER))
        .isEqualTo(
            with(
                Map.ofEntries(
                    Map.entry(
                        DYNAMODB + "Profile", Set.of("dynamodb:BatchGetItem", "dynamodb:Scan")),
                    Map.entry(
                        DYNAMODB + "StreamSession",
                        Set.of("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:UpdateItem")),
                    Map.entry(
                        DYNAMODB + "Recording",
                        Set.of(
                            "dynamodb:BatchGetItem",
                            "dynamodb:GetItem",
                            "dynamodb:UpdateItem",
                            "dynamodb:DeleteItem")),
                    Map.entry(
                        DYNAMODB + "RecordingStream",
                        Set.of("dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem")),
                    Map.entry(DYNAMODB + "StreamSession/index/byProfile", Set.of("dynamodb:Query")),
                    Map.entry(DYNAMODB + "Recording/index/open", Set.of("dynamodb:Query")),
                    Map.entry(DYNAMODB + "Recording/index/byProfile", Set.of("dynamodb:Query")),
                    Map.entry(DYNAMODB + "Recording/index/byStream", Set.of("dynamodb:Query")),
                    Map.entry(
                        DYNAMODB + "ParkedEvent",
                        Set.of("dynamodb:UpdateItem", "dynamodb:Query", "dynamodb:DeleteItem")),
                    Map.entry(DYNAMODB + "ParkedEvent/index/byAge", Set.of("dynamodb:Query")),
                    Map.entry(
                        LOGS + "RecordingReconcilerLogGroup:*",
                        Set.of("logs:CreateLogStream", "logs:PutLogEvents"))),
                List.of(COMPOSITIONS, SESSIONS)));
  }

  @Test
  void readinessMayDoWhatItDoesAndNothingElse() {
    assertThat(allowed(template, READINESS))
        .isEqualTo(
            Map.of(
                DYNAMODB + "Recording/stream/local",
                Set.of(
                    "dynamodb:DescribeStream",
                    "dynamodb:GetRecords",
                    "dynamodb:GetShardIterator",
                    "dynamodb:ListStreams"),
                SQS + "RecordingStreamDLQ",
                Set.of("sqs:SendMessage"),
                DYNAMODB + "Recording",
                Set.of("dynamodb:GetItem", "dynamodb:UpdateItem"),
                DYNAMODB + "StreamSession",
                Set.of("dynamodb:GetItem", "dynamodb:UpdateItem"),
                DYNAMODB + "RecordingStream",
                Set.of("dynamodb:Query"),
                DYNAMODB + "Recording/index/byStream",
                Set.of("dynamodb:Query"),
                LOGS + "RecordingReadinessLogGroup:*",
                Set.of("logs:CreateLogStream", "logs:PutLogEvents")));
  }

  @Test
  void theApiMayDoWhatItDoesAndNothingElse() {
    var query = Set.of("dynamodb:Query");
    assertThat(allowed(ProjectTemplate.withApi(), "RecordingApiRole"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry(DYNAMODB + "Profile", Set.of("dynamodb:GetItem")),
                Map.entry(
                    DYNAMODB + "StreamSession", Set.of("dynamodb:GetItem", "dynamodb:UpdateItem")),
                Map.entry(
                    DYNAMODB + "Recording",
                    Set.of("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem")),
                Map.entry(
                    DYNAMODB + "RecordingStream", Set.of("dynamodb:Query", "dynamodb:PutItem")),
                Map.entry(DYNAMODB + "ParkedEvent", query),
                Map.entry(DYNAMODB + "Figure", Set.of("dynamodb:Query", "dynamodb:UpdateItem")),
                Map.entry(
                    DYNAMODB + "WebhookEndpoint",
                    Set.of(
                        "dynamodb:GetItem",
                        "dynamodb:Query",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem",
                        "dynamodb:DeleteItem")),
                Map.entry(DYNAMODB + "WebhookDelivery", LOGGED),
                Map.entry(
                    WEBHOOK_SECRETS,
                    Set.of(
                        "secretsmanager:CreateSecret",
                        "secretsmanager:GetSecretValue",
                        "secretsmanager:PutSecretValue",
                        "secretsmanager:DeleteSecret")),
                Map.entry(SQS + "WebhookQueue", Set.of("sqs:SendMessage")),
                Map.entry(DYNAMODB + "StreamSession/index/byProfile", query),
                Map.entry(DYNAMODB + "StreamSession/index/published", query),
                Map.entry(DYNAMODB + "Recording/index/byMonth", query),
                Map.entry(DYNAMODB + "Recording/index/byProfile", query),
                Map.entry(DYNAMODB + "Recording/index/byStream", query),
                Map.entry(DYNAMODB + "Recording/index/open", query),
                Map.entry(DYNAMODB + "ParkedEvent/index/byAge", query),
                Map.entry(SECRETS + "RecordingApiKey", Set.of("secretsmanager:GetSecretValue")),
                Map.entry(PLAYLISTS, Set.of("s3:GetObject")),
                Map.entry(MEDIA, Set.of("s3:ListBucket")),
                Map.entry(UPLOADS.getFirst(), UPLOAD),
                Map.entry(UPLOADS.getLast(), UPLOAD),
                Map.entry(
                    LOGS + "RecordingApiLogGroup:*",
                    Set.of("logs:CreateLogStream", "logs:PutLogEvents"))));
  }

  @Test
  void thePublisherMayDoWhatItDoesAndNothingElse() {
    assertThat(allowed(template, "RecordingEventPublisherRole"))
        .isEqualTo(
            Map.of(
                DYNAMODB + "Recording/stream/local",
                Set.of(
                    "dynamodb:DescribeStream",
                    "dynamodb:GetRecords",
                    "dynamodb:GetShardIterator",
                    "dynamodb:ListStreams"),
                "arn:aws:events:us-east-1:000000000000:event-bus/RecordingBus",
                Set.of("events:PutEvents"),
                SQS + "RecordingStreamDLQ",
                Set.of("sqs:SendMessage"),
                LOGS + "RecordingEventPublisherLogGroup:*",
                Set.of("logs:CreateLogStream", "logs:PutLogEvents")));
  }

  @Test
  void theFigureCounterMayDoWhatItDoesAndNothingElse() {
    assertThat(allowed(template, "RecordingFigureCounterRole"))
        .isEqualTo(
            Map.of(
                SQS + "RecordingFigures",
                Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
                DYNAMODB + "Recording",
                Set.of("dynamodb:GetItem"),
                DYNAMODB + "Recording/index/byMonth",
                Set.of("dynamodb:Query"),
                DYNAMODB + "FigureEntry",
                Set.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"),
                DYNAMODB + "FigureEntry/index/byDay",
                Set.of("dynamodb:Query"),
                DYNAMODB + "Figure",
                Set.of("dynamodb:UpdateItem"),
                LOGS + "RecordingFigureCounterLogGroup:*",
                Set.of("logs:CreateLogStream", "logs:PutLogEvents")));
  }

  @Test
  void theSenderOfWebhooksMayDoWhatItDoesAndNothingElse() {
    var queue =
        Set.of(
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ChangeMessageVisibility",
            "sqs:SendMessage");

    assertThat(allowed(template, "WebhookSenderRole"))
        .isEqualTo(
            Map.of(
                SQS + "WebhookQueue",
                queue,
                SQS + "WebhookSlowQueue",
                queue,
                DYNAMODB + "WebhookEndpoint",
                Set.of("dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"),
                DYNAMODB + "WebhookDelivery",
                LOGGED,
                WEBHOOK_SECRETS,
                Set.of("secretsmanager:GetSecretValue"),
                "arn:aws:events:us-east-1:000000000000:event-bus/RecordingBus",
                Set.of("events:PutEvents"),
                LOGS + "WebhookSenderLogGroup:*",
                Set.of("logs:CreateLogStream", "logs:PutLogEvents")));
  }

  @Test
  void retentionMayDoWhatItDoesAndNothingElse() {
    var rows =
        Map.of(
            DYNAMODB + "Recording",
            Set.of("dynamodb:GetItem", "dynamodb:UpdateItem"),
            DYNAMODB + "Recording/index/byDue",
            Set.of("dynamodb:Query"),
            DYNAMODB + "Recording/index/byProfile",
            Set.of("dynamodb:Query"),
            DYNAMODB + "RecordingStream",
            Set.of("dynamodb:DeleteItem"),
            LOGS + "RecordingRetentionLogGroup:*",
            Set.of("logs:CreateLogStream", "logs:PutLogEvents"));
    var given =
        Template.read(
            ProjectTemplate.FILE,
            Map.of(
                "RecordingBuckets",
                "first-bucket,second.bucket",
                "JwtIssuer",
                "https://i.example"));

    assertThat(allowed(template, RETENTION)).isEqualTo(rows);
    assertThat(allowed(given, RETENTION))
        .isEqualTo(
            with(
                rows,
                List.of(
                    Map.of(
                        MEDIA,
                        LIST,
                        MEDIA + "/*",
                        DELETE,
                        "arn:aws:s3:::first-bucket",
                        LIST,
                        "arn:aws:s3:::first-bucket/*",
                        DELETE,
                        "arn:aws:s3:::second.bucket",
                        LIST,
                        "arn:aws:s3:::second.bucket/*",
                        DELETE))));
    assertThat(allowed(ProjectTemplate.withCdn(), RETENTION))
        .containsEntry(
            "arn:aws:cloudfront::000000000000:distribution/MediaDistribution",
            Set.of("cloudfront:CreateInvalidation"));
    assertThat(allowed(ProjectTemplate.withMediaJobs(), RETENTION))
        .containsEntry(DYNAMODB + "MediaJob", Set.of("dynamodb:Query"));
  }

  @Test
  void reconcilerAndReadinessLookAtWhatWasUploaded() {
    for (var role : List.of(RECONCILER, READINESS)) {
      assertThat(allowed(ProjectTemplate.withApi(), role))
          .containsEntry(UPLOADS.getFirst(), Set.of("s3:GetObject"))
          .containsEntry(UPLOADS.getLast(), Set.of("s3:GetObject"));
    }
  }

  @Test
  void noOtherRoleMayDeleteAnObject() {
    for (var given : List.of(ProjectTemplate.withCdn(), ProjectTemplate.withMediaJobs())) {
      assertThat(given.ids("AWS::IAM::Role"))
          .filteredOn(role -> !deletes(given, role).isEmpty())
          .containsExactly(RETENTION);
    }
  }

  /// The objects that a role may delete.
  private static List<String> deletes(Template given, String role) {
    return allowed(given, role).entrySet().stream()
        .filter(
            entry -> entry.getValue().stream().anyMatch(action -> action.startsWith("s3:Delete")))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, Set<String>> with(
      Map<String, Set<String>> own, List<Map<String, Set<String>>> ofIvs) {
    var all = new TreeMap<>(own);
    ofIvs.forEach(all::putAll);
    return all;
  }

  /// Each bucket by its name, and in it only manifests. What the reconciler lists is the folder of
  /// a channel of this account, the manifests or media of one recording, or a session of a stage;
  /// what readiness lists is of one recording.
  @ParameterizedTest
  @CsvSource({
    RECONCILER + ", ivs/v1/000000000000/* */events/recording-* */st-* */media/*",
    READINESS + ", */events/recording-* */media/*"
  })
  void theBucketsThatAreGivenAreReadAndNoOther(String role, String listed) {
    var given = ProjectTemplate.with("RecordingBuckets", "first-bucket,second.bucket");
    var s3 = new TreeMap<>(allowed(given, role));
    s3.keySet().removeIf(arn -> !arn.startsWith("arn:aws:s3:::"));

    assertThat(s3)
        .isEqualTo(
            Map.of(
                "arn:aws:s3:::first-bucket",
                Set.of("s3:ListBucket"),
                "arn:aws:s3:::second.bucket",
                Set.of("s3:ListBucket"),
                "arn:aws:s3:::first-bucket" + MANIFESTS,
                Set.of("s3:GetObject"),
                "arn:aws:s3:::second.bucket" + MANIFESTS,
                Set.of("s3:GetObject")));
    assertThat(
            inlineStatements(given, role)
                .filter(statement -> statement.value("Action").equals("s3:ListBucket"))
                .map(statement -> statement.section("Condition").values()))
        .containsExactly(Map.of("StringLike", Map.of("s3:prefix", List.of(listed.split(" ", -1)))));
  }

  @Test
  void noPolicyHasAWildcardOrAScanButWhatTheReconcilerNeeds() {
    var given =
        Template.read(
            ProjectTemplate.FILE,
            Map.of("RecordingBuckets", "first-bucket", "JwtIssuer", "https://issuer.example.com"));
    assertThat(allStatements(given)).isNotEmpty();
    for (var statement : allStatements(given).toList()) {
      assertThat(statement.values()).as(statement.at()).doesNotContainKey("NotAction");
      assertThat(oneOrMore(statement, "Action"))
          .as(statement.at())
          .allMatch(action -> !action.contains("*"));
      // The ARN of a log group ends with one of its own, which stands for its streams.
      var mayEndWithAStar =
          oneOrMore(statement, "Action").allMatch(DELETE::contains); // All of retention's buckets.
      assertThat(
              oneOrMore(statement, "Resource")
                  .map(arn -> mayEndWithAStar ? arn.replaceFirst("/\\*$", "") : arn)
                  .map(arn -> arn.replaceFirst("(" + LOGS + "\\w+):\\*$", "$1"))
                  .filter(arn -> !COMPOSITIONS.containsKey(arn) && !SESSIONS.containsKey(arn))
                  .filter(arn -> !UPLOADS.contains(arn))
                  .filter(arn -> !arn.equals(WEBHOOK_SECRETS))
                  .filter(arn ->
                      !Set.of("arn:aws:s3:::first-bucket" + MANIFESTS, PLAYLISTS).contains(arn)))
          .as(statement.at())
          .allMatch(arn -> !arn.contains("*"));
    }
    assertThat(
            allStatements(given)
                .filter(each -> oneOrMore(each, "Action").anyMatch("dynamodb:Scan"::equals))
                .map(each -> each.text("Resource")))
        .containsExactly(DYNAMODB + "Profile");
  }

  @Test
  void aMediaJobMayDoWhatItDoesAndNothingElse() {
    var jobs = ProjectTemplate.withMediaJobs();

    assertThat(allowed(jobs, "MediaJobRole"))
        .isEqualTo(
            Map.of(
                DYNAMODB + "Recording",
                Set.of("dynamodb:GetItem", "dynamodb:UpdateItem"),
                DYNAMODB + "MediaJob",
                Set.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
                UPLOADS.getFirst(),
                Set.of("s3:GetObject"),
                UPLOADS.getLast(),
                Set.of("s3:GetObject"),
                MEDIA + "/derived/*",
                Set.of("s3:PutObject", "s3:AbortMultipartUpload"),
                "arn:aws:s3:::first-bucket/*/media/*",
                Set.of("s3:GetObject"),
                "arn:aws:s3:::second.bucket/*/media/*",
                Set.of("s3:GetObject")));
    assertThat(allowed(jobs, "MediaJobSubmissionRole"))
        .isEqualTo(
            Map.of(
                "MediaJobQueue", Set.of("batch:SubmitJob"),
                "MediaJobDefinition", Set.of("batch:SubmitJob")));
    assertThat(senders(jobs, "MediaJobDLQ"))
        .extracting(statement -> statement.get("Condition"))
        .containsExactly(
            Map.of(
                "ArnEquals",
                Map.of(
                    "aws:SourceArn",
                    List.of(EVENTS + "UploadJobRule", EVENTS + "LostMediaJobRule"))));
    assertThat(allowed(jobs, "RecordingApiRole"))
        .containsEntry("MediaJobQueue", Set.of("batch:SubmitJob"))
        .containsEntry("MediaJobDefinition", Set.of("batch:SubmitJob"))
        .containsEntry(
            DYNAMODB + "MediaJob",
            Set.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"));
    // IAM knows no resource of a token of the registry.
    assertThat(allowed(jobs, "MediaJobExecutionRole").get("*"))
        .isEqualTo(Set.of("ecr:GetAuthorizationToken"));
  }

  @Test
  void aFunctionHasNoPermissionsButThoseOfItsOwnRole() {
    var template = ProjectTemplate.withApi();
    for (var id : template.ids("AWS::Serverless::Function")) {
      assertThat(template.properties(id).text("Role")).endsWith(":role/" + id + "Role");
      assertThat(template.properties(id).values()).doesNotContainKeys("Policies");
    }
    for (var id : template.ids("AWS::IAM::Role")) {
      assertThat(template.properties(id).values()).doesNotContainKey("ManagedPolicyArns");
    }
  }

  @Test
  void aBoundaryHoldsForEveryRole() {
    var boundary = "arn:aws:iam::000000000000:policy/boundary";
    var bounded = ProjectTemplate.with("PermissionsBoundary", boundary);

    for (var role : template.ids("AWS::IAM::Role")) {
      assertThat(bounded.properties(role).text("PermissionsBoundary")).isEqualTo(boundary);
      assertThat(template.properties(role).values()).doesNotContainKey("PermissionsBoundary");
    }
    // SAM makes the schedule's role.
    assertThat(schedule(bounded).text("PermissionsBoundary")).isEqualTo(boundary);
    assertThat(schedule(template).values()).doesNotContainKey("PermissionsBoundary");
  }

  private static TemplateSection schedule(Template template) {
    return template
        .properties("RecordingReconciler")
        .section("Events")
        .section("EveryFiveMinutes")
        .section("Properties");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RecordingStatusHandlerRole",
        RECONCILER,
        READINESS,
        RETENTION,
        "RecordingApiRole",
        "RecordingEventPublisherRole",
        "RecordingFigureCounterRole",
        "WebhookSenderRole"
      })
  void onlyLambdaMayTakeTheRole(String role) {
    var trust = ProjectTemplate.withApi().properties(role).section("AssumeRolePolicyDocument");

    assertThat(trust.sections("Statement"))
        .extracting(TemplateSection::values)
        .containsExactly(
            Map.of(
                "Effect", "Allow",
                "Principal", Map.of("Service", "lambda.amazonaws.com"),
                "Action", "sts:AssumeRole"));
  }

  @Test
  void onlyTheRulesMaySendToTheQueueAndToTheirDeadLetters() {
    assertThat(senders("RecordingEvents")).containsExactly(onlyTheRules("RecordingEvents"));
    assertThat(senders("RecordingRuleDLQ")).containsExactly(onlyTheRules("RecordingRuleDLQ"));
    assertThat(senders("RecordingEventsDLQ")).isEmpty();
    assertThat(senders("RecordingInvocationDLQ")).isEmpty();
    assertThat(senders("RecordingStreamDLQ")).isEmpty();
    for (var queue : List.of("RecordingFigures", "RecordingFiguresDLQ")) {
      assertThat(senders(queue))
          .extracting(statement -> statement.get("Condition"))
          .containsExactly(
              Map.of("ArnEquals", Map.of("aws:SourceArn", EVENTS + "RecordingFiguresRule")));
    }
    for (var queue : List.of("WebhookQueue", "WebhookDLQ")) {
      assertThat(senders(queue))
          .extracting(statement -> statement.get("Condition"))
          .containsExactly(Map.of("ArnEquals", Map.of("aws:SourceArn", EVENTS + "WebhookRule")));
    }
    assertThat(senders("WebhookSlowQueue")).isEmpty();
    assertThat(template.rules())
        .extracting(RuleDefinition::name)
        .containsExactlyInAnyOrder(
            "IVSRecordingStatusRule",
            "IVSStreamStateRule",
            "IVSRealTimeRule",
            "RecordingFiguresRule",
            "WebhookRule");
  }

  /// The bucket of uploads is the stack's own, so is its policy; those of IVS are never touched.
  @Test
  void onlyTheDistributionMayReadTheMediaAndOnlyByTls() {
    var tls =
        Map.of(
            "Sid",
            "OnlyTls",
            "Effect",
            "Deny",
            "Principal",
            "*",
            "Action",
            "s3:*",
            "Resource",
            List.of(MEDIA, MEDIA + "/*"),
            "Condition",
            Map.of("Bool", Map.of("aws:SecureTransport", "false")));
    assertThat(bucketStatements(ProjectTemplate.withApi())).containsExactly(tls);
    assertThat(bucketStatements(ProjectTemplate.withCdn()))
        .containsExactly(
            tls,
            Map.of(
                "Sid",
                "ReadByCdn",
                "Effect",
                "Allow",
                "Principal",
                Map.of("Service", "cloudfront.amazonaws.com"),
                "Action",
                "s3:GetObject",
                "Resource",
                MEDIA + "/*",
                "Condition",
                Map.of(
                    "StringEquals",
                    Map.of(
                        "aws:SourceArn",
                        "arn:aws:cloudfront::000000000000:distribution/MediaDistribution"))));
    assertThat(ProjectTemplate.withCdn().ids("AWS::S3::BucketPolicy"))
        .containsExactly("MediaBucketPolicy");
    assertThat(ProjectTemplate.withCdn().properties("MediaBucketPolicy").text("Bucket"))
        .isEqualTo("media-bucket");
  }

  private static List<Map<String, Object>> bucketStatements(Template template) {
    return template
        .properties("MediaBucketPolicy")
        .section("PolicyDocument")
        .sections("Statement")
        .stream()
        .map(TemplateSection::values)
        .toList();
  }

  private static Map<String, Object> onlyTheRules(String queue) {
    return Map.of(
        "Effect",
        "Allow",
        "Principal",
        Map.of("Service", "events.amazonaws.com"),
        "Action",
        "sqs:SendMessage",
        "Resource",
        SQS + queue,
        "Condition",
        Map.of(
            "ArnEquals",
            Map.of(
                "aws:SourceArn",
                List.of(
                    EVENTS + "IVSRecordingStatusRule",
                    EVENTS + "IVSStreamStateRule",
                    EVENTS + "IVSRealTimeRule"))));
  }

  private List<Map<String, Object>> senders(String queue) {
    return senders(template, queue);
  }

  private static List<Map<String, Object>> senders(Template template, String queue) {
    return template.ids("AWS::SQS::QueuePolicy").stream()
        .map(template::properties)
        .filter(
            policy -> policy.texts("Queues").stream().anyMatch(url -> url.endsWith("/" + queue)))
        .flatMap(policy -> policy.section("PolicyDocument").sections("Statement").stream())
        .map(TemplateSection::values)
        .toList();
  }

  private static Stream<TemplateSection> allStatements(Template template) {
    return Stream.concat(
        template.ids("AWS::IAM::Role").stream().flatMap(role -> inlineStatements(template, role)),
        template.ids("AWS::SQS::QueuePolicy").stream()
            .map(template::properties)
            .flatMap(policy -> policy.section("PolicyDocument").sections("Statement").stream()));
  }

  private static Stream<TemplateSection> inlineStatements(Template template, String role) {
    return template.properties(role).sections("Policies").stream()
        .flatMap(policy -> policy.section("PolicyDocument").sections("Statement").stream());
  }

  /// The actions on each resource.
  private static Map<String, Set<String>> allowed(Template template, String role) {
    return inlineStatements(template, role)
        .flatMap(statement ->
            oneOrMore(statement, "Resource").map(resource -> Map.entry(resource, statement)))
        .collect(
            groupingBy(
                Map.Entry::getKey,
                flatMapping(entry -> oneOrMore(entry.getValue(), "Action"), toSet())));
  }

  private static Stream<String> oneOrMore(TemplateSection statement, String key) {
    return statement.value(key) instanceof List<?>
        ? statement.texts(key).stream()
        : Stream.of(statement.text(key));
  }
}
