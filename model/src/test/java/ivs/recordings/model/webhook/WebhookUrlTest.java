package ivs.recordings.model.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which addresses can be notified, and how they are read.
final class WebhookUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "https://Hooks.Example.com hooks.example.com /",
        "https://hooks.example.com:443/a hooks.example.com /a",
        "https://hooks.example.com?a=b hooks.example.com /?a=b",
        "https://hooks.example.com//other.example.com/ hooks.example.com //other.example.com/",
        "https://hooks.example.com/@10.0.0.1?u=https://10.0.0.1/ hooks.example.com"
            + " /@10.0.0.1?u=https://10.0.0.1/",
        "https://hooks.example.com/a%20b%2F%C3%BC hooks.example.com /a%20b%2F%C3%BC",
        "https://xn--bcher-kva.example/ xn--bcher-kva.example /"
      })
  void hostAndTargetAreThoseOfTheText(String text, String host, String target) {
    var url = WebhookUrl.of(text, false);

    assertThat(url.text()).isEqualTo(text);
    assertThat(url.isTls()).isTrue();
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(443);
    assertThat(url.target()).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hooks.example.com",
        "HTTPS://hooks.example.com/",
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "https:hooks.example.com/",
        "https:///hooks.example.com/",
        "https://hooks.example.com:80/",
        "https://hooks.example.com:/",
        "https://hooks.example.com./",
        "https://.example.com/",
        "https://hooks..example.com/",
        "https://-a.example.com/",
        "https://hooks/",
        "https://hooks.example.1/",
        "https://a:b@hooks.example.com/",
        "https://10.0.0.1\\@hooks.example.com/",
        "https://hooks.example.com#@10.0.0.1/",
        "https://hooks.example.com/#a",
        "https://hooks.example.com/\r\nhost: a",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/%",
        "https://hooks.example.com/%2",
        "https://hooks.example.com/%zz",
        "https://hooks.example.com/?%",
        "https://hooks%2eexample.com/",
        "https://bücher.example/",
        "https://127。0。0。1/",
        "https://8.8.8.8/",
        "https://134744072/",
        "https://0x8.0x8.0x8.0x8/",
        "https://[2606:2800:220:1::1]/",
        "https://[::ffff:8.8.8.8]/",
        "https://localhost/"
      })
  void whatCouldBeReadInAnotherWayIsRefused(String text) {
    assertThatThrownBy(() -> WebhookUrl.of(text, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The url ");
  }

  @Test
  void aTextOfThousandsOfCharactersIsReadAtOnce() {
    var longest = "https://hooks.example.com/" + "%41".repeat(658);

    assertThat(WebhookUrl.of(longest, false).target()).hasSize(1975);
    assertThatThrownBy(() -> WebhookUrl.of(longest + "%", false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WebhookUrl.of("https://" + "a-".repeat(900) + ".com/", false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WebhookUrl.of(longest + "a".repeat(1000), false))
        .hasMessageContaining("longer than 2000 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:9000/hook, localhost, 9000",
    "http://127.0.0.1/, 127.0.0.1, 80",
    "https://[::1]:1/, ::1, 1"
  })
  void thisMachineIsAcceptedWhereItIsPermitted(String text, String host, int port) {
    var url = WebhookUrl.of(text, true);

    assertThat(url.host()).isEqualTo(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.isLocal()).isTrue();
    assertThat(url.permits(new byte[] {127, 0, 0, 1})).isTrue();
    assertThat(url.permits(new byte[] {10, 0, 0, 1})).isFalse();
    assertThat(url.permits(new byte[] {8, 8, 8, 8})).isFalse();
    assertThatThrownBy(() -> WebhookUrl.of(text, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:0/", "http://localhost:65536/", "http://127.0.0.2/"})
  void whatIsNotOnThisMachineIsNot(String text) {
    assertThatThrownBy(() -> WebhookUrl.of(text, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
