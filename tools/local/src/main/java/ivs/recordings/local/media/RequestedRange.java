package ivs.recordings.local.media;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a client wants of an object, by its header `Range` (RFC 9110, 14).
sealed interface RequestedRange {
  /// The whole object: without a range, with one that is not understood, and with several, which a
  /// server may ignore.
  record Whole() implements RequestedRange {}

  /// Some bytes of it.
  ///
  /// @param first the number of the first byte, from 0 on
  /// @param last the number of the last one, which belongs to the range
  record Part(long first, long last) implements RequestedRange {
    long length() {
      return last - first + 1;
    }
  }

  /// Nothing that the object has.
  record Unsatisfiable() implements RequestedRange {}

  /// `100-200`, `100-` or `-500`; a number of more digits is longer than any object.
  Pattern ONE = Pattern.compile("bytes=\\s*(?:(\\d{1,18})-(\\d{1,18})?|-(\\d{1,18}))\\s*");

  /// What a header asks for.
  ///
  /// @param size of the object in bytes
  static RequestedRange of(Optional<String> header, long size) {
    var range = header.map(ONE::matcher).filter(one -> one.matches());
    if (range.isEmpty()) {
      return new Whole();
    }
    var suffix = Optional.ofNullable(range.get().group(3)).map(Long::parseLong);
    if (suffix.isPresent()) {
      return suffix.get() == 0 || size == 0
          ? new Unsatisfiable()
          : new Part(Math.max(0, size - suffix.get()), size - 1);
    }
    var first = Long.parseLong(range.get().group(1));
    var last =
        Optional.ofNullable(range.get().group(2)).map(Long::parseLong).orElse(Long.MAX_VALUE);
    if (last < first) {
      return new Whole();
    }
    return first >= size ? new Unsatisfiable() : new Part(first, Math.min(last, size - 1));
  }
}
