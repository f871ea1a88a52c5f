package ivs.recordings.model.recording;

import java.util.Optional;
import java.util.function.BinaryOperator;

/// The join of two things that may each be unknown: unknown is the least of all.
public final class Joins {
  private Joins() {}

  public static <T> Optional<T> either(
      Optional<T> one, Optional<T> other, BinaryOperator<T> better) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(better.apply(one.get(), other.get()))
        : one.or(() -> other);
  }
}
