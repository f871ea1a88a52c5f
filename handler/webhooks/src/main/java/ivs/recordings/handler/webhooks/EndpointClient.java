package ivs.recordings.handler.webhooks;

import ivs.recordings.handler.runtime.webhook.WebhookGuard;
import ivs.recordings.handler.runtime.webhook.WebhookGuard.ForbiddenAddressException;
import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.webhook.AttemptResult;
import ivs.recordings.model.webhook.AttemptResult.Answered;
import ivs.recordings.model.webhook.AttemptResult.Forbidden;
import ivs.recordings.model.webhook.AttemptResult.TimedOut;
import ivs.recordings.model.webhook.AttemptResult.Unreachable;
import ivs.recordings.model.webhook.RetrySchedule;
import ivs.recordings.model.webhook.WebhookUrl;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/// One request to an endpoint. The name is looked up once, and the connection is made to an address
/// that was checked and to no other: nothing is resolved, redirected or proxied after the check.
record EndpointClient(WebhookGuard guard, DefaultClientTlsStrategy tls) {
  /// What is read of an answer.
  static final int MOST_BYTES = 64 * 1024;

  /// What is kept of it.
  private static final int MOST_CHARACTERS = 1000;

  private static final Duration TO_CONNECT = Duration.ofSeconds(5);
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final int LONGEST_FAULT = 300;

  EndpointClient(WebhookGuard guard) {
    this(guard, DefaultClientTlsStrategy.createDefault());
  }

  /// Hands on what was checked, and knows nothing else.
  private record CheckedAddresses(String host, List<InetAddress> addresses) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
      if (!name.equals(host)) {
        throw new UnknownHostException(name + " was not checked");
      }
      return addresses.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String name) {
      return name;
    }
  }

  /// Sends a body, and waits for the answer.
  ///
  /// @param now for a Retry-After that is a date
  /// @param limit for all of it, from the look-up of the name to the end of the answer
  AttemptResult post(
      String url, Map<String, String> headers, String body, Instant now, Duration limit) {
    var begin = System.nanoTime();
    var request = new CompletableFuture<HttpPost>();
    var answer = new CompletableFuture<AttemptResult>();
    Thread.ofVirtual()
        .name("webhook")
        .start(() -> {
          try {
            answer.complete(exchange(url, headers, body, now, limit, begin, request));
          } catch (RuntimeException unexpected) {
            answer.completeExceptionally(unexpected);
          }
        });
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      var _ = request.thenAccept(HttpPost::cancel);
      return new TimedOut(since(begin));
    } catch (ExecutionException failed) {
      return new Unreachable(fault(Optional.ofNullable(failed.getCause()).orElse(failed)));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      var _ = request.thenAccept(HttpPost::cancel);
      return new TimedOut(since(begin));
    }
  }

  private AttemptResult exchange(
      String text,
      Map<String, String> headers,
      String body,
      Instant now,
      Duration limit,
      long begin,
      CompletableFuture<HttpPost> begun) {
    WebhookUrl url;
    List<InetAddress> addresses;
    try {
      url = guard.read(text);
      addresses = guard.addresses(url);
    } catch (ForbiddenAddressException forbidden) {
      return new Forbidden(String.valueOf(forbidden.getMessage()));
    }
    var host = new HttpHost(url.isTls() ? "https" : "http", url.host(), url.port());
    var post = new HttpPost("/");
    // Not read again: of a path such as //name another reader would take the name for the host.
    post.setPath(url.target());
    headers.forEach(post::setHeader);
    post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
    begun.complete(post);
    var client = client(new CheckedAddresses(url.host(), addresses), limit);
    try {
      // The answer is not closed, which would read the rest of it.
      var response = client.executeOpen(host, post, null);
      var content = read(response);
      if (content.length < MOST_BYTES) {
        // A whole answer; any other connection is reset.
        client.close(CloseMode.GRACEFUL);
      }
      return answered(response, content, now, begin);
    } catch (InterruptedIOException _) { // Also that of a socket.
      return new TimedOut(since(begin));
    } catch (IOException broken) {
      return new Unreachable(fault(broken));
    } finally {
      client.close(CloseMode.IMMEDIATE);
    }
  }

  /// A client for one request: a connection that is kept was checked too long ago.
  private CloseableHttpClient client(DnsResolver addresses, Duration limit) {
    var timeout = Timeout.of(limit);
    var connection =
        ConnectionConfig.custom()
            .setConnectTimeout(Timeout.of(TO_CONNECT.compareTo(limit) < 0 ? TO_CONNECT : limit))
            .setSocketTimeout(timeout)
            .build();
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(addresses)
                .setTlsSocketStrategy(tls)
                .setDefaultConnectionConfig(connection)
                .build())
        .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(timeout).build())
        .setUserAgent("ivs-recordings-webhooks")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .build();
  }

  private static AttemptResult answered(
      ClassicHttpResponse response, byte[] content, Instant now, long begin) {
    var answer =
        SafeText.legible(new String(content, StandardCharsets.UTF_8).strip(), MOST_CHARACTERS);
    return new Answered(
        response.getCode(),
        since(begin),
        answer,
        Optional.ofNullable(response.getFirstHeader("Retry-After"))
            .map(Header::getValue)
            .flatMap(value -> retryAfter(value, now)));
  }

  private static byte[] read(ClassicHttpResponse response) throws IOException {
    return response.getEntity() == null
        ? new byte[0]
        : response.getEntity().getContent().readNBytes(MOST_BYTES);
  }

  /// Seconds, or a date of HTTP.
  static Optional<Duration> retryAfter(String value, Instant now) {
    var text = value.strip();
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(atMost(Duration.ofSeconds(Long.parseLong(text))));
    }
    try {
      var until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(atMost(Duration.between(now, until))).filter(Duration::isPositive);
    } catch (DateTimeException | ArithmeticException unsound) {
      return Optional.empty();
    }
  }

  private static Duration atMost(Duration asked) {
    return asked.compareTo(RetrySchedule.LONGEST) > 0 ? RetrySchedule.LONGEST : asked;
  }

  private static Duration since(long begin) {
    return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  private static String fault(Throwable broken) {
    return SafeText.legible(
        broken.getClass().getSimpleName() + ": " + broken.getMessage(), LONGEST_FAULT);
  }
}
