package ivs.recordings.model.library;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.recording.ProfileId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Cursors, entity tags and viewers: what a client hands back and who it is.
final class PageCursorTest {
  private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final PageCursor CURSOR =
      new PageCursor("2026-11-20T12:00:00.000Z#one", NOON.plus(PageCursor.LIFETIME));
  private static final String WORD = CURSOR.signed(KEY, "list");

  @Test
  void aCursorComesBackUntilItExpires() {
    assertThat(verified(WORD, "list", NOON)).contains(CURSOR);
    assertThat(verified(WORD, "list", CURSOR.expiresAt().minusNanos(1))).contains(CURSOR);
    assertThat(verified(WORD, "list", CURSOR.expiresAt())).isEmpty();
  }

  @Test
  void noOtherListKeyOrWordIsTaken() {
    assertThat(verified(WORD, "another", NOON)).isEmpty();
    assertThat(PageCursor.verified(new byte[] {1}, "list", WORD, NOON)).isEmpty();
    assertThat(verified("x".repeat(3000), "list", NOON)).isEmpty();
    var bytes = Base64.getUrlDecoder().decode(WORD);
    for (int i = 0; i < bytes.length; i++) {
      var changed = bytes.clone();
      changed[i] ^= 1;
      assertThat(verified(Base64.getUrlEncoder().encodeToString(changed), "list", NOON))
          .as("byte %d", i)
          .isEmpty();
    }
  }

  /// Without its length, a list that ends with a part of the payload would have the same signature.
  @Test
  void theListIsBoundWithItsLength() {
    var unmarked = new PageCursor("", CURSOR.expiresAt());

    assertThat(unmarked.signed(KEY, "ab")).isNotEqualTo(unmarked.signed(KEY, "a"));
    assertThat(verified(unmarked.signed(KEY, "a"), "a", NOON)).contains(unmarked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "AAAA", "====", "é"})
  void whatIsNoCursorIsNone(String word) {
    assertThat(verified(word, "list", NOON)).isEmpty();
  }

  private static Optional<PageCursor> verified(String word, String list, Instant now) {
    return PageCursor.verified(KEY, list, word, now);
  }

  @Test
  void aTagIsOfVersionStatusAndHour() {
    assertThat(EntityTag.of(3, ClientStatus.AVAILABLE, Instant.ofEpochSecond(7199)).text())
        .isEqualTo("\"3-AVAILABLE-1\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*|true|true",
        "\"3-AVAILABLE-1\"|true|true",
        "W/\"3-AVAILABLE-1\"|true|true",
        "\"x\",  \"3-AVAILABLE-1\"|true|true",
        "\"3-FAILED-9\"|false|true",
        "\"4-AVAILABLE-1\"|false|false",
        "3-AVAILABLE-1|false|false",
        "\"-\"|false|false",
        "\"3-|false|false",
        "\"x-y\"|false|false",
        "\"|false|false"
      })
  void aHeaderNamesATagOrItsVersion(String header, boolean isNamed, boolean isOfVersion) {
    var tag = new EntityTag(3, "AVAILABLE", 1);

    assertThat(tag.isNamedBy(header)).isEqualTo(isNamed);
    assertThat(EntityTag.namesVersion(header, 3)).isEqualTo(isOfVersion);
  }

  @Test
  void anOwnerSeesItsOwnAndAnOperatorEverything() {
    var anna = new ProfileId("anna");
    var owner = new Viewer.Owner(anna);

    assertThat(owner.maySee(anna)).isTrue();
    assertThat(owner.maySee(new ProfileId("ben"))).isFalse();
    assertThat(new Viewer.Operator().maySee(anna)).isTrue();
    assertThat(owner.scope()).isEqualTo("owner:anna");
    assertThat(new Viewer.Owner(new ProfileId("operator")).scope())
        .isNotEqualTo(new Viewer.Operator().scope());
  }
}
