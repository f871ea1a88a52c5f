package ivs.recordings.local.events;

import static java.util.stream.Collectors.toUnmodifiableMap;

import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.template.RuleDefinition;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import software.amazon.event.ruler.Machine;

/// The rules of one bus, matched by EventBridge's own matcher.
public final class RuleMatcher {
  private final Machine machine = Machine.builder().build();
  private final Map<String, RuleDefinition> byName;

  public RuleMatcher(List<RuleDefinition> rules) {
    byName =
        new ConcurrentSkipListMap<>(
            rules.stream().collect(toUnmodifiableMap(RuleDefinition::name, r -> r)));
    for (var rule : rules) {
      try {
        machine.addRule(rule.name(), rule.eventPattern());
      } catch (IOException notAPattern) {
        throw new CannotStartException(
            "the event pattern of %s is not one EventBridge takes: %s"
                .formatted(rule.name(), notAPattern.getMessage()),
            notAPattern);
      }
    }
  }

  /// Adds a rule, or gives one of its name another pattern and target.
  ///
  /// @throws IOException if the pattern is none that EventBridge takes
  synchronized void put(RuleDefinition rule) throws IOException {
    remove(rule.name());
    machine.addRule(rule.name(), rule.eventPattern());
    byName.put(rule.name(), rule);
  }

  synchronized void remove(String name) throws IOException {
    var known = Optional.ofNullable(byName.remove(name));
    if (known.isPresent()) {
      machine.deleteRule(name, known.get().eventPattern());
    }
  }

  /// The rules that an event fires, each once.
  List<RuleDefinition> matching(String envelope) throws Exception {
    return machine.rulesForJSONEvent(envelope).stream()
        .flatMap(name -> find(name).stream())
        .toList();
  }

  Collection<RuleDefinition> all() {
    return byName.values();
  }

  Optional<RuleDefinition> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
