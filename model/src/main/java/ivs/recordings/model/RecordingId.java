package ivs.recordings.model;

/// What makes two events news of the same recording.
public sealed interface RecordingId {
  /// The key of the row.
  String value();

  /// The ordinary case: IVS names the session.
  record OfSession(SessionId sessionId) implements RecordingId {
    @Override
    public String value() {
      return sessionId.value();
    }

    /// Written out, as in [SessionId].
    @Override
    public boolean equals(Object other) {
      return other instanceof OfSession that && sessionId.equals(that.sessionId);
    }

    @Override
    public int hashCode() {
      return sessionId.hashCode();
    }
  }

  /// Events from before November 2022 have no session id; the files they speak of are the next best
  /// name. The slash keeps these keys apart from session ids, which cannot hold one.
  record OfFiles(Bucket bucket, S3Prefix prefix) implements RecordingId {
    @Override
    public String value() {
      return bucket.value() + "/" + prefix.value();
    }
  }
}
