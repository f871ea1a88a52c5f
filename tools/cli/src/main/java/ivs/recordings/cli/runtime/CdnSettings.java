package ivs.recordings.cli.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a stack says of its CDN.
///
/// @param distribution the distribution's ARN; empty without a CDN
/// @param playbackBucket the bucket of IVS that it serves
/// @param mediaBucket the stack's own bucket
/// @param allowedOrigins the origins of other pages that play media
public record CdnSettings(
    Optional<String> distribution,
    Optional<String> playbackBucket,
    Optional<String> mediaBucket,
    List<String> allowedOrigins) {
  static CdnSettings of(StackDescription stack) {
    return new CdnSettings(
        given(stack.outputs(), "MediaDistributionArn"),
        given(stack.parameters(), "PlaybackBucket"),
        given(stack.outputs(), "MediaBucketName"),
        given(stack.parameters(), "AllowedOrigins").stream()
            .flatMap(origins -> Arrays.stream(origins.split(",", -1)))
            .toList());
  }

  private static Optional<String> given(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }
}
