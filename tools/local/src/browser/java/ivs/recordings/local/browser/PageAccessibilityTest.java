package ivs.recordings.local.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every view, narrow and wide, light and dark: what axe-core finds, and whether anything is cut
/// off. Their pictures are in target/screenshots.
final class PageAccessibilityTest {
  @RegisterExtension static final Browsing BROWSING = new Browsing();

  private static final Path PICTURES = Browsing.HOME.resolve("tools/local/target/screenshots");

  /// A view: its address, by whom it is seen, and what is there when it is complete.
  private record View(String name, String hash, String role, String complete) {}

  private static final List<View> VIEWS =
      List.of(
          new View("library", "#/", "operator", ".card:not(.ghost)"),
          new View("nothing", "#/?q=nothing", "operator", "h2:has-text('Nothing fits')"),
          new View("uploads", "#/", "", ".upload"),
          new View("recording", "#/recordings/long", "operator", ".seek[aria-valuetext*='of 3:']"),
          new View("failed", "#/recordings/failed", "operator", "h2:has-text('Explanation')"),
          new View("hostile", "#/recordings/hostile", "", "h1 bdi"),
          new View("operations", "#/operations", "operator", ".tile"),
          new View("webhooks", "#/webhooks", "operator", "#add-webhook"),
          new View("absent", "#/recordings/none", "", "h1:has-text('not found')"),
          new View("public", "#/", "none", ".card:not(.ghost)"),
          new View("stream", "#/streams/st-long", "none", ".seek[aria-valuetext*='of 3:']"),
          new View("sign-in", "#/recordings/long", "none", "h1:has-text('Sign in')"));

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "1280, LIGHT", "1280, DARK"})
  void noViewHasASeriousFindingOrIsCutOff(int width, ColorScheme scheme) {
    for (var view : VIEWS) {
      try (var tab = BROWSING.open(width, scheme)) {
        tab.expectRefused("/v1/recordings/none");
        if (!view.role().equals("none")) {
          tab.signedIn(
              view.role().isEmpty() ? BROWSING.token("anna") : BROWSING.token("zoe", view.role()));
        } else {
          tab.page.navigate(BROWSING.address() + "/" + view.hash());
        }
        tab.view(view.hash());
        tab.page.waitForSelector(view.complete());
        tab.page.waitForFunction(
            "() => [...document.images].every(image => image.complete || image.loading === 'lazy')");
        var name =
            "%s-%d-%s.png".formatted(view.name(), width, scheme.name().toLowerCase(Locale.ROOT));
        tab.page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name)));

        assertThat(tab.overflow()).as(name).isLessThanOrEqualTo(0);
        assertThat(tab.findings()).as(name).isEmpty();
        tab.assertQuiet();
      }
    }
  }
}
