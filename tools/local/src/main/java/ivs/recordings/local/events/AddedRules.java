package ivs.recordings.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.gateway.ServiceException;
import ivs.recordings.local.template.RuleDefinition;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.event.ruler.JsonRuleCompiler;

/// Rules that are made while the system runs, each with at most one queue as its target. They are
/// gone when it stops.
final class AddedRules {
  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]{1,64}");
  private static final Pattern QUEUE = Pattern.compile("arn:aws:sqs:[^:]*:[^:]*:([A-Za-z0-9_-]+)");

  private record Key(String bus, String name) {}

  /// @param targetId empty while it has no target
  private record Added(String eventPattern, String targetId) {}

  private final Map<String, EventDelivery> buses;
  private final Map<Key, Added> added = new HashMap<>();

  AddedRules(Map<String, EventDelivery> buses) {
    this.buses = Map.copyOf(buses);
  }

  synchronized ObjectNode put(String bus, JsonNode request) throws ServiceException {
    var name = request.path("Name").asText();
    var pattern = request.path("EventPattern").asText();
    if (!NAME.matcher(name).matches()) {
      throw invalid("Name must match " + NAME);
    }
    var wrong = Optional.ofNullable(JsonRuleCompiler.check(pattern));
    if (wrong.isPresent()) {
      throw new ServiceException(
          "InvalidEventPatternException", "Event pattern is not valid. Reason: " + wrong.get());
    }
    if (isOfTheTemplate(bus, name)) {
      throw invalid("the rule %s is the template's".formatted(name));
    }
    added.put(new Key(bus, name), new Added(pattern, ""));
    return PutEventsEntry.JSON.createObjectNode().put("RuleArn", RuleDefinition.arn(bus, name));
  }

  private boolean isOfTheTemplate(String bus, String name) {
    return !added.containsKey(new Key(bus, name)) && matcher(bus).find(name).isPresent();
  }

  synchronized ObjectNode delete(String bus, JsonNode request) throws ServiceException {
    var name = request.path("Name").asText();
    var rule = Optional.ofNullable(added.get(new Key(bus, name)));
    if (rule.filter(known -> !known.targetId().isEmpty()).isPresent()) {
      throw invalid("Rule can't be deleted since it has targets.");
    }
    added.remove(new Key(bus, name));
    return PutEventsEntry.JSON.createObjectNode();
  }

  synchronized ObjectNode putTargets(String bus, JsonNode request) throws ServiceException {
    var name = request.path("Rule").asText();
    var rule = find(bus, name);
    var targets = request.path("Targets");
    var queue = QUEUE.matcher(targets.path(0).path("Arn").asText());
    if (targets.size() != 1 || !queue.matches()) {
      throw invalid("the embedded event bus gives a rule one queue as its target");
    }
    try {
      matcher(bus).put(new RuleDefinition(bus, name, rule.eventPattern(), queue.group(1)));
    } catch (IOException unreadable) {
      throw new ServiceException("InvalidEventPatternException", "Event pattern is not valid.");
    }
    added.put(
        new Key(bus, name), new Added(rule.eventPattern(), targets.path(0).path("Id").asText()));
    return noneFailed();
  }

  synchronized ObjectNode removeTargets(String bus, JsonNode request) throws ServiceException {
    var name = request.path("Rule").asText();
    var rule = find(bus, name);
    for (var id : request.path("Ids")) {
      if (id.asText().equals(rule.targetId())) {
        try {
          matcher(bus).remove(name);
        } catch (IOException impossible) {
          throw new ServiceException("InternalException", String.valueOf(impossible.getMessage()));
        }
        added.put(new Key(bus, name), new Added(rule.eventPattern(), ""));
      }
    }
    return noneFailed();
  }

  private static ObjectNode noneFailed() {
    var answer = PutEventsEntry.JSON.createObjectNode().put("FailedEntryCount", 0);
    answer.putArray("FailedEntries");
    return answer;
  }

  private Added find(String bus, String name) throws ServiceException {
    return Optional.ofNullable(added.get(new Key(bus, name)))
        .orElseThrow(() ->
            new ServiceException(
                "ResourceNotFoundException", "Rule %s does not exist on the bus.".formatted(name)));
  }

  private RuleMatcher matcher(String bus) {
    return Optional.ofNullable(buses.get(bus)).orElseThrow().rules();
  }

  private static ServiceException invalid(String message) {
    return new ServiceException("ValidationException", message);
  }
}
