package ivs.recordings.model.library;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// The ETag of an answer. The status is part of it because it changes with time and no new version,
/// the hour because addresses in an answer expire.
public record EntityTag(long version, String status, long hour) {
  private static final int SECONDS_OF_AN_HOUR = 3600;

  public static EntityTag of(long version, Enum<?> status, Instant now) {
    return new EntityTag(
        version, status.name(), Math.floorDiv(now.getEpochSecond(), SECONDS_OF_AN_HOUR));
  }

  /// As it stands in a header.
  public String text() {
    return "\"%d-%s-%d\"".formatted(version, status, hour);
  }

  /// Whether an `If-None-Match` names it: one tag, several, or `*`. Weak ones count as strong ones,
  /// as RFC 9110 has it for this header.
  public boolean isNamedBy(String ifNoneMatch) {
    return tags(ifNoneMatch).anyMatch(tag -> tag.equals("*") || tag.equals(text()));
  }

  /// Whether an `If-Match` names a version. Only the version of each tag is compared, because a
  /// change of status or hour is no change that a writer could overwrite; proxies that compress
  /// make tags weak, so that is ignored, too.
  public static boolean namesVersion(String ifMatch, long version) {
    return tags(ifMatch)
        .anyMatch(
            tag -> tag.equals("*") || version(tag).filter(named -> named == version).isPresent());
  }

  private static Stream<String> tags(String header) {
    return Arrays.stream(header.split(","))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag);
  }

  private static Optional<Long> version(String tag) {
    var dash = tag.indexOf('-');
    if (dash < 2 || tag.charAt(0) != '"' || !tag.endsWith("\"")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.valueOf(tag.substring(1, dash)));
    } catch (NumberFormatException noVersion) {
      return Optional.empty();
    }
  }
}
