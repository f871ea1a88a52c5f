package ivs.recordings.store.item;

import java.util.List;
import java.util.stream.IntStream;

/// Spreads what a status or a date alone would pile onto one index partition.
public final class Shards {
  /// Eight partitions take 8,000 writes a second, and eight small queries read them all.
  static final int COUNT = 8;

  private Shards() {}

  public static String of(String id) {
    return Integer.toString(Math.floorMod(id.hashCode(), COUNT));
  }

  public static List<String> all() {
    return IntStream.range(0, COUNT).mapToObj(Integer::toString).toList();
  }
}
