package ivs.recordings.handler.ingest;

import java.util.Map;

/// What happens to the events of channels without a profile.
public enum UnknownProfiles {
  /// They wait until the channel is linked to a profile.
  PARK,
  /// They are counted and forgotten: this account has channels that are not our business.
  IGNORE;

  /// Reads `UNKNOWN_PROFILES`, `park` (also when it is not set) or `ignore`.
  public static UnknownProfiles of(Map<String, String> environment) {
    var value = environment.getOrDefault("UNKNOWN_PROFILES", "park");
    return switch (value) {
      case "park" -> PARK;
      case "ignore" -> IGNORE;
      default ->
          throw new IllegalArgumentException(
              "UNKNOWN_PROFILES must be 'park' or 'ignore', not '" + value + "'");
    };
  }
}
