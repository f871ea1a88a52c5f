package ivs.recordings.cli;

import java.util.ArrayList;
import java.util.List;

/// Cuts entries into requests that EventBridge takes.
final class Chunks {
  static final int MOST_ENTRIES = 10;
  static final int MOST_BYTES = 256 * 1024;

  private Chunks() {}

  /// In their order, each chunk within both limits. An entry that is too big for any request makes
  /// one of its own, so that its refusal affects no other.
  static List<List<Entry>> of(List<Entry> entries) {
    var chunks = new ArrayList<List<Entry>>();
    var chunk = new ArrayList<Entry>();
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
