package ivs.recordings.model.event;

/// The id of one stream, `st-…`: a new one each time a channel goes live.
public record StreamId(String value) implements Comparable<StreamId> {
  public StreamId {
    SafeText.id("stream id", value, 128);
  }

  @Override
  public int compareTo(StreamId other) {
    return value.compareTo(other.value);
  }
}
