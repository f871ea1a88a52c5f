package ivs.recordings.local.template;

/// An archive of the default bus.
///
/// @param name the archive's name, which is its logical id
/// @param eventPattern the pattern as JSON text: what it matches is kept
/// @param retentionDays how long it is kept on AWS, 0 for ever; nothing expires here
public record ArchiveDefinition(String name, String eventPattern, int retentionDays) {
  public String arn() {
    return LocalNames.regional("events", "archive/" + name);
  }
}
