package ivs.recordings.local.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.local.template.ProjectTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestEventsTest {
  private final TestEvents testEvents = TestEvents.read(ProjectTemplate.TEST_EVENTS);

  @TempDir private Path folder;

  @Test
  void aFileFitsIntoOnePutEventsCall() {
    assertThat(testEvents.files())
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.events()).as(file.name()).hasSizeBetween(1, 10))
        .flatExtracting(TestEventFile::events)
        .extracting("source")
        .containsOnly("recordings.test");
  }

  @Test
  void twoFilesSpeakOfOneRowOnlyWhereALineNamesBoth() {
    var all = testEvents.files().stream().map(TestEventFile::name).toList();
    var lines = new HashSet<String>();
    for (var file : all) {
      for (var row : testEvents.expectedAfter(List.of(file))) {
        if (!lines.add(row.name())) {
          assertThat(testEvents.expectedAfter(all))
              .as("%s, which more than one file gives", row.name())
              .doesNotContain(row);
        }
      }
    }
  }

  @Test
  void everyDifferenceIsASentence() {
    var expected =
        List.of(
            row(TestRow.Kind.RECORDING, Map.of("recordingId", "a", "endTime", "10:00")),
            row(TestRow.Kind.STREAM_SESSION, Map.of("streamId", "b", "status", "ENDED")));
    var actual =
        List.of(
            row(TestRow.Kind.RECORDING, Map.of("recordingId", "a", "startTime", "09:00")),
            row(
                TestRow.Kind.PARKED_EVENT,
                Map.of("waitingFor", "c", "reason", "WHY", "count", "1")));

    assertThat(TestEvents.differences(expected, actual))
        .containsExactlyInAnyOrder(
            "recording a: startTime is 09:00 instead of -",
            "recording a: endTime is - instead of 10:00",
            "stream session b is missing",
            "parked event c WHY should not be there");
  }

  @Test
  void aFolderThatIsNotWhatItsPageSaysIsRefused() throws IOException {
    var page = "| file | what happens |\n|---|---|\n| a.json | a |\n";
    Files.writeString(folder.resolve("profiles.json"), "[]");
    Files.writeString(folder.resolve("compositions.json"), "[]");
    Files.writeString(folder.resolve("README.md"), page);
    assertThatThrownBy(() -> TestEvents.read(folder))
        .hasMessageContaining("must describe each file once: it names [a.json], there are []");

    Files.writeString(folder.resolve("a.json"), "[{\"Source\": \"recordings.test\"}]");
    assertThatThrownBy(() -> TestEvents.read(folder))
        .isInstanceOf(InvalidTestEventsException.class)
        .hasMessageContaining("a.json holds an entry that is no event");

    Files.writeString(folder.resolve("a.json"), "[]");
    Files.writeString(
        folder.resolve("README.md"), page + "\n| file | colour |\n|---|---|\n| a.json | red |\n");
    assertThatThrownBy(() -> TestEvents.read(folder))
        .hasMessageContaining("columns that are no row's: file, colour");
  }

  private static TestRow row(TestRow.Kind kind, Map<String, String> attributes) {
    return new TestRow(kind, attributes);
  }
}
