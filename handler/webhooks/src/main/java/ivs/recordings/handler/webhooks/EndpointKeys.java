package ivs.recordings.handler.webhooks;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import ivs.recordings.handler.runtime.webhook.EndpointSecret;
import ivs.recordings.model.webhook.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// Signs deliveries as Standard Webhooks 1.0.0 says, with the keys that Secrets Manager has of the
/// endpoint. They are read again after five minutes; a key that was replaced signs for a day.
///
/// @param prefix of the names of secrets
/// @param secrets reads a secret by its name
record EndpointKeys(String prefix, UnaryOperator<String> secrets, Map<EndpointId, Read> known) {
  private static final Duration FRESH = Duration.ofMinutes(5);

  /// More endpoints than one instance serves within minutes.
  private static final int MOST_KNOWN = 10_000;

  /// A secret, and when it was read.
  record Read(EndpointSecret secret, Instant at) {}

  EndpointKeys(String prefix, UnaryOperator<String> secrets) {
    this(prefix, secrets, new ConcurrentHashMap<>());
  }

  /// The value of the header `webhook-signature`: a signature for each key, the newest first.
  String signature(EndpointId endpoint, String eventId, Instant now, String body) {
    var signatures = new ArrayList<String>();
    for (var key : secret(endpoint, now).keys(now)) {
      signatures.add(signed(key, eventId, now, body));
    }
    return String.join(" ", signatures);
  }

  static String signed(String key, String eventId, Instant now, String body) {
    try {
      return new Webhook(key).sign(eventId, now.getEpochSecond(), body);
    } catch (EmptyWebhookSecretException | WebhookSigningException unsound) {
      throw new IllegalStateException(
          "a key cannot sign: Secrets Manager has no sound one", unsound);
    }
  }

  private EndpointSecret secret(EndpointId endpoint, Instant now) {
    var read = known.get(endpoint);
    if (read == null || !read.at().plus(FRESH).isAfter(now)) {
      if (known.size() > MOST_KNOWN) {
        known.clear();
      }
      read = new Read(EndpointSecret.of(secrets.apply(EndpointSecret.name(prefix, endpoint))), now);
      known.put(endpoint, read);
    }
    return read.secret();
  }
}
