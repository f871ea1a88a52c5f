package ivs.recordings.model;

/// The ARN in `resources[0]` of an event: the IVS channel (or stage) it comes from.
///
/// The grammar of ARNs is not checked: IVS's own documentation shows values that break it. An ARN
/// that belongs to nobody is found out by having no [Profile].
public record SourceArn(String value) {
  public SourceArn {
    Text.printable("source ARN", value, 1600);
  }
}
