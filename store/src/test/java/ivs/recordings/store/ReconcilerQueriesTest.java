package ivs.recordings.store;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.store.item.VersionedItem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What only the reconciler asks.
final class ReconcilerQueriesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final ProfileId ADA = new ProfileId("ada");
  private static final SourceArn CHANNEL = new SourceArn("arn:aws:ivs:x:1:channel/a");
  private static final Bucket BUCKET = new Bucket("example-recordings");
  private static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");

  private final Tables tables = LOCAL.tables(Clock.fixed(NINE, ZoneOffset.UTC));

  @Test
  void theSegmentsOfTheProfilesAreAllOfThemEachOnce() {
    IntStream.range(0, 50).forEach(i -> tables.profiles().put(profile("arn:channel/" + i)));

    var walked = new ArrayList<Profile>();
    IntStream.range(0, 7).forEach(i -> walked.addAll(tables.profiles().segment(i, 7)));

    assertThat(walked).doesNotHaveDuplicates().hasSize(50);
    assertThat(tables.profiles().segment(3, 7)).isEqualTo(tables.profiles().segment(3, 7));
  }

  @Test
  void theRecordingsOfAProfileSinceAMomentComeOldestFirstUpToALimit() {
    for (int hour : List.of(3, 1, 2, 0)) {
      write(recording("r" + hour, NINE.plusSeconds(hour * 3600L), "st-a"));
    }

    assertThat(tables.recordings().ofProfileSince(ADA, NINE.plusSeconds(3600), 10).rows())
        .extracting(row -> row.value().location().prefix().orElseThrow().value())
        .containsExactly("r1", "r2", "r3");
    assertThat(tables.recordings().ofProfileSince(ADA, NINE, 2).rows()).hasSize(2);
  }

  @Test
  void theOldestOpenRecordingsComeFirstWhateverTheLimit() {
    IntStream.range(0, 20).forEach(i -> write(recording("r" + i, NINE.plusSeconds(i), "st-a")));

    assertThat(tables.recordings().openSinceBefore(NINE.plusSeconds(100), 3).rows())
        .extracting(row -> row.value().location().prefix().orElseThrow().value())
        .containsExactly("r0", "r1", "r2");
  }

  @Test
  void aCorruptRowIsCountedAndHidesNoOther() {
    write(recording("r1", NINE, "st-a"));
    write(recording("r2", NINE.plusSeconds(1), "st-a"));
    LOCAL
        .dynamo()
        .updateItem(update ->
            update
                .tableName("Recording")
                .key(Map.of("recordingId", AttributeValue.fromS("example-recordings/r1")))
                .updateExpression("REMOVE version"));

    for (var found :
        List.of(
            tables.recordings().ofProfileSince(ADA, NINE, 10),
            tables.recordings().openSinceBefore(NINE.plusSeconds(100), 10))) {
      assertThat(found.corrupt()).isEqualTo(1);
      assertThat(found.rows())
          .extracting(row -> row.value().id().value())
          .containsExactly("example-recordings/r2");
    }
  }

  @Test
  void aNeedlessRowGoesWithItsLinksAndOnlyAsItWasSeen() {
    var row = recording("r", NINE, "st-a", "st-b", "st-c");
    write(row);
    var seen = tables.recordings().find(row.id().value()).orElseThrow();
    var stale = new VersionedItem<>(seen.value(), seen.version() + 1, seen.updatedAt());

    assertThat(tables.recordings().remove(stale)).isFalse();
    assertThat(tables.recordings().find(row.id().value())).contains(seen);
    assertThat(tables.recordings().remove(seen)).isTrue();
    assertThat(LOCAL.items("Recording")).isEmpty();
  }

  @Test
  void whatWasParkedLastComesFirstWhereTheNewestAreAsked() {
    for (int i = 0; i < 5; i++) {
      LOCAL
          .tables(Clock.fixed(NINE.plusSeconds(i), ZoneOffset.UTC))
          .parkedEvents()
          .park(new ParkingCause.Malformed("json", "It is not JSON."), "e" + i, "{" + i);
    }

    assertThat(tables.parkedEvents().newest(2))
        .extracting(ParkedEvent::eventId)
        .containsExactly("e4", "e3");
    assertThat(tables.parkedEvents().waitingFor("malformed#json", 2)).hasSize(2);
  }

  private void write(Recording recording) {
    tables.recordings().replace(Optional.empty(), recording, List.of());
  }

  private static Profile profile(String arn) {
    return new Profile(new SourceArn(arn), ADA, Optional.empty(), Optional.empty());
  }

  private static Recording recording(String prefix, Instant time, String... streams) {
    var files = new S3Prefix(prefix);
    var listed = List.of(streams).stream().map(StreamId::new).toList();
    var subject =
        Subject.ofFiles(
            new EventMetadata("e", time, CHANNEL, ""), BUCKET, files, listed.getFirst(), listed);
    return Recording.of(ADA, new Started(subject));
  }
}
