package ivs.recordings.handler;

import static ivs.recordings.handler.Events.CHANNEL;
import static ivs.recordings.handler.Events.recording;
import static ivs.recordings.handler.Events.stream;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.handler.PoisonCorpus.Fate;
import ivs.recordings.handler.PoisonCorpus.Hostile;
import ivs.recordings.model.Profile;
import ivs.recordings.model.ProfileId;
import ivs.recordings.model.SourceArn;
import ivs.recordings.store.InMemoryDynamoDb;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
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

  private static final String TIME = "2026-11-02T09:05:11Z";

  private static final long PROGRESS_NANOS = 30_000_000_000L;

  /// A desk whose channel belongs to somebody and is live.
  private static Desk desk(DynamoDbClient dynamo) {
    Tables.of(dynamo, TableNames.PLAIN, Clock.systemUTC())
        .profiles()
        .put(
            new Profile(
                new SourceArn(CHANNEL), new ProfileId("ada"), Optional.empty(), Optional.empty()));
    var desk = new Desk(dynamo);
    desk.hand(stream("Stream Start", "2026-11-02T09:05:10Z", "st-a"));
    return desk;
  }

  @Test
  void everyHostileMessageIsParkedAtOnceOrHarmlessAndItsBatchMatesAreStored() throws Exception {
    var corpus = PoisonCorpus.all();
    var desk = desk(LOCAL.dynamo());
    var fates = new EnumMap<Fate, Integer>(Fate.class);
    for (int i = 0; i < corpus.size(); i++) {
      var hostile = corpus.get(i);
      log.forget();

      var kept = desk.hand(mate("before-" + i), hostile.body(), mate("after-" + i));

      assertThat(kept).as(hostile.name()).isEmpty();
      var lines = log.eventLines();
      assertThat(lines).as(hostile.name()).hasSize(3);
      assertThat(fates(lines).stream().filter(Fate.STORED::equals))
          .as(hostile.name())
          .hasSizeGreaterThanOrEqualTo(2);
      assertThat(fates(lines)).as(hostile.name()).contains(hostile.fate());
      assertThat(fates(lines).stream().filter(hostile.fate()::equals).count())
          .as(hostile.name())
          .isEqualTo(hostile.fate() == Fate.STORED ? 3 : 1);
      assertTheLogIsClean(hostile.name());
      if (hostile.fate() == Fate.PARKED) {
        assertIsParkedWithAReason(hostile);
      }
      fates.merge(hostile.fate(), 1, Integer::sum);
    }

    log.console().printf("Poison: %d hostile messages, %s%n", corpus.size(), fates);
    assertThat(corpus).hasSizeGreaterThanOrEqualTo(250);
    assertThat(corpus).extracting(Hostile::name).doesNotHaveDuplicates();
  }

  /// Sound messages spoiled at random, on tables in memory. A run is told from its seed:
  /// `-Dpoison.seed=`.
  @Test
  void noMutationEscapesIsKeptOrHarmsItsBatchMates() throws Exception {
    var seed = Long.getLong("poison.seed", System.nanoTime());
    var most = Integer.getInteger("soak.mutations", 10_000);
    log.console().printf("Mutations: %,d with -Dpoison.seed=%d%n", most, seed);
    var mutation = new Mutation(new Random(seed));
    var fates = new EnumMap<Fate, Integer>(Fate.class);
    var desk = desk(InMemoryDynamoDb.withTables());
    var began = System.nanoTime();
    var said = began;
    for (int batch = 0; batch * A_BATCH < most; batch++) {
      if (batch % BATCHES_OF_ONE_WORLD == 0) {
        desk = desk(InMemoryDynamoDb.withTables());
      }
      var bodies = Stream.generate(mutation::next).limit(A_BATCH).collect(toList());
      bodies.add(mate("mate-" + batch));
      assertEachIsDealtWith(desk, bodies, "batch %d of -Dpoison.seed=%d".formatted(batch, seed))
          .forEach(fate -> fates.merge(fate, 1, Integer::sum));
      if (System.nanoTime() - said > PROGRESS_NANOS) {
        said = System.nanoTime();
        say((batch + 1) * A_BATCH, began, fates);
      }
    }
    say(most, began, fates);
    assertThat(fates.keySet()).contains(Fate.PARKED, Fate.STORED);
  }

  private List<Fate> assertEachIsDealtWith(Desk desk, List<String> bodies, String said)
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

  private void say(int mutations, long began, Map<Fate, Integer> fates) {
    var seconds = (System.nanoTime() - began) / 1e9;
    log.console()
        .printf(
            "Mutations: %,d in %.1f s, %,.0f a second: %s%n",
            mutations, seconds, mutations / seconds, fates);
  }

  private static String mate(String session) {
    return recording("Recording Start", session, TIME, 0, "st-a");
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
    var text = log.text();
    assertThat(text).as(said).doesNotContain(PoisonCorpus.CANARY);
    assertThat(text.lines()).as(said).allMatch(line -> line.length() < LONGEST_LINE);
    assertThat(text.lines())
        .as(said)
        .noneMatch(line -> line.codePoints().anyMatch(PoisonTest::isControl));
  }

  private static boolean isControl(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static void assertIsParkedWithAReason(Hostile hostile) {
    var found =
        LOCAL.items("ParkedEvent").stream()
            .filter(item -> text(item, "event").equals(hostile.body()))
            .toList();
    assertThat(found).as(hostile.name()).hasSize(1);
    assertThat(text(found.getFirst(), "reason")).as(hostile.name()).isNotBlank();
    assertThat(text(found.getFirst(), "detail")).as(hostile.name()).isNotBlank();
    assertThat(found.getFirst().get("attempts"))
        .as(hostile.name())
        .isEqualTo(AttributeValue.fromN("1"));
    LOCAL
        .dynamo()
        .deleteItem(delete ->
            delete
                .tableName("ParkedEvent")
                .key(
                    Map.of(
                        "waitingFor", AttributeValue.fromS(text(found.getFirst(), "waitingFor")),
                        "eventId", AttributeValue.fromS(text(found.getFirst(), "eventId")))));
  }

  private static String text(Map<String, AttributeValue> item, String attribute) {
    return Objects.requireNonNull(item.get(attribute)).s();
  }
}
