package ivs.recordings.handler.api;

import static ivs.recordings.handler.api.ApiFixture.ANNA;
import static ivs.recordings.handler.api.ApiFixture.NOON;
import static ivs.recordings.handler.api.ApiFixture.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.store.LocalTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A walk of all pages gives every row that was there at the start exactly once, and in order,
/// while rows are inserted, also where hundreds have the same time. `-Dpaging.seed` plays it again.
final class PagingLawTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final int ROWS = Integer.getInteger("paging.rows", 600);
  private static final int EQUAL = 500;

  /// Of so many rows one walk is enough.
  private static final int MANY = 10_000;

  private final long seed = Long.getLong("paging.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ApiFixture library = new ApiFixture(LOCAL.dynamo());

  static Stream<Arguments> walks() {
    return Stream.of(
            Arguments.of(OPERATOR, Map.of("limit", "100")),
            Arguments.of(OPERATOR, Map.of("limit", "97", "sort", "startedAt")),
            Arguments.of(ANNA, Map.of("limit", "50")),
            Arguments.of(OPERATOR, Map.of("limit", "100", "q", "even")))
        .limit(ROWS > MANY ? 1 : Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("walks")
  void everyRowThatWasThereIsSeenOnceAndInOrder(
      Map<String, String> caller, Map<String, String> query) throws Exception {
    System.out.printf("Paging: %,d rows with -Dpaging.seed=%d%n", ROWS, seed);
    var there = new TreeSet<String>();
    for (int i = 0; i < ROWS; i++) {
      there.add(insert("there" + i, i < EQUAL ? 0 : random.nextInt(400 * 24 * 60), i));
    }
    if (query.containsKey("q")) {
      there.removeIf(id -> Integer.parseInt(id.replaceAll("\\D", "")) % 2 == 1);
    }

    var seen = new ArrayList<String>();
    var times = new ArrayList<String>();
    var cursor = "";
    int inserted = 0;
    int pages = 0;
    do {
      assertThat(pages++).as("a walk that comes to no end").isLessThan(ROWS);
      var request = library.ask("GET /v1/recordings");
      query.forEach(request::query);
      var reply = request.query("cursor", cursor).by(caller);
      assertThat(reply.status()).isEqualTo(200);
      reply
          .json()
          .path("items")
          .forEach(item -> {
            seen.add(item.path("recordingId").asText());
            times.add(item.path("startedAt").asText());
          });
      for (int i = 0; i < 5; i++) {
        insert("new" + inserted++, random.nextInt(400 * 24 * 60), 0);
      }
      insert("new" + inserted++, 0, 0);
      cursor = reply.json().path("nextCursor").asText();
    } while (!cursor.isEmpty());

    // Compared as sets: AssertJ's own comparisons look through all of a list for each element.
    var once = new TreeSet<>(seen);
    assertThat(once).hasSameSizeAs(seen);
    once.removeIf(id -> !id.startsWith("there"));
    assertThat(once.equals(there)).as("every row that was there, and no other").isTrue();
    assertThat(query.containsKey("sort") ? times : times.reversed()).isSorted();
  }

  private String insert(String id, int minutesAgo, int number) {
    library.recording(
        id,
        "anna",
        NOON.minus(Duration.ofMinutes(minutesAgo)),
        "title=" + (number % 2 == 0 ? "Even" : "odd"));
    return id;
  }
}
