package ivs.recordings.cli.delivery;

import java.util.ArrayList;
import java.util.List;

/// Cuts entries into requests that EventBridge takes.
public final class EntryBatches {
  static final int MOST_ENTRIES = 10;
  static final int MOST_BYTES = 256 * 1024;

  private EntryBatches() {}

  /// In their order, each chunk within both limits. An entry that is too big for any request makes
  /// one of its own, so that its refusal affects no other.
  public static List<List<EventEntry>> of(List<EventEntry> entries) {
    var chunks = new ArrayList<List<EventEntry>>();
    var chunk = new ArrayList<EventEntry>();
    int bytes = 0;
    for (var entry : entries) {
      int more = entry.bytes();
      if (!chunk.isEmpty() && (chunk.size() == MOST_ENTRIES || bytes + more > MOST_BYTES)) {
        chunks.add(List.copyOf(chunk));
        chunk.clear();
        bytes = 0;
      }
      chunk.add(entry);
      bytes += more;
    }
    if (!chunk.isEmpty()) {
      chunks.add(List.copyOf(chunk));
    }
    return chunks;
  }
}
