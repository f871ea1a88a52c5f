package ivs.recordings.handler.runtime.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.handler.runtime.webhook.WebhookGuard.ForbiddenAddressException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Generated addresses, in every notation that some reader understands. The resolver of the test
/// understands all of them, and names lead where an attacker wants, so that nothing but the guard
/// keeps one from a private address.
final class WebhookGuardLawTest {
  private static final int URLS = 5_000;

  private final long seed = Long.getLong("webhooks.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /// First and last address of what is not public, written apart from the rule.
  private static final List<String> PRIVATE =
      List.of(
          "0.0.0.0-0.255.255.255",
          "10.0.0.0-10.255.255.255",
          "100.64.0.0-100.127.255.255",
          "127.0.0.0-127.255.255.255",
          "169.254.0.0-169.254.255.255",
          "172.16.0.0-172.31.255.255",
          "192.0.0.0-192.0.0.255",
          "192.0.2.0-192.0.2.255",
          "192.88.99.0-192.88.99.255",
          "192.168.0.0-192.168.255.255",
          "198.18.0.0-198.19.255.255",
          "198.51.100.0-198.51.100.255",
          "203.0.113.0-203.0.113.255",
          "224.0.0.0-255.255.255.255",
          "::-1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
          "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
          "2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "3fff::-3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
          "4000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

  private static byte[] bytes(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static boolean isPrivate(byte[] address) {
    var number = new BigInteger(1, address);
    return PRIVATE.stream()
        .map(range -> range.split("-"))
        .filter(ends -> bytes(ends[1]).length == address.length)
        .anyMatch(ends ->
            number.compareTo(new BigInteger(1, start(ends[0], address.length))) >= 0
                && number.compareTo(new BigInteger(1, bytes(ends[1]))) <= 0);
  }

  private static byte[] start(String literal, int length) {
    return literal.equals("::") ? new byte[length] : bytes(literal);
  }

  /// An address between two ends, or one of the ends.
  private byte[] privateAddress() {
    var ends = PRIVATE.get(random.nextInt(PRIVATE.size())).split("-");
    var last = bytes(ends[1]);
    var from = new BigInteger(1, start(ends[0], last.length));
    var span = new BigInteger(1, last).subtract(from);
    var offset =
        switch (random.nextInt(4)) {
          case 0 -> BigInteger.ZERO;
          case 1 -> span;
          default -> new BigInteger(span.bitLength() + 8, random).mod(span.add(BigInteger.ONE));
        };
    var number = from.add(offset).toByteArray();
    var address = new byte[last.length];
    for (var i = 0; i < Math.min(number.length, address.length); i++) {
      address[address.length - 1 - i] = number[number.length - 1 - i];
    }
    return address;
  }

  private byte[] anyAddress() {
    var address = new byte[random.nextInt(4) == 0 ? 16 : 4];
    random.nextBytes(address);
    return random.nextInt(3) == 0 ? address : privateAddress();
  }

  /// A host that means an IPv4 address to a reader of C, of a browser or of an old library.
  private String notation(byte[] ip) {
    var a = ip[0] & 0xff;
    var b = ip[1] & 0xff;
    var c = ip[2] & 0xff;
    var d = ip[3] & 0xff;
    var number = ((long) a << 24) | (b << 16) | (c << 8) | d;
    return switch (random.nextInt(14)) {
      case 0 -> "%d.%d.%d.%d".formatted(a, b, c, d);
      case 1 -> Long.toString(number);
      case 2 -> "0x%x".formatted(number);
      case 3 -> "0%o".formatted(number);
      case 4 -> "0x%x.0x%x.0x%x.0x%x".formatted(a, b, c, d);
      case 5 -> "0%o.0%o.0%o.0%o".formatted(a, b, c, d);
      case 6 -> "%d.%d".formatted(a, number & 0xff_ffff);
      case 7 -> "%d.%d.%d".formatted(a, b, number & 0xffff);
      case 8 -> "[::ffff:%d.%d.%d.%d]".formatted(a, b, c, d);
      case 9 -> "[64:ff9b::%x:%x]".formatted(number >> 16, number & 0xffff);
      case 10 -> "[2002:%x:%x::1]".formatted(number >> 16, number & 0xffff);
      case 11 -> "%d.%d.%d.%d.".formatted(a, b, c, d);
      case 12 -> "%d%%2e%d%%2e%d%%2e%d".formatted(a, b, c, d);
      default -> "%d。%d。%d。%d".formatted(a, b, c, d);
    };
  }

  private String host() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        var address = privateAddress();
        yield address.length == 4 ? notation(address) : "[" + literal(address) + "]";
      }
      case 3 -> "[" + literal(privateAddress()) + "%25eth0]";
      case 4 ->
          List.of("localhost", "LOCALHOST", "localhost.", "[::1]", "[::]", "metadata")
              .get(random.nextInt(6));
      case 5 -> "xn--" + random.nextInt(100) + ".example.com";
      default -> "name%d.example.com".formatted(random.nextInt(100));
    };
  }

  private static String literal(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private String url() {
    var scheme =
        List.of("https", "https", "https", "HTTPS", "http", "file", "gopher", "")
            .get(random.nextInt(8));
    var user =
        switch (random.nextInt(6)) {
          case 0 -> "user:pass@";
          case 1 -> "good.example.com@";
          case 2 -> "good.example.com#@";
          case 3 -> "good.example.com\\@";
          default -> "";
        };
    var port =
        List.of("", "", "", ":443", ":80", ":22", ":0443", ":99999", ":4430", ":")
            .get(random.nextInt(10));
    var path =
        List.of(
                "",
                "/",
                "/hook",
                "/a?b=c",
                "?q=https://10.0.0.1/",
                "#f",
                "/@10.0.0.1",
                "\\@10.0.0.1/",
                "/\r\nhost: a",
                "/ b")
            .get(random.nextInt(10));
    return scheme + "://" + user + host() + port + path;
  }

  @Test
  void noAddressThatIsNotPublicIsEverHandedOn() {
    System.out.println("webhooks.seed=" + seed);
    var handedOn = 0;
    for (var round = 0; round < URLS; round++) {
      var addresses = new ArrayList<InetAddress>();
      var guard =
          new WebhookGuard(
              false,
              _ -> {
                for (var count = random.nextInt(3); count >= 0; count--) {
                  addresses.add(InetAddress.getByAddress(anyAddress()));
                }
                return addresses.toArray(InetAddress[]::new);
              });
      var text = url();
      try {
        var url = guard.read(text);
        assertThat(url.port()).isEqualTo(443);
        assertThat(url.isTls()).isTrue();
        assertThat(text).startsWith("https://");
        assertThat(text.substring(8).toLowerCase(Locale.ROOT)).startsWith(url.host());
        for (var address : guard.addresses(url)) {
          handedOn++;
          assertThat(isPrivate(address.getAddress()))
              .as("%s leads to %s, seed %d", text, address, seed)
              .isFalse();
        }
        assertThat(addresses).noneMatch(address -> isPrivate(address.getAddress()));
      } catch (ForbiddenAddressException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    assertThat(handedOn).as("some are public, seed %d", seed).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example.com",
        "https://Hooks.Example.com:443/a/b?c=d",
        "https://a.b-c.co/@x",
        "https://xn--bcher-kva.example/hook"
      })
  void aNameWithPublicAddressesIsAccepted(String text) {
    var guard =
        new WebhookGuard(
            false,
            _ ->
                new InetAddress[] {
                  InetAddress.getByName("93.184.216.34"),
                  InetAddress.getByName("2606:2800:220:1::1")
                });

    assertThatCode(() -> guard.addresses(guard.read(text))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:9999/hook", "https://localhost/", "http://[::1]:80/x"})
  void thisMachineIsReachedOnlyWherePermitted(String text) {
    var strict = new WebhookGuard(false, InetAddress::getAllByName);
    var open = new WebhookGuard(true, InetAddress::getAllByName);

    assertThatThrownBy(() -> strict.read(text)).isInstanceOf(ForbiddenAddressException.class);
    assertThatCode(() -> open.addresses(open.read(text))).doesNotThrowAnyException();
    assertThatThrownBy(() -> open.read("http://10.0.0.1/hook"))
        .isInstanceOf(ForbiddenAddressException.class);
  }

  @Test
  void aNameWithoutAnAddressIsRefused() throws Exception {
    var guard =
        new WebhookGuard(
            false,
            name -> {
              throw new UnknownHostException(name);
            });
    var url = guard.read("https://nowhere.example.com/");

    assertThatThrownBy(() -> guard.addresses(url))
        .isInstanceOf(ForbiddenAddressException.class)
        .hasMessageContaining("nowhere.example.com");
  }
}
