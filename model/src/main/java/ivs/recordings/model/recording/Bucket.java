package ivs.recordings.model.recording;

import ivs.recordings.model.event.SafeText;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// The name of an S3 bucket.
public record Bucket(String value) {
  public Bucket {
    SafeText.id("bucket name", value, 255);
  }

  /// The buckets that a setting lists.
  ///
  /// @param names separated by commas; may be empty
  /// @throws IllegalArgumentException naming the setting if one of them is unsound
  public static Set<Bucket> listed(String setting, String names) {
    try {
      return Arrays.stream(names.split(",", -1))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .map(Bucket::new)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (IllegalArgumentException unsound) {
      throw new IllegalArgumentException(setting + ": " + unsound.getMessage(), unsound);
    }
  }
}
