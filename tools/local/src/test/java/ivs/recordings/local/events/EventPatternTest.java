package ivs.recordings.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.samples.DocumentedEvents;
import ivs.recordings.local.samples.TestEvent;
import ivs.recordings.local.samples.TestEvents;
import ivs.recordings.local.template.ProjectTemplate;
import ivs.recordings.local.template.RuleDefinition;
import ivs.recordings.local.template.Template;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/// Which rule takes which event, decided by the matcher that EventBridge itself uses.
final class EventPatternTest {
  private static final List<String> OF_IVS =
      List.of("IVSRecordingStatusRule", "IVSStreamStateRule", "IVSRealTimeRule");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Template DEPLOYED = ProjectTemplate.asDeployed();
  private static final Template ACCEPTING_TEST_EVENTS =
      ProjectTemplate.with("AcceptTestEvents", "true");
  private static final Map<String, List<String>> TAKEN_BY =
      Map.of(
          "IVS Recording State Change", List.of("IVSRecordingStatusRule"),
          "IVS Stream State Change", List.of("IVSStreamStateRule"),
          "IVS Stage Update", List.of("IVSRealTimeRule"),
          "IVS Participant Recording State Change", List.of("IVSRealTimeRule"),
          "IVS Composition State Change", List.of("IVSRealTimeRule"));

  record Sent(String file, TestEvent event) {}

  static Stream<Sent> testEvents() {
    return TestEvents.read(ProjectTemplate.TEST_EVENTS).files().stream()
        .flatMap(file -> file.events().stream().map(event -> new Sent(file.name(), event)));
  }

  static Stream<DocumentedEvents.Documented> documentedEvents() {
    return DocumentedEvents.all();
  }

  @ParameterizedTest
  @MethodSource("testEvents")
  void aTestEventIsTakenByTheRuleOfItsTypeWhereTestsAreAccepted(Sent sent) {
    var type = sent.event().detailType();

    var takers = takers(ACCEPTING_TEST_EVENTS, envelope(sent.event()));

    assertThat(takers).isEqualTo(TAKEN_BY.getOrDefault(type, List.of()));
    assertThat(archived(ACCEPTING_TEST_EVENTS, envelope(sent.event())))
        .isEqualTo(!takers.isEmpty());
  }

  @ParameterizedTest
  @MethodSource("testEvents")
  void noTestEventIsTakenWhereTestsAreNotAccepted(Sent sent) {
    assertThat(takers(DEPLOYED, envelope(sent.event()))).isEmpty();
    assertThat(archived(DEPLOYED, envelope(sent.event()))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("documentedEvents")
  void anEventOfIvsIsTakenIfAndOnlyIfItIsOurs(DocumentedEvents.Documented event) {
    assertThat(takers(DEPLOYED, event.json())).isEqualTo(event.takenBy());
    assertThat(takers(ACCEPTING_TEST_EVENTS, event.json())).isEqualTo(event.takenBy());
  }

  @ParameterizedTest
  @MethodSource("documentedEvents")
  void theArchiveKeepsWhatTheRulesTake(DocumentedEvents.Documented event) {
    assertThat(archived(DEPLOYED, event.json())).isEqualTo(!event.takenBy().isEmpty());
  }

  @Test
  void everyPatternCompilesAndEveryFieldOfItIsAnArray() throws IOException {
    for (var template : List.of(DEPLOYED, ACCEPTING_TEST_EVENTS)) {
      for (var pattern : patterns(template)) {
        assertThat(JsonRuleCompiler.check(pattern)).as(pattern).isNull();
        assertThat(JSON.readTree(pattern)).allMatch(JsonNode::isArray);
      }
    }
  }

  /// Should IVS add a status one day, the event must reach the function and be parked there.
  @Test
  void aPatternOfIvsSaysNothingButSourceAndDetailType() throws IOException {
    var patterns =
        DEPLOYED.rules().stream()
            .filter(rule -> OF_IVS.contains(rule.name()))
            .map(RuleDefinition::eventPattern);
    for (var pattern : Stream.concat(patterns, Stream.of(archivePattern(DEPLOYED))).toList()) {
      assertThat(JSON.readTree(pattern).fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("source", "detail-type");
    }
  }

  /// Other rules take what this system itself tells of recordings.
  @Test
  void theRulesOfIvsAreOnTheDefaultBusWhichIsTheOnlyOneIvsSendsTo() {
    assertThat(DEPLOYED.ids("AWS::Events::Rule")).containsAll(OF_IVS);
    for (var rule : DEPLOYED.ids("AWS::Events::Rule")) {
      assertThat(DEPLOYED.properties(rule).find("EventBusName").isEmpty())
          .isEqualTo(OF_IVS.contains(rule));
      assertThat(DEPLOYED.properties(rule).find("State")).isEmpty();
    }
    assertThat(DEPLOYED.properties("RecordingArchive").text("SourceArn"))
        .isEqualTo("arn:aws:events:us-east-1:000000000000:event-bus/default");
  }

  private static List<String> takers(Template template, String event) {
    try {
      var machine = Machine.builder().build();
      for (var rule : template.rules()) {
        machine.addRule(rule.name(), rule.eventPattern());
      }
      return machine.rulesForJSONEvent(event);
    } catch (Exception unmatched) {
      throw new AssertionError(event, unmatched);
    }
  }

  private static boolean archived(Template template, String event) {
    try {
      var machine = Machine.builder().build();
      machine.addRule("archive", archivePattern(template));
      return !machine.rulesForJSONEvent(event).isEmpty();
    } catch (Exception unmatched) {
      throw new AssertionError(event, unmatched);
    }
  }

  private static List<String> patterns(Template template) {
    var patterns =
        new ArrayList<>(template.rules().stream().map(RuleDefinition::eventPattern).toList());
    patterns.add(archivePattern(template));
    return patterns;
  }

  private static String archivePattern(Template template) {
    return json(template.properties("RecordingArchive").value("EventPattern"));
  }

  private static String envelope(TestEvent event) {
    return DocumentedEvents.envelope(
        event.source(), event.detailType(), json(event.resources()), event.detail());
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
