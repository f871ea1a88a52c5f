package ivs.recordings.bench;

import ivs.recordings.store.LocalTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Many events through the real handler in batches of ten, each about a recording of its own.
final class Scale {
  private static final int BATCH = 10;
  private static final int WINDOW = 1_000;

  private Scale() {}

  /// @param micros per event, over the last thousand events before there were so many rows
  record Window(int rows, double micros) {}

  /// @param seconds in all
  record Run(int events, double seconds, List<Window> windows) {}

  static Run inMemory(int events) throws IOException {
    return run(new SampleWorld(Traces.inMemory()), events);
  }

  static Run onDynamoDbLocal(LocalTables tables, int events) throws IOException {
    Traces.prepare(tables);
    var world = new SampleWorld(tables.dynamo());
    world.hand(List.of(Samples.live(Samples.STREAM)));
    return run(world, events);
  }

  private static Run run(SampleWorld world, int events) throws IOException {
    var windows = new ArrayList<Window>();
    var began = System.nanoTime();
    var windowBegan = began;
    for (int n = 0; n < events; n += BATCH) {
      if (n % WINDOW == 0) {
        windowBegan = System.nanoTime();
      }
      world.hand(Samples.batch(n, BATCH));
      var rows = n + BATCH;
      if (isPowerOfTen(rows) && rows >= WINDOW) {
        windows.add(new Window(rows, (System.nanoTime() - windowBegan) / 1e3 / WINDOW));
      }
    }
    return new Run(events, (System.nanoTime() - began) / 1e9, List.copyOf(windows));
  }

  private static boolean isPowerOfTen(int number) {
    return String.valueOf(number).matches("10+");
  }
}
