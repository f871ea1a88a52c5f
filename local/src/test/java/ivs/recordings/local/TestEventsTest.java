package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class TestEventsTest {
  private final TestEvents testEvents = TestEvents.read(OurTemplate.TEST_EVENTS);

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
  void theFirstFileGivesARowOnItsOwn() {
    assertThat(testEvents.expectedAfter(List.of("recording-start.json")))
        .extracting(Row::kind)
        .containsExactlyInAnyOrder(Row.Kind.RECORDING, Row.Kind.STREAM_SESSION);
  }

  @Test
  void aLineThatNamesBothFilesHoldsOnceBothWereSent() {
    var start = recordings("recording-start.json");
    var end = recordings("recording-end.json");
    var both = recordings("recording-end.json", "recording-start.json");

    assertThat(start).extracting(row -> row.value("recordingStatus")).containsExactly("STARTED");
    assertThat(end).extracting(row -> row.value("startTime")).containsExactly("-");
    assertThat(both).hasSize(1);
    assertThat(both.getFirst().value("startTime")).isEqualTo(start.getFirst().value("startTime"));
    assertThat(both.getFirst().value("endTime")).isEqualTo(end.getFirst().value("endTime"));
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
  void aFileWithoutALineGivesNothing() {
    assertThat(testEvents.expectedAfter(List.of("ignored.json"))).isEmpty();
  }

  @Test
  void rowsThatAreAsExpectedDoNotDiffer() {
    var stored =
        Row.recordings(
            List.of(
                Map.of(
                    "recordingId", s("r"),
                    "recordingStatus", s("COMPLETED"),
                    "recordingDurationMs", AttributeValue.fromN("0"),
                    "streamIds", AttributeValue.fromSs(List.of("st-b", "st-a")),
                    "version", AttributeValue.fromN("3")),
                Map.of("recordingId", s("link#st-b#r"), "linkedRecordingId", s("r"))));
    var expected =
        row(
            Row.Kind.RECORDING,
            Map.of(
                "recordingId", "r",
                "recordingStatus", "COMPLETED",
                "recordingDurationMs", "0",
                "streamIds", "st-a st-b"));

    assertThat(TestEvents.differences(List.of(expected), stored)).isEmpty();
  }

  @Test
  void parkedEventsAreCountedByWhatTheyWaitFor() {
    var stored =
        Row.parkedEvents(
            List.of(
                Map.of("waitingFor", s("stream#x"), "eventId", s("1"), "reason", s("WHY")),
                Map.of("waitingFor", s("stream#x"), "eventId", s("2"), "reason", s("WHY"))));

    assertThat(stored)
        .containsExactly(
            row(
                Row.Kind.PARKED_EVENT,
                Map.of("waitingFor", "stream#x", "reason", "WHY", "count", "2")));
  }

  @Test
  void everyDifferenceIsASentence() {
    var expected =
        List.of(
            row(Row.Kind.RECORDING, Map.of("recordingId", "a", "endTime", "10:00")),
            row(Row.Kind.STREAM_SESSION, Map.of("streamId", "b", "status", "ENDED")));
    var actual =
        List.of(
            row(Row.Kind.RECORDING, Map.of("recordingId", "a", "startTime", "09:00")),
            row(Row.Kind.PARKED_EVENT, Map.of("waitingFor", "c", "reason", "WHY", "count", "1")));

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
    Files.writeString(folder.resolve("README.md"), page);
    assertThatThrownBy(() -> TestEvents.read(folder))
        .hasMessageContaining("must describe each file once: it names [a.json], there are []");

    Files.writeString(folder.resolve("a.json"), "[{\"Source\": \"recordings.test\"}]");
    assertThatThrownBy(() -> TestEvents.read(folder))
        .isInstanceOf(InvalidTestEvents.class)
        .hasMessageContaining("a.json holds an entry that is no event");

    Files.writeString(folder.resolve("a.json"), "[]");
    Files.writeString(
        folder.resolve("README.md"), page + "\n| file | colour |\n|---|---|\n| a.json | red |\n");
    assertThatThrownBy(() -> TestEvents.read(folder))
        .hasMessageContaining("columns that are no row's: file, colour");
  }

  private List<Row> recordings(String... files) {
    return testEvents.expectedAfter(List.of(files)).stream()
        .filter(row -> row.kind() == Row.Kind.RECORDING)
        .toList();
  }

  private static Row row(Row.Kind kind, Map<String, String> attributes) {
    return new Row(kind, attributes);
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }
}
