package ivs.recordings.model.recording;

/// What made the recording. The attribute `source` of the row holds the name.
public enum Source {
  /// Auto-record to S3 of an IVS low-latency channel.
  IVS_CHANNEL(true, false),
  /// Individual participant recording of an IVS stage. Its first event makes the stream session.
  IVS_PARTICIPANT(false, false),
  /// Composite recording of an IVS stage; it has no stream session.
  IVS_COMPOSITION(false, false),
  /// A file that a client uploads.
  UPLOAD(false, true);

  private final boolean needsStreamSession;
  private final boolean isStartedByApi;

  Source(boolean needsStreamSession, boolean isStartedByApi) {
    this.needsStreamSession = needsStreamSession;
    this.isStartedByApi = isStartedByApi;
  }

  /// Whether an event waits until its stream has a session.
  public boolean needsStreamSession() {
    return needsStreamSession;
  }

  /// Whether our API writes the row first: an event that comes before it waits for it.
  public boolean isStartedByApi() {
    return isStartedByApi;
  }
}
