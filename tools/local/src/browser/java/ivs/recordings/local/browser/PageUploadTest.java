package ivs.recordings.local.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import ivs.recordings.local.batch.LocalBatch;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A person who brings a file in on the page, in Chromium.
final class PageUploadTest {
  @RegisterExtension static final Browsing BROWSING = new Browsing(true);

  private static final int PART = 8 * 1024 * 1024;
  private static final Pattern NUMBER = Pattern.compile("partNumber=(\\d+)");
  private static final String FILE = "input[type=file]";
  private static final String ARRIVED = ".transfer-state:has-text('It is in your library.')";

  private static final Path PICTURE =
      Browsing.HOME.resolve("tools/local/target/screenshots/upload-360-dark.png");

  @TempDir static Path folder;
  private static Path video;

  private Browsing.Tab tab;
  private Page page;

  /// Half a minute of a clock, and after it a Void element of EBML: three parts.
  @BeforeAll
  static void makeAVideo() throws Exception {
    var clock = Browsing.HOME.resolve("tools/local/src/browser/media/clock.webm");
    video = Files.copy(clock, folder.resolve("clock.webm"));
    var padding = 2 * PART;
    var empty = ByteBuffer.allocate(9 + padding);
    empty.put((byte) 0xEC).putLong(0x0100_0000_0000_0000L | padding);
    Files.write(video, empty.array(), StandardOpenOption.APPEND);
  }

  @BeforeEach
  void open() {
    tab = BROWSING.open(360, ColorScheme.DARK);
    page = tab.page;
    page.onDialog(Dialog::accept);
    tab.signedIn(BROWSING.token("anna"), ".upload");
  }

  @AfterEach
  void nothingWentWrongAndNothingWasLeftBehind() {
    try (var _ = tab) {
      tab.assertQuiet();
      assertThat(page.evaluate("() => localStorage.length")).isEqualTo(0);
    }
  }

  /// The numbers of the parts that arrive from now on.
  private List<Integer> arriving() {
    var numbers = new CopyOnWriteArrayList<Integer>();
    page.onResponse(response -> {
      var number = NUMBER.matcher(response.url());
      if (number.find() && response.request().method().equals("PUT") && response.ok()) {
        numbers.add(Integer.valueOf(number.group(1)));
      }
    });
    return numbers;
  }

  @Test
  void aFileArrivesOverABrokenConnectionAndIsPlayed() {
    tab.expectRefused("partNumber=2");
    var lost = new AtomicInteger();
    page.route(
        "**/*partNumber=2&*",
        route -> {
          if (lost.incrementAndGet() <= 2) {
            route.abort("connectionreset");
          } else {
            route.resume();
          }
        });

    page.setInputFiles(FILE, video);
    page.waitForSelector(".transfer-state:has-text('It is tried again.')");
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURE));
    assertThat(tab.findings()).isEmpty();
    assertThat(tab.overflow()).isLessThanOrEqualTo(0);
    page.waitForSelector(ARRIVED);

    assertThat(lost).hasValue(3);
    page.waitForSelector(".card:has-text('Upload')");
    page.click(".transfer >> text=Watch");
    page.waitForFunction("() => document.querySelector('video')?.readyState >= 2");
    assertThat(page.locator(".upload").count()).isZero();
  }

  @Test
  void afterAReloadTheSameFileGoesOnWithTheMissingParts() {
    tab.expectRefused("partNumber=3");
    page.route("**/*partNumber=3&*", Route::abort);
    var arrived = arriving();
    page.setInputFiles(FILE, video);
    page.waitForSelector(".transfer-state:has-text('It is tried again.')");
    page.waitForCondition(() -> arrived.size() == 2);
    page.click("button:has-text('Pause')");
    page.waitForSelector(".transfer-state:has-text('Paused at')");
    page.click("button:has-text('Go on')");
    tab.view("#/public");
    page.waitForSelector("#uploads .transfer");

    tab.view("#/");
    page.reload();
    page.waitForSelector(".transfer-state:has-text('was broken off')");
    assertThat(tab.findings()).isEmpty();
    page.unroute("**/*partNumber=3&*");
    page.setInputFiles(FILE, video);
    page.waitForSelector(ARRIVED);

    assertThat(arrived).hasSize(3).endsWith(3);
  }

  @Test
  void aFileThatDoesNotArriveStaysAndAnUploadCanBeCanceled() {
    tab.expectRefused("/v1/uploads");
    page.route(
        "**/v1/uploads",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(400)
                    .setBody("{\"title\": \"It is refused.\"}")));
    page.setInputFiles(FILE, video);
    page.waitForSelector(
        ".transfer-state:has-text('It did not arrive. It is refused. Your file is unchanged')");
    page.click("button:has-text('Dismiss')");
    page.evaluate(
        """
        async () => {
          const {src} = document.querySelector('script[type=module]');
          const {add} = await import(src.replace('app.js', 'upload.js'));
          const bytes = new Uint8Array(64);
          bytes.set([0x1a, 0x45, 0xdf, 0xa3]);
          add(new Blob([bytes]), 'made-here.webm');
        }
        """);
    page.waitForSelector(".transfer-state:has-text('save it before you close it')");
    var saved = page.waitForDownload(() -> page.click("button:has-text('Save the copy')"));
    assertThat(saved.suggestedFilename()).isEqualTo("made-here.webm");

    page.unroute("**/v1/uploads");
    page.route("**/*partNumber=*", Route::abort);
    tab.expectRefused("partNumber=");
    page.click("button:has-text('Go on')");
    page.waitForSelector(".transfer-state:has-text('It is tried again.')");
    page.click("button:has-text('Cancel')");
    page.waitForSelector(".card .state:has-text('Failed')");
    assertThat(page.locator(".transfer").count()).isZero();
  }

  @Test
  void whatIsNoVideoIsNotSentAndAnOperatorUploadsNothing() throws Exception {
    page.setInputFiles(FILE, Files.writeString(folder.resolve("notes.txt"), "words"));
    page.waitForSelector(".transfer-state:has-text('It is no MP4, WebM or MOV.')");
    page.setInputFiles(
        FILE, Files.writeString(folder.resolve("notes.mp4"), "more than a few words"));
    page.waitForSelector(".transfer-state:has-text('does not begin as a .mp4')");

    tab.signedIn(BROWSING.token("zoe", "operator"), ".page h1:has-text('All recordings')");
    assertThat(page.locator(FILE).count()).isZero();
  }

  /// Six seconds of a picture that a browser has recorded, without a length and without an index.
  @Test
  void whatABrowserRecordsCanBeSeekedAfterItsJob() throws Exception {
    assumeTrue(LocalBatch.isPossible(), "ffmpeg and ffprobe are not on the PATH");
    var recorded =
        (String)
            page.evaluate(
                """
                async () => {
                  const canvas = document.createElement('canvas');
                  const picture = canvas.getContext('2d');
                  const draw = setInterval(() => {
                    picture.fillStyle = `hsl(${Date.now() / 10 % 360} 80% 50%)`;
                    picture.fillRect(0, 0, canvas.width, canvas.height);
                  }, 40);
                  const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: 'video/webm'});
                  const parts = [];
                  recorder.ondataavailable = ({data}) => parts.push(data);
                  recorder.start(500);
                  await new Promise((done) => setTimeout(done, 6000));
                  await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
                  clearInterval(draw);
                  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
                  let text = '';
                  bytes.forEach((each) => { text += String.fromCharCode(each); });
                  return btoa(text);
                }
                """);
    var file = folder.resolve("recorded.webm");
    Files.write(file, Base64.getDecoder().decode(recorded));

    page.setInputFiles(FILE, file);
    page.waitForSelector(ARRIVED, new Page.WaitForSelectorOptions().setTimeout(60_000));
    page.click(".transfer >> text=Watch");
    page.waitForFunction("() => document.querySelector('video')?.readyState >= 2");

    assertThat(tab.number("() => document.querySelector('video').duration"))
        .isCloseTo(6, within(1.0));
    page.evaluate("() => { document.querySelector('video').currentTime = 4; }");
    page.waitForFunction(
        "() => { const video = document.querySelector('video');"
            + " return !video.seeking && Math.abs(video.currentTime - 4) < 0.5; }");
  }
}
