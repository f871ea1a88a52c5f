package ivs.recordings.model.library;

import java.util.Optional;

/// What a request does to one attribute.
public sealed interface Change<T> {
  /// The value after it.
  Optional<T> applied(Optional<T> before);

  /// It is not named.
  record Keep<T>() implements Change<T> {
    @Override
    public Optional<T> applied(Optional<T> before) {
      return before;
    }
  }

  /// It gets a value.
  record Assign<T>(T value) implements Change<T> {
    @Override
    public Optional<T> applied(Optional<T> before) {
      return Optional.of(value);
    }
  }

  /// It is no longer known.
  record Remove<T>() implements Change<T> {
    @Override
    public Optional<T> applied(Optional<T> before) {
      return Optional.empty();
    }
  }
}
