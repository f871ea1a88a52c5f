package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.handler.ManifestParser.Unreadable;
import ivs.recordings.handler.RecordingFiles.Written;
import ivs.recordings.model.Manifest;
import ivs.recordings.model.Manifest.Status;
import ivs.recordings.model.SourceArn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestParserTest {
  private static final Instant WRITTEN = Instant.parse("2026-11-02T09:06:24.123Z");

  @Test
  void anEndSaysWhenAndHowLong() throws Exception {
    var manifest =
        parse(
            RecordingFiles.ENDED,
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
                Optional.of(Instant.parse("2026-11-02T09:05:12Z")),
                Optional.of(Instant.parse("2026-11-02T09:06:23Z")),
                Optional.of(Duration.ofSeconds(70)),
                Optional.empty()));
  }

  @Test
  void aStartThatFailedIsNoEnd() throws Exception {
    var manifest =
        parse(RecordingFiles.FAILED, "{\"recording_status\":\"RECORDING_START_FAILED\"}");

    assertThat(manifest.status()).isEqualTo(Status.START_FAILED);
    assertThat(manifest.isOver()).isFalse();
  }

  @Test
  void aFailureSaysWhy() throws Exception {
    var manifest =
        parse(
            RecordingFiles.FAILED,
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
    assertThat(parse(RecordingFiles.ENDED, "{}"))
        .isEqualTo(
            new Manifest(
                Status.ENDED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.parse("2026-11-02T09:06:24Z")),
                Optional.empty(),
                Optional.empty()));
    assertThat(parse(RecordingFiles.FAILED, "{\"media\":{}}").status())
        .isEqualTo(Status.ENDED_WITH_FAILURE);
  }

  @Test
  void theTextKnowsBetterThanTheNameOfTheFile() throws Exception {
    assertThat(parse(RecordingFiles.ENDED, "{\"recording_status\":\"RECORDING_STARTED\"}").isOver())
        .isFalse();
  }

  /// The first is IVS's own documented sample, cut to its fault.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":\"v1\",\"recording_status : \"RECORDING_STARTED\"}",
        "",
        "[]",
        "{\"recording_status\":\"RECORDING_LOST\"}",
        "{\"recording_ended_at\":\"yesterday\"}",
        "{\"media\":{\"hls\":{\"duration_ms\":-1}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":\"long\"}}}",
        "{\"channel_arn\":\"a\\u0000b\"}"
      })
  void whatCannotBeUnderstoodIsForAPerson(String text) {
    assertThatThrownBy(() -> parse(RecordingFiles.ENDED, text))
        .isInstanceOf(Unreadable.class)
        .hasMessageStartingWith("recording-ended.json");
  }

  private static Manifest parse(String name, String text) throws Unreadable {
    return ManifestParser.parse(name, new Written(text, WRITTEN));
  }
}
