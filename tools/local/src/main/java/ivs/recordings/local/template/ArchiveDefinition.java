package ivs.recordings.local.template;

/// An archive of an event bus.
///
/// @param name the archive's name, which is its logical id
/// @param bus the name of the bus
/// @param eventPattern the pattern as JSON text: what it matches is kept
/// @param retentionDays how long it is kept on AWS, 0 for ever; nothing expires here
public record ArchiveDefinition(String name, String bus, String eventPattern, int retentionDays) {
  public String arn() {
    return LocalNames.regional("events", "archive/" + name);
  }

  public String busArn() {
    return RuleDefinition.busArn(bus);
  }
}
