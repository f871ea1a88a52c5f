package ivs.recordings.model.recording;

import static ivs.recordings.model.recording.ModelFixtures.BUCKET;
import static ivs.recordings.model.recording.ModelFixtures.FIRST;
import static ivs.recordings.model.recording.ModelFixtures.LOCATION;
import static ivs.recordings.model.recording.ModelFixtures.OWNER;
import static ivs.recordings.model.recording.ModelFixtures.PREFIX;
import static ivs.recordings.model.recording.ModelFixtures.SECOND;
import static ivs.recordings.model.recording.ModelFixtures.SESSION;
import static ivs.recordings.model.recording.ModelFixtures.endFailed;
import static ivs.recordings.model.recording.ModelFixtures.ended;
import static ivs.recordings.model.recording.ModelFixtures.envelope;
import static ivs.recordings.model.recording.ModelFixtures.startFailed;
import static ivs.recordings.model.recording.ModelFixtures.started;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.DestinationFailed;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Running;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SourceEvent;
import ivs.recordings.model.event.StreamEvent;
import ivs.recordings.model.event.StreamEvent.ParticipantActive;
import ivs.recordings.model.event.StreamEvent.StreamEnded;
import ivs.recordings.model.event.StreamEvent.StreamStarted;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Decision.Advance;
import ivs.recordings.model.recording.Decision.Park;
import ivs.recordings.model.recording.Decision.Unchanged;
import ivs.recordings.model.session.StreamSession;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every order and every repetition of the events of each source, each 0 to 2 times, ends in one
/// result per set.
///
/// They are all covered, because they share their ways: what a multiset of events can lead to is
/// what one event leads to from each of its smaller multisets.
final class EveryOrderTest {
  private static final List<SourceEvent> CHANNEL =
      List.of(
          started(5, FIRST),
          started(5, SECOND), // in the same second: whole seconds tie
          ended(70, 60_000),
          ended(71, 0), // a later End that says less
          endFailed(70, "InternalServerException"),
          startFailed(70, "ValidationException"),
          new StreamStarted(envelope("stream-start", 4), FIRST),
          new StreamEnded(envelope("stream-end", 66), SECOND));

  /// Of a participant who came back within the reconnect window, in another session of the stage.
  private static final List<SourceEvent> PARTICIPANT =
      List.of(
          new Started(participant(5, FIRST)),
          new Started(participant(40, SECOND)),
          new Ended(participant(70, SECOND), Optional.of(Duration.ofMinutes(1))),
          new EndFailed(participant(71, FIRST), Optional.empty(), Optional.of("A")),
          new StartFailed(participant(72, FIRST), Optional.of("B")),
          new ParticipantActive(envelope("published", 4), FIRST, "Participant Published"));

  private static final List<SourceEvent> COMPOSITION =
      List.of(
          new Started(composition(5)),
          new Running(composition(6), "Destination Start"),
          new Running(composition(7), "Destination Reconnecting"),
          new Running(composition(69), "Destination End"),
          new Ended(composition(70), Optional.empty()),
          new EndFailed(composition(71), Optional.empty(), Optional.of("A")),
          new DestinationFailed(
              composition(60), Optional.empty(), Optional.empty(), Optional.of("B")));

  private static final int MOST = 2;

  private static Subject participant(int seconds, StreamId session) {
    return Subject.ofParticipant(
        envelope("p-" + seconds, seconds),
        session,
        RecordingId.ofParticipant(BUCKET, PREFIX),
        LOCATION);
  }

  private static Subject composition(int seconds) {
    return Subject.ofComposition(envelope("c-" + seconds, seconds), SESSION, LOCATION);
  }

  /// Everything that is kept: the rows and what is parked.
  private record Books(
      Map<StreamId, StreamSession> sessions,
      Optional<Recording> recording,
      Set<RecordingEvent> parked) {

    static final Books EMPTY = new Books(Map.of(), Optional.empty(), Set.of());

    Books after(SourceEvent event) {
      return switch (event) {
        case StreamEvent stream -> afterStream(stream);
        case RecordingEvent recording -> afterRecording(recording);
      };
    }

    private Books afterStream(StreamEvent event) {
      var current = Optional.ofNullable(sessions.get(event.streamId()));
      return switch (EventRules.decide(Optional.of(OWNER), current, event)) {
        case Unchanged<StreamSession> _ -> this;
        case Park<StreamSession> park -> throw new AssertionError(park);
        case Advance<StreamSession>(var next) -> {
          var written = new TreeMap<>(sessions);
          written.put(event.streamId(), next);
          yield new Books(written, recording, parked).releasing(event.streamId());
        }
      };
    }

    private Books afterRecording(RecordingEvent event) {
      return event.ofSession().map(this::afterStream).orElse(this).afterRecordingWithSession(event);
    }

    private Books afterRecordingWithSession(RecordingEvent event) {
      var session = event.stream().map(sessions::get);
      return switch (EventRules.decide(Optional.of(OWNER), session, recording, event)) {
        case Unchanged<Recording> _ -> this;
        case Advance<Recording>(var next) -> new Books(sessions, Optional.of(next), parked);
        case Park<Recording> _ -> {
          var waiting = new HashSet<>(parked);
          waiting.add(event);
          yield new Books(sessions, recording, waiting);
        }
      };
    }

    private Books releasing(StreamId arrived) {
      var released =
          parked.stream()
              .filter(event -> event.stream().filter(arrived::equals).isPresent())
              .toList();
      var waiting = new HashSet<>(parked);
      released.forEach(waiting::remove);
      var books = new Books(sessions, recording, waiting);
      for (var event : released) {
        books = books.afterRecording(event);
      }
      return books;
    }
  }

  @Test
  void everyOrderAndEveryRepetitionEndInOneResultPerSet() {
    resultOfEverySet(CHANNEL);
  }

  @Test
  void aParticipantsSessionStartsWithTheEarliestOfItsEvents() {
    resultOfEverySet(PARTICIPANT)
        .forEach((set, books) -> {
          for (var session : books.sessions().values()) {
            var earliest =
                set.stream()
                    .map(PARTICIPANT::get)
                    .filter(event -> event.stream().filter(session.streamId()::equals).isPresent())
                    .map(event -> event.envelope().time())
                    .min(Comparator.naturalOrder());
            assertThat(session.startTime()).as("%s", set).isEqualTo(earliest);
          }
          assertThat(books.parked()).isEmpty();
        });
  }

  @Test
  void aCompositionIsCompleteOnceItEndedAndItsDestinationDidNotFail() {
    resultOfEverySet(COMPOSITION)
        .forEach((set, books) -> {
          var said = set.stream().map(event -> COMPOSITION.get(event).phrase()).toList();
          var failed = said.contains("Destination Failure");
          var expected =
              failed
                  ? RecordingStatus.FAILED
                  : said.contains("Session End")
                      ? RecordingStatus.COMPLETED
                      : said.contains("Session Failure")
                          ? RecordingStatus.FAILED
                          : RecordingStatus.STARTED;
          assertThat(books.recording().orElseThrow().status()).as("%s", said).isEqualTo(expected);
          assertThat(books.recording().get().streamSessionId()).isEmpty();
        });
  }

  private static Map<Set<Integer>, Books> resultOfEverySet(List<SourceEvent> events) {
    Map<List<Integer>, Books> reached = new HashMap<>();
    Map<List<Integer>, BigInteger> orders = new HashMap<>();
    Map<Set<Integer>, Books> resultOfSet = new HashMap<>();
    for (var counts : multisets(events)) {
      var results = new HashSet<Books>();
      var ways = BigInteger.ZERO;
      for (int last = 0; last < events.size(); last++) {
        if (counts.get(last) > 0) {
          var before = without(counts, last);
          results.add(reached.getOrDefault(before, Books.EMPTY).after(events.get(last)));
          ways = ways.add(orders.getOrDefault(before, BigInteger.ONE));
        }
      }
      if (results.isEmpty()) {
        continue;
      }
      assertThat(results).as("deliveries of %s end alike", counts).hasSize(1);
      var result = results.iterator().next();
      reached.put(counts, result);
      orders.put(counts, ways);
      assertThat(resultOfSet.computeIfAbsent(setOf(counts), _ -> result))
          .as("repetition makes no difference to %s", setOf(counts))
          .isEqualTo(result);
    }

    assertThat(resultOfSet).hasSize((1 << events.size()) - 1);
    var deliveries = orders.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    System.out.printf(
        "every order: %,d deliveries of %,d multisets end in %d results%n",
        deliveries, reached.size(), resultOfSet.size());
    return resultOfSet;
  }

  /// All counts of 0 to 2 for each event, smaller multisets before the larger ones they are part
  /// of.
  private static List<List<Integer>> multisets(List<SourceEvent> events) {
    List<List<Integer>> all = List.of(List.of());
    for (int event = 0; event < events.size(); event++) {
      all =
          all.stream()
              .flatMap(counts ->
                  IntStream.rangeClosed(0, MOST)
                      .mapToObj(count -> {
                        var longer = new ArrayList<>(counts);
                        longer.add(count);
                        return List.copyOf(longer);
                      }))
              .toList();
    }
    return all.stream().sorted(Comparator.comparingInt(EveryOrderTest::size)).toList();
  }

  private static int size(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  private static List<Integer> without(List<Integer> counts, int event) {
    var fewer = new ArrayList<>(counts);
    fewer.set(event, fewer.get(event) - 1);
    return List.copyOf(fewer);
  }

  private static Set<Integer> setOf(List<Integer> counts) {
    var set = new HashSet<Integer>();
    for (int event = 0; event < counts.size(); event++) {
      if (counts.get(event) > 0) {
        set.add(event);
      }
    }
    return set;
  }
}
