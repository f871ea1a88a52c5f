package ivs.recordings.cli.runtime;

import java.util.Optional;
import java.util.function.Supplier;

/// What one of several sources said. One that cannot be asked is named, and does not keep the
/// others from being heard.
public sealed interface QueryResult<T> {
  record Given<T>(T value) implements QueryResult<T> {}

  /// It could not be asked.
  ///
  /// @param why one line that says what to do
  record Withheld<T>(String why) implements QueryResult<T> {}

  static <T> QueryResult<T> of(ErrorMapper diagnosis, Supplier<T> question) {
    try {
      return new Given<>(question.get());
    } catch (RuntimeException trouble) {
      return new Withheld<>(String.valueOf(diagnosis.of(trouble).getMessage()));
    }
  }

  default Optional<T> maybe() {
    return switch (this) {
      case Given<T>(var value) -> Optional.of(value);
      case Withheld<T> _ -> Optional.empty();
    };
  }

  default Optional<String> silence() {
    return switch (this) {
      case Given<T> _ -> Optional.empty();
      case Withheld<T>(var why) -> Optional.of(why);
    };
  }
}
