package ivs.recordings.model.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.PageCursor;
import ivs.recordings.model.playback.PlayToken.Verified;
import ivs.recordings.model.recording.RecordingId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Grants, their words and how long they are good.
final class PlayTokenTest {
  private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final RecordingId RECORDING = new RecordingId("participant:b/ivs/v1/x");
  private static final Optional<StreamId> STREAM = Optional.of(new StreamId("st-1"));

  private static Grant grant(Purpose purpose, Audience audience) {
    return new Grant(RECORDING, STREAM, purpose, audience, NOON);
  }

  @ParameterizedTest
  @EnumSource
  void aGrantComesBackUntilItExpires(Purpose purpose) {
    for (var audience : Audience.values()) {
      var grant = grant(purpose, audience);
      var word = PlayToken.signed(KEY, grant);

      assertThat(word).matches("[A-Za-z0-9_-]{20,100}");
      assertThat(PlayToken.verified(KEY, word, NOON.minusNanos(1)))
          .isEqualTo(new Verified.Valid(grant));
      assertThat(PlayToken.verified(KEY, word, NOON)).isEqualTo(new Verified.Expired());
    }
  }

  @Test
  void everyPartIsBound() {
    var words = new HashSet<String>();
    for (var purpose : Purpose.values()) {
      for (var audience : Audience.values()) {
        words.add(PlayToken.signed(KEY, grant(purpose, audience)));
      }
    }
    words.add(
        PlayToken.signed(
            KEY, new Grant(RECORDING, Optional.empty(), Purpose.PLAY, Audience.OWNER, NOON)));
    assertThat(words).hasSize(7);
    var word = PlayToken.signed(KEY, grant(Purpose.PLAY, Audience.PUBLIC));
    var bytes = Base64.getUrlDecoder().decode(word);
    for (int i = 0; i < bytes.length; i++) {
      var changed = bytes.clone();
      changed[i] ^= 1;
      assertThat(forged(Base64.getUrlEncoder().withoutPadding().encodeToString(changed)))
          .as("byte %d", i)
          .isTrue();
    }
    assertThat(PlayToken.verified(new byte[] {1}, word, Instant.EPOCH))
        .isEqualTo(new Verified.Forged());
  }

  @Test
  void aGrantOfAStreamComesBackAndIsOfNoRecording() {
    var grant = Grant.ofStream(new StreamId("st-1"), NOON);
    var word = PlayToken.signed(KEY, grant);

    assertThat(PlayToken.verified(KEY, word, Instant.EPOCH)).isEqualTo(new Verified.Valid(grant));
    assertThat(grant.recordingId()).isEmpty();
    assertThat(word)
        .isNotEqualTo(PlayToken.signed(KEY, Grant.ofStream(new StreamId("st-2"), NOON)));
  }

  /// The public list has grants of single recordings, and a stream has no image or file of its own.
  @Test
  void onlyTheOwnerOfAStreamPlaysIt() {
    for (var purpose : Purpose.values()) {
      for (var audience : Audience.values()) {
        if (purpose != Purpose.PLAY || audience != Audience.OWNER) {
          assertThatThrownBy(() -> new Grant(Optional.empty(), STREAM, purpose, audience, NOON))
              .isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
    assertThatThrownBy(
            () -> new Grant(Optional.empty(), Optional.empty(), Purpose.PLAY, Audience.OWNER, NOON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static boolean forged(String word) {
    return PlayToken.verified(KEY, word, Instant.EPOCH) instanceof Verified.Forged;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "AAAA", "====", "é", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void whatIsNoTokenIsNone(String word) {
    assertThat(forged(word)).isTrue();
    assertThat(forged(word + "x".repeat(2000))).isTrue();
  }

  @Test
  void aGrantHasOneTokenAndACursorIsNone() {
    var word = PlayToken.signed(KEY, grant(Purpose.PLAY, Audience.PUBLIC));
    var cursor = new PageCursor("p", NOON).signed(KEY, "play token 1");

    assertThat(forged(word + "=")).isTrue();
    assertThat(forged(word.substring(0, word.length() - 1) + "~")).isTrue();
    assertThat(forged(cursor)).isTrue();
    assertThat(PageCursor.verified(KEY, "", word, Instant.EPOCH)).isEmpty();
  }

  @Test
  void aPublicGrantIsOfAStreamAndEndsAtASecond() {
    assertThatThrownBy(
            () -> new Grant(RECORDING, Optional.empty(), Purpose.PLAY, Audience.PUBLIC, NOON))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Grant(RECORDING, STREAM, Purpose.PLAY, Audience.PUBLIC, NOON.plusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PLAY, , , 12:00:00, 2026-11-20T14:00:00Z",
    "PLAY, PT10M, , 12:00:01, 2026-11-20T15:00:00Z",
    "PLAY, PT10M, , 13:00:00, 2026-11-20T15:00:00Z",
    "THUMBNAIL, PT1H0.001S, , 12:30:00, 2026-11-20T16:00:00Z",
    "PLAY, PT5H, , 12:00:00, 2026-11-20T22:00:00Z",
    "PLAY, PT48H, , 12:00:00, 2026-11-21T00:00:00Z",
    "PLAY, PT5H, 2026-11-20T12:30:00.5Z, 12:00:00, 2026-11-20T12:30:00Z",
    "PLAY, PT5H, 2026-12-20T12:30:00Z, 12:00:00, 2026-11-20T22:00:00Z",
    "DOWNLOAD, PT5H, , 12:00:00.5, 2026-11-20T12:15:00Z",
    "DOWNLOAD, PT5H, 2026-11-20T12:05:00Z, 12:00:00, 2026-11-20T12:05:00Z"
  })
  void aGrantLastsTwiceTheDurationInWholeHours(
      Purpose purpose, Duration duration, Instant retainUntil, String now, Instant end) {
    assertThat(
            GrantLifetime.expiry(
                purpose,
                Optional.ofNullable(duration),
                Optional.ofNullable(retainUntil),
                Instant.parse("2026-11-20T" + now + "Z")))
        .isEqualTo(end);
  }
}
