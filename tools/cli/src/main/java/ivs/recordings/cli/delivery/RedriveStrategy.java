package ivs.recordings.cli.delivery;

import ivs.recordings.cli.runtime.InterruptHandler;
import java.util.List;

/// One way to move dead letters back to the queue they never left alive.
public interface RedriveStrategy {
  /// Moves what is there.
  ///
  /// @param found how many that is, roughly
  Moved move(DeadLetterQueueDepth found, InterruptHandler interruption) throws InterruptedException;

  /// After a Ctrl-C: ends in good order.
  void stop();

  /// What came of it.
  ///
  /// @param messages how many dead letters are in the queue again
  /// @param troubles what a person has to look at
  record Moved(long messages, List<String> troubles) {}
}
