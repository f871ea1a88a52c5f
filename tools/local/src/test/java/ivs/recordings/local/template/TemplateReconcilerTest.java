package ivs.recordings.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The template that is deployed: the function that looks for what never arrived.
final class TemplateReconcilerTest {
  private static final String RECONCILER = "RecordingReconciler";

  private final Template template = ProjectTemplate.asDeployed();

  @Test
  void itIsThePackagedReconcilerOnTheHandlersRuntime() {
    var handler = template.properties("RecordingStatusHandler");
    var reconciler = template.properties(RECONCILER);

    assertThat(template.function(RECONCILER).handler())
        .isEqualTo("ivs.recordings.handler.reconciler.RecordingReconciler");
    assertThat(reconciler.text("CodeUri")).isEqualTo("handler/reconciler/target/reconciler.zip");
    for (var property : List.of("Runtime", "Architectures")) {
      assertThat(reconciler.value(property)).as(property).isEqualTo(handler.value(property));
    }
  }

  @Test
  void aScheduledFunctionNeedsNoSnapshotAndNoAlias() {
    assertThat(template.properties(RECONCILER).values())
        .doesNotContainKeys("SnapStart", "AutoPublishAlias", "VersionDescription");
  }

  @Test
  void itIsGivenEveryVariableItReads() {
    var handlers = new HashMap<>(template.function("RecordingStatusHandler").environment());
    handlers.remove("JAVA_TOOL_OPTIONS");
    handlers.put("DEFAULT_VISIBILITY", "PRIVATE");

    assertThat(template.function(RECONCILER).environment()).isEqualTo(handlers);
    assertThat(
            ProjectTemplate.with("RecordingBuckets", "one-bucket,another")
                .function(RECONCILER)
                .environment())
        .containsEntry("RECORDING_BUCKETS", "one-bucket,another");
  }

  @Test
  void itRunsEveryFiveMinutesAndIsDoneBeforeItsNextTurn() {
    var events = template.properties(RECONCILER).section("Events");
    assertThat(events.values()).hasSize(1);
    var schedule = events.section("EveryFiveMinutes");

    assertThat(schedule.text("Type")).isEqualTo("ScheduleV2");
    assertThat(schedule.section("Properties").text("ScheduleExpression"))
        .isEqualTo("rate(5 minutes)");
    // SAM would give it the same name in every stack.
    assertThat(schedule.section("Properties").value("OmitName")).isEqualTo(true);
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
