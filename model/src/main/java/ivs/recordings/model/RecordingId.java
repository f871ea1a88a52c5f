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
