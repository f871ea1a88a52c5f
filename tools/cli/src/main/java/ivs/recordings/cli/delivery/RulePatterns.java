package ivs.recordings.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.concurrent.ParallelCalls;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.event.ruler.Machine;

/// What the rules of the system match, by EventBridge's own matcher. PutEvents accepts an event
/// that no rule matches, and drops it.
public final class RulePatterns {
  private static final String DEFAULT_BUS = "default";

  private final Machine machine = Machine.builder().build();

  private RulePatterns() {}

  /// The patterns of the rules that are there and enabled.
  public static RulePatterns of(Target target, EventBridgeClient events) {
    var rules = new RulePatterns();
    ParallelCalls.map(Target.RULES, rule -> pattern(target.ruleName(rule), events))
        .forEach(found -> found.ifPresent(rules::add));
    return rules;
  }

  private static Optional<String> pattern(String rule, EventBridgeClient events) {
    try {
      var described = events.describeRule(describe -> describe.name(rule));
      return Optional.ofNullable(described.eventPattern())
          .filter(_ -> !"DISABLED".equals(described.stateAsString()));
    } catch (ResourceNotFoundException notThere) {
      return Optional.empty();
    }
  }

  private void add(String pattern) {
    try {
      machine.addRule(pattern, pattern);
    } catch (IOException notAPattern) {
      throw new CommandException(
          ExitCode.ELSEWHERE,
          "what answers is not EventBridge: it has a rule with the pattern " + pattern,
          notAPattern);
    }
  }

  /// Whether an event that PutEvents has accepted reaches the system.
  public boolean match(PutEventsRequestEntry event) {
    var bus = Optional.ofNullable(event.eventBusName()).orElse(DEFAULT_BUS);
    if (!bus.equals(DEFAULT_BUS) && !bus.endsWith(":event-bus/" + DEFAULT_BUS)) {
      return false;
    }
    try {
      return !machine.rulesForJSONEvent(envelope(event)).isEmpty();
    } catch (Exception unreadable) {
      // EventBridge has accepted it, so it reads more than this matcher does.
      return true;
    }
  }

  private static String envelope(PutEventsRequestEntry event) {
    var envelope =
        JsonOutput.object()
            .put("version", "0")
            .put("detail-type", event.detailType())
            .put("source", event.source());
    var resources = envelope.putArray("resources");
    event.resources().forEach(resources::add);
    envelope.set(
        "detail",
        JsonOutput.read(event.detail()).filter(JsonNode::isObject).orElseGet(JsonOutput::object));
    return envelope.toString();
  }
}
