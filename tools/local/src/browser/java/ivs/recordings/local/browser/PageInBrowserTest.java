package ivs.recordings.local.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person does with the page, in Chromium. Anything that the browser complains of fails the
/// test.
final class PageInBrowserTest {
  @RegisterExtension static final Browsing BROWSING = new Browsing();

  private static final String FRAMES =
      "() => document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames";
  private static final String TIME = "() => document.querySelector('video').currentTime";
  private static final Pattern SIGNATURE = Pattern.compile("[?&]Signature=([^&]+)");
  private static final Pattern EXPIRY = Pattern.compile("\"expiresAt\":\\s*\"[^\"]+\"");

  /// The longest time between two frames.
  private static final String MEASURE =
      """
      () => {
        const video = document.querySelector('video');
        window.gap = 0;
        let last = performance.now();
        const frame = () => {
          const now = performance.now();
          window.gap = Math.max(window.gap, now - last);
          last = now;
          video.requestVideoFrameCallback(frame);
        };
        video.requestVideoFrameCallback(frame);
      }
      """;

  private Browsing.Tab tab;
  private Page page;

  @BeforeEach
  void open() {
    tab = BROWSING.open(1280, ColorScheme.LIGHT);
    page = tab.page;
  }

  @AfterEach
  void nothingWentWrongAndNothingWasLeftBehind() {
    try (var _ = tab) {
      tab.assertQuiet();
      assertThat(page.evaluate("() => localStorage.length")).isEqualTo(0);
      assertThat(page.context().cookies()).isEmpty();
    }
  }

  private void awaitFrames(int more) {
    var before = tab.number(FRAMES);
    page.waitForFunction(
        "least => document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames >= least",
        before + more);
  }

  private void awaitTime(double least) {
    page.waitForFunction(
        "least => document.querySelector('video').currentTime >= least",
        least,
        new Page.WaitForFunctionOptions().setTimeout(60_000));
  }

  private void play() {
    page.waitForFunction("() => document.querySelector('video')?.readyState >= 2");
    page.click(".big-play");
    awaitFrames(5);
  }

  @Test
  void framesAdvanceFromTheListToThePlayerAndTheListGoesOnAfterwards() {
    tab.expectRefused("/download");
    tab.signedIn(BROWSING.token("anna"));
    assertThat(page.url()).doesNotContain("token");
    assertThat(page.locator(".card").count()).isEqualTo(24);
    assertThat(page.locator(".card .state").allInnerTexts())
        .containsExactly("Recording", "Processing", "Failed", "Expired", "Deleted");
    page.click("text=Three minutes of a clock");
    page.waitForFunction(
        "() => document.activeElement.matches('h1') && document.title.startsWith('Three minutes')");
    play();

    page.keyboard().press("l");
    awaitTime(10);
    awaitFrames(10);
    page.focus(".seek");
    page.keyboard().press("ArrowRight");
    awaitTime(15);
    page.evaluate(
        "() => { const seek = document.querySelector('.seek'); seek.value = 120;"
            + " seek.dispatchEvent(new Event('input')); }");
    awaitTime(120);
    awaitFrames(10);
    page.keyboard().press(">");
    assertThat(page.evaluate("() => document.querySelector('video').playbackRate")).isEqualTo(1.25);
    page.keyboard().press("k");
    assertThat(page.getAttribute(".buttons .control >> nth=0", "aria-label")).isEqualTo("Play");

    page.click("text=Back to the list");
    page.waitForFunction("() => document.activeElement.textContent === 'Three minutes of a clock'");
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)");
    page.waitForFunction(
        "all => document.querySelectorAll('.card').length === all", ShownLibrary.OF_ANNA);
    assertThat(page.locator(".end").innerText()).isEqualTo(ShownLibrary.OF_ANNA + " recordings");
  }

  /// The answer says that the grant ends in a few seconds; from then on the media of before is
  /// refused, as it is by a CDN.
  @Test
  void aGrantThatEndsInTheMiddleIsRenewedWhileThePictureGoesOn() {
    tab.expectRefused("/download");
    var renewals = new ArrayList<String>();
    var ends = Instant.now().plusSeconds(600).toEpochMilli();
    var end = new long[] {ends};
    page.route(
        "**/playback",
        route -> {
          var body = route.request().postData();
          renewals.add(body);
          var answer = route.fetch();
          if (body.contains("renew")) {
            route.fulfill(new Route.FulfillOptions().setResponse(answer));
            return;
          }
          end[0] = Instant.now().plusSeconds(8).toEpochMilli();
          var soon = "\"expiresAt\":\"" + Instant.ofEpochMilli(end[0]) + "\"";
          route.fulfill(
              new Route.FulfillOptions()
                  .setResponse(answer)
                  .setBody(EXPIRY.matcher(answer.text()).replaceFirst(soon)));
        });
    var first = refuseOldMedia(() -> Instant.now().toEpochMilli() >= end[0]);
    tab.signedIn(BROWSING.token("anna"));
    page.click("text=Three minutes of a clock");
    play();
    page.evaluate("() => { document.querySelector('video').playbackRate = 2; }");
    page.evaluate(MEASURE);

    awaitTime(70);

    assertThat(renewals).hasSize(2);
    assertThat(renewals.getLast()).contains("\"renew\":true");
    assertThat(first.usedAfterwards).isNotEmpty();
    assertThat(tab.number("() => window.gap")).isLessThan(1000);
  }

  /// As after a sleep of the machine: the grant is over before its time by our clock.
  @Test
  void refusedMediaIsAskedForAgainUnderANewGrant() {
    tab.expectRefused("/download");
    tab.expectRefused("/media/");
    var isOver = new AtomicBoolean();
    var refused = refuseOldMedia(isOver::get);
    tab.signedIn(BROWSING.token("anna"));
    page.click("text=Three minutes of a clock");
    play();
    isOver.set(true);
    page.evaluate("() => { document.querySelector('video').playbackRate = 2; }");
    page.evaluate(MEASURE);

    awaitTime(60);

    assertThat(refused.refused).isNotEmpty();
    assertThat(refused.usedAfterwards).isNotEmpty();
    assertThat(tab.number("() => window.gap")).isLessThan(1000);
  }

  /// The signatures of media requests: those of the first grant, and others after its end.
  private static final class Signatures {
    private final Set<String> ofFirstGrant = ConcurrentHashMap.newKeySet();
    private final List<String> refused = new ArrayList<>();
    private final List<String> usedAfterwards = new ArrayList<>();
    private boolean isRenewed;
  }

  /// @param isOver whether the first grant has ended; it may have been renewed before
  private Signatures refuseOldMedia(BooleanSupplier isOver) {
    var seen = new Signatures();
    page.onRequest(request -> {
      if (request.url().endsWith("/playback") && request.postData().contains("renew")) {
        seen.isRenewed = true;
      }
    });
    page.route(
        "**/media/**",
        route -> {
          var url = route.request().url();
          var found = SIGNATURE.matcher(url);
          if (!found.find() || !url.contains(".ts")) {
            route.resume();
          } else if (!isOver.getAsBoolean()) {
            seen.ofFirstGrant.add(found.group(1));
            route.resume();
          } else if (seen.ofFirstGrant.contains(found.group(1))) {
            seen.refused.add(url);
            route.fulfill(new Route.FulfillOptions().setStatus(403));
          } else {
            seen.usedAfterwards.add(url);
            route.resume();
          }
        });
    return seen;
  }

  @Test
  void withoutATokenThePublicLibraryIsShownAndPlayed() {
    page.navigate(BROWSING.address() + "/");
    page.waitForSelector(".card:not(.ghost)");
    assertThat(page.locator("h1").innerText()).isEqualTo("Public recordings");
    assertThat(page.locator("text=Morning show").count()).isZero();
    page.fill("input[name=q]", "three minutes");
    page.waitForFunction("() => document.querySelectorAll('.card:not(.ghost)').length === 1");
    assertThat(page.url()).contains("q=three");
    page.click(".card a");
    play();
    page.goBack();
    page.waitForSelector(".card:not(.ghost)");
    assertThat(page.inputValue("input[name=q]")).isEqualTo("three minutes");
  }

  @Test
  void filtersAndSearchNarrowTheListAndNothingIsSaidSo() {
    tab.signedIn(BROWSING.token("anna"));
    page.selectOption("select[name=status]", "FAILED");
    page.waitForFunction("() => document.querySelectorAll('.card:not(.ghost)').length === 1");
    assertThat(page.locator(".card-problem").innerText())
        .isEqualTo("The source reported a failure.");
    page.fill("input[name=q]", "no such title");
    page.waitForSelector("text=Nothing fits these filters");
    page.click("text=Show all");
    page.waitForFunction("() => document.querySelectorAll('.card:not(.ghost)').length >= 24");
  }

  @Test
  void aListThatFailsIsTriedAgain() {
    tab.expectRefused("/v1/recordings");
    tab.signedIn(BROWSING.token("anna"));
    page.route(
        "**/v1/recordings?*", route -> route.fulfill(new Route.FulfillOptions().setStatus(500)));
    page.fill("input[name=q]", "clock");
    page.waitForSelector("text=The list could not be loaded");
    page.unroute("**/v1/recordings?*");
    page.click("button:has-text('Try again')");
    page.waitForFunction("() => document.querySelectorAll('.card:not(.ghost)').length === 2");
  }

  @Test
  void oneSignsInAtTheIssuerWithAProofAndOutAgain() {
    page.navigate(BROWSING.address() + "/#/recordings/long");
    page.click("main button:has-text('Sign in')");
    page.waitForSelector("h1:has-text('Three minutes of a clock')");
    tab.expectRefused("/download");
    assertThat(URI.create(page.url()).getQuery()).isNull();
    assertThat(page.locator(".who").innerText()).isEqualTo("anna");
    assertThat(page.evaluate("() => Object.keys(sessionStorage)")).isEqualTo(List.of("token"));
    page.click("text=Sign out");
    page.waitForSelector("h1:has-text('Public recordings')");
    assertThat(page.evaluate("() => sessionStorage.length")).isEqualTo(0);
  }

  @Test
  void anAnswerOfTheIssuerThatThisTabDidNotAskForIsRefused() {
    page.navigate(BROWSING.address() + "/?code=stolen&state=other");
    page.waitForSelector("text=does not belong to this tab");
    assertThat(page.url()).doesNotContain("stolen");
    assertThat(page.evaluate("() => sessionStorage.length")).isEqualTo(0);
  }

  @Test
  void aTokenThatHasEndedLeadsToTheSignIn() {
    tab.expectRefused("/v1/recordings");
    tab.signedIn(BROWSING.oldToken());
    page.waitForSelector("text=Your session has ended");
    assertThat(page.evaluate("() => sessionStorage.length")).isEqualTo(0);
    page.click("#notices button:has-text('Sign in')");
    page.waitForSelector(".who");
  }

  /// Titles are the words of others.
  @Test
  void aTitleIsTextWhateverItHolds() {
    tab.expectRefused("/download");
    tab.signedIn(BROWSING.token("anna"));
    page.click("bdi:has-text('<img src=x')");
    var title = page.locator(".watch h1");
    assertThat(title.innerText())
        .contains("<img src=x onerror=alert(1)>")
        .doesNotContain("\u202E", "\u2066");
    assertThat(title.locator("img").count()).isZero();
    assertThat(page.title()).contains("<img src=x").doesNotContain("\u202E");
    assertThat(title.locator("bdi").count()).isEqualTo(1);
  }

  @Test
  void aTitleIsChangedOnTopOfWhatIsShown() {
    tab.expectRefused("/download");
    tab.signedIn(BROWSING.token("anna"));
    tab.view("#/recordings/more-12");
    page.click("summary:has-text('Edit')");
    page.fill("input[name=title]", "A better title");
    page.click("text=Save");
    page.waitForSelector("h1:has-text('A better title')");
    page.fill("input[name=title]", "");
    page.click("text=Save");
    page.waitForSelector("h1:has-text('Recording of')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#/operations", "#/recordings/failed"})
  void anOperatorSeesWhatIsWrongAndOthersDoNot(String hash) {
    tab.signedIn(BROWSING.token("zoe", "operator"));
    tab.view(hash);
    page.waitForSelector(
        hash.contains("failed") ? "h2:has-text('Explanation')" : "text=Parked events");
    tab.expectRefused("/operations");
    page.click("text=Sign out");
    tab.signedIn(BROWSING.token("anna"));
    assertThat(page.locator("nav >> text=Operations").count()).isZero();
    tab.view(hash);
    page.waitForSelector(
        hash.contains("failed") ? "h1:has-text('Test run')" : "h1:has-text('not found')");
    assertThat(page.locator("h2:has-text('Explanation')").count()).isZero();
  }

  @Test
  void thePolicyStopsAScriptThatStandsInThePage() {
    page.navigate(BROWSING.address() + "/");
    page.waitForSelector("h1");
    tab.expectRefused("Content Security Policy");
    tab.expectRefused("TrustedHTML");
    page.evaluate(
        "() => { const script = document.createElement('div'); try { script.innerHTML = '<b>x</b>'; } catch (refused) {}"
            + " const link = document.createElement('link'); link.rel = 'stylesheet';"
            + " link.href = 'data:text/css,body{display:none}'; document.head.append(link); }");
    assertThat(page.isVisible("h1")).isTrue();
    Response answer = page.reload();
    assertThat(answer.headers()).containsAllEntriesOf(Map.of("x-frame-options", "DENY"));
  }
}
