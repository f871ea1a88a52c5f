package ivs.recordings.handler.api.playback;

import ivs.recordings.model.recording.Bucket;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// From where recordings are played.
///
/// @param publicUrl what the addresses of API and media begin with, without a slash at the end;
///   empty where there is no playback
/// @param servedBuckets the buckets whose objects have addresses there
/// @param keySecret the id of the secret that signs media URLs
public record PlaybackSettings(
    Optional<String> publicUrl, Set<Bucket> servedBuckets, String keySecret) {
  private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]+");

  /// Reads the environment.
  ///
  /// @throws IllegalArgumentException naming the variable that is wrong
  public static PlaybackSettings of(Map<String, String> environment) {
    var url = environment.getOrDefault("PUBLIC_URL", "").strip();
    var secret = environment.getOrDefault("CDN_KEY_SECRET", "").strip();
    if (!url.isEmpty() && !URL.matcher(url).matches()) {
      throw new IllegalArgumentException(
          "the environment variable PUBLIC_URL must be an address such as"
              + " https://media.example.com, without a path or a slash at its end");
    }
    return new PlaybackSettings(
        Optional.of(url).filter(known -> !known.isEmpty() && !secret.isEmpty()),
        Bucket.listed("SERVED_BUCKETS", environment.getOrDefault("SERVED_BUCKETS", "")),
        secret);
  }

  /// Whether its objects have addresses; where the bucket is unknown, its addresses will say.
  public boolean mayServe(Optional<Bucket> bucket) {
    return bucket.map(servedBuckets::contains).orElse(true);
  }

  /// The same of a bucket that is known. Where there is no playback the bucket is not what is
  /// wrong.
  public boolean serves(Bucket bucket) {
    return publicUrl.isEmpty() || servedBuckets.contains(bucket);
  }
}
