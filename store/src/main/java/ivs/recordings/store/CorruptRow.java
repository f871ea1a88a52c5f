package ivs.recordings.store;

import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A row that this code did not write, or that was changed by hand. Nothing is written over it: the
/// event goes back to its queue until a person has looked.
public final class CorruptRow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CorruptRow(String what, Map<String, AttributeValue> item) {
    super(what + " on a row with the attributes " + new TreeSet<>(item.keySet()));
  }
}
