package ivs.recordings.handler.reconciler.aws;

import ivs.recordings.handler.runtime.Deadline;
import ivs.recordings.handler.runtime.ErrorName;
import java.util.Optional;
import java.util.function.Supplier;

/// Something that is asked for evidence: a budget of calls, and a memory of faults, so that what is
/// out of reach costs a run three calls and not all of its time.
public final class CircuitBreaker {
  /// One fault is an accident and two may be; after the third in a row the source is left alone
  /// until the next run.
  static final int MOST_FAULTS_IN_A_ROW = 3;

  private final String name;
  private final int mostCalls;
  private final Runnable pace;
  private final Deadline deadline;
  private int calls;
  private int faults;
  private int faultsInARow;
  private boolean refused;
  private Optional<String> said = Optional.empty();

  public CircuitBreaker(String name, int mostCalls, Runnable pace, Deadline deadline) {
    this.name = name;
    this.mostCalls = mostCalls;
    this.pace = pace;
    this.deadline = deadline;
  }

  /// Whether it may be asked once more.
  public boolean isOpen() {
    return calls < mostCalls && faultsInARow < MOST_FAULTS_IN_A_ROW && !deadline.isNear();
  }

  /// Whether all calls of a run are made.
  public boolean isSpent() {
    return calls >= mostCalls;
  }

  /// Makes one call, if the budget and the source allow it.
  ///
  /// @throws SourceUnavailableException if it did not answer, or may not be asked
  public <T> T ask(Supplier<T> call) {
    if (!isOpen()) {
      refused = true;
      throw new SourceUnavailableException(name + " may not be asked any more in this run");
    }
    pace.run();
    calls++;
    try {
      var answer = call.get();
      faultsInARow = 0;
      return answer;
    } catch (RuntimeException fault) {
      faultsInARow++;
      failed(ErrorName.of(fault));
      throw new SourceUnavailableException(name + " did not answer");
    }
  }

  /// A fault of one of many, which was not thrown but reported: the others did not fail.
  public void failed(String fault) {
    faults++;
    said = said.or(() -> Optional.of(fault));
  }

  public String name() {
    return name;
  }

  public int calls() {
    return calls;
  }

  public int faults() {
    return faults;
  }

  /// The first fault, for people.
  public Optional<String> said() {
    return said;
  }

  /// What was left undone on its account, if anything was.
  public Optional<String> limit() {
    if (!refused) {
      return Optional.empty();
    }
    if (calls >= mostCalls) {
      return Optional.of("%s: all %d calls of a run are made".formatted(name, mostCalls));
    }
    return faultsInARow >= MOST_FAULTS_IN_A_ROW
        ? Optional.of("%s: left alone after %d faults in a row".formatted(name, faultsInARow))
        : Optional.of(name + ": no time left to ask");
  }
}
