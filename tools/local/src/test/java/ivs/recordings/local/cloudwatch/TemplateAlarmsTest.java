package ivs.recordings.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.template.LocalNames;
import ivs.recordings.local.template.ProjectTemplate;
import ivs.recordings.local.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The dashboard and the alarms speak of metrics that are there, and the runbook of every alarm.
final class TemplateAlarmsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String OURS = "IvsRecordings";

  /// What AWS measures by itself, by namespace, with the dimension it has and what that names.
  private static final Map<String, Set<String>> OF_AWS =
      Map.of(
          "AWS/SQS QueueName AWS::SQS::Queue",
          Set.of("ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"),
          "AWS/Lambda FunctionName AWS::Serverless::Function",
          Set.of("Invocations", "Errors", "Throttles", "Duration", "IteratorAge"),
          "AWS/Events RuleName AWS::Events::Rule",
          Set.of("TriggeredRules", "FailedInvocations"),
          "AWS/ApiGateway ApiId AWS::Serverless::HttpApi",
          Set.of("Count", "4xx", "5xx", "Latency"));

  /// The values that the code writes: reasons of parking and of failures.
  private static final Set<String> VALUES =
      Set.of(
          "UNKNOWN_PROFILE",
          "UNKNOWN_STREAM_SESSION",
          "UNKNOWN_RECORDING",
          "CONTRADICTORY",
          "MALFORMED",
          "AMBIGUOUS",
          "ValidationException",
          "InternalServerException",
          "other",
          "recordings",
          "streams",
          "uploads",
          "operations",
          "public",
          "playback",
          "page",
          "mp4",
          "remux",
          "thumbnails");

  private static final Pattern PAGE_ROW =
      Pattern.compile("\\| `(\\w+)` \\| \\w+ \\| (none|`\\w+`(?:, `\\w+`)*) \\|.*");

  private final Template template = ProjectTemplate.withMediaJobs();

  /// A metric and where it is named.
  private record Named(String place, MetricName metric) {}

  @Test
  void theDashboardIsJsonAndReadsFromLeftToRight() throws Exception {
    var widgets = dashboard().path("widgets");

    var places = new ArrayList<Integer>();
    widgets.forEach(widget -> {
      assertThat(widget.path("x").asInt() + widget.path("width").asInt()).isLessThanOrEqualTo(24);
      places.add(widget.path("y").asInt() * 24 + widget.path("x").asInt());
    });
    assertThat(places).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(8);
    assertThat(titles(widgets))
        .containsSubsequence(
            "1 IVS events in",
            "2 Queue: age in seconds, depth",
            "3 Handler",
            "4 Rows written",
            "5 Parked, and released",
            "6 Dead letters",
            "7 Recordings",
            "8 Reconciler",
            "9 Playable recordings",
            "10 Domain events",
            "11 Retention",
            "12 Figures",
            "13 Webhooks");
  }

  @Test
  void theDashboardLeadsToTheRunbookAndShowsEveryAlarm() throws Exception {
    var body =
        JSON.readTree(
            ProjectTemplate.with("RunbookUrl", "https://example.com/runbook.md")
                .properties("RecordingDashboard")
                .text("DashboardBody"));

    assertThat(body.path("widgets").path(0).path("properties").path("markdown").asText())
        .contains("What to do: https://example.com/runbook.md.");
    var shown = new TreeSet<String>();
    widgets()
        .forEach(widget ->
            widget
                .path("properties")
                .path("alarms")
                .forEach(arn -> shown.add(arn.asText().replaceFirst(".*:alarm:", ""))));
    assertThat(shown).containsExactlyInAnyOrderElementsOf(template.ids("AWS::CloudWatch::Alarm"));
  }

  @Test
  void withoutAnAddressOfTheRunbookThatOfItsFileIsNamed() throws Exception {
    var text = dashboard().path("widgets").path(0).path("properties").path("markdown").asText();
    assertThat(text).contains("What to do: docs/runbook.md.");
    assertThat(template.properties("DeadLettersAlarm").text("AlarmDescription"))
        .isEqualTo("Events rest in a dead letter queue. docs/runbook.md#dead-letters");

    var elsewhere = ProjectTemplate.with("RunbookUrl", "https://example.com/runbook.md");

    assertThat(elsewhere.properties("DeadLettersAlarm").text("AlarmDescription"))
        .isEqualTo(
            "Events rest in a dead letter queue. https://example.com/runbook.md#dead-letters");
  }

  @Test
  void everyMetricThatIsNamedIsThereWithExactlyItsDimensions() throws Exception {
    var ours = page();
    var named = new ArrayList<>(ofAlarms());
    named.addAll(ofDashboard());

    assertThat(named).hasSizeGreaterThan(50);
    assertThat(named).filteredOn(each -> !isThere(each.metric(), ours)).isEmpty();
  }

  /// The test above is worth nothing if a wrong name passes for a right one.
  @Test
  void aMetricThatIsNotThereIsFound() throws Exception {
    var ours = page();

    assertThat(
            List.of(
                MetricName.of(OURS, "EventsLose"),
                MetricName.of(OURS, "EventsLost", "Reason", "MALFORMED"),
                MetricName.of(OURS, "EventsParked", "Type", "MALFORMED"),
                MetricName.of(OURS, "EventsParked", "Reason", "SOMETHING"),
                MetricName.of("AWS/SQS", "ApproximateAgeOfOldestMessage"),
                MetricName.of("AWS/SQS", "Errors", "QueueName", "RecordingEvents"),
                MetricName.of("AWS/Lambda", "Errors", "FunctionName", "RecordingEvents")))
        .noneMatch(metric -> isThere(metric, ours));
  }

  @Test
  void everyExpressionOfTheDashboardCanBeCalculated() throws Exception {
    for (var widget : widgets()) {
      var ids = new HashSet<String>();
      var needed = new HashSet<String>();
      for (var metric : widget.path("properties").path("metrics")) {
        var options = metric.path(metric.size() - 1);
        ids.add(options.path("id").asText());
        if (options.has("expression")) {
          needed.addAll(MetricMath.of(options.path("expression").asText()).ids());
        }
      }
      assertThat(ids).as("%s", widget).containsAll(needed);
    }
  }

  static List<String> alarms() {
    return ProjectTemplate.withMediaJobs().ids("AWS::CloudWatch::Alarm");
  }

  @ParameterizedTest
  @MethodSource("alarms")
  void theRunbookSaysOfAnAlarmWhatItMeansHowToLookAndHowToMend(String alarm) throws Exception {
    var description = template.properties(alarm).text("AlarmDescription");
    var anchor = description.substring(description.indexOf('#') + 1);

    assertThat(description).contains(" docs/runbook.md#");
    assertThat(sections()).containsKey(anchor);
    assertThat(sections().get(anchor))
        .contains("Meaning.", "Diagnosis.", "Fix.")
        .containsPattern("(?m)^```\\n(.+\\n)+```$");
  }

  @ParameterizedTest
  @MethodSource("alarms")
  void anAlarmTellsTheTopicThatItWentOnAndOff(String alarm) {
    var properties = template.properties(alarm);

    assertThat(properties.texts("AlarmActions")).containsExactly("AlarmTopic");
    assertThat(properties.texts("OKActions")).containsExactly("AlarmTopic");
  }

  @Test
  void theTopicIsEncryptedWithAKeyThatAlarmsMayUse() {
    assertThat(template.properties("AlarmTopic").text("KmsMasterKeyId")).isEqualTo("AlarmKey");
    var statements = template.properties("AlarmKey").section("KeyPolicy").sections("Statement");
    assertThat(statements)
        .filteredOn(statement ->
            statement.section("Principal").values().containsValue("cloudwatch.amazonaws.com"))
        .singleElement()
        .satisfies(statement -> {
          assertThat(statement.texts("Action"))
              .containsExactly("kms:Decrypt", "kms:GenerateDataKey*");
          assertThat(
                  statement.section("Condition").section("StringEquals").text("aws:SourceAccount"))
              .isEqualTo(LocalNames.ACCOUNT);
        });
  }

  @Test
  void mailIsSentOnlyIfAnAddressIsGiven() {
    assertThat(template.ids("AWS::SNS::Subscription")).isEmpty();
    var told = ProjectTemplate.with("AlarmEmail", "desk@example.com");
    assertThat(told.properties("AlarmSubscription").text("Endpoint")).isEqualTo("desk@example.com");
  }

  private JsonNode dashboard() throws IOException {
    return JSON.readTree(template.properties("RecordingDashboard").text("DashboardBody"));
  }

  /// Those of all dashboards.
  private List<JsonNode> widgets() throws IOException {
    var widgets = new ArrayList<JsonNode>();
    for (var id : template.ids("AWS::CloudWatch::Dashboard")) {
      JSON.readTree(template.properties(id).text("DashboardBody"))
          .path("widgets")
          .forEach(widgets::add);
    }
    return widgets;
  }

  private static List<String> titles(JsonNode widgets) {
    var titles = new ArrayList<String>();
    widgets.forEach(widget -> titles.add(widget.path("properties").path("title").asText()));
    return titles;
  }

  private List<Named> ofAlarms() {
    var named = new ArrayList<Named>();
    for (var alarm : alarms()) {
      JsonNode properties = JSON.valueToTree(template.properties(alarm).values());
      if (properties.has("MetricName")) {
        named.add(new Named(alarm, metric(properties)));
      }
      for (var query : properties.path("Metrics")) {
        if (query.has("MetricStat")) {
          named.add(new Named(alarm, metric(query.path("MetricStat").path("Metric"))));
        }
      }
    }
    return named;
  }

  private static MetricName metric(JsonNode metric) {
    var dimensions = new HashMap<String, String>();
    metric
        .path("Dimensions")
        .forEach(each -> dimensions.put(each.path("Name").asText(), each.path("Value").asText()));
    return MetricName.of(
        metric.path("Namespace").asText(), metric.path("MetricName").asText(), dimensions);
  }

  private List<Named> ofDashboard() throws IOException {
    var named = new ArrayList<Named>();
    for (var widget : widgets()) {
      var title = widget.path("properties").path("title").asText();
      for (var metric : widget.path("properties").path("metrics")) {
        var words = new ArrayList<String>();
        metric.forEach(word -> {
          if (word.isTextual()) {
            words.add(word.asText());
          }
        });
        if (!words.isEmpty()) {
          var dimensions = new HashMap<String, String>();
          for (var i = 2; i + 1 < words.size(); i += 2) {
            dimensions.put(words.get(i), words.get(i + 1));
          }
          named.add(new Named(title, MetricName.of(words.get(0), words.get(1), dimensions)));
        }
      }
    }
    return named;
  }

  private boolean isThere(MetricName metric, Map<String, String> ours) {
    if (metric.namespace().equals(OURS)) {
      var dimensions = ours.get(metric.name());
      return dimensions != null
          && (metric.dimensions().isEmpty()
              || (metric.dimensions().size() == 1
                  && dimensions.contains(
                      "`%s`".formatted(metric.dimensions().keySet().iterator().next()))
                  && VALUES.containsAll(metric.dimensions().values())));
    }
    return OF_AWS.entrySet().stream()
        .anyMatch(known -> {
          var words = known.getKey().split(" ", -1);
          return metric.namespace().equals(words[0])
              && known.getValue().contains(metric.name())
              && metric.dimensions().keySet().equals(Set.of(words[1]))
              && template.ids(words[2]).containsAll(metric.dimensions().values());
        });
  }

  /// The metrics of docs/metrics.md, which is held to the code by a test of its own, each with its
  /// dimension; `""` where it has none.
  private static Map<String, String> page() throws IOException {
    return Files.readAllLines(ProjectTemplate.ROOT.resolve("docs/metrics.md")).stream()
        .map(PAGE_ROW::matcher)
        .filter(row -> row.matches())
        .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
  }

  /// The runbook's sections by their anchors.
  private static Map<String, String> sections() throws IOException {
    var sections = new LinkedHashMap<String, String>();
    var page = Files.readString(ProjectTemplate.ROOT.resolve("docs/runbook.md"));
    Arrays.stream(page.split("(?m)^(?=#{2,4} )", -1))
        .forEach(section -> {
          var heading = section.lines().findFirst().orElse("");
          sections.put(
              heading
                  .replaceFirst("^#+ ", "")
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^a-z0-9 _-]", "")
                  .replace(' ', '-'),
              section);
        });
    return sections;
  }
}
