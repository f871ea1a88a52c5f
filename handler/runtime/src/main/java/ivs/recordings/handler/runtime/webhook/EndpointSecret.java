package ivs.recordings.handler.runtime.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.webhook.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What an endpoint's deliveries are signed with, as Secrets Manager keeps it: one secret for each
/// endpoint, so that a sender reads nothing that it does not sign with.
///
/// @param current `whsec_` and base64 of the key
/// @param previous the key before the last rotation, and until when it signs too
public record EndpointSecret(String current, Optional<Previous> previous) {
  /// For so long deliveries are signed with both keys.
  public static final Duration OVERLAP = Duration.ofHours(24);

  public static final int BYTES = 32;

  private static final String PREFIX = "whsec_";

  /// A key that is replaced.
  public record Previous(String key, Instant until) {}

  /// The secret of a new endpoint.
  ///
  /// @param random of [#BYTES] bytes
  public static EndpointSecret of(byte[] random) {
    return new EndpointSecret(key(random), Optional.empty());
  }

  private static String key(byte[] random) {
    return PREFIX + Base64.getEncoder().encodeToString(random);
  }

  /// With a new key; the one until now signs on for a day.
  public EndpointSecret rotated(byte[] random, Instant now) {
    return new EndpointSecret(key(random), Optional.of(new Previous(current, now.plus(OVERLAP))));
  }

  /// The keys to sign with, the newest first.
  public List<String> keys(Instant now) {
    return previous
        .filter(old -> old.until().isAfter(now))
        .map(old -> List.of(current, old.key()))
        .orElseGet(() -> List.of(current));
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
    previous.ifPresent(
        old -> json.put("previous", old.key()).put("previousUntil", old.until().toString()));
    return json.toString();
  }

  public static EndpointSecret of(String json) {
    var fields = JsonFields.parse("The secret", json);
    return new EndpointSecret(
        fields.text("current"),
        fields
            .maybeText("previous")
            .map(key -> new Previous(key, Instant.parse(fields.text("previousUntil")))));
  }

  /// Never shows a key.
  @Override
  public String toString() {
    return "EndpointSecret";
  }
}
