package ivs.recordings.store;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.ParkingCause.Malformed;
import ivs.recordings.model.recording.ParkingCause.UnknownStreamSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ParkedEventTableTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
  private static final ParkingCause CAUSE = new UnknownStreamSession(new StreamId("st-first"));

  @Test
  void anEventIsKeptByteForByte() {
    var original = "{ \"id\":\t\"1\", \"emoji\": \"\uD83C\uDFA5\", \"escaped\": \"\\ud800\" }\n";

    at(0).park(CAUSE, "1", original);

    assertThat(at(0).waitingFor("stream#st-first"))
        .singleElement()
        .satisfies(parked -> {
          assertThat(parked.event()).isEqualTo(original);
          assertThat(parked.reason()).isEqualTo("UNKNOWN_STREAM_SESSION");
          assertThat(parked.parkedAt()).isEqualTo(NOON);
        });
  }

  @Test
  void parkingAnEventAgainCountsTheAttemptAndKeepsTheFirstTime() {
    at(0).park(CAUSE, "1", "{}");
    at(60).park(CAUSE, "1", "{}");

    assertThat(at(60).waitingFor("stream#st-first"))
        .singleElement()
        .satisfies(parked -> {
          assertThat(parked.attempts()).isEqualTo(2);
          assertThat(parked.parkedAt()).isEqualTo(NOON);
        });
  }

  @Test
  void twoEventsUnderOneIdAreBothKept() {
    at(0).park(CAUSE, "1", "{\"a\":1}");
    at(0).park(CAUSE, "1", "{\"a\":2}");
    at(0).park(CAUSE, "1", "{\"a\":2}");

    assertThat(at(0).waitingFor("stream#st-first"))
        .extracting(ParkedEvent::event)
        .containsExactlyInAnyOrder("{\"a\":1}", "{\"a\":2}");
  }

  @Test
  void anIdThatCannotBeAKeyIsReplacedByADigestOfTheEvent() {
    at(0).park(new Malformed("id", "no id"), "", "not json");
    at(0).park(new Malformed("id", "no id"), "x".repeat(5000), "{}");
    at(0).park(new Malformed("id", "no id"), "\ud800", "[]");

    assertThat(at(0).waitingFor("malformed#id"))
        .extracting(ParkedEvent::eventId)
        .allMatch(id -> id.matches("[0-9a-f]{64}"))
        .hasSize(3);
  }

  @Test
  void theOldestComeFirst() {
    for (int i = 0; i < 20; i++) {
      at(i).park(CAUSE, "event-" + i, "{}");
    }

    assertThat(at(0).oldest(3))
        .extracting(ParkedEvent::eventId)
        .containsExactly("event-0", "event-1", "event-2");
  }

  @Test
  void theCausesSinceAMomentAreThoseOfAllThatWasParkedThenOrLater() {
    for (int i = 0; i < 20; i++) {
      at(i).park(new Malformed("field-" + i, "no"), "event-" + i, "{}");
    }

    assertThat(at(0).causesSince(at(17).park(CAUSE, "1", "{}").parkedAt()))
        .containsExactly(
            "malformed#field-17", "malformed#field-18", "malformed#field-19", "stream#st-first");
  }

  @Test
  void whatIsRemovedNoLongerWaits() {
    var parked = at(0).park(CAUSE, "1", "{}");

    at(0).remove(parked);

    assertThat(at(0).waitingFor("stream#st-first")).isEmpty();
  }

  /// It was sent to the queue and has come back before it was removed.
  @Test
  void whatWasParkedAgainMeanwhileIsNotRemoved() {
    var seen = at(0).park(CAUSE, "1", "{}");
    at(1).park(CAUSE, "1", "{}");

    assertThat(at(2).remove(seen)).isFalse();

    var again = at(2).waitingFor("stream#st-first");
    assertThat(again).hasSize(1);
    assertThat(at(2).remove(again.getFirst())).isTrue();
    assertThat(at(2).waitingFor("stream#st-first")).isEmpty();
  }

  /// The answer to a removal was lost, and the SDK asks again; by then the event has come back from
  /// the queue. It is parked for the first time again, in the same second, and must stay.
  @Test
  void aRemovalThatIsAskedTwiceTakesNothingThatWasParkedInBetween() {
    var released = at(0).park(CAUSE, "1", "{}");
    at(0).remove(released);
    at(0).park(CAUSE, "1", "{}");

    assertThat(at(0).remove(released)).isFalse();

    assertThat(at(0).waitingFor("stream#st-first")).hasSize(1);
  }

  @Test
  void everyCauseIsCounted() {
    at(0).park(CAUSE, "1", "{}");
    at(0).park(CAUSE, "2", "{}");
    at(0).park(new Malformed("json", "It is none."), "3", "x");

    assertThat(at(0).causes())
        .containsExactly(Map.entry("malformed#json", 1L), Map.entry("stream#st-first", 2L));
  }

  @Test
  void anEventIsFoundUnderItsDigestAlsoWhenItsPlaceIsEmptyAgain() {
    var first = at(0).park(CAUSE, "1", "{\"a\":1}");
    at(0).park(CAUSE, "1", "{\"a\":2}");
    at(0).remove(first);

    at(0).removeIfSame("stream#st-first", "1", "{\"a\":2}");

    assertThat(at(0).waitingFor("stream#st-first")).isEmpty();
  }

  @Test
  void anEventIsFoundWhereItWaitsAndNoOtherUnderItsId() {
    var first = at(0).park(CAUSE, "1", "{\"a\":1}");
    var second = at(0).park(CAUSE, "1", "{\"a\":2}");

    assertThat(at(9).find("stream#st-first", "1", "{\"a\":1}")).contains(first);
    assertThat(at(9).find("stream#st-first", "1", "{\"a\":2}")).contains(second);
    assertThat(at(9).find("stream#st-first", "1", "{\"a\":3}")).isEmpty();
    assertThat(at(9).find("stream#st-other", "1", "{\"a\":1}")).isEmpty();
  }

  @Test
  void anotherEventUnderTheSameIdIsNotRemoved() {
    at(0).park(CAUSE, "1", "{\"a\":1}");

    at(0).removeIfSame("stream#st-first", "1", "{\"a\":2}");

    assertThat(at(0).waitingFor("stream#st-first")).hasSize(1);
  }

  private static ParkedEventTable at(int seconds) {
    return LOCAL
        .tables(Clock.fixed(NOON.plus(Duration.ofSeconds(seconds)), ZoneOffset.UTC))
        .parkedEvents();
  }
}
