package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.Audit.Files;
import ivs.recordings.model.Manifest;
import ivs.recordings.model.Manifest.Status;
import ivs.recordings.model.SourceArn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The reconciler reads the same texts in the same way; its tests have the same cases.
class ManifestTextTest {
  private static final Instant WRITTEN = Instant.parse("2026-11-02T09:06:24.123Z");

  @Test
  void anEndSaysWhenAndHowLong() {
    assertThat(
            read(
                """
                {"version": "v1", "channel_arn": "arn:aws:ivs:eu-west-1:111122223333:channel/x",
                 "recording_started_at": "2026-11-02T09:05:12.345Z",
                 "recording_ended_at": "2026-11-02T09:06:23Z",
                 "recording_status": "RECORDING_ENDED",
                 "media": {"hls": {"duration_ms": 70264}}}
                """))
        .isEqualTo(
            new Files.Told(
                new Manifest(
                    Status.ENDED,
                    Optional.of(new SourceArn("arn:aws:ivs:eu-west-1:111122223333:channel/x")),
                    Optional.of(Instant.parse("2026-11-02T09:05:12Z")),
                    Optional.of(Instant.parse("2026-11-02T09:06:23Z")),
                    Optional.of(Duration.ofMillis(70_264)),
                    Optional.empty())));
  }

  @ParameterizedTest
  @CsvSource({
    "recording-ended.json, ENDED",
    "recording-failed.json, ENDED_WITH_FAILURE",
    "recording-started.json, STARTED"
  })
  void whereTheTextIsSilentTheNameAndTheAgeOfTheFileSpeak(String name, Status status) {
    assertThat(ManifestText.read(name, "{}", WRITTEN))
        .isEqualTo(
            new Files.Told(
                new Manifest(
                    status,
                    Optional.empty(),
                    Optional.empty(),
                    status == Status.STARTED
                        ? Optional.empty()
                        : Optional.of(Instant.parse("2026-11-02T09:06:24Z")),
                    Optional.empty(),
                    Optional.empty())));
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
        "{\"recording_status\":\"RECORDING_LOST\"}",
        "{\"recording_status\":7}",
        "{\"recording_ended_at\":\"yesterday\"}",
        "{\"media\":{\"hls\":{\"duration_ms\":-1}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":1.5}}}",
        "{\"media\":{\"hls\":{\"duration_ms\":\"long\"}}}",
        "{\"channel_arn\":\"a\\u0000b\"}"
      })
  void whatCannotBeUnderstoodIsForAPerson(String text) {
    assertThat(read(text))
        .isInstanceOfSatisfying(
            Files.Unreadable.class, file -> assertThat(file.why()).startsWith("recording-ended"));
  }

  private static Files read(String text) {
    return ManifestText.read(ManifestText.ENDED, text, WRITTEN);
  }
}
