package ivs.recordings.local.template;

/// An EventBridge rule.
///
/// @param bus the name of the bus that it is on
/// @param name the rule's name, which is its logical id
/// @param eventPattern the pattern as JSON text, as EventBridge compiles it
/// @param targetQueue the local name of the queue that takes what matches, or [#JOBS]
public record RuleDefinition(String bus, String name, String eventPattern, String targetQueue) {
  /// In place of a queue where what matches begins a media job.
  public static final String JOBS = "";

  /// The bus that every account has.
  public static final String DEFAULT_BUS = "default";

  /// One on the default bus.
  public RuleDefinition(String name, String eventPattern, String targetQueue) {
    this(DEFAULT_BUS, name, eventPattern, targetQueue);
  }

  public String arn() {
    return arn(bus, name);
  }

  /// The ARN of a rule; that of the default bus names no bus.
  public static String arn(String bus, String name) {
    return LocalNames.regional(
        "events", bus.equals(DEFAULT_BUS) ? "rule/" + name : "rule/" + bus + "/" + name);
  }

  public static String busArn(String bus) {
    return LocalNames.regional("events", "event-bus/" + bus);
  }
}
