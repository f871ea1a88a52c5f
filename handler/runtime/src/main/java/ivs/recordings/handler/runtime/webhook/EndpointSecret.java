package ivs.recordings.handler.runtime.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.webhook.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What an endpoint's deliveries are signed with, as Secrets Manager keeps it: one secret for each
/// endpoint, so that a sender reads nothing that it does not sign with.
///
/// @param current `whsec_` and base64 of the key
/// @param previous the keys that were replaced within a day, the newest first
public record EndpointSecret(String current, List<Previous> previous) {
  /// For so long a key that was replaced signs, too.
  public static final Duration OVERLAP = Duration.ofHours(24);

  public static final int BYTES = 32;

  /// Each of them is a signature in a header. Who rotates more often within a day has lost the
  /// newest secret, and not the oldest.
  private static final int MOST_PREVIOUS = 4;

  private static final String PREFIX = "whsec_";

  public EndpointSecret {
    previous = List.copyOf(previous);
  }

  /// A key that is replaced, and until when it signs.
  public record Previous(String key, Instant until) {
    /// Never shows a key.
    @Override
    public String toString() {
      return "Previous[until=" + until + "]";
    }
  }

  /// The secret of a new endpoint.
  ///
  /// @param random of [#BYTES] bytes
  public static EndpointSecret of(byte[] random) {
    return new EndpointSecret(key(random), List.of());
  }

  private static String key(byte[] random) {
    return PREFIX + Base64.getEncoder().encodeToString(random);
  }

  /// With a new key. The one until now signs on for a day, and those before it as long as they did.
  public EndpointSecret rotated(byte[] random, Instant now) {
    var replaced = Stream.of(new Previous(current, now.plus(OVERLAP)));
    var older = previous.stream().filter(old -> old.until().isAfter(now)).toList();
    // Of too many the newest is forgotten, which receivers are the least likely to have.
    var kept = older.stream().skip(Math.max(0, older.size() - (MOST_PREVIOUS - 1)));
    return new EndpointSecret(key(random), Stream.concat(replaced, kept).toList());
  }

  /// The keys to sign with, the newest first.
  public List<String> keys(Instant now) {
    return Stream.concat(
            Stream.of(current),
            previous.stream().filter(old -> old.until().isAfter(now)).map(Previous::key))
        .toList();
  }

  /// What the secret of an endpoint is called.
  ///
  /// @param prefix of all of a stack
  public static String name(String prefix, EndpointId id) {
    return prefix + id.value();
  }

  /// As Secrets Manager keeps it.
  public String json() {
    var json = JsonNodeFactory.instance.objectNode().put("current", current);
    var list = json.putArray("previous");
    previous.forEach(
        old -> list.addObject().put("key", old.key()).put("until", old.until().toString()));
    return json.toString();
  }

  public static EndpointSecret of(String json) {
    var fields = JsonFields.parse("The secret", json);
    return new EndpointSecret(
        fields.text("current"),
        StreamSupport.stream(fields.object().path("previous").spliterator(), false)
            .map(old ->
                new Previous(old.path("key").asText(), Instant.parse(old.path("until").asText())))
            .toList());
  }

  /// Never shows a key.
  @Override
  public String toString() {
    return "EndpointSecret";
  }
}
