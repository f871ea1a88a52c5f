package ivs.recordings.model.recording;

import ivs.recordings.model.event.SafeText;

/// The key prefix under which all files of a recording lie, without a slash at either end, such as
/// `ivs/v1/123456789012/AbCdef1G2hij/2020/6/23/20/12/j8Z9O91ndcVs`.
///
/// It is opaque: IVS asks not to assume anything about its path, and the date parts are not padded.
public record S3Prefix(String value) {
  private static final String SIGNS = "!_.*'()=:-";

  /// It may have to be part of a recording's key, of its link's key, and so of an index's sort key,
  /// which holds 1,024 bytes: with the longest stream id and bucket name, this is what is left.
  private static final int LONGEST = 512;

  public S3Prefix {
    SafeText.printable("S3 key prefix", value, LONGEST);
    for (var segment : value.split("/", -1)) {
      if (segment.isEmpty() || !SafeText.isMadeOf(segment, SIGNS)) {
        throw new IllegalArgumentException(
            "S3 key prefix is not a path of plain segments: "
                + SafeText.refused(value, SIGNS + "/"));
      }
      if (segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException(
            "S3 key prefix climbs with '.' or '..': " + SafeText.refused(value, SIGNS + "/"));
      }
    }
  }

  /// Some documents show a prefix with a slash behind it, which names the same files. A slash
  /// before it would name others: S3 keeps `/a` and `a` apart.
  public static S3Prefix trimmed(String value) {
    return new S3Prefix(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
  }
}
