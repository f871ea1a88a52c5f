package ivs.recordings.handler.runtime.webhook;

import ivs.recordings.model.webhook.WebhookUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/// Keeps webhooks from addresses that are not public: when an endpoint is saved, and again before
/// each attempt, because a name may lead elsewhere by then.
///
/// @param permitsLocal whether addresses of this machine are accepted, as the embedded system does
///   when it is asked to
/// @param names resolves names
public record WebhookGuard(boolean permitsLocal, Resolver names) {
  /// Looks a name up.
  @FunctionalInterface
  public interface Resolver {
    InetAddress[] resolve(String name) throws UnknownHostException;
  }

  /// An address must not be called, or leads nowhere.
  public static final class ForbiddenAddressException extends Exception {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String why) {
      super(why, null, false, false);
    }
  }

  /// As `WEBHOOKS_ALLOW_LOCAL` says, which no stack on AWS sets.
  public static WebhookGuard of(Map<String, String> environment) {
    return new WebhookGuard(
        environment.getOrDefault("WEBHOOKS_ALLOW_LOCAL", "false").equals("true"),
        InetAddress::getAllByName);
  }

  /// Reads an address without looking its name up.
  public WebhookUrl read(String url) throws ForbiddenAddressException {
    try {
      return WebhookUrl.of(url, permitsLocal);
    } catch (IllegalArgumentException unsound) {
      throw new ForbiddenAddressException(String.valueOf(unsound.getMessage()));
    }
  }

  /// Looks the name up, once. One address that is not permitted refuses all of them.
  ///
  /// @return the addresses to connect to, at least one
  public List<InetAddress> addresses(WebhookUrl url) throws ForbiddenAddressException {
    try {
      var found = List.of(names.resolve(url.host()));
      for (var address : found) {
        if (!url.permits(address.getAddress())) {
          throw new ForbiddenAddressException(
              "The name %s leads to %s, which is not a public address."
                  .formatted(url.host(), address.getHostAddress()));
        }
      }
      if (!found.isEmpty()) {
        return found;
      }
    } catch (UnknownHostException _) {
      // Refused below.
    }
    throw new ForbiddenAddressException("The name %s has no address.".formatted(url.host()));
  }
}
