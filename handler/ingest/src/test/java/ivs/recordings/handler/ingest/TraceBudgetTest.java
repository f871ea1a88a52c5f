package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.store.LocalTables;
import ivs.recordings.store.MeteredDynamoDb;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What whole traces may cost: calls, and the units that DynamoDB bills.
@Tag("slow")
final class TraceBudgetTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final int RECORDINGS = 10;

  private final MeteredDynamoDb metered = new MeteredDynamoDb(LOCAL.dynamo());
  private final HandlerFixture desk = new HandlerFixture(metered);

  @BeforeEach
  void theChannelIsLinked() {
    HandlerFixture.link(LOCAL.dynamo(), CHANNEL, "ada");
  }

  /// A start writes the row and its entry in four indexes; an end the row and its entries by
  /// profile and by month, and takes the one of the open ones away.
  @Test
  void anOrderedRecordingCostsFourCallsSixReadUnitsAndNineWriteUnits() {
    desk.hand(live("st-0"));
    metered.usage();

    desk.hand(start(0, "st-0"));
    desk.hand(end(0, "st-0"));

    var usage = metered.usage();
    assertThat(usage.calls())
        .containsExactly("BatchGetItem", "BatchGetItem", "UpdateItem", "UpdateItem");
    assertThat(usage.readUnits()).isLessThanOrEqualTo(6);
    assertThat(usage.writeUnits()).isLessThanOrEqualTo(9);
  }

  /// A session is written with its entry of the profile's index, which its end does not change.
  @Test
  void anOrderedStreamCostsThreeWriteUnits() {
    metered.usage();

    desk.hand(live("st-0"));
    desk.hand(stream("Stream End", "2026-11-02T09:06:20Z", "st-0"));

    var usage = metered.usage();
    assertThat(usage.calls())
        .containsExactly("BatchGetItem", "BatchGetItem", "Query", "UpdateItem", "UpdateItem");
    assertThat(usage.writeUnits()).isLessThanOrEqualTo(3);
  }

  @Test
  void aBatchOfTenRecordingEventsCostsAtMostElevenCalls() {
    desk.hand(live("st-0"));
    metered.usage();

    desk.hand(ten("st-0").toArray(String[]::new));

    assertThat(metered.usage().calls()).hasSizeLessThanOrEqualTo(11);
  }

  @Test
  void shuffledEventsOfKnownStreamsCostNoMoreThanOrderedOnes() {
    desk.hand(live("st-0"));
    metered.usage();
    var events = new ArrayList<>(ten("st-0"));
    for (int n = 0; n < RECORDINGS; n++) {
      events.add(end(n, "st-0"));
    }
    Collections.shuffle(events, new Random(5));

    events.forEach(desk::hand);

    var usage = metered.usage();
    assertThat(usage.calls()).hasSizeLessThanOrEqualTo(2 * events.size());
    assertThat(usage.calls()).doesNotContain("Query", "PutItem");
  }

  @Test
  void aTraceDeliveredTwiceCostsOneReadForEachEventMore() {
    desk.hand(live("st-0"), start(0, "st-0"), end(0, "st-0"));
    metered.usage();

    desk.hand(start(0, "st-0"));
    desk.hand(end(0, "st-0"));

    var usage = metered.usage();
    assertThat(usage.calls()).containsExactly("BatchGetItem", "BatchGetItem");
    assertThat(usage.writeUnits()).isZero();
  }

  @Test
  void eachStreamOfAMergedRecordingCostsOneWriteUnit() {
    desk.hand(live("st-0"));
    desk.hand(start(0, "st-0"));
    metered.usage();

    desk.hand(
        recording(
            "Recording End", "s0", "2026-11-02T09:06:24Z", 70_000, "st-0", "st-0", "st-1", "st-2"));

    var usage = metered.usage();
    assertThat(usage.calls())
        .containsExactly("BatchGetItem", "PutItem", "PutItem", "PutItem", "UpdateItem");
    assertThat(usage.writeUnits()).isLessThanOrEqualTo(4 + 3);
  }

  private static List<String> ten(String streamId) {
    var starts = new ArrayList<String>();
    for (int n = 0; n < RECORDINGS; n++) {
      starts.add(start(n, streamId));
    }
    return starts;
  }

  private static String live(String streamId) {
    return stream("Stream Start", "2026-11-02T09:05:10Z", streamId);
  }

  private static String start(int n, String streamId) {
    return recording("Recording Start", "s" + n, "2026-11-02T09:05:11Z", 0, streamId, streamId);
  }

  private static String end(int n, String streamId) {
    return recording("Recording End", "s" + n, "2026-11-02T09:06:24Z", 70_000, streamId, streamId);
  }
}
