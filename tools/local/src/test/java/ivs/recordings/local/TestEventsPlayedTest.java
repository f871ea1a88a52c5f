package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.samples.TestEvent;
import ivs.recordings.local.samples.TestEventFile;
import ivs.recordings.local.samples.TestEvents;
import ivs.recordings.local.samples.TestRow;
import ivs.recordings.local.template.ProjectTemplate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every file of test-events/, sent as a user would, through every engine and the packaged
/// function, gives the rows that its README promises, and no others.
final class TestEventsPlayedTest {
  private static final int TIMES = 2;

  private static EmbeddedSystem system;
  private static TestEventPlayer player;

  @BeforeAll
  static void start() {
    system =
        EmbeddedSystem.start(
            new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.empty(), Map.of())
                .withoutStreams());
    player = new TestEventPlayer(system);
    player.linkProfiles();
  }

  @AfterAll
  static void stop() {
    player.close();
    system.close();
  }

  @BeforeEach
  void forgetRows() {
    player.forgetRows();
  }

  static Stream<String> files() {
    return TestEventPlayer.ALL.files().stream().map(TestEventFile::name);
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileAloneGivesItsRows(String file) throws Exception {
    player.play(TestEventPlayer.file(file).events());

    assertRows(TestEventPlayer.ALL.expectedAfter(List.of(file)), file);
  }

  @Test
  void allFilesGiveAllRows() throws Exception {
    for (var file : TestEventPlayer.ALL.files()) {
      player.play(file.events());
    }

    assertRows(TestEventPlayer.ALL.expectedAfter(files().toList()), "all in order");
  }

  @Test
  void anyOrderAndRepetitionGivesTheSameRows() throws Exception {
    var seed = new Random().nextLong();
    var deliveries = new ArrayList<TestEvent>();
    for (var file : TestEventPlayer.ALL.files()) {
      deliveries.addAll(
          Collections.nCopies(TIMES, file.events()).stream().flatMap(List::stream).toList());
    }
    Collections.shuffle(deliveries, new Random(seed));

    player.play(deliveries);

    var expected = TestEventPlayer.ALL.expectedAfter(files().toList());
    assertRows(
        expected.stream().map(TestEventsPlayedTest::repeated).toList(), "shuffled, seed " + seed);
  }

  /// An event that is sent again has a new id: what is parked is parked once more.
  private static TestRow repeated(TestRow row) {
    return switch (row.kind()) {
      case RECORDING, STREAM_SESSION -> row;
      case PARKED_EVENT -> {
        var attributes = new LinkedHashMap<>(row.attributes());
        attributes.computeIfPresent(
            "count", (_, count) -> String.valueOf(TIMES * Integer.parseInt(count)));
        yield new TestRow(row.kind(), attributes);
      }
    };
  }

  private static void assertRows(List<TestRow> expected, String what) {
    assertThat(TestEvents.differences(expected, player.rows())).as(what).isEmpty();
  }
}
