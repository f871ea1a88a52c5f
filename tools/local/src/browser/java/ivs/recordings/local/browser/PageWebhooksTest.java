package ivs.recordings.local.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A person who looks after webhooks on the page, in Chromium, with a receiver on this machine.
final class PageWebhooksTest {
  @RegisterExtension static final Browsing BROWSING = new Browsing();

  private static final Path PICTURES = Browsing.HOME.resolve("tools/local/target/screenshots");
  private static final String MESSAGE = ".form-message";
  private static final String SECRET = MESSAGE + " code";
  private static final String ROWS = "[aria-label=Deliveries] tbody tr";

  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer receiver;
  private Browsing.Tab tab;
  private Page page;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          received.add(String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id")));
          exchange.getRequestBody().readAllBytes();
          var answer = "Thank you for <b>it</b>.".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void close() {
    receiver.stop(0);
  }

  private void look(String name, int width) {
    var path = PICTURES.resolve("webhooks-%s-%d.png".formatted(name, width));
    page.screenshot(new Page.ScreenshotOptions().setPath(path));
    assertThat(tab.overflow()).as(path.toString()).isLessThanOrEqualTo(0);
    assertThat(tab.findings()).as(path.toString()).isEmpty();
  }

  private void awaitRows(int number) {
    for (var tries = 0; page.locator(ROWS).count() < number || hasPending(); tries++) {
      assertThat(tries).as("tries to see %d deliveries", number).isLessThan(100);
      page.waitForTimeout(200);
      press("Look again");
      page.waitForSelector(MESSAGE + ":has-text('up to date')");
    }
  }

  private boolean hasPending() {
    return page.locator(ROWS + ":has-text('PENDING')").count() > 0;
  }

  private void press(String word) {
    page.click("button:text-is('%s')".formatted(word));
  }

  @ParameterizedTest
  @CsvSource({"1280, LIGHT", "360, DARK"})
  void aWebhookIsAddedTestedRotatedReplayedAndRemoved(int width, ColorScheme scheme) {
    tab = BROWSING.open(width, scheme);
    page = tab.page;
    page.setViewportSize(width, 1300); // All of it is on the pictures.
    try (var _ = tab) {
      tab.signedIn(BROWSING.token("zoe", "operator"));
      page.click("nav >> text=Webhooks");
      page.waitForSelector("h2:has-text('No webhooks')");
      var url =
          "http://127.0.0.1:%d/hooks/%s"
              .formatted(receiver.getAddress().getPort(), "long/" + width);
      page.fill("input[name=url]", url);
      page.click("summary:has-text('Only some events')");
      page.check("text=recording.available");
      page.check("text=recording.failed");
      page.check("text=Upload");
      page.fill("input[name=profiles]", "anna, ben");
      look("add", width);
      press("Add");
      page.waitForSelector(SECRET);
      var secret = page.innerText(SECRET);
      assertThat(secret).startsWith("whsec_");
      assertThat(page.innerText("[aria-label=Webhooks] tbody tr"))
          .contains(
              url, "recording.available", "recording.failed", "anna, ben", "Upload", "Enabled");
      assertThat(page.inputValue("input[name=url]")).isEmpty();
      look("added", width);

      page.click("[aria-label=Webhooks] a");
      page.waitForSelector("h2:has-text('Nothing was sent')");
      assertThat(page.content()).doesNotContain(secret);
      press("Send a test");
      page.waitForSelector(MESSAGE + ":has-text('A test is sent')");
      awaitRows(1);
      assertThat(page.innerText(ROWS))
          .contains("webhook.test", "DELIVERED, 1 attempt", "200", "Thank you for <b>it</b>.");
      press("Send again");
      page.waitForSelector(MESSAGE + ":has-text('sent again')");
      awaitRows(1);

      press("New secret");
      page.waitForSelector(SECRET);
      assertThat(page.innerText(SECRET)).startsWith("whsec_").isNotEqualTo(secret);
      assertThat(page.innerText(MESSAGE)).contains("the secret before signs too");
      page.click("summary:has-text('Send all again')");
      page.fill("input[name=since]", "2026-01-01T00:00");
      look("log", width);
      press("Send all again");
      page.waitForSelector(MESSAGE + ":has-text('All from')");
      awaitRows(1);
      page.waitForCondition(() -> received.size() >= 3);
      assertThat(received).as("one id").containsOnly(received.getFirst());

      press("Disable");
      page.waitForSelector(MESSAGE + ":has-text('It is disabled.')");
      assertThat(page.evaluate("() => document.activeElement.className")).isEqualTo("form-message");
      assertThat(page.locator("button:text-is('Send a test')").count()).isZero();
      press("Enable");
      page.waitForSelector("button:text-is('Send a test')");

      press("Remove");
      look("remove", width);
      press("Cancel");
      assertThat(page.locator("dialog").isVisible()).isFalse();
      press("Remove");
      press("Remove it");
      page.waitForSelector("h2:has-text('No webhooks')");
      tab.assertQuiet();
    }
  }

  /// @param refused what the browser complains of, as the test expects
  private Browsing.Tab openFor(String owner, String refused) {
    tab = BROWSING.open(1280, ColorScheme.LIGHT);
    page = tab.page;
    tab.expectRefused(refused);
    tab.signedIn(BROWSING.token(owner));
    tab.view("#/webhooks");
    page.waitForSelector("#add-webhook");
    return tab;
  }

  /// The list cannot be read once it is added.
  @Test
  void aSecretIsShownThoughTheListIsNot() {
    try (var _ = openFor("cleo", "net::ERR_FAILED")) {
      page.route(
          "**/v1/webhooks",
          route -> {
            if (route.request().method().equals("GET")) {
              route.abort();
            } else {
              route.resume();
            }
          });
      page.fill(
          "input[name=url]",
          "http://127.0.0.1:%d/hooks/cleo".formatted(receiver.getAddress().getPort()));
      press("Add");

      page.waitForSelector(SECRET);
      assertThat(page.innerText(SECRET)).startsWith("whsec_");
      assertThat(page.innerText(MESSAGE)).contains("The list could not be read again");
      tab.assertQuiet();
    }
  }

  @Test
  void anOwnerChoosesNoProfilesAndIsToldWhatIsRefused() {
    try (var _ = openFor("anna", "/v1/webhooks")) {
      assertThat(page.locator("input[name=profiles]").count()).isZero();
      page.fill("input[name=url]", "https://10.0.0.1/hook");
      page.keyboard().press("Enter");
      page.waitForSelector(MESSAGE + ":has-text('must have a name of DNS')");
      tab.assertQuiet();
    }
  }
}
