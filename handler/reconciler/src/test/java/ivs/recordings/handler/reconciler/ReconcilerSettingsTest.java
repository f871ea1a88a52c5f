package ivs.recordings.handler.reconciler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the reconciler is told, by its environment and by who asks for a run.
final class ReconcilerSettingsTest {
  @Test
  void whatNothingIsSaidOfIsAsItIsDocumented() {
    assertThat(ReconcilerSettings.of(Map.of("RECONCILE_WINDOW_SECONDS", " ")))
        .isEqualTo(
            new ReconcilerSettings(
                Set.of(),
                Optional.empty(),
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                Duration.ofDays(4),
                48,
                Visibility.PRIVATE,
                false));
  }

  @Test
  void eachVariableIsRead() {
    assertThat(
            ReconcilerSettings.of(
                Map.of(
                    "RECORDING_BUCKETS", "one-bucket, ,two-bucket ",
                    "MEDIA_BUCKET", "media",
                    "RECONCILE_OPEN_AFTER_SECONDS", "1",
                    "RECONCILE_CREATE_AFTER_SECONDS", "2",
                    "RECONCILE_WINDOW_SECONDS", "3",
                    "RECONCILE_SEGMENTS", "4",
                    "DEFAULT_VISIBILITY", "PUBLIC",
                    "MEDIA_JOBS", "true")))
        .isEqualTo(
            new ReconcilerSettings(
                Set.of(new Bucket("one-bucket"), new Bucket("two-bucket")),
                Optional.of(new Bucket("media")),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                4,
                Visibility.PUBLIC,
                true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "ten", "1000000000"})
  void whatIsNoWholeNumberAboveZeroIsRefusedByName(String text) {
    assertThatThrownBy(() -> ReconcilerSettings.of(Map.of("RECONCILE_OPEN_AFTER_SECONDS", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("RECONCILE_OPEN_AFTER_SECONDS must be a whole number above 0, not '%s'", text);
  }

  @Test
  void aBucketThatCannotBeOneIsRefused() {
    assertThatThrownBy(() -> ReconcilerSettings.of(Map.of("RECORDING_BUCKETS", "a/b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("RECORDING_BUCKETS: ");
  }

  @Test
  void whoAsksForNothingGetsTheUsualRun() {
    assertThat(ReconcilerRequest.of(Map.of("profile", " ", "since", "")))
        .isEqualTo(ReconcilerRequest.of(Map.of()))
        .isEqualTo(new ReconcilerRequest(false, Optional.empty(), Optional.empty(), false));
  }

  @Test
  void aScheduledEventAsksForNothing() {
    assertThat(
            ReconcilerRequest.of(
                Map.of("source", "aws.events", "detail-type", "Scheduled Event", "resources", 1)))
        .isEqualTo(ReconcilerRequest.of(Map.of()));
  }

  @Test
  void aPayloadForAnotherFunctionIsRefused() {
    for (var field : List.of("Records", "detail", "allchannels")) {
      assertThatThrownBy(() -> ReconcilerRequest.of(Map.of(field, List.of())))
          .hasMessage(
              "unknown field %s: a run takes dryRun, profile, since and allChannels, or a Scheduled"
                  + " Event",
              field);
    }
  }

  @Test
  void eachWishIsRead() {
    assertThat(
            ReconcilerRequest.of(
                Map.of(
                    "dryRun", true,
                    "profile", "ada",
                    "since", "2026-11-20T17:00:00Z",
                    "allChannels", "true")))
        .isEqualTo(
            new ReconcilerRequest(
                true,
                Optional.of(new ProfileId("ada")),
                Optional.of(Instant.parse("2026-11-20T17:00:00Z")),
                true));
    assertThat(ReconcilerRequest.of(Map.of("dryRun", "false", "allChannels", false)))
        .isEqualTo(new ReconcilerRequest(false, Optional.empty(), Optional.empty(), false));
  }

  @Test
  void aWishThatIsNoneIsRefusedByName() {
    assertThatThrownBy(() -> ReconcilerRequest.of(Map.of("dryRun", "yes")))
        .hasMessage("dryRun must be true or false, not 'yes'");
    assertThatThrownBy(() -> ReconcilerRequest.of(Map.of("profile", 7)))
        .hasMessage("profile must be a text, not 7");
    assertThatThrownBy(() -> ReconcilerRequest.of(Map.of("since", "yesterday")))
        .hasMessage("since must be a time such as 2026-11-20T17:00:00Z, not 'yesterday'");
  }
}
