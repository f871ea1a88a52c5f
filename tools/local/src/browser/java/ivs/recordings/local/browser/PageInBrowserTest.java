package ivs.recordings.local.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final Pattern OF_RECORDING = Pattern.compile("/v1/recordings/[^/]+/playback$");
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

  private static final String CHANGE_VISIBILITY =
      """
      async (path) => {
        const authorization = `Bearer ${sessionStorage.getItem('token')}`;
        const tag = (await fetch(path, {headers: {authorization}})).headers.get('etag');
        const answer = await fetch(path, {
          method: 'PATCH',
          headers: {authorization, 'content-type': 'application/merge-patch+json', 'if-match': tag},
          body: '{"visibility": "PRIVATE"}',
        });
        if (!answer.ok) throw new Error(await answer.text());
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
        "least => document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames >="
            + " least",
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
    tab.signedIn(BROWSING.token("anna"));
    assertThat(page.locator(".card").count()).isEqualTo(24);
    assertThat(page.locator(".card .state").allInnerTexts())
        .containsExactly("Recording", "Processing", "Failed", "Expired", "Deleted");
    page.click("text=Three minutes of a clock");
    page.waitForFunction(
        "() => document.activeElement.matches('h1') && document.title.startsWith('Three minutes')");
    page.keyboard().press("l");
    page.keyboard().press("ArrowRight");
    play();
    assertThat(tab.number(TIME)).isLessThan(5);

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
    page.waitForSelector(".buttons .control[aria-label='Play']");

    page.click("text=Back to the list");
    page.waitForFunction("() => document.activeElement.textContent === 'Three minutes of a clock'");
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)");
    page.waitForFunction(
        "all => document.querySelectorAll('.card').length === all", ShownLibrary.OF_ANNA);
    assertThat(page.locator(".end").innerText()).isEqualTo(ShownLibrary.OF_ANNA + " recordings");
  }

  @Test
  void signingOutTakesThePrivateListAwayWhereverItWas() {
    tab.signedIn(BROWSING.token("anna"));
    assertThat(page.locator("text=Morning show").count()).isEqualTo(1);
    page.click("text=Sign out");
    page.waitForSelector("h1:has-text('Public recordings')");
    page.waitForSelector(".card:not(.ghost)");
    assertThat(page.locator("text=Morning show").count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTokenInALinkIsTakenOnlyWhereThereIsNoSignIn(boolean isSignInKnown) {
    if (!isSignInKnown) {
      page.route(
          "**/app/config",
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("application/json")
                      .setBody("{\"issuer\": null, \"clientId\": null}")));
    }
    page.navigate(BROWSING.address() + "/#token=" + BROWSING.token("anna"));
    page.waitForSelector(
        isSignInKnown ? "text=The token of the link was not taken" : ".who:has-text('anna')");
    page.waitForSelector(".card:not(.ghost)");
    assertThat(page.url()).doesNotContain("token");
    assertThat(tab.number("() => sessionStorage.length")).isEqualTo(isSignInKnown ? 0 : 1);
  }

  @Test
  void withoutItsSettingsThePageSaysSoAndTriesAgain() {
    tab.expectRefused("/app/config");
    page.route("**/app/config", route -> route.fulfill(new Route.FulfillOptions().setStatus(502)));
    page.navigate(BROWSING.address() + "/");
    page.waitForSelector("text=The page could not be set up");
    page.unroute("**/app/config");
    page.click("button:has-text('Try again')");
    page.waitForSelector(".card:not(.ghost)");
  }

  /// The browser's own loader: the address is exchanged before the grant ends, and where the next
  /// one is refused as well, the place is kept until there is a picture again.
  @Test
  void aFileGoesOnAtTheSamePlaceAfterItWasRefusedTwice() {
    tab.expectRefused("/recording");
    tab.signedIn(BROWSING.token("anna"));
    var bodies = playbackEndsAfter(8);
    tab.view("#/recordings/file");
    play();
    page.evaluate("() => { document.querySelector('video').playbackRate = 1.5; }");
    page.route(
        "**/play/*/recording", route -> route.fulfill(new Route.FulfillOptions().setStatus(403)));
    for (int failures = 0; failures < 2; failures++) {
      page.waitForSelector(".stage-message:has-text('cannot be played')");
      if (failures == 1) {
        page.unroute("**/play/*/recording");
      }
      page.click(".stage-message button");
    }

    page.waitForFunction("() => document.querySelector('video').readyState >= 3");
    page.waitForFunction("() => !document.querySelector('video').seeking");

    // The grant is renewed after 6.4 of its 8 seconds, at one and a half times the speed.
    assertThat(tab.number(TIME)).isBetween(6.0, 16.0);
    assertThat(tab.number("() => document.querySelector('video').playbackRate")).isEqualTo(1.5);
    awaitFrames(5);
    assertThat(bodies.stream().filter(body -> !body.contains("renew"))).hasSize(1);
  }

  @Test
  void aLostConnectionIsTriedAgainWhileThePictureGoesOn() {
    tab.expectRefused("/media/");
    tab.signedIn(BROWSING.token("anna"));
    page.click("text=Three minutes of a clock");
    play();
    var lost = new AtomicInteger();
    page.route(
        "**/*.ts?*",
        route -> {
          if (lost.incrementAndGet() <= 2) {
            route.abort("connectionreset");
          } else {
            route.resume();
          }
        });
    page.evaluate("() => { document.querySelector('video').playbackRate = 4; }");
    page.evaluate(MEASURE);
    awaitTime(70);
    assertThat(lost).hasValueGreaterThan(2);
    assertThat(page.isVisible(".stage-message")).isFalse();
    assertThat(page.locator(".stage-note").innerText()).isEmpty();
    assertThat(tab.number("() => window.gap")).isLessThan(1000);
  }

  @Test
  void whatCannotBeDownloadedIsSaidWhenItIsAskedFor() {
    tab.expectRefused("/download");
    tab.signedIn(BROWSING.token("anna"));
    tab.view("#/recordings/short");
    page.click("button:has-text('Download')");
    page.waitForSelector("text=there is no MP4 of it to save");
    tab.view("#/recordings/file");
    page.waitForSelector("h1:has-text('one file')");
    var file = page.waitForDownload(() -> page.click("button:has-text('Download')"));
    assertThat(file.suggestedFilename()).startsWith("Half a minute");
  }

  @Test
  void aListWhosePagesAreEmptyGoesOnOnlyWhenAsked() {
    var asked = new AtomicInteger();
    page.route(
        "**/v1/recordings?*",
        route -> {
          asked.incrementAndGet();
          route.fulfill(
              new Route.FulfillOptions()
                  .setContentType("application/json")
                  .setBody("{\"items\": [], \"nextCursor\": \"c" + asked + "\"}"));
        });
    tab.signedIn(BROWSING.token("anna"), "text=Nothing found so far");
    page.waitForTimeout(500);
    assertThat(asked).hasValue(9);
    page.unroute("**/v1/recordings?*");
    assertThat(page.isVisible("text=Load more")).isTrue();
  }

  @Test
  void aSearchThatStillWaitsDoesNotReachAnotherView() {
    tab.signedIn(BROWSING.token("anna"));
    page.fill("input[name=q]", "three");
    page.evaluate("() => document.querySelector('.card a').click()");
    page.waitForSelector(".watch h1");
    page.waitForTimeout(600);
    assertThat(page.url()).contains("#/recordings/").doesNotContain("q=");
    page.click("text=Back to the list");
    page.waitForSelector(".card:not(.ghost)");
    assertThat(page.inputValue("input[name=q]")).isEmpty();
  }

  /// The answers say that the grant ends in so many seconds.
  private List<String> playbackEndsAfter(int seconds) {
    var bodies = new CopyOnWriteArrayList<String>();
    page.route(
        "**/v1/recordings/*/playback",
        route -> {
          bodies.add(route.request().postData());
          var answer = route.fetch();
          var soon = "\"expiresAt\":\"" + Instant.now().plusSeconds(seconds) + "\"";
          route.fulfill(
              new Route.FulfillOptions()
                  .setResponse(answer)
                  .setBody(EXPIRY.matcher(answer.text()).replaceFirst(soon)));
        });
    return bodies;
  }

  /// The answer says that the grant ends in a few seconds; from then on the media of before is
  /// refused, as it is by a CDN.
  @Test
  void aGrantThatEndsInTheMiddleIsRenewedWhileThePictureGoesOn() {
    var renewals = new ArrayList<String>();
    var ends = Instant.now().plusSeconds(600).toEpochMilli();
    var end = new long[] {ends};
    page.route(
        "**/v1/recordings/*/playback",
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
    page.evaluate("() => { document.querySelector('video').playbackRate = 4; }");
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
    tab.expectRefused("/media/");
    var isOver = new AtomicBoolean();
    var refused = refuseOldMedia(isOver::get);
    tab.signedIn(BROWSING.token("anna"));
    page.click("text=Three minutes of a clock");
    play();
    isOver.set(true);
    page.evaluate("() => { document.querySelector('video').playbackRate = 4; }");
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
      if (OF_RECORDING.matcher(request.url()).find() && request.postData().contains("renew")) {
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
            if (!seen.isRenewed) {
              seen.ofFirstGrant.add(found.group(1));
            }
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

  /// Twelve seconds each, with four hours between them.
  @Test
  void aStreamOfSeveralRecordingsIsPlayedAsOneWithItsChapters() {
    tab.signedIn(BROWSING.token("anna"));
    tab.view("#/recordings/more-9");
    page.click("text=Play the whole stream: 2 recordings");
    page.waitForSelector(".seek[aria-valuetext*='of 0:24']");
    assertThat(page.locator(".chapter-time").allInnerTexts())
        .containsExactly("0:00", "0:12", "0:12");
    assertThat(page.locator(".chapter").nth(1).innerText()).contains("recorded for 4 hours");

    page.locator(".chapter").nth(2).focus();
    page.keyboard().press("Enter");
    awaitTime(13);
    awaitFrames(5);
    page.waitForSelector(".chapter[aria-current]:has-text('Evening stream 9')");
    assertThat(page.locator(".chapter[aria-current]").count()).isEqualTo(1);
    assertThat(tab.findings()).isEmpty();

    page.click("text=Play this recording only");
    page.waitForSelector(".seek[aria-valuetext*='of 0:12']");
    assertThat(page.locator(".chapter").count()).isZero();
  }

  /// The middle one has no 180p; each has twelve seconds.
  @Test
  void threeRecordingsOfWhichOneLacksARenditionArePlayedThrough() {
    tab.signedIn(BROWSING.token("anna"));
    var media = new CopyOnWriteArrayList<String>();
    page.onRequest(request -> {
      if (request.url().endsWith(".ts") || request.url().contains(".ts?")) {
        media.add(request.url());
      }
    });
    tab.view("#/recordings/more-13");
    page.click("text=Play the whole stream: 3 recordings");
    page.waitForSelector(".seek[aria-valuetext*='of 0:36']");
    media.clear();
    play();
    page.evaluate("() => { document.querySelector('video').playbackRate = 4; }");

    page.waitForFunction(
        "() => document.querySelector('video').ended",
        null,
        new Page.WaitForFunctionOptions().setTimeout(60_000));

    assertThat(tab.number("() => document.querySelector('video').currentTime"))
        .isCloseTo(36, within(4.0));
    assertThat(media).isNotEmpty().allMatch(url -> url.contains("/90p15/"));
    assertThat(tab.number("() => document.querySelector('video').videoHeight")).isEqualTo(90);
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
  void aTitleIsChangedAndTheChangesOfOthersStay() {
    tab.signedIn(BROWSING.token("anna"));
    tab.view("#/recordings/more-12");
    page.click("summary:has-text('Edit')");
    page.fill("input[name=title]", "A better title");
    page.click("text=Save");
    page.waitForSelector("h1:has-text('A better title')");

    tab.expectRefused("/v1/recordings/more-12");
    page.evaluate(CHANGE_VISIBILITY, "/v1/recordings/more-12");
    page.fill("input[name=title]", "");
    page.click("text=Save");
    page.waitForSelector("text=The recording has changed meanwhile");
    assertThat(page.inputValue("select[name=visibility]")).isEqualTo("PRIVATE");
    page.click("text=Save");
    page.waitForSelector("h1:has-text('Recording of')");
    page.waitForSelector(".facts dd:has-text('Private')");
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

  /// As if text of others had become a part of the page.
  @Test
  void thePolicyStopsAScriptThatStandsInThePage() {
    tab.expectRefused("Content Security Policy");
    tab.expectRefused("TrustedHTML");
    page.addInitScript(
        "addEventListener('securitypolicyviolation',"
            + " event => (window.forbidden ??= []).push(event.effectiveDirective))");
    page.route(
        BROWSING.address() + "/",
        route -> {
          var answer = route.fetch();
          var markup =
              "<style>h1 { display: none }</style><script>window.ran = true</script></head>";
          route.fulfill(
              new Route.FulfillOptions()
                  .setResponse(answer)
                  .setBody(answer.text().replace("</head>", markup)));
        });
    var answer = page.navigate(BROWSING.address() + "/");
    page.waitForFunction("() => window.forbidden?.length >= 2");
    assertThat(page.evaluate("() => window.forbidden"))
        .isEqualTo(List.of("style-src-elem", "script-src-elem"));
    assertThat(page.evaluate("() => window.ran === undefined")).isEqualTo(true);
    page.waitForSelector("h1");
    assertThat(
            page.evaluate(
                "() => { try { document.createElement('div').innerHTML = '<b>x</b>'; return"
                    + " 'taken'; } catch (refused) { return refused.name; } }"))
        .isEqualTo("TypeError");
    assertThat(answer.headers()).containsAllEntriesOf(Map.of("x-frame-options", "DENY"));
  }
}
