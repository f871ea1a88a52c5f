package ivs.recordings.model;

/// The id of one stream, `st-…`: a new one each time a channel goes live.
public record StreamId(String value) implements Comparable<StreamId> {
  public StreamId {
    Text.id("stream id", value, 128);
  }

  @Override
  public int compareTo(StreamId other) {
    return value.compareTo(other.value);
  }

  /// Written out: what the compiler makes for a record is linked when it is first used, 12 ms of a
  /// cold start.
  @Override
  public boolean equals(Object other) {
    return other instanceof StreamId that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
