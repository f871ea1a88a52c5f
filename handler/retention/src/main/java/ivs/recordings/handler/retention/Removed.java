package ivs.recordings.handler.retention;

/// What was removed, or would be.
///
/// @param objects also versions and delete markers, where a bucket has them
record Removed(long objects, long bytes) {
  static final Removed NOTHING = new Removed(0, 0);

  Removed plus(Removed more) {
    return new Removed(objects + more.objects, bytes + more.bytes);
  }
}
