package ivs.recordings.handler;

import static ivs.recordings.handler.Events.CHANNEL;
import static ivs.recordings.handler.Events.recording;
import static ivs.recordings.handler.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.handler.PoisonCorpus.Fate;
import ivs.recordings.handler.PoisonCorpus.Hostile;
import ivs.recordings.model.Profile;
import ivs.recordings.model.ProfileId;
import ivs.recordings.model.SourceArn;
import ivs.recordings.store.LocalTables;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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

  private final Desk desk = new Desk(LOCAL.dynamo());

  @BeforeEach
  void theChannelBelongsToSomebodyAndIsLive() {
    LOCAL
        .tables(Clock.systemUTC())
        .profiles()
        .put(
            new Profile(
                new SourceArn(CHANNEL), new ProfileId("ada"), Optional.empty(), Optional.empty()));
    desk.hand(stream("Stream Start", "2026-11-02T09:05:10Z", "st-a"));
  }

  @Test
  void everyHostileMessageIsParkedAtOnceOrHarmlessAndItsBatchMatesAreStored() throws Exception {
    var corpus = PoisonCorpus.all();
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

  /// Sound messages spoiled at random. A run is told from its seed: `-Dpoison.seed=`.
  @Test
  void noMutationEscapesIsKeptOrHarmsItsBatchMates() throws Exception {
    var seed = Long.getLong("poison.seed", System.nanoTime());
    var most = Integer.getInteger("soak.mutations", 5_000);
    log.console().printf("Mutations: %,d with -Dpoison.seed=%d%n", most, seed);
    var mutation = new Mutation(new Random(seed));
    var fates = new EnumMap<Fate, Integer>(Fate.class);
    var began = System.nanoTime();
    for (int batch = 0; batch * A_BATCH < most; batch++) {
      if (batch % BATCHES_OF_ONE_WORLD == 0) {
        LOCAL.empty();
        theChannelBelongsToSomebodyAndIsLive();
      }
      var bodies = new ArrayList<String>();
      for (int i = 0; i < A_BATCH; i++) {
        bodies.add(mutation.next());
      }
      bodies.add(mate("mate-" + batch));
      log.forget();

      var kept = desk.hand(bodies.toArray(String[]::new));

      var said = "batch %d of -Dpoison.seed=%d".formatted(batch, seed);
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
      fates(lines).forEach(fate -> fates.merge(fate, 1, Integer::sum));
    }

    log.console()
        .printf(
            "Mutations: %,d in %,d s, %s%n",
            most, (System.nanoTime() - began) / 1_000_000_000, fates);
    assertThat(fates.keySet()).contains(Fate.PARKED, Fate.STORED);
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
    return Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.SURROGATE,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR)
        .contains(Character.getType(codePoint));
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
