package ivs.recordings.store.item;

import java.util.Locale;

/// Who writes a row.
public enum WriterFunction {
  /// The function that events come to.
  HANDLER,
  /// The function that looks for those that never came, and lets in those that waited.
  RECONCILER,
  /// The function that finds out what can be played.
  READINESS,
  /// The function that answers requests.
  API;

  /// As it stands on the row.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
