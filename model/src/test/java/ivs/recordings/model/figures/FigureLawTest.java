package ivs.recordings.model.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.figures.PriceList.Item;
import ivs.recordings.model.figures.PriceList.Price;
import ivs.recordings.model.figures.Statistics.Grouping;
import ivs.recordings.model.figures.Statistics.Window;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.playback.StoredFiles;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What rows add to the totals.
final class FigureLawTest {
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-11-30");
  private static final int WORLDS = 2_000;
  private static final int STEPS = 60;

  private static RecordingSummary row(
      String id,
      String owner,
      Source source,
      RecordingStatus status,
      Optional<String> reason,
      Instant begin,
      Optional<Duration> duration,
      Optional<Instant> availableAt,
      Optional<String> mediaError,
      Optional<Long> bytes,
      Optional<Instant> deletedAt,
      long version) {
    return new RecordingSummary(
        new RecordingId(id),
        new ProfileId(owner),
        Optional.empty(),
        source,
        status,
        reason,
        Optional.of(begin),
        Optional.empty(),
        duration,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        availableAt,
        mediaError,
        List.of(),
        bytes,
        Optional.empty(),
        false,
        deletedAt,
        new StoredFiles(
            new StorageLocation(Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        version);
  }

  /// A row at random: all that the rule looks at may change from one version to the next.
  private static RecordingSummary row(String id, long version, Random random) {
    return row(
        id,
        random.nextBoolean() ? "anna" : "ben",
        Source.values()[random.nextInt(Source.values().length)],
        RecordingStatus.values()[random.nextInt(RecordingStatus.values().length)],
        maybe(random, "InternalServerException"),
        NOON.minus(Duration.ofHours(random.nextInt(72))),
        maybe(random, Duration.ofMillis(random.nextInt(10_000_000))),
        maybe(random, NOON),
        maybe(random, "NO_MEDIA"),
        maybe(random, random.nextLong(1L << 40)),
        random.nextInt(8) == 0 ? Optional.of(NOON) : Optional.empty(),
        version);
  }

  private static <T> Optional<T> maybe(Random random, T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }

  /// Rows that are written and removed, and counters that read and write in between: each reads an
  /// entry, later the row, and still later writes if the entry is as it was read, as the store
  /// does.
  private static final class World {
    private final Random random;
    private final Map<String, RecordingSummary> rows = new HashMap<>();
    private final Map<String, Counted> entries = new HashMap<>();
    private final Map<FigureKey, Totals> figures = new TreeMap<>();
    private final List<Counter> counters = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();

    World(long seed) {
      random = new Random(seed);
    }

    private final class Counter {
      private final String id;
      private final Optional<Counted> entry;
      private Optional<FigureChange> due = Optional.empty();
      private boolean hasRead;

      Counter(String id) {
        this.id = id;
        this.entry = Optional.ofNullable(entries.get(id));
      }

      /// @return whether it is done
      boolean step() {
        if (!hasRead) {
          due = FigureChange.due(entry, Optional.ofNullable(rows.get(id)));
          hasRead = true;
          return due.isEmpty();
        }
        if (!entry.equals(Optional.ofNullable(entries.get(id)))) {
          counters.add(new Counter(id));
          return true;
        }
        due.orElseThrow()
            .after()
            .ifPresentOrElse(now -> entries.put(id, now), () -> entries.remove(id));
        due.orElseThrow()
            .differences()
            .forEach((key, difference) -> figures.merge(key, difference, Totals::plus));
        return true;
      }
    }

    void act() {
      var id = "r" + random.nextInt(4);
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          var version = versions.merge(id, 1L, Long::sum);
          rows.put(id, row(id, version, random));
          // The event of it may be lost, come once or twice.
          for (var copies = random.nextInt(3); copies > 0; copies--) {
            counters.add(new Counter(id));
          }
        }
        case 3 -> rows.remove(id);
        case 4 -> counters.removeIf(_ -> random.nextInt(4) == 0); // Killed.
        default -> stepOne();
      }
    }

    private void stepOne() {
      if (!counters.isEmpty()) {
        var counter = counters.remove(random.nextInt(counters.size()));
        if (!counter.step()) {
          counters.add(counter);
        }
      }
    }

    /// Each row has one event that is worked on after its last change, or the check looks at it.
    void settle() {
      List.of("r0", "r1", "r2", "r3").forEach(id -> counters.add(new Counter(id)));
      while (!counters.isEmpty()) {
        stepOne();
      }
      // A counter that read before the row was removed may have written after the last one.
      for (var id : List.of("r0", "r1", "r2", "r3")) {
        var check = new Counter(id);
        if (!check.step()) {
          check.step();
        }
      }
    }

    Map<FigureKey, Totals> counted() {
      figures.values().removeIf(Totals::isNone);
      return figures;
    }

    Map<FigureKey, Totals> sumOfEntries() {
      return sum(entries.values().stream().map(Counted::contribution).toList());
    }

    Map<FigureKey, Totals> sumOfRows() {
      return sum(rows.values().stream().map(Contribution::of).toList());
    }

    private static Map<FigureKey, Totals> sum(List<Optional<Contribution>> contributions) {
      var sums = new TreeMap<FigureKey, Totals>();
      contributions.stream()
          .flatMap(Optional::stream)
          .forEach(added -> sums.merge(added.key(), added.totals(), Totals::plus));
      return sums;
    }
  }

  @Test
  void totalsEqualAFullCountInAnyOrderAndRepetition() {
    var seed = Long.getLong("figures.seed", System.nanoTime());
    for (var world = 0; world < WORLDS; world++) {
      var worldSeed = seed + world;
      var state = new World(worldSeed);
      for (var step = 0; step < STEPS; step++) {
        state.act();
        assertThat(state.counted()).as("seed %d", worldSeed).isEqualTo(state.sumOfEntries());
      }
      state.settle();
      assertThat(state.counted()).as("seed %d", worldSeed).isEqualTo(state.sumOfRows());
    }
    System.out.println("figures.seed=" + seed);
  }

  @Test
  void aVersionIsCountedOnce() {
    var row = row("a", 3, new Random(1));
    var once = FigureChange.due(Optional.empty(), Optional.of(row)).orElseThrow();

    assertThat(FigureChange.due(once.after(), Optional.of(row))).isEmpty();
  }

  @Test
  void aRecordingThatMovesLeavesItsOldDay() {
    var before = completed(NOON, "anna", Source.IVS_CHANNEL, 1);
    var after = completed(NOON.minus(Duration.ofDays(1)), "anna", Source.IVS_CHANNEL, 2);

    var change =
        FigureChange.due(Optional.of(Counted.of(before)), Optional.of(after)).orElseThrow();

    assertThat(change.differences()).hasSize(2);
    assertThat(Totals.sum(change.differences().values())).isEqualTo(Totals.NONE);
  }

  private static RecordingSummary completed(
      Instant begin, String owner, Source source, long version) {
    return row(
        "a",
        owner,
        source,
        RecordingStatus.COMPLETED,
        Optional.empty(),
        begin,
        Optional.of(Duration.ofMinutes(90)),
        Optional.of(begin),
        Optional.empty(),
        Optional.of(750_000_000L),
        Optional.empty(),
        version);
  }

  @Test
  void aVersionThatChangesNoTotalIsCountedAllTheSame() {
    var counted = Optional.of(Counted.of(completed(NOON, "anna", Source.UPLOAD, 1)));

    var change = FigureChange.due(counted, Optional.of(completed(NOON, "anna", Source.UPLOAD, 2)));

    assertThat(change.orElseThrow().differences()).isEmpty();
    assertThat(change.orElseThrow().after().orElseThrow().version()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    // status, reason, media error, available, failure
    "COMPLETED, , , true, ",
    "COMPLETED, , , false, ",
    "STARTED, , , false, ",
    "FAILED, InternalServerException, , false, InternalServerException",
    "FAILED, , , true, RECORDING_FAILED",
    "FAILED, It broke. Twice., , false, other",
    "COMPLETED, , NO_MEDIA, false, NO_MEDIA",
    "COMPLETED, , NOT_SEEKABLE, true, ",
  })
  void aRecordingHasFailedIfItsSourceSaysSoOrNothingCanBePlayed(
      RecordingStatus status,
      String reason,
      String mediaError,
      boolean isAvailable,
      String expected) {
    var row =
        row(
            "a",
            "anna",
            Source.IVS_CHANNEL,
            status,
            Optional.ofNullable(reason),
            NOON,
            Optional.empty(),
            isAvailable ? Optional.of(NOON) : Optional.empty(),
            Optional.ofNullable(mediaError),
            Optional.empty(),
            Optional.empty(),
            1);

    assertThat(Contribution.of(row).orElseThrow().failure())
        .isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void aKeyIsReadAsItIsWrittenWhateverTheProfileIsCalled() {
    for (var owner : List.of("anna", "a#b", "#", "a#UPLOAD")) {
      for (var source : Source.values()) {
        var key = new FigureKey(TODAY, new ProfileId(owner), source);
        assertThat(FigureKey.of(TODAY, key.word())).isEqualTo(key);
      }
    }
  }

  @Test
  void groupsAddUpToTheTotalWhateverTheyAreBy() {
    var figures = new TreeMap<FigureKey, Totals>();
    var random = new Random(7);
    for (var day = 0; day < 5; day++) {
      for (var owner : List.of("anna", "ben")) {
        figures.put(
            new FigureKey(TODAY.minusDays(day), new ProfileId(owner), Source.UPLOAD),
            new Totals(
                random.nextInt(9), random.nextInt(9), random.nextInt(9), new TreeMap<>(), 1));
      }
    }

    var sizes =
        Arrays.stream(Grouping.values())
            .map(by -> Statistics.of(Window.endingOn(TODAY), by, figures))
            .peek(grouped -> assertThat(grouped.total()).isEqualTo(Totals.sum(figures.values())))
            .map(grouped -> grouped.groups().size())
            .toList();

    assertThat(sizes).containsExactly(5, 2, 1);
  }

  @Test
  void aWindowHasAYearAtMost() {
    assertThat(new Window(TODAY.minusDays(365), TODAY).days()).hasSize(366);
    assertThat(Window.endingOn(TODAY).days()).hasSize(30).endsWith(TODAY);
    assertThatThrownBy(() -> new Window(TODAY.minusDays(366), TODAY))
        .hasMessage("From 2025-11-29 to 2026-11-30 are more than 366 days.");
    assertThatThrownBy(() -> new Window(TODAY, TODAY.minusDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// A hundred recordings of an hour and 500 MB, as the estimation of the requirements has them.
  @Test
  void aHundredHoursCostWhatTheEstimationSays() {
    var totals =
        new Totals(100, Duration.ofHours(100).toMillis(), 50_000_000_000L, new TreeMap<>(), 10);
    var amounts =
        Map.of(
            Item.STORAGE, 0.023,
            Item.ARCHIVE, 0.004,
            Item.DELIVERY, 0.085,
            Item.PROCESSING, 0.0416 / 12,
            Item.CLOUD_RECORDING, 1.49);
    var prices =
        new PriceList(
            "USD",
            TODAY,
            amounts.entrySet().stream()
                .map(price -> new Price(price.getKey(), price.getValue(), "", "", ""))
                .toList());

    var cost = CostEstimate.of(totals, totals, prices);

    assertThat(cost.storagePerMonth()).isCloseTo(1.15, CENT);
    assertThat(cost.archivePerMonth()).isCloseTo(0.20, CENT);
    assertThat(cost.processing()).isCloseTo(0.35, CENT);
    assertThat(cost.delivery()).isCloseTo(10 * 0.5 * 0.085, CENT);
    assertThat(cost.cloudRecording()).isCloseTo(8.94, CENT);
    assertThatThrownBy(() -> new PriceList("USD", TODAY, List.of()))
        .hasMessage("there must be one price of STORAGE");
  }

  private static final Offset<Double> CENT = Offset.offset(0.005);
}
