package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.ingest.HandlerFixture.link;
import static ivs.recordings.handler.reconciler.Reconciling.NOW;
import static ivs.recordings.handler.reconciler.Reconciling.reconciler;
import static ivs.recordings.handler.reconciler.Reconciling.run;
import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ivs.recordings.handler.ingest.CountingClient;
import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.aws.MemoryStreams;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParkingCause.UnknownStreamSession;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.item.HistoryEntry;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriterFunction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the row of a recording says of its own life.
final class RowHistoryTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", "st-a");
  private static final String START =
      recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a", "st-a");
  private static final String FAILURE =
      recording("Recording End Failure", "one", "2026-11-02T09:06:20Z", 0, "st-a", "st-a");
  private static final String END =
      recording("Recording End", "one", "2026-11-02T09:06:24Z", 70_000, "st-a", "st-a");

  private final HandlerFixture desk = new HandlerFixture(LOCAL.dynamo());

  @BeforeEach
  void theChannelBelongsToAda() {
    link(LOCAL.dynamo(), CHANNEL, "ada");
  }

  @Test
  void everyEventThatChangesTheRowIsInItsHistoryInTheOrderItCame() {
    desk.hand(LIVE, FAILURE);
    desk.hand(START);
    desk.hand(END);

    assertThat(history())
        .extracting(
            HistoryEntry::version, HistoryEntry::event, HistoryEntry::news, HistoryEntry::writer)
        .containsExactly(
            tuple(1L, "Recording End Failure", "FAILED", WriterFunction.HANDLER),
            tuple(2L, "Recording Start", "start", WriterFunction.HANDLER),
            tuple(3L, "Recording End", "COMPLETED", WriterFunction.HANDLER));
  }

  @Test
  void eventsOfOneBatchAreOneWriteAndAnEntryEach() {
    desk.hand(LIVE, START, END);

    assertThat(history())
        .extracting(HistoryEntry::version, HistoryEntry::news)
        .containsExactly(tuple(1L, "STARTED"), tuple(1L, "COMPLETED"));
  }

  @Test
  void whatChangesNothingLeavesNoTrace() {
    desk.hand(LIVE, END);
    var before = history();

    desk.hand(END, FAILURE);
    desk.handAgain(END);

    assertThat(history()).isEqualTo(before).hasSize(1);
  }

  @Test
  void aWriteWhoseAnswerIsLostIsRememberedOnce() {
    desk.hand(LIVE, START);
    var written = new AtomicBoolean();
    var unanswered = CountingClient.unanswered(LOCAL.dynamo(), "Recording", written);

    assertThat(new HandlerFixture(unanswered).hand(END)).isEmpty();

    assertThat(written).isTrue();
    assertThat(history()).extracting(HistoryEntry::news).containsExactly("STARTED", "COMPLETED");
  }

  @Test
  void bothSidesOfARaceAreRemembered() {
    desk.hand(LIVE);
    var rival =
        CountingClient.raced(
            LOCAL.dynamo(),
            call -> CountingClient.isUpdateOf("Recording", call),
            () -> {
              desk.hand(END);
            });

    assertThat(new HandlerFixture(rival).hand(START)).isEmpty();

    assertThat(history())
        .extracting(HistoryEntry::version, HistoryEntry::news)
        .containsExactly(tuple(1L, "COMPLETED"), tuple(2L, "start"));
  }

  @Test
  void whatTheReconcilerLetsInIsItsOwnDoing() {
    desk.hand(LIVE);
    LOCAL
        .tables(Clock.systemUTC())
        .parkedEvents()
        .park(new UnknownStreamSession(new StreamId("st-a")), "waits", START);

    run(reconciler(LOCAL.dynamo(), new MemoryFiles(), new MemoryStreams()));

    assertThat(history())
        .extracting(HistoryEntry::writer, HistoryEntry::delay)
        .containsExactly(
            tuple(
                WriterFunction.RECONCILER,
                Duration.between(Instant.parse("2026-11-02T09:05:11Z"), NOW)));
  }

  private static List<HistoryEntry> history() {
    return LOCAL
        .tables(Clock.systemUTC())
        .recordings()
        .find("one")
        .map(VersionedItem::history)
        .orElse(List.of());
  }
}
