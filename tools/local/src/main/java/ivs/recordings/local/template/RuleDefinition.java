package ivs.recordings.local.template;

/// An EventBridge rule on the default bus.
///
/// @param name the rule's name, which is its logical id
/// @param eventPattern the pattern as JSON text, as EventBridge compiles it
/// @param targetQueue the local name of the queue that takes what matches
public record RuleDefinition(String name, String eventPattern, String targetQueue) {
  public String arn() {
    return LocalNames.regional("events", "rule/" + name);
  }
}
