package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.store.LocalTables;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// A recording is counted where its row turns, and so only once, however often its events come and
/// whichever function processes them.
final class RecordingMetricsTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", "st-a");
  private static final String START =
      recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a", "st-a");
  private static final String END =
      recording("Recording End", "one", "2026-11-02T09:08:11Z", 150_000, "st-a", "st-a");
  private static final String END_FAILURE =
      recording("Recording End Failure", "one", "2026-11-02T09:08:10Z", 90_000, "st-a", "st-a");

  @RegisterExtension final PrintedLog printed = new PrintedLog();

  private final HandlerFixture desk = new HandlerFixture(LOCAL.dynamo());

  @BeforeEach
  void theChannelIsLinked() {
    HandlerFixture.link(LOCAL.dynamo(), CHANNEL, "ada");
  }

  @Test
  void aRecordingIsStartedAndCompletedOnceHoweverOftenItsEventsCome() throws Exception {
    desk.hand(LIVE, START);
    desk.hand(START, END);
    desk.hand(END, START);
    desk.hand(LIVE, START, END);

    assertThat(totals())
        .containsEntry("RecordingsStarted", 1.0)
        .containsEntry("RecordingsCompleted", 1.0)
        .containsEntry("RecordedMinutes", 2.5)
        .doesNotContainKey("RecordingsFailed");
    assertThat(totals("IVS_CHANNEL"))
        .containsOnlyKeys("RecordingsStarted", "RecordingsCompleted", "RecordedMinutes");
  }

  @Test
  void aStartThatComesAfterItsEndIsCountedAndIsOutOfOrder() throws Exception {
    desk.hand(LIVE, END);
    assertThat(totals()).doesNotContainKeys("RecordingsStarted", "EventsOutOfOrder");

    desk.hand(START);
    desk.hand(START);

    assertThat(totals())
        .containsEntry("RecordingsStarted", 1.0)
        .containsEntry("RecordingsCompleted", 1.0)
        .containsEntry("EventsOutOfOrder", 1.0);
  }

  @Test
  void aFailureIsCountedOnceAndByItsReason() throws Exception {
    var strange =
        END_FAILURE.replace("InternalServerException", "SomethingNew").replace("one", "two");

    desk.hand(LIVE, START, END_FAILURE, strange);
    desk.hand(END_FAILURE, strange);

    assertThat(totals())
        .containsEntry("RecordingsFailed", 2.0)
        .doesNotContainKey("RecordedMinutes");
    assertThat(totals("InternalServerException")).containsEntry("RecordingsFailed", 1.0);
    assertThat(totals("other")).containsEntry("RecordingsFailed", 1.0);
    assertThat(totals("SomethingNew")).isEmpty();
  }

  @Test
  void anEndThatBeatsAFailureIsCountedToo() throws Exception {
    desk.hand(LIVE, START, END_FAILURE);
    desk.hand(END);

    assertThat(totals())
        .containsEntry("RecordingsFailed", 1.0)
        .containsEntry("RecordingsCompleted", 1.0)
        .containsEntry("RecordedMinutes", 2.5);
  }

  @Test
  void theAgeOfAnEventThatWaitedForItsStreamSaysNothingOfTheWay() throws Exception {
    desk.hand(START);
    desk.hand(LIVE);

    assertThat(totals())
        .containsEntry("EventsReceived", 2.0)
        .containsEntry("EventsParked", 1.0)
        .containsEntry("EventsReleased", 1.0)
        .containsEntry("EventsWritten", 1.0);
    assertThat(lines("EventAge")).isEqualTo(1);
  }

  @Test
  void whatAPersonReleasedCountsAsReleasedAndSaysNothingOfTheWay() throws Exception {
    desk.release(LIVE);

    assertThat(totals()).containsEntry("EventsReleased", 1.0).containsEntry("EventsWritten", 1.0);
    assertThat(lines("EventAge")).isZero();
    assertThat(lines("released")).isEqualTo(1);
  }

  @Test
  void whatWaitedAndSaysNothingNewIsReleasedToo() throws Exception {
    desk.hand(START, START.replaceFirst("\"id\":\"", "\"id\":\"again-"));
    desk.hand(LIVE);

    assertThat(totals())
        .containsEntry("EventsReleased", 2.0)
        .doesNotContainKey("EventsUnchanged")
        .containsEntry("RecordingsStarted", 1.0);
  }

  @Test
  void whatIsReceivedIsWrittenUnchangedParkedIgnoredOrFailed() throws Exception {
    desk.hand(START, END.replaceFirst("\"id\":\"", "\"id\":\"again-"), "not json");
    desk.hand(LIVE, LIVE, END, "{\"detail-type\": \"IVS Limit Breach\"}");

    var totals = totals();
    var outcomes =
        List.of(
            "EventsWritten", "EventsUnchanged", "EventsParked", "EventsIgnored", "EventsFailed");
    assertThat(totals).containsEntry("EventsReceived", 7.0).containsEntry("EventsParked", 3.0);
    assertThat(outcomes.stream().mapToDouble(name -> totals.getOrDefault(name, 0.0)).sum())
        .isEqualTo(7);
  }

  @Test
  void anEventThatCouldNotBeWrittenIsCountedAsFailed() throws Exception {
    var broken = CountingClient.failing(LOCAL.dynamo(), call -> call instanceof UpdateItemRequest);

    assertThat(new HandlerFixture(broken).hand(LIVE)).containsExactly(LIVE);

    assertThat(totals())
        .containsEntry("EventsReceived", 1.0)
        .containsEntry("EventsFailed", 1.0)
        .doesNotContainKey("EventsWritten");
  }

  private Map<String, Double> totals() throws Exception {
    return totals("");
  }

  /// The sum of each metric over all lines that are about this reason, or about none.
  private Map<String, Double> totals(String reason) throws Exception {
    var totals = new TreeMap<String, Double>();
    for (var text : printed.text().lines().toList()) {
      var line = JSON.readTree(text);
      if (line.has("_aws") && line.path("Reason").asText().equals(reason) && !line.has("Type")) {
        line.findPath("Metrics")
            .forEach(metric -> {
              var name = metric.path("Name").asText();
              totals.merge(name, line.path(name).asDouble(), Double::sum);
            });
      }
    }
    return totals;
  }

  private long lines(String metric) {
    return printed.text().lines().filter(line -> line.contains("\"" + metric + "\":")).count();
  }
}
