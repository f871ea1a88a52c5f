package ivs.recordings.model.event;

/// The ARN in `resources[0]` of an event: the IVS channel (or stage) it comes from.
///
/// The grammar of ARNs is not checked: IVS's own documentation shows values that break it. An ARN
/// that is not linked has no [Profile].
public record SourceArn(String value) {
  /// It is a key, and part of one: those hold 2,048 bytes, and a character takes up to three. One
  /// key that is too long fails the read of a whole batch.
  private static final int LONGEST = 600;

  public SourceArn {
    SafeText.printable("source ARN", value, LONGEST);
  }
}
