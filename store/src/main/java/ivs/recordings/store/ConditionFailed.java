package ivs.recordings.store;

import java.util.Map;
import java.util.Optional;

/// The condition of a write did not hold, and nothing was written: ordinary news, which no table
/// lets out. A failed update brings the row along, if there is one.
public final class ConditionFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Map<String, Attribute>> item;

  ConditionFailed(Optional<Map<String, Attribute>> item) {
    super("the condition of the write does not hold", null, false, false);
    this.item = item;
  }

  /// The row as it is; empty if there is none, and after a deletion.
  public Optional<Map<String, Attribute>> item() {
    return item;
  }
}
