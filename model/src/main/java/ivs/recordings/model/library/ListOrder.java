package ivs.recordings.model.library;

/// By the time of the start, and the id where two are equal.
public enum ListOrder {
  NEWEST_FIRST,
  OLDEST_FIRST;

  public boolean isAscending() {
    return this == OLDEST_FIRST;
  }
}
