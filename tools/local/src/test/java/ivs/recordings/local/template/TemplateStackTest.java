package ivs.recordings.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
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

  private static final String COUNTER = "RecordingFigureCounter";

  private static final String SENDER = "WebhookSender";

  private final Template template = ProjectTemplate.asDeployed();

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
                "UPLOAD_RETENTION_DAYS", "30",
                "RECORDING_RETENTION_DAYS", "0",
                "METRICS_NAMESPACE", "IvsRecordings",
                "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1"));
    assertThat(ProjectTemplate.with("UnknownProfiles", "ignore").function(HANDLER).environment())
        .containsEntry("UNKNOWN_PROFILES", "ignore");
  }

  /// SAM publishes no version for a parameter's new value alone, unless the version tells it.
  @ParameterizedTest
  @CsvSource({
    "UnknownProfiles, ignore",
    "MetricsNamespace, Another",
    "UploadRetentionDays, 7",
    "RecordingRetentionDays, 90"
  })
  void aChangedParameterIsANewVersion(String parameter, String value) {
    var changed = ProjectTemplate.with(parameter, value);

    assertThat(changed.function(HANDLER)).isNotEqualTo(template.function(HANDLER));
    assertThat(changed.properties(HANDLER).text("VersionDescription"))
        .isNotEqualTo(template.properties(HANDLER).text("VersionDescription"));
    assertThat(template.properties(HANDLER).value("AutoPublishAliasAllProperties")).isEqualTo(true);
  }

  /// Lambda refuses a version whose description is longer than 256 characters.
  @Test
  void theLongestParametersFitTheDescriptionOfAVersion() {
    var parameters = TemplateYaml.read(ProjectTemplate.FILE).section("Parameters");
    var longest = "x".repeat(parameters.section("MetricsNamespace").number("MaxLength"));

    assertThat(
            ProjectTemplate.with("MetricsNamespace", longest)
                .properties(HANDLER)
                .text("VersionDescription"))
        .hasSizeLessThanOrEqualTo(256);
  }

  @Test
  void theFunctionIsThePackagedHandlerOnJava25AndStartsFromASnapshot() {
    var function = template.function(HANDLER);
    var properties = template.properties(HANDLER);

    assertThat(function.handler())
        .isEqualTo("ivs.recordings.handler.ingest.RecordingStatusHandler");
    assertThat(function.codeUri())
        .isEqualTo(
            ProjectTemplate.ROOT
                .toAbsolutePath()
                .normalize()
                .resolve("handler/ingest/target/ingest.zip"));
    assertThat(properties.text("Runtime")).isEqualTo("java25");
    assertThat(properties.texts("Architectures")).containsExactly("arm64");
    assertThat(properties.section("SnapStart").values())
        .isEqualTo(Map.of("ApplyOn", "PublishedVersions"));
    assertThat(properties.text("AutoPublishAlias")).isEqualTo("live");
  }

  @Test
  void failedMessagesAreReportedOneByOneAndConcurrencyIsBoundedWhereItTakesNothingFromOthers() {
    assertThat(template.eventSource(HANDLER))
        .isEqualTo(new EventSourceDefinition("RecordingEvents", 10, true, 10));
    assertThat(template.properties(HANDLER).values())
        .doesNotContainKey("ReservedConcurrentExecutions");
  }

  @Test
  void noMessageIsHandedOutAgainWhileItIsWorkedOn() {
    var timeout = template.function(HANDLER).timeout();

    assertThat(seconds("RecordingEvents", "VisibilityTimeout"))
        .isGreaterThanOrEqualTo(timeout.multipliedBy(6));
    assertThat(seconds("RecordingFigures", "VisibilityTimeout"))
        .isGreaterThanOrEqualTo(template.function(COUNTER).timeout().multipliedBy(6));
    for (var queue : List.of("WebhookQueue", "WebhookSlowQueue")) {
      assertThat(seconds(queue, "VisibilityTimeout"))
          .isGreaterThanOrEqualTo(template.function(SENDER).timeout().multipliedBy(6));
    }
  }

  @Test
  void deadLettersOutliveTheQueueTheyCameFrom() {
    var retention = seconds("RecordingEvents", "MessageRetentionPeriod");

    for (var queue :
        List.of(
            "RecordingEventsDLQ",
            "RecordingRuleDLQ",
            "RecordingInvocationDLQ",
            "RecordingStreamDLQ",
            "RecordingFiguresDLQ",
            "WebhookDLQ")) {
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
      if (List.of("RecordingFiguresRule", "WebhookRule").contains(rule)) {
        continue; // Of another bus: see below.
      }
      var target = template.properties(rule).sections("Targets").getFirst();
      assertThat(target.text("Arn")).endsWith(":RecordingEvents");
      assertThat(target.section("DeadLetterConfig").text("Arn")).endsWith(":RecordingRuleDLQ");
      assertThat(target.section("RetryPolicy").values())
          .isEqualTo(Map.of("MaximumRetryAttempts", 185, "MaximumEventAgeInSeconds", 86400));
    }
  }

  /// The figures have a queue of their own, as each consumer of domain events. What is not counted
  /// is never moved into the queue of the handler.
  @Test
  void everyDomainEventReachesTheFigureCounterThroughAQueueOfItsOwn() {
    assertThat(template.rules())
        .contains(
            new RuleDefinition(
                "RecordingBus",
                "RecordingFiguresRule",
                "{\"source\":[\"ivs.recordings\"]}",
                "RecordingFigures"));
    var target = template.properties("RecordingFiguresRule").sections("Targets").getFirst();
    assertThat(target.section("DeadLetterConfig").text("Arn")).endsWith(":RecordingFiguresDLQ");
    var redrive = template.properties("RecordingFigures").section("RedrivePolicy");
    assertThat(redrive.text("deadLetterTargetArn")).endsWith(":RecordingFiguresDLQ");
    assertThat(redrive.number("maxReceiveCount")).isBetween(5, 20);
    assertThat(template.functionsOfQueues()).containsExactly(HANDLER, COUNTER, SENDER);
    assertThat(template.eventSource(COUNTER))
        .isEqualTo(new EventSourceDefinition("RecordingFigures", 10, true, 2));
  }

  /// A delivery is received once for each attempt, so it is given up much later than any other
  /// message; and it waits for its next attempt for 12 hours, longer than some queues keep
  /// anything.
  @Test
  void everyDomainEventReachesTheSenderAndSlowEndpointsHaveAQueueOfTheirOwn() {
    assertThat(template.rules())
        .contains(
            new RuleDefinition(
                "RecordingBus",
                "WebhookRule",
                "{\"source\":[\"ivs.recordings\"]}",
                "WebhookQueue"));
    var target = template.properties("WebhookRule").sections("Targets").getFirst();
    assertThat(target.section("DeadLetterConfig").text("Arn")).endsWith(":WebhookDLQ");
    for (var queue : List.of("WebhookQueue", "WebhookSlowQueue")) {
      var redrive = template.properties(queue).section("RedrivePolicy");
      assertThat(redrive.text("deadLetterTargetArn")).endsWith(":WebhookDLQ");
      assertThat(redrive.number("maxReceiveCount")).isGreaterThanOrEqualTo(100);
      assertThat(seconds(queue, "MessageRetentionPeriod")).isEqualTo(Duration.ofDays(14));
    }
    assertThat(template.eventSources(SENDER))
        .containsExactly(
            new EventSourceDefinition("WebhookQueue", 10, true, 5),
            new EventSourceDefinition("WebhookSlowQueue", 10, true, 2));
    assertThat(template.function(SENDER).handler())
        .isEqualTo("ivs.recordings.handler.webhooks.WebhookSender");
    assertThat(template.function(SENDER).environment())
        .containsEntry("WEBHOOK_ENDPOINT_TABLE", "WebhookEndpoint")
        .containsEntry("WEBHOOK_DELIVERY_TABLE", "WebhookDelivery")
        .containsEntry("WEBHOOK_SECRET_PREFIX", "local-webhook-")
        .containsEntry("RECORDING_BUS", "RecordingBus")
        .doesNotContainKey("WEBHOOKS_ALLOW_LOCAL");
  }

  @Test
  void theFigureCounterIsGivenItsTablesAndChecksThemEveryDay() {
    var schedule = template.properties(COUNTER).section("Events").section("EveryDay");

    assertThat(template.function(COUNTER).handler())
        .isEqualTo("ivs.recordings.handler.figures.RecordingFigureCounter");
    assertThat(template.function(COUNTER).environment())
        .containsEntry("RECORDING_TABLE", "Recording")
        .containsEntry("FIGURE_TABLE", "Figure")
        .containsEntry("FIGURE_ENTRY_TABLE", "FigureEntry");
    assertThat(schedule.section("Properties").values())
        .containsEntry("ScheduleExpression", "rate(1 day)")
        .containsEntry("Input", "{\"days\": 35}");
  }

  /// A target without a qualifier invokes `$LATEST`, and one with our alias `live`.
  @Test
  void anInvocationThatFailsHasADeadLetterQueueByWhicheverNameItCame() {
    assertThat(template.eventInvokes(HANDLER))
        .containsExactlyInAnyOrder(
            new EventInvokeDefinition("$LATEST", 2, "RecordingInvocationDLQ"),
            new EventInvokeDefinition(
                template.properties(HANDLER).text("AutoPublishAlias"),
                2,
                "RecordingInvocationDLQ"));
  }

  @Test
  void everyQueueIsEncrypted() {
    assertThat(template.queues())
        .hasSize(10)
        .allMatch(queue -> "true".equals(queue.attributes().get("SqsManagedSseEnabled")));
  }

  /// A dead letter may be the only copy of an event. A first deployment that fails leaves no queue.
  @Test
  void everyQueueOutlivesItsStack() {
    for (var id : template.ids("AWS::SQS::Queue")) {
      assertThat(template.resource(id).values())
          .as(id)
          .containsEntry("DeletionPolicy", "RetainExceptOnCreate")
          .containsEntry("UpdateReplacePolicy", "Retain");
    }
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
            "ParkedEventTable",
            "FigureTable",
            "FigureEntryTable",
            "WebhookEndpointTable",
            "WebhookDeliveryTable");
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
          .doesNotContainKeys("TableName");
      // Nothing expires but what is left of a deleted recording, and the log of webhooks.
      assertThat(template.properties(id).values().get("TimeToLiveSpecification"))
          .as(id)
          .isEqualTo(
              id.equals("RecordingTable")
                  ? Map.of("AttributeName", "expiresAt", "Enabled", true)
                  : id.equals("WebhookDeliveryTable")
                      ? Map.of("AttributeName", "ttl", "Enabled", true)
                      : null);
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
            "ParkedEvent.byAge: ageShard, parkedAt (INCLUDE reason, detail, attempts)",
            "Figure: day, profileId#source",
            "FigureEntry: recordingId",
            "FigureEntry.byDay: day, recordingId (ALL)",
            "WebhookEndpoint: ownerId, endpointId",
            "WebhookDelivery: endpointId, time#id",
            "WebhookDelivery.byRecording: recordingId, time#id (ALL)");
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

  /// A record is tried for a while, alone in the end, and named to a queue when it is given up.
  @Test
  void theChangesOfRecordingsReachThePublisherAndNoneOfThemStopsTheOthers() {
    assertThat(template.streamSources())
        .contains(
            new StreamSourceDefinition(
                "RecordingEventPublisher",
                "Recording",
                50,
                true,
                300,
                Duration.ofDays(1),
                true,
                "RecordingStreamDLQ"));
    assertThat(template.function("RecordingEventPublisher").environment())
        .containsEntry("RECORDING_BUS", "RecordingBus");
    assertThat(template.buses()).containsExactly("default", "RecordingBus");
    assertThat(template.archives())
        .contains(
            new ArchiveDefinition(
                "RecordingBusArchive", "RecordingBus", "{\"source\":[\"ivs.recordings\"]}", 365));
  }

  /// A record that is never processed holds up its shard no longer than a day.
  @Test
  void readinessIsOnThatStreamAndReportsFailedRecordsOneByOne() {
    assertThat(template.function("RecordingReadiness").handler())
        .isEqualTo("ivs.recordings.handler.readiness.RecordingReadiness");
    var source =
        template.properties("RecordingReadiness").section("Events").section("ChangedRecordings");
    assertThat(source.text("Type")).isEqualTo("DynamoDB");
    assertThat(source.section("Properties").values())
        .containsEntry(
            "Stream", "arn:aws:dynamodb:us-east-1:000000000000:table/Recording/stream/local")
        .containsEntry("StartingPosition", "TRIM_HORIZON")
        .containsEntry("BisectBatchOnFunctionError", true)
        .containsEntry("MaximumRetryAttempts", 10)
        .containsEntry("MaximumRecordAgeInSeconds", 86400)
        .containsEntry("FunctionResponseTypes", List.of("ReportBatchItemFailures"))
        .containsEntry(
            "DestinationConfig",
            Map.of(
                "OnFailure",
                Map.of(
                    "Type", "SQS",
                    "Destination", "arn:aws:sqs:us-east-1:000000000000:RecordingStreamDLQ")));
  }

  @Test
  void streamsArePrivateUnlessTheStackIsToldOtherwise() {
    var told = ProjectTemplate.with("DefaultVisibility", "PUBLIC");

    for (var function : List.of("RecordingReadiness", "RecordingReconciler")) {
      assertThat(template.function(function).environment())
          .containsEntry("DEFAULT_VISIBILITY", "PRIVATE");
      assertThat(told.function(function).environment())
          .containsEntry("DEFAULT_VISIBILITY", "PUBLIC");
    }
  }

  /// What only commands look up is found by its logical id.
  @Test
  void thereAreFewOutputsAndEachHasAReader() throws Exception {
    var outputs = TemplateYaml.read(ProjectTemplate.FILE).section("Outputs").values().keySet();
    var readers = new StringBuilder();
    try (var documents = Files.list(ProjectTemplate.ROOT.resolve("docs"));
        var commands = Files.walk(ProjectTemplate.ROOT.resolve("tools/cli/src/main/java"))) {
      for (var file : Stream.concat(documents, commands).toList()) {
        readers.append(file.toString().matches(".*\\.(md|java)") ? Files.readString(file) : "");
      }
    }

    assertThat(outputs)
        .hasSizeLessThanOrEqualTo(14)
        .allMatch(readers.toString()::contains, "is named by a document or a command");
    assertThat(template.outputs())
        .containsOnlyKeys("ProfileTableName", "RecordingTableName", "RecordingBusName")
        .containsEntry("RecordingTableName", "Recording");
  }

  @Test
  void everyParameterIsExplainedAndHasADefault() {
    var parameters = TemplateYaml.read(ProjectTemplate.FILE).section("Parameters");

    for (var name : parameters.values().keySet()) {
      assertThat(parameters.section(name).values()).as(name).containsKeys("Description", "Default");
    }
  }

  @Test
  void everyParameterIsInOneGroup() {
    var document = TemplateYaml.read(ProjectTemplate.FILE);
    var groups = document.section("Metadata").section("AWS::CloudFormation::Interface");

    assertThat(
            groups.sections("ParameterGroups").stream()
                .flatMap(group -> group.texts("Parameters").stream()))
        .containsExactlyInAnyOrderElementsOf(document.section("Parameters").values().keySet());
  }

  @Test
  void theTagsAreOnEverythingThatIsPaidFor() {
    var tagged =
        Template.read(ProjectTemplate.FILE, Map.of("Project", "video", "Environment", "test"));

    for (var function : tagged.ids("AWS::Serverless::Function")) {
      assertThat(tagged.properties(function).value("Tags"))
          .as(function)
          .isEqualTo(Map.of("Project", "video", "Environment", "test"));
    }
    for (var type : List.of("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::Logs::LogGroup")) {
      for (var id : tagged.ids(type)) {
        assertThat(tagged.properties(id).list("Tags"))
            .as(id)
            .containsExactly(
                Map.of("Key", "Project", "Value", "video"),
                Map.of("Key", "Environment", "Value", "test"));
      }
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
