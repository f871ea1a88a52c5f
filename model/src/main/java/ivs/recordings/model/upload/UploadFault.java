package ivs.recordings.model.upload;

/// Why an upload is no recording. The name is the reason that its row shows.
public enum UploadFault {
  /// Nothing arrived in time.
  UPLOAD_NOT_RECEIVED,
  /// Its client has given it up.
  UPLOAD_ABANDONED,
  /// The object is empty.
  UPLOAD_EMPTY,
  /// The object is longer than what is taken without a declared size.
  UPLOAD_TOO_LARGE,
  /// The object has another length than the client declared.
  UPLOAD_SIZE_MISMATCH,
  /// The bytes, the media type of the object and what the client declared do not agree.
  UPLOAD_TYPE_MISMATCH
}
