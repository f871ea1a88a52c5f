package ivs.recordings.handler.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.handler.runtime.ManifestParser.UnreadableManifestException;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Manifest;
import ivs.recordings.model.reconcile.Manifest.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestParserTest {
  private static final Instant WRITTEN = Instant.parse("2026-11-02T09:06:24.123Z");

  @Test
  void anEndSaysWhenAndHowLong() throws Exception {
    var manifest =
        parse(
            ManifestParser.ENDED,
            """
            {"version":"v1","channel_arn":"arn:aws:ivs:eu-west-1:111122223333:channel/AbCdef1G2hij",
             "recording_started_at":"2026-11-02T09:05:12.345Z",
             "recording_ended_at":"2026-11-02T09:06:23Z","recording_status":"RECORDING_ENDED",
             "media":{"hls":{"duration_ms":70000,"path":"media/hls","playlist":"master.m3u8",
               "renditions":[{"path":"audio_only","playlist":"playlist.m3u8"}]},
              "thumbnails":{"path":"media/thumbnails"}}}
            """);

    assertThat(manifest)
        .isEqualTo(
            new Manifest(
                Status.ENDED,
                Optional.of(new SourceArn(Events.CHANNEL)),
                Optional.empty(),
                Optional.of(Instant.parse("2026-11-02T09:05:12Z")),
                Optional.of(Instant.parse("2026-11-02T09:06:23Z")),
                Optional.of(Duration.ofSeconds(70)),
                Optional.empty(),
                Optional.of("media/hls/master.m3u8")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"path":"media/hls","playlist":"multivariant.m3u8"} | media/hls/multivariant.m3u8
          {"path":"media/hls"}                                |
          {"path":"media/hls","playlist":""}                  |
          {"path":7,"playlist":["x"]}                         |
          """)
  void aPlaylistIsAsTheManifestCallsIt(String hls, String playlist) throws Exception {
    var manifest = parse(ManifestParser.ENDED, "{\"media\":{\"hls\":" + hls + "}}");

    assertThat(manifest.playlist().orElse(null)).isEqualTo(playlist);
  }

  /// As IVS documents them: of a channel, a composition and a participant, of sound only, and of
  /// images only.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"hls":{"path":"media/hls","playlist":"master.m3u8","renditions":[{"path":"1080p60","playlist":"playlist.m3u8","resolution_height":1080,"resolution_width":1920},{"path":"audio_only","playlist":"playlist.m3u8"}]},"thumbnails":{"path":"media/thumbnails"},"latest_thumbnail":{"path":"media/latest_thumbnail/thumb.jpg"}} | media/hls/master.m3u8 1080p60 1920x1080 audio_only -x- media/thumbnails media/latest_thumbnail/thumb.jpg
          {"hls":{"path":"media/hls","playlist":"multivariant.m3u8","renditions":[{"path":"720p30-abcdeABCDE12","playlist":"playlist.m3u8","resolution_width":720,"resolution_height":1280}]},"thumbnails":{"path":"media/thumbnails","resolutions":[{"path":"1280x720"}]}} | media/hls/multivariant.m3u8 720p30-abcdeABCDE12 720x1280 media/thumbnails
          {"thumbnails":{"path":"media/thumbnails","renditions":[{"path":"high"}]}} | nothing
          {"hls":{"path":"media/hls","playlist":"multivariant.m3u8","renditions":[]}} | unsound
          {"hls":{"path":"../hls","playlist":"x","renditions":[{"path":"a","playlist":"b"}]}} | unsound
          {"hls":{"duration_ms":0}} | unsound
          """)
  void theMediaAreAsTheManifestNamesThem(String media, String expected) {
    assertThat(described("{\"media\":" + media + "}")).isEqualTo(expected);
  }

  private static String described(String text) {
    try {
      return ManifestParser.media(ManifestParser.ENDED, text)
          .map(layout ->
              layout.playlistPath()
                  + layout.renditions().stream()
                      .map(each ->
                          " %s %sx%s"
                              .formatted(each.path(), pixels(each.width()), pixels(each.height())))
                      .collect(Collectors.joining())
                  + layout.images().stream().map(" "::concat).collect(Collectors.joining()))
          .orElse("nothing");
    } catch (UnreadableManifestException unsound) {
      assertThat(unsound)
          .hasMessageStartingWith("recording-ended.json: The field media is unsound");
      return "unsound";
    }
  }

  private static String pixels(Optional<Integer> pixels) {
    return pixels.map(String::valueOf).orElse("-");
  }

  @Test
  void aParticipantsManifestNamesItsStageAndSession() throws Exception {
    var manifest =
        parse(
            ManifestParser.ENDED,
            """
            {"version":"v1","stage_arn":"arn:aws:ivs:us-west-2:123456789012:stage/AbCdef1G2hij",
             "session_id":"st-ZyXwvu1T2s","participant_id":"xYz1c2d3e4f",
             "recording_started_at":"2026-11-02T09:05:12Z","recording_ended_at":"2026-11-02T09:06:23Z",
             "recording_status":"RECORDING_ENDED","media":{"hls":{"duration_ms":71000,
              "path":"media/hls","playlist":"multivariant.m3u8","renditions":[]},
              "thumbnails":{"path":"media/thumbnails","renditions":[{"path":"high"}]}}}
            """);

    assertThat(manifest.sourceArn().filter(SourceArn::isStage)).isPresent();
    assertThat(manifest.stageSession()).contains(new StreamId("st-ZyXwvu1T2s"));
  }

  @Test
  void aStartThatFailedIsOver() throws Exception {
    var manifest =
        parse(ManifestParser.FAILED, "{\"recording_status\":\"RECORDING_START_FAILED\"}");

    assertThat(manifest.status()).isEqualTo(Status.START_FAILED);
    assertThat(manifest.isOver()).isTrue();
  }

  @Test
  void aFailureSaysWhy() throws Exception {
    var manifest =
        parse(
            ManifestParser.FAILED,
            """
            {"recording_status":"RECORDING_ENDED_WITH_FAILURE",
             "recording_status_message":"InternalServerException",
             "media":{"hls":{"duration_ms":0}}}
            """);

    assertThat(manifest.status()).isEqualTo(Status.ENDED_WITH_FAILURE);
    assertThat(manifest.message()).contains("InternalServerException");
    assertThat(manifest.duration()).contains(Duration.ZERO);
  }

  @Test
  void whatIsMissingIsUnknownAndTheFilesNameAndAgeStandInForWhatTheyCan() throws Exception {
    assertThat(parse(ManifestParser.ENDED, "{}"))
        .isEqualTo(
            new Manifest(
                Status.ENDED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.parse("2026-11-02T09:06:24Z")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(parse(ManifestParser.FAILED, "{\"media\":{}}").status())
        .isEqualTo(Status.ENDED_WITH_FAILURE);
  }

  @Test
  void theTextKnowsBetterThanTheNameOfTheFile() throws Exception {
    assertThat(parse(ManifestParser.ENDED, "{\"recording_status\":\"RECORDING_STARTED\"}").isOver())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"70000", "70000.0", "7e4", "\"70000\"", "\"70000.0\""})
  void aDurationIsANumberWithoutAFractionOrAStringThatHoldsOne(String millis) throws Exception {
    var text = "{\"media\":{\"hls\":{\"duration_ms\":%s}}}".formatted(millis);

    assertThat(parse(ManifestParser.ENDED, text).duration()).contains(Duration.ofSeconds(70));
  }

  @Test
  void aByteOrderMarkBeforeTheTextIsSkipped() throws Exception {
    var text = "\ufeff{\"recording_status\":\"RECORDING_ENDED\"}";

    assertThat(parse(ManifestParser.ENDED, text).isOver()).isTrue();
  }

  @Test
  void whatIsNestedTooDeepIsForAPerson() {
    var text = "{\"media\":" + "[".repeat(40) + "]".repeat(40) + "}";

    assertThatThrownBy(() -> parse(ManifestParser.ENDED, text))
        .isInstanceOf(UnreadableManifestException.class)
        .hasMessage("recording-ended.json is JSON beyond measure: too deep, or a word too long");
  }

  /// The first is IVS's own documented sample, cut to its fault.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":\"v1\",\"recording_status : \"RECORDING_STARTED\"}",
        "",
        "[]",
        "{} {}",
        "{\"version\":\"v1\",\"version\":\"v2\"}",
        "{\"recording_status\":7}",
        "{\"recording_started_at\":\"2019-12-31T23:59:59Z\"}",
        "{\"media\":{\"hls\":{\"duration_ms\":1000000000000000}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":70000.5}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":1e400}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":\"\"}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":\"null\"}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":\"1e99999999999999999999\"}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":\"70000.5\"}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":[70000]}}}",
        "{\"recording_status\":\"RECORDING_LOST\"}",
        "{\"recording_ended_at\":\"yesterday\"}",
        "{\"media\":{\"hls\":{\"duration_ms\":-1}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":\"long\"}}}",
        "{\"channel_arn\":\"a\\u0000b\"}"
      })
  void whatCannotBeUnderstoodIsForAPerson(String text) {
    assertThatThrownBy(() -> parse(ManifestParser.ENDED, text))
        .isInstanceOf(UnreadableManifestException.class)
        .hasMessageStartingWith("recording-ended.json");
  }

  private static Manifest parse(String name, String text) throws UnreadableManifestException {
    return ManifestParser.parse(name, text, WRITTEN);
  }
}
