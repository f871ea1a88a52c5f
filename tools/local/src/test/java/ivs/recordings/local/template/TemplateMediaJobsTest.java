package ivs.recordings.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.event.ruler.Machine;

/// Media jobs on AWS: only where they are wanted, and wired to what begins them.
final class TemplateMediaJobsTest {
  private static final String UPLOAD = "\"source\": \"UPLOAD\"";
  private static final String PROCESSING = "\"status\": \"PROCESSING\"";

  private final Template template = ProjectTemplate.withMediaJobs();

  @Test
  void withoutAnImageThereIsNothingOfThem() {
    var api = ProjectTemplate.withApi();

    for (var type : List.of("JobDefinition", "JobQueue", "ComputeEnvironment")) {
      assertThat(api.ids("AWS::Batch::" + type)).as(type).isEmpty();
      assertThat(template.ids("AWS::Batch::" + type)).as(type).hasSize(1);
    }
    assertThat(api.ids("AWS::DynamoDB::Table")).doesNotContain("MediaJobTable");
    assertThat(api.mediaJobs()).isEmpty();
    for (var function : List.of("RecordingReadiness", "RecordingReconciler", "RecordingApi")) {
      assertThat(api.function(function).environment())
          .as(function)
          .doesNotContainKeys("MEDIA_JOBS", "MEDIA_JOB_QUEUE");
    }
  }

  @Test
  void eachSideKnowsOfTheOther() {
    for (var function : List.of("RecordingReadiness", "RecordingReconciler")) {
      assertThat(template.function(function).environment()).containsEntry("MEDIA_JOBS", "true");
    }
    assertThat(template.function("RecordingApi").environment())
        .containsEntry("MEDIA_JOB_TABLE", "MediaJob")
        .containsEntry("MEDIA_JOB_QUEUE", "MediaJobQueue")
        .containsEntry("MEDIA_JOB_DEFINITION", "MediaJobDefinition");
    assertThat(template.mediaJobs().orElseThrow())
        .containsEntry("MEDIA_JOB_TABLE", "MediaJob")
        .containsEntry("RECORDING_BUCKETS", "first-bucket,second.bucket")
        .containsEntry("MEDIA_BUCKET", "media-bucket");
  }

  @Test
  void aJobHasThreeAttemptsAndATimeLimit() {
    var job = template.properties("MediaJobDefinition");

    assertThat(job.section("RetryStrategy").number("Attempts")).isEqualTo(3);
    assertThat(job.section("Timeout").number("AttemptDurationSeconds")).isPositive();
    assertThat(job.section("RetryStrategy").sections("EvaluateOnExit").getFirst().values())
        .isEqualTo(Map.of("OnExitCode", "2", "Action", "EXIT"));
    assertThat(job.section("ContainerProperties").texts("Command"))
        .containsExactly("Ref::kind", "Ref::recordingId");
  }

  /// Batch does not repeat what it has ended. What a run has begun when its time is over may take
  /// half an hour: a part that S3 does not take in three times five minutes, and then giving it up.
  @Test
  void aRunEndsByItselfBeforeBatchEndsIt() {
    var variables = template.mediaJobs().orElseThrow();
    var job = template.properties("MediaJobDefinition");
    var run =
        Duration.ofSeconds(Long.parseLong(variables.getOrDefault("MEDIA_JOB_TIMEOUT_SECONDS", "")));
    var attempt = Duration.ofSeconds(job.section("Timeout").number("AttemptDurationSeconds"));

    assertThat(attempt.minus(run)).isGreaterThanOrEqualTo(Duration.ofMinutes(45));
    assertThat(variables)
        .containsEntry(
            "MEDIA_JOB_ATTEMPTS",
            Integer.toString(job.section("RetryStrategy").number("Attempts")));
  }

  @Test
  void everyTableOfItsOwnOutlivesTheStackAndForgets() {
    assertThat(template.resource("MediaJobTable").values())
        .containsEntry("DeletionPolicy", "Retain")
        .containsEntry("UpdateReplacePolicy", "Retain");
    assertThat(template.properties("MediaJobTable").value("TimeToLiveSpecification"))
        .isEqualTo(Map.of("AttributeName", "expiresAt", "Enabled", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"recording.completed", "recording.updated"})
  void anUploadThatIsNotAvailableBeginsItsJob(String type) throws Exception {
    assertThat(beginsAJob(type, UPLOAD, PROCESSING)).isTrue();
    assertThat(beginsAJob(type, UPLOAD, "\"status\": \"AVAILABLE\"")).isFalse();
    assertThat(beginsAJob(type, "\"source\": \"IVS_CHANNEL\"", PROCESSING)).isFalse();
    assertThat(beginsAJob("recording.failed", UPLOAD, PROCESSING)).isFalse();
  }

  /// The row of an upload changes when its job has measured it, or has failed; that needs no other.
  @Test
  void whatAJobHasWrittenBeginsNoOtherUnlessItIsLate() throws Exception {
    var measured = "\"durationMs\": 7000";
    var late = "\"error\": {\"code\": \"MEDIA_LATE\"}";
    var failed = "\"error\": {\"code\": \"NOT_SEEKABLE\"}";

    assertThat(beginsAJob("recording.updated", UPLOAD, PROCESSING, measured)).isFalse();
    assertThat(beginsAJob("recording.updated", UPLOAD, PROCESSING, failed)).isFalse();
    assertThat(beginsAJob("recording.updated", UPLOAD, PROCESSING, measured, failed)).isFalse();
    assertThat(beginsAJob("recording.updated", UPLOAD, PROCESSING, late)).isTrue();
    assertThat(beginsAJob("recording.updated", UPLOAD, PROCESSING, measured, late)).isTrue();
  }

  private boolean beginsAJob(String type, String... data) throws Exception {
    return matches(
        "UploadJobRule",
        "{\"source\": \"ivs.recordings\", \"detail-type\": \"%s\", \"detail\": {\"data\": {%s}}}"
            .formatted(type, String.join(", ", data)));
  }

  private boolean matches(String name, String event) throws Exception {
    var rule =
        template.rules().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    var machine = Machine.builder().build();
    machine.addRule(rule.name(), rule.eventPattern());
    return !machine.rulesForJSONEvent(event).isEmpty();
  }

  @Test
  void theRuleOfUploadsIsOnTheBusOfDomainEventsAndBeginsJobs() {
    assertThat(template.rules())
        .filteredOn(rule -> rule.name().equals("UploadJobRule"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.bus()).isEqualTo("RecordingBus");
          assertThat(rule.targetQueue()).isEqualTo(RuleDefinition.JOBS);
        });
  }

  /// A run that ends with 2 has counted its failures itself; of any other end that is not known.
  @ParameterizedTest
  @CsvSource({
    "FAILED, '{\"reason\": \"CannotPullContainerError\"}', true",
    "FAILED, '{\"exitCode\": 137}', true",
    "FAILED, '{\"exitCode\": 1}', true",
    "FAILED, '{\"exitCode\": 2}', false",
    "FAILED, '{}', true",
    "RUNNABLE, '{}', false",
    "SUCCEEDED, '{\"exitCode\": 0}', false"
  })
  void aJobThatFailedWithoutExitCode2IsLost(String status, String container, boolean isLost)
      throws Exception {
    assertThat(matches("LostMediaJobRule", batchEvent("MediaJobQueue", status, container)))
        .isEqualTo(isLost);
    assertThat(matches("LostMediaJobRule", batchEvent("another", status, container))).isFalse();
  }

  private static String batchEvent(String queue, String status, String container) {
    return """
    {"source": "aws.batch", "detail-type": "Batch Job State Change",
     "detail": {"jobQueue": "%s", "status": "%s", "container": %s}}
    """
        .formatted(queue, status, container);
  }

  @Test
  void aJobThatFindsNoPlaceToRunIsLost() throws Exception {
    var blocked =
        """
        {"source": "aws.batch", "detail-type": "Batch Job Queue Blocked",
         "detail": {"jobQueue": "%s", "status": "RUNNABLE", "container": {}}}
        """;

    assertThat(matches("LostMediaJobRule", blocked.formatted("MediaJobQueue"))).isTrue();
    assertThat(matches("LostMediaJobRule", blocked.formatted("another"))).isFalse();
  }

  @Test
  void whatBecomesNoJobRestsInAQueueOfItsOwn() {
    var submission = template.properties("UploadJobRule").sections("Targets").getFirst();

    assertThat(submission.section("DeadLetterConfig").text("Arn")).endsWith(":MediaJobDLQ");
    assertThat(template.rules())
        .filteredOn(rule -> rule.name().equals("LostMediaJobRule"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.bus()).isEqualTo(RuleDefinition.DEFAULT_BUS);
          assertThat(rule.targetQueue()).isEqualTo("MediaJobDLQ");
        });
    assertThat(template.queues())
        .filteredOn(queue -> queue.name().equals("MediaJobDLQ"))
        .singleElement()
        .satisfies(queue ->
            assertThat(queue.attributes())
                .containsEntry("SqsManagedSseEnabled", "true")
                .containsEntry("MessageRetentionPeriod", "1209600"));
    assertThat(template.resource("MediaJobDLQ").values())
        .containsEntry("DeletionPolicy", "RetainExceptOnCreate")
        .containsEntry("UpdateReplacePolicy", "Retain");
  }
}
