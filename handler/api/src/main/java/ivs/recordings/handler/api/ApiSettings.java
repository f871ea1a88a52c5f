package ivs.recordings.handler.api;

import ivs.recordings.handler.api.playback.PlaybackSettings;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.Bucket;
import java.util.Map;
import java.util.Optional;

/// What the environment says beside the names of the tables.
///
/// @param profileClaim the claim of a token that holds the profile id
/// @param roleClaim the claim that may hold `operator`
/// @param defaultVisibility of the streams of IVS channels that say nothing of it
/// @param mediaBucket where uploads go; empty where there are none
/// @param cursorSecret the id of the secret that signs cursors and play tokens
record ApiSettings(
    String profileClaim,
    String roleClaim,
    Visibility defaultVisibility,
    String cursorSecret,
    String metricsNamespace,
    PlaybackSettings playback,
    Optional<Bucket> mediaBucket) {
  /// @throws IllegalArgumentException naming the variable that is missing or wrong
  static ApiSettings of(Map<String, String> environment) {
    var secret = environment.getOrDefault("CURSOR_SECRET", "");
    if (secret.isBlank()) {
      throw new IllegalArgumentException(
          "the environment variable CURSOR_SECRET must name a secret of Secrets Manager");
    }
    return new ApiSettings(
        environment.getOrDefault("PROFILE_CLAIM", "sub"),
        environment.getOrDefault("ROLE_CLAIM", "role"),
        Visibility.ofChannels(environment.getOrDefault("DEFAULT_VISIBILITY", "")),
        secret,
        environment.getOrDefault("METRICS_NAMESPACE", "IvsRecordings"),
        PlaybackSettings.of(environment),
        Bucket.listed("MEDIA_BUCKET", environment.getOrDefault("MEDIA_BUCKET", "")).stream()
            .findFirst());
  }
}
