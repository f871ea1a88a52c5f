package ivs.recordings.handler.api.http;

import java.util.Optional;

/// Numbers of a query string.
public final class Numbers {
  /// A number of this many digits fits an int.
  private static final int MOST_DIGITS = 9;

  private Numbers() {}

  /// Plain digits within bounds; anything else is empty.
  public static Optional<Integer> between(String text, int least, int most) {
    return Optional.of(text)
        .filter(digits -> !digits.isEmpty() && digits.length() <= MOST_DIGITS)
        .filter(digits -> digits.chars().allMatch(is -> is >= '0' && is <= '9'))
        .map(Integer::valueOf)
        .filter(number -> number >= least && number <= most);
  }
}
