package ivs.recordings.local.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.local.lifecycle.CannotStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchivedEventsTest {
  private static final Instant BEGINNING = Instant.EPOCH;
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir private Path folder = Path.of("");

  @Test
  void eventsAreThereAgainAfterARestart() throws Exception {
    var file = folder.resolve("archive.jsonl");
    open(file).add(event("ä", "2026-11-20T10:00:01Z"));
    open(file).add(event("b", "2026-11-20T10:00:00Z"));

    var again = open(file);

    assertThat(ids(again, BEGINNING, END)).containsExactly("b", "ä");
    assertThat(again.count()).isEqualTo(2);
    assertThat(again.bytes()).isEqualTo(Files.size(file));
  }

  @Test
  void aLineThatWasTornIsPassedOverAndSpoilsNoOther() throws Exception {
    var file = folder.resolve("archive.jsonl");
    open(file).add(event("whole", "2026-11-20T10:00:00Z"));
    var torn =
        event("törn", "2026-11-20T10:00:01Z").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Files.write(file, java.util.Arrays.copyOf(torn, 10), StandardOpenOption.APPEND);

    var mended = open(file);
    mended.add(event("next", "2026-11-20T10:00:02Z"));

    assertThat(ids(mended, BEGINNING, END)).containsExactly("whole", "next");
    assertThat(ids(open(file), BEGINNING, END)).containsExactly("whole", "next");
  }

  @Test
  void aWindowHoldsItsBeginningAndNotItsEnd() throws Exception {
    var events = ArchivedEvents.open(Optional.empty());
    for (int second = 0; second < 4; second++) {
      events.add(event("e" + second, "2026-11-20T10:00:0" + second + "Z"));
    }

    assertThat(
            ids(
                events,
                Instant.parse("2026-11-20T10:00:01Z"),
                Instant.parse("2026-11-20T10:00:03Z")))
        .containsExactly("e1", "e2");
  }

  @Test
  void anArchiveThatCanNotBeReadIsRefusedInOneLine() throws Exception {
    var folderInstead = Files.createDirectory(folder.resolve("archive.jsonl"));

    assertThatThrownBy(() -> open(folderInstead))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("archive.jsonl can't be read");
  }

  private static ArchivedEvents open(Path file) {
    return ArchivedEvents.open(Optional.of(file));
  }

  private static String event(String id, String time) {
    return "{\"id\":\"%s\",\"time\":\"%s\"}".formatted(id, time);
  }

  private static List<String> ids(ArchivedEvents events, Instant from, Instant to)
      throws Exception {
    return events.between(from, to).stream().map(event -> event.path("id").asText()).toList();
  }
}
