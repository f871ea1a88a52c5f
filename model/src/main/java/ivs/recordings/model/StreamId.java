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
}
