package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.recordingOf;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ivs.recordings.handler.ingest.row.Outcome;
import ivs.recordings.store.LocalTables;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the function really prints, with the configuration it is deployed with.
final class LogTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Set<String> ALLOWED =
      Set.of(
          "timestamp",
          "level",
          "messageId",
          "eventId",
          "event",
          "time",
          "sourceArn",
          "streamId",
          "recordingId",
          "released",
          "effect",
          "version",
          "type",
          "reason",
          "channelName",
          "missingStreamId",
          "detail",
          "where",
          "fault");

  private static final String STRANGER = "arn:aws:ivs:eu-west-1:111122223333:channel/Stranger1234";
  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", "st-a");
  private static final String START =
      recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a", "st-a");

  @RegisterExtension final PrintedLog log = new PrintedLog();

  private final HandlerFixture desk = new HandlerFixture(LOCAL.dynamo());

  @BeforeEach
  void theChannelIsLinked() {
    HandlerFixture.link(LOCAL.dynamo(), CHANNEL, "ada");
  }

  @Test
  void eachEventIsOneLineThatSaysWhatBecameOfIt() throws Exception {
    desk.hand(LIVE, START, "not json", "{\"detail-type\":\"IVS Limit Breach\"}");

    assertThat(log.eventLines())
        .extracting(line -> line.path("effect").asText())
        .containsExactlyInAnyOrder("written", "written", "parked", "ignored");
  }

  @Test
  void aLineHoldsNothingButTheAllowedFields() throws Exception {
    desk.hand(LIVE, START, "not json", "{\"detail-type\":\"IVS Limit Breach\"}");
    desk.hand(recording("Recording End", "two", "2026-11-02T09:05:11Z", 0, "st-unseen"));
    desk.hand(recordingOf(STRANGER, "Recording End", "s", "2026-11-02T09:05:11Z", 0, "st-a"));
    desk.hand(stream("Stream Start", "2026-11-02T09:05:11Z", "st-unseen"));

    assertThat(log.eventLines()).hasSizeGreaterThan(3);
    for (var line : log.eventLines()) {
      var fields = new TreeSet<String>();
      line.fieldNames().forEachRemaining(fields::add);
      assertThat(ALLOWED).as("%s", line).containsAll(fields);
      line.forEach(value -> assertThat(value.asText()).as("%s", line).doesNotContain("{"));
    }
    assertThat(log.text()).doesNotContain("example-recordings");
  }

  @Test
  void aNameThatIsTooLongIsCut() throws Exception {
    EventLog.write("m", "", new Outcome.Ignored("x".repeat(20_000)));

    assertThat(log.eventLines().getFirst().path("type").asText()).hasSize(16_385).endsWith("…");
  }

  @Test
  void aLibrarysWarningIsOneLineThatNamesTheClassOfItsExceptionOnly() throws Exception {
    LogManager.getLogger("some.library").warn("it {}", "fails", new IllegalStateException("why"));

    var line = log.lines().getFirst();
    assertThat(line.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("timestamp", "level", "logger", "message", "exception");
    assertThat(Instant.parse(line.path("timestamp").asText()))
        .isBefore(Instant.now().plusMillis(1));
    assertThat(line.path("message").asText()).isEqualTo("it fails");
    assertThat(line.path("exception").asText()).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void theChannelIsNamedWhereAProfileIsMissingAndTheStreamWhereASessionIs() throws Exception {
    desk.hand(recordingOf(STRANGER, "Recording End", "s", "2026-11-02T09:05:11Z", 0, "st-a"));
    desk.hand(recording("Recording End", "two", "2026-11-02T09:05:11Z", 0, "st-unseen"));

    assertThat(log.eventLines())
        .extracting(
            line -> line.path("channelName").asText(),
            line -> line.path("missingStreamId").asText())
        .containsExactly(tuple("ada-live", ""), tuple("", "st-unseen"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 36, 128, 129, 2000})
  void theEventIdInTheLineIsTheOneInTheRowsHistory(int length) throws Exception {
    var id = "e".repeat(length);
    desk.hand(LIVE);
    desk.hand(START.replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"" + id + "\""));

    var line = log.eventLines().getLast();
    var row = LOCAL.tables(Clock.systemUTC()).recordings().find("one").orElseThrow();
    assertThat(id).startsWith(line.path("eventId").asText());
    assertThat(row.history())
        .singleElement()
        .satisfies(change -> {
          assertThat(change.eventId()).isEqualTo(line.path("eventId").asText());
          assertThat(change.version()).isEqualTo(line.path("version").asLong());
        });
  }

  @Test
  void aNameCannotForgeALine() throws Exception {
    var forged =
        recordingOf(STRANGER, "Recording End", "s", "2026-11-02T09:05:11Z", 0, "st-a")
            .replace(
                "ada-live", "x\\r\\n{\\\"effect\\\":\\\"written\\\"}\\u001b[2J${jndi:ldap://x}")
            .replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"a\\\\nb\\\\u0000c\"");

    desk.hand(forged);

    assertThat(log.eventLines()).hasSize(1);
    assertThat(log.text()).doesNotContain("\u001b").doesNotContain("\r");
  }

  @Test
  void anIdThatHidesOrTurnsTheTextIsShownPlain() throws Exception {
    desk.hand(
        START.replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"a\u202e\\\\u2028b\u00e9\ud83d\ude00\""));

    assertThat(log.eventLines().getFirst().path("eventId").asText()).isEqualTo("a??b??");
  }

  @Test
  void theMetricsOfABatchAreOneLineAndOneMoreForEachReason() throws Exception {
    desk.hand(LIVE, START, START, "not json", "{\"detail-type\":\"IVS Limit Breach\"}");

    var metrics = log.lines().stream().filter(line -> line.has("_aws")).toList();
    assertThat(metrics).hasSize(4);
    var batch = metrics.getFirst();
    assertThat(batch.path("EventsReceived").asInt()).isEqualTo(5);
    assertThat(batch.path("EventsWritten").asInt()).isEqualTo(2);
    assertThat(batch.path("EventsUnchanged").asInt()).isEqualTo(1);
    assertThat(batch.path("EventsParked").asInt()).isEqualTo(1);
    assertThat(batch.path("EventsIgnored").asInt()).isEqualTo(1);
    assertThat(batch.path("EventAge")).hasSize(2);
    assertThat(metrics.get(1).path("Reason").asText()).isEqualTo("MALFORMED");
    assertThat(metrics.get(2).path("Type").asText()).isEqualTo("IVS Limit Breach");
    assertThat(metrics.get(3).path("source").asText()).isEqualTo("IVS_CHANNEL");
  }

  /// The embedded metric format: every metric declared is there, and every dimension has its value.
  @Test
  void cloudWatchCanReadEveryMetric() throws Exception {
    desk.hand(LIVE, "not json", "{\"detail-type\":\"IVS Limit Breach\"}");

    for (var line : log.lines()) {
      for (var directive : line.path("_aws").path("CloudWatchMetrics")) {
        assertThat(directive.path("Namespace").asText()).isEqualTo("IvsRecordings");
        directive
            .path("Metrics")
            .forEach(each -> assertThat(line.has(each.path("Name").asText())).isTrue());
        directive
            .path("Dimensions")
            .get(0)
            .forEach(each -> assertThat(line.path(each.asText()).asText()).isNotEmpty());
      }
    }
  }
}
