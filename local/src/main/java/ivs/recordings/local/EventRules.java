package ivs.recordings.local;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.event.ruler.Machine;

/// The rules of the default bus, matched by EventBridge's own matcher.
final class EventRules {
  private final Machine machine = Machine.builder().build();
  private final Map<String, Rule> byName;

  EventRules(List<Rule> rules) {
    byName = new TreeMap<>(rules.stream().collect(toUnmodifiableMap(Rule::name, r -> r)));
    for (var rule : rules) {
      try {
        machine.addRule(rule.name(), rule.eventPattern());
      } catch (IOException notAPattern) {
        throw new CannotStart(
            "the event pattern of %s is not one EventBridge takes: %s"
                .formatted(rule.name(), notAPattern.getMessage()),
            notAPattern);
      }
    }
  }

  /// The rules that an event fires, each once.
  List<Rule> matching(String envelope) throws Exception {
    return machine.rulesForJSONEvent(envelope).stream()
        .flatMap(name -> find(name).stream())
        .toList();
  }

  Collection<Rule> all() {
    return byName.values();
  }

  Optional<Rule> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
