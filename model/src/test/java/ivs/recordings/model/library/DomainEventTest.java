package ivs.recordings.model.library;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.playback.StoredFiles;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DomainEventTest {
  private static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");
  private static final RecordingId RECORDING = new RecordingId("uxa0OrtRP8Rs");

  /// A row by a short name: its status, and `a` where it is available, `d` where it is deleted.
  private static Optional<RecordingImage> image(String row, long version) {
    var words = row.split(" ", -1);
    if (words[0].equals("NONE")) {
      return Optional.empty();
    }
    var marks = words.length > 1 ? words[1] : "";
    return Optional.of(
        new RecordingImage(
            summary(RecordingStatus.valueOf(words[0]), marks, version), NINE.plusSeconds(version)));
  }

  private static RecordingSummary summary(RecordingStatus status, String marks, long version) {
    return new RecordingSummary(
        RECORDING,
        new ProfileId("ada"),
        Optional.empty(),
        Source.IVS_COMPOSITION,
        status,
        Optional.of("InternalServerException").filter(_ -> status == RecordingStatus.FAILED),
        Optional.of(NINE),
        Optional.empty(),
        Optional.of(Duration.ofSeconds(9)),
        Optional.of("A title"),
        Optional.empty(),
        Optional.of(Visibility.PUBLIC),
        Optional.of(NINE).filter(_ -> marks.contains("a")),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.of(NINE).filter(_ -> marks.contains("d")),
        StoredFiles.UNKNOWN,
        version);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, STARTED, STARTED",
    "NONE, COMPLETED, COMPLETED",
    "NONE, FAILED, FAILED",
    "STARTED, COMPLETED, COMPLETED",
    "STARTED, FAILED, FAILED",
    "STARTED, STARTED, UPDATED",
    "FAILED, COMPLETED, COMPLETED",
    "FAILED, FAILED, UPDATED",
    "COMPLETED, COMPLETED, UPDATED",
    "COMPLETED, COMPLETED a, AVAILABLE",
    "FAILED, FAILED a, AVAILABLE",
    "STARTED, COMPLETED a, AVAILABLE",
    "NONE, COMPLETED a, AVAILABLE",
    "COMPLETED a, COMPLETED, UPDATED",
    "COMPLETED a, COMPLETED a, UPDATED",
    "FAILED a, COMPLETED a, COMPLETED",
    "COMPLETED a, COMPLETED ad, DELETED",
    "COMPLETED, COMPLETED ad, DELETED",
    "STARTED, COMPLETED d, DELETED",
    "COMPLETED ad, COMPLETED d, UPDATED",
    "COMPLETED d, COMPLETED ad, AVAILABLE"
  })
  void theFirstTransitionThatAppliesNamesTheEvent(
      String before, String after, DomainEvent.Type type) {
    var event = DomainEvent.between(image(before, 3), image(after, 4)).orElseThrow();

    assertThat(event.type()).isEqualTo(type);
    assertThat(event.timestamp()).isEqualTo(NINE.plusSeconds(4));
    assertThat(event.recording().version()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "STARTED, 1, NONE, 0",
    "NONE, 0, NONE, 0",
    "STARTED, 2, COMPLETED, 2",
    "COMPLETED, 2, COMPLETED a, 2",
    "STARTED, 3, COMPLETED, 2"
  })
  void aRowThatIsGoneOrHasNoNewVersionLeadsToNoEvent(
      String before, long old, String after, long version) {
    assertThat(DomainEvent.between(image(before, old), image(after, version))).isEmpty();
  }

  /// Whatever a row was before, and with or without it: who derives the event of a version again
  /// derives the same id, and no other version has it.
  @Test
  void everyVersionHasOneIdWhateverCameBefore() {
    var rows = List.of("NONE", "STARTED", "FAILED", "FAILED a", "COMPLETED", "COMPLETED ad");
    var ids = new HashSet<String>();
    for (long version = 1; version <= 50; version++) {
      var ofVersion = new HashSet<String>();
      for (var before : rows) {
        for (var after : rows.subList(1, rows.size())) {
          var old = version == 1 ? Optional.<RecordingImage>empty() : image(before, version - 1);
          var event = DomainEvent.between(old, image(after, version)).orElseThrow();
          assertThat(DomainEvent.between(old, image(after, version))).contains(event);
          ofVersion.add(event.id());
        }
      }
      assertThat(ofVersion).hasSize(1);
      ids.addAll(ofVersion);
    }

    assertThat(ids).hasSize(50).allMatch(id -> id.matches("[0-9a-f]{32}"));
  }

  /// Computed with `printf uxa0OrtRP8Rs:1 | sha256sum | cut -c1-32`.
  @Test
  void theIdIsThePublishedFunctionOfTheVersion() {
    assertThat(DomainEvent.id(RECORDING, 1)).isEqualTo("b995c69ad6e272c2d043fc8d8e086404");
    assertThat(DomainEvent.id(RECORDING, 1)).isNotEqualTo(DomainEvent.id(RECORDING, 11));
  }

  @Test
  void theStatusIsTheOneAtTheTimeOfTheVersion() {
    var statuses = new ArrayList<ClientStatus>();
    for (var row : List.of("STARTED", "COMPLETED", "FAILED", "FAILED a", "COMPLETED ad")) {
      statuses.add(DomainEvent.between(Optional.empty(), image(row, 1)).orElseThrow().status());
    }

    assertThat(statuses)
        .containsExactly(
            ClientStatus.RECORDING,
            ClientStatus.PROCESSING,
            ClientStatus.FAILED,
            ClientStatus.AVAILABLE,
            ClientStatus.DELETED);
    assertThat(RecordingFault.of(image("FAILED", 1).orElseThrow().recording()))
        .map(RecordingFault::code)
        .contains("InternalServerException");
    assertThat(RecordingFault.of(image("COMPLETED", 1).orElseThrow().recording())).isEmpty();
  }
}
