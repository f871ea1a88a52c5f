package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.STAGE;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.handler.ingest.PoisonCorpus.Fate;
import ivs.recordings.handler.ingest.PoisonCorpus.Hostile;
import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.store.InMemoryDynamoDb;
import ivs.recordings.store.LocalTables;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Whatever arrives is parked at its first delivery with a reason, or is harmless; it is one line
/// in the log that shows none of it, and its batch mates are stored.
final class PoisonTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  @RegisterExtension final PrintedLog log = new PrintedLog();

  /// As many mutations as are parked before the tables are made anew.
  private static final int A_BATCH = 100;

  private static final int BATCHES_OF_ONE_WORLD = 50;

  /// Nothing that a line says is longer than a name, a sentence and an ARN together.
  private static final int LONGEST_LINE = 4_000;

  /// Control characters, and what turns or hides a text.
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private static final String TIME = "2026-11-02T09:05:11Z";

  /// A desk whose channel is linked and live, and whose stage is linked.
  private static HandlerFixture desk(DynamoDbClient dynamo) {
    HandlerFixture.link(dynamo, CHANNEL, "ada");
    HandlerFixture.link(dynamo, STAGE, "ada");
    var desk = new HandlerFixture(dynamo, _ -> new Compositions.Storage.Unknown());
    desk.hand(stream("Stream Start", "2026-11-02T09:05:10Z", "st-a"));
    return desk;
  }

  @Test
  void everyHostileMessageIsParkedAtOnceOrHarmlessAndItsBatchMatesAreStored() throws Exception {
    var desk = desk(LOCAL.dynamo());
    for (var hostile : PoisonCorpus.all()) {
      var mates = List.of(mate("before " + hostile.name()), mate("after " + hostile.name()));

      var fates =
          assertEachIsDealtWith(
              desk, List.of(mates.getFirst(), hostile.body(), mates.getLast()), hostile.name());

      assertThat(fates)
          .as(hostile.name())
          .containsExactlyInAnyOrder(Fate.STORED, hostile.fate(), Fate.STORED);
      if (hostile.fate() == Fate.PARKED) {
        assertIsParkedWithAReason(hostile);
      }
    }
  }

  /// Valid messages mutated at random, on tables in memory. A run is told from its seed:
  /// `-Dpoison.seed=`.
  @Test
  void noMutationEscapesIsKeptOrHarmsItsBatchMates() throws Exception {
    var seed = Long.getLong("poison.seed", System.nanoTime());
    var most = Integer.getInteger("soak.mutations", 10_000);
    log.console().printf("Mutations: %,d with -Dpoison.seed=%d%n", most, seed);
    var mutation = new Mutation(new Random(seed));
    var fates = new EnumMap<Fate, Integer>(Fate.class);
    var desk = desk(InMemoryDynamoDb.withTables());
    for (int batch = 0; batch * A_BATCH < most; batch++) {
      if (batch % BATCHES_OF_ONE_WORLD == 0) {
        desk = desk(InMemoryDynamoDb.withTables());
      }
      var bodies = Stream.generate(mutation::next).limit(A_BATCH).collect(toList());
      bodies.add(mate("" + batch));
      assertEachIsDealtWith(desk, bodies, "batch %d of -Dpoison.seed=%d".formatted(batch, seed))
          .forEach(fate -> fates.merge(fate, 1, Integer::sum));
    }
    log.console().printf("Mutations: %s%n", fates);
    assertThat(fates.keySet()).contains(Fate.PARKED, Fate.STORED);
  }

  private List<Fate> assertEachIsDealtWith(HandlerFixture desk, List<String> bodies, String said)
      throws Exception {
    log.forget();

    var kept = desk.hand(bodies.toArray(String[]::new));

    assertThat(kept).as(said).isEmpty();
    var lines = log.eventLines();
    assertThat(lines.stream().filter(line -> !line.path("released").asBoolean()))
        .as(said)
        .hasSize(bodies.size());
    assertTheLogIsClean(said);
    assertThat(lines)
        .as(said)
        .anyMatch(line ->
            line.path("recordingId").asText().startsWith("mate-")
                && line.path("effect").asText().equals("written"));
    return fates(lines);
  }

  private static String mate(String name) {
    return recording(
        "Recording Start", "mate-" + name.replaceAll("[^a-z0-9]", "-"), TIME, 0, "st-a");
  }

  private static List<Fate> fates(List<JsonNode> lines) {
    return lines.stream()
        .map(line ->
            switch (line.path("effect").asText()) {
              case "written", "unchanged" -> Fate.STORED;
              case "parked" -> Fate.PARKED;
              case "ignored" -> Fate.IGNORED;
              default -> throw new AssertionError(line.toString());
            })
        .toList();
  }

  private void assertTheLogIsClean(String said) {
    assertThat(log.text()).as(said).doesNotContain(PoisonCorpus.CANARY);
    assertThat(log.text().lines())
        .as(said)
        .allMatch(line -> line.length() < LONGEST_LINE)
        .noneMatch(line -> UNSEEN.matcher(line).find());
  }

  private static void assertIsParkedWithAReason(Hostile hostile) {
    assertThat(LOCAL.items("ParkedEvent"))
        .as(hostile.name())
        .filteredOn(row -> text(row, "event").equals(hostile.body()))
        .singleElement()
        .satisfies(
            row -> assertThat(text(row, "reason")).isNotBlank(),
            row -> assertThat(text(row, "detail")).isNotBlank(),
            row -> assertThat(row.get("attempts")).isEqualTo(AttributeValue.fromN("1")));
  }

  private static String text(Map<String, AttributeValue> row, String attribute) {
    return Objects.requireNonNull(row.get(attribute)).s();
  }
}
