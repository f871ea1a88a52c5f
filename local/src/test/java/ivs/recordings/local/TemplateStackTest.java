package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// The template that is deployed: the function, its queues and its tables.
final class TemplateStackTest {
  private static final String HANDLER = "RecordingStatusHandler";

  private final Template template = OurTemplate.asDeployed();

  @Test
  void theFunctionIsGivenEveryVariableItReads() {
    assertThat(template.function(HANDLER).environment())
        .isEqualTo(
            Map.of(
                "PROFILE_TABLE", "Profile",
                "STREAM_SESSION_TABLE", "StreamSession",
                "RECORDING_TABLE", "Recording",
                "RECORDING_STREAM_TABLE", "RecordingStream",
                "PARKED_EVENT_TABLE", "ParkedEvent",
                "UNKNOWN_PROFILES", "park",
                "METRICS_NAMESPACE", "IvsRecordings"));
    assertThat(OurTemplate.with("UnknownProfiles", "ignore").function(HANDLER).environment())
        .containsEntry("UNKNOWN_PROFILES", "ignore");
  }

  /// SAM publishes no version for a parameter's new value alone, unless the version tells it.
  @ParameterizedTest
  @CsvSource({
    "RecordingStatusHandler, UnknownProfiles, ignore",
    "RecordingStatusHandler, MetricsNamespace, Another",
    "RecordingReconciler, UnknownProfiles, ignore",
    "RecordingReconciler, MetricsNamespace, Another",
    "RecordingReconciler, RecordingBuckets, one-bucket"
  })
  void aChangedParameterIsANewVersion(String function, String parameter, String value) {
    var changed = OurTemplate.with(parameter, value);

    assertThat(changed.function(function)).isNotEqualTo(template.function(function));
    assertThat(changed.properties(function).text("VersionDescription"))
        .isNotEqualTo(template.properties(function).text("VersionDescription"));
    assertThat(template.properties(function).value("AutoPublishAliasAllProperties"))
        .isEqualTo(true);
  }

  @Test
  void theFunctionIsThePackagedHandlerOnJava25AndStartsFromASnapshot() {
    var function = template.function(HANDLER);
    var properties = template.properties(HANDLER);

    assertThat(function.handler()).isEqualTo("ivs.recordings.handler.RecordingStatusHandler");
    assertThat(function.codeUri())
        .isEqualTo(
            OurTemplate.ROOT.toAbsolutePath().normalize().resolve("handler/target/handler.zip"));
    assertThat(properties.text("Runtime")).isEqualTo("java25");
    assertThat(properties.texts("Architectures")).containsExactly("arm64");
    assertThat(properties.section("SnapStart").values())
        .isEqualTo(Map.of("ApplyOn", "PublishedVersions"));
    assertThat(properties.text("AutoPublishAlias")).isEqualTo("live");
  }

  @Test
  void failedMessagesAreReportedOneByOneAndConcurrencyIsBoundedWhereItTakesNothingFromOthers() {
    assertThat(template.eventSource(HANDLER))
        .isEqualTo(new EventSource("RecordingEvents", 10, true, 10));
    assertThat(template.properties(HANDLER).values())
        .doesNotContainKey("ReservedConcurrentExecutions");
  }

  @Test
  void noMessageIsHandedOutAgainWhileItIsWorkedOn() {
    var timeout = template.function(HANDLER).timeout();

    assertThat(seconds("RecordingEvents", "VisibilityTimeout"))
        .isGreaterThanOrEqualTo(timeout.multipliedBy(6));
  }

  @Test
  void deadLettersOutliveTheQueueTheyCameFrom() {
    var retention = seconds("RecordingEvents", "MessageRetentionPeriod");

    for (var queue : List.of("RecordingEventsDLQ", "RecordingRuleDLQ")) {
      assertThat(seconds(queue, "MessageRetentionPeriod"))
          .as(queue)
          .isEqualTo(Duration.ofDays(14))
          .isGreaterThan(retention);
    }
  }

  @Test
  void aMessageThatCannotBeStoredAndAnEventThatCannotBeHandedOverHaveADeadLetterQueueEach() {
    var redrive = template.properties("RecordingEvents").section("RedrivePolicy");

    assertThat(redrive.text("deadLetterTargetArn")).endsWith(":RecordingEventsDLQ");
    assertThat(redrive.number("maxReceiveCount")).isBetween(5, 20);
    for (var rule : template.ids("AWS::Events::Rule")) {
      var target = template.properties(rule).sections("Targets").getFirst();
      assertThat(target.text("Arn")).endsWith(":RecordingEvents");
      assertThat(target.section("DeadLetterConfig").text("Arn")).endsWith(":RecordingRuleDLQ");
      assertThat(target.section("RetryPolicy").values())
          .isEqualTo(Map.of("MaximumRetryAttempts", 185, "MaximumEventAgeInSeconds", 86400));
    }
  }

  @Test
  void everyQueueIsEncrypted() {
    assertThat(template.queues())
        .hasSize(3)
        .allMatch(queue -> "true".equals(queue.attributes().get("SqsManagedSseEnabled")));
  }

  @Test
  void theLogGoesToAGroupThatForgets() {
    var groups =
        template.ids("AWS::Serverless::Function").stream()
            .map(id -> template.properties(id).section("LoggingConfig").text("LogGroup"))
            .toList();

    assertThat(template.ids("AWS::Logs::LogGroup")).containsExactlyElementsOf(groups);
    for (var group : groups) {
      assertThat(template.properties(group).number("RetentionInDays")).as(group).isEqualTo(30);
    }
  }

  @Test
  void everyTableOutlivesItsStackAndCanBePutBackToAnyMinute() {
    var tables = template.ids("AWS::DynamoDB::Table");
    assertThat(tables)
        .containsExactlyInAnyOrder(
            "ProfileTable",
            "StreamSessionTable",
            "RecordingTable",
            "RecordingStreamTable",
            "ParkedEventTable");
    for (var id : tables) {
      assertThat(template.resource(id).values())
          .as(id)
          .containsEntry("DeletionPolicy", "Retain")
          .containsEntry("UpdateReplacePolicy", "Retain");
      assertThat(template.properties(id).values())
          .as(id)
          .containsEntry("BillingMode", "PAY_PER_REQUEST")
          .containsEntry("DeletionProtectionEnabled", true)
          .containsEntry(
              "PointInTimeRecoverySpecification", Map.of("PointInTimeRecoveryEnabled", true))
          .containsEntry("SSESpecification", Map.of("SSEEnabled", true))
          .doesNotContainKeys("TableName", "TimeToLiveSpecification");
    }
  }

  @Test
  void keysAndIndexesAreTheOnesTheQueriesNeed() {
    assertThat(template.tables().stream().flatMap(TemplateStackTest::keys))
        .containsExactlyInAnyOrder(
            "Profile: sourceArn",
            "StreamSession: streamId",
            "StreamSession.byProfile: profileId, startedAt (KEYS_ONLY)",
            "StreamSession.published: publishedMonth, publishedAt"
                + " (INCLUDE profileId, categoryId, title, description)",
            "Recording: recordingId",
            "Recording.byProfile: profileId, recordedAt (ALL)",
            "Recording.byStream: streamSessionId, recordingId (KEYS_ONLY)",
            "Recording.byMonth: recordedMonth, recordedAt (INCLUDE profileId, streamSessionId,"
                + " source, recordingStatus, recordingStatusReason, startTime, endTime,"
                + " recordingDurationMs, version, title, fileName, visibility, availableAt,"
                + " mediaError, posters, sizeBytes, retainUntil, legalHold, deletedAt)",
            "Recording.open: openShard, openSince (INCLUDE recordingSessionId, profileId,"
                + " streamSessionId, streamIds, sourceArn, source, recordingStatus,"
                + " recordingStatusReason, s3BucketName, s3KeyPrefix, s3ObjectKey,"
                + " recordingDurationMs, startTime, endTime, version, updatedAt)",
            "Recording.byDue: dueMonth, dueAt (KEYS_ONLY)",
            "RecordingStream: streamId, recordingId",
            "ParkedEvent: waitingFor, eventId",
            "ParkedEvent.byAge: ageShard, parkedAt (INCLUDE reason, detail, attempts)");
    assertThat(template.tables())
        .flatExtracting(CreateTableRequest::attributeDefinitions)
        .extracting(AttributeDefinition::attributeType)
        .containsOnly(ScalarAttributeType.S);
  }

  @Test
  void everyChangeOfARecordingIsInItsStreamWithBothImages() {
    assertThat(template.tables())
        .filteredOn(table -> table.streamSpecification() != null)
        .extracting(CreateTableRequest::tableName)
        .containsExactly("Recording");
    assertThat(template.properties("RecordingTable").section("StreamSpecification").values())
        .isEqualTo(Map.of("StreamViewType", "NEW_AND_OLD_IMAGES"));
  }

  @Test
  void theOutputsAreTheNamesThatTheCommandLineLooksUp() {
    assertThat(template.outputs())
        .containsOnlyKeys(
            "AlarmTopicArn",
            "DashboardName",
            "ProfileTableName",
            "StreamSessionTableName",
            "RecordingTableName",
            "RecordingStreamTableName",
            "ParkedEventTableName",
            "RecordingEventsUrl",
            "RecordingEventsDLQUrl",
            "RecordingRuleDLQUrl",
            "RecordingEventsDLQArn",
            "RecordingRuleDLQArn",
            "RecordingEventsArn",
            "ArchiveArn",
            "ArchiveName",
            "IVSRecordingStatusRuleArn",
            "IVSStreamStateRuleArn",
            "RecordingStatusHandlerName",
            "RecordingStatusHandlerLogGroupName",
            "RecordingReconcilerName",
            "RecordingReconcilerLogGroupName",
            "EventBusName")
        .containsEntry("RecordingTableName", "Recording")
        .containsEntry(
            "IVSStreamStateRuleArn",
            "arn:aws:events:us-east-1:000000000000:rule/IVSStreamStateRule")
        .containsEntry(
            "RecordingEventsDLQUrl", "http://127.0.0.1:4566/000000000000/RecordingEventsDLQ");
  }

  @Test
  void everyParameterIsExplainedAndHasADefault() {
    var parameters = TemplateYaml.read(OurTemplate.FILE).section("Parameters");

    for (var name : parameters.values().keySet()) {
      assertThat(parameters.section(name).values()).as(name).containsKeys("Description", "Default");
    }
  }

  private Duration seconds(String queue, String property) {
    return Duration.ofSeconds(template.properties(queue).number(property));
  }

  private static Stream<String> keys(CreateTableRequest table) {
    var own = "%s: %s".formatted(table.tableName(), names(table.keySchema()));
    return Stream.concat(
        Stream.of(own),
        table.globalSecondaryIndexes().stream()
            .map(index -> "%s.%s".formatted(table.tableName(), keys(index))));
  }

  private static String keys(GlobalSecondaryIndex index) {
    var projection = index.projection();
    var attributes = String.join(", ", projection.nonKeyAttributes());
    return "%s: %s (%s)"
        .formatted(
            index.indexName(),
            names(index.keySchema()),
            "%s %s".formatted(projection.projectionTypeAsString(), attributes).strip());
  }

  private static String names(List<KeySchemaElement> keys) {
    assertThat(keys)
        .extracting(KeySchemaElement::keyTypeAsString)
        .isEqualTo(List.of("HASH", "RANGE").subList(0, keys.size()));
    return String.join(", ", keys.stream().map(KeySchemaElement::attributeName).toList());
  }
}
