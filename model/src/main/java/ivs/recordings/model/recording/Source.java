package ivs.recordings.model.recording;

/// What made the recording. The attribute `source` of the row holds the name.
public enum Source {
  /// Auto-record to S3 of an IVS low-latency channel.
  IVS_CHANNEL(Sessions.NEEDED),
  /// Individual participant recording of an IVS stage.
  IVS_PARTICIPANT(Sessions.MADE),
  /// Composite recording of an IVS stage.
  IVS_COMPOSITION(Sessions.NONE),
  /// A file that a client uploads.
  UPLOAD(Sessions.NONE);

  /// What a recording's event has to do with a stream session.
  private enum Sessions {
    NEEDED,
    MADE,
    NONE
  }

  private final Sessions sessions;

  Source(Sessions sessions) {
    this.sessions = sessions;
  }

  /// Whether each of its recordings is one of a stream.
  public boolean hasStreamSession() {
    return sessions != Sessions.NONE;
  }

  /// Whether an event waits until its stream has a session.
  public boolean needsStreamSession() {
    return sessions == Sessions.NEEDED;
  }

  /// Whether an event of a recording is one of its stream session, too, and may be the first.
  public boolean makesStreamSession() {
    return sessions == Sessions.MADE;
  }

  /// Whether our API writes the row first: an event that comes before it waits for it.
  public boolean isStartedByApi() {
    return this == UPLOAD;
  }
}
