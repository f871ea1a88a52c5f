package ivs.recordings.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The template that is deployed: the function that looks for what never arrived.
final class TemplateReconcilerTest {
  private static final String RECONCILER = "RecordingReconciler";

  private final Template template = ProjectTemplate.asDeployed();

  @Test
  void itIsThePackagedReconcilerAndRunsAsTheHandlerDoes() {
    var handler = template.properties("RecordingStatusHandler");
    var reconciler = template.properties(RECONCILER);

    assertThat(template.function(RECONCILER).handler())
        .isEqualTo("ivs.recordings.handler.reconciler.RecordingReconciler");
    assertThat(reconciler.text("CodeUri")).isEqualTo("handler/target/reconciler.zip");
    for (var property :
        new String[] {
          "Runtime",
          "Architectures",
          "SnapStart",
          "AutoPublishAlias",
          "AutoPublishAliasAllProperties"
        }) {
      assertThat(reconciler.value(property)).as(property).isEqualTo(handler.value(property));
    }
  }

  @Test
  void itIsGivenEveryVariableItReads() {
    assertThat(template.function(RECONCILER).environment())
        .isEqualTo(template.function("RecordingStatusHandler").environment());
    assertThat(
            ProjectTemplate.with("RecordingBuckets", "one-bucket,another")
                .function(RECONCILER)
                .environment())
        .containsEntry("RECORDING_BUCKETS", "one-bucket,another");
  }

  /// Lambda refuses a version whose description is longer than 256 characters.
  @Test
  void theLongestParametersStillFitTheDescriptionOfAVersion() {
    var parameters = TemplateYaml.read(ProjectTemplate.FILE).section("Parameters");
    var longest =
        Map.of(
            "UnknownProfiles",
            "ignore",
            "MetricsNamespace",
            "x".repeat(parameters.section("MetricsNamespace").number("MaxLength")),
            "RecordingBuckets",
            "x".repeat(parameters.section("RecordingBuckets").number("MaxLength")));

    assertThat(
            Template.read(ProjectTemplate.FILE, longest)
                .properties(RECONCILER)
                .text("VersionDescription"))
        .hasSizeLessThanOrEqualTo(256);
  }

  @Test
  void itRunsEveryFiveMinutesAndIsDoneBeforeItsNextTurn() {
    var events = template.properties(RECONCILER).section("Events");
    assertThat(events.values()).hasSize(1);
    var schedule = events.section("EveryFiveMinutes");

    assertThat(schedule.text("Type")).isEqualTo("ScheduleV2");
    assertThat(schedule.section("Properties").text("ScheduleExpression"))
        .isEqualTo("rate(5 minutes)");
    assertThat(template.function(RECONCILER).timeout()).isLessThan(Duration.ofMinutes(5));
  }

  @Test
  void aRunThatFailsIsNotTriedAgainBecauseTheNextOneIsNear() {
    var once = Map.<String, Object>of("MaximumRetryAttempts", 0, "MaximumEventAgeInSeconds", 60);

    assertThat(template.properties(RECONCILER).section("EventInvokeConfig").values())
        .isEqualTo(once);
    assertThat(
            template
                .properties(RECONCILER)
                .section("Events")
                .section("EveryFiveMinutes")
                .section("Properties")
                .section("RetryPolicy")
                .values())
        .isEqualTo(once);
  }
}
