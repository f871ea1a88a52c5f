package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.store.LocalTables;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/// Round trips are counted, not timed: what an event may cost is a rule of the build.
final class CallBudgetTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final String FIRST = "st-first";
  private static final String SECOND = "st-second";
  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", FIRST);
  private static final String START =
      recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, FIRST, FIRST);
  private static final String END =
      recording("Recording End", "one", "2026-11-02T09:06:24Z", 70_000, FIRST, FIRST);

  private final CountingClient counting = new CountingClient(LOCAL.dynamo());
  private final HandlerFixture desk = new HandlerFixture(counting.client());

  @BeforeEach
  void theChannelIsLinked() {
    HandlerFixture.link(LOCAL.dynamo(), CHANNEL, "ada");
  }

  @Test
  void aRecordingEventCostsOneReadAndOneWrite() {
    desk.hand(LIVE);
    counting.calls();

    desk.hand(START);
    assertThat(counting.calls()).containsExactly("BatchGetItem", "UpdateItem");
    desk.hand(END);
    assertThat(counting.calls()).containsExactly("BatchGetItem", "UpdateItem");
  }

  @Test
  void aDuplicateCostsOneReadAndNoWrite() {
    desk.hand(LIVE, START);
    counting.calls();

    desk.hand(START);
    assertThat(counting.calls()).containsExactly("BatchGetItem");
    desk.hand(LIVE);
    assertThat(counting.calls()).containsExactly("BatchGetItem");
  }

  @Test
  void onlyTheFirstWriteOfAStreamSessionIsFollowedByAQuery() {
    desk.hand(LIVE);
    assertThat(counting.calls()).containsExactly("BatchGetItem", "UpdateItem", "Query");
    desk.hand(stream("Stream End", "2026-11-02T09:06:20Z", FIRST));
    assertThat(counting.calls()).containsExactly("BatchGetItem", "UpdateItem");
  }

  @Test
  void eachStreamOfAMergedRecordingCostsOneSmallWriteOnce() {
    desk.hand(LIVE, START);
    counting.calls();
    var merged =
        recording("Recording End", "one", "2026-11-02T09:06:24Z", 70_000, FIRST, FIRST, SECOND);

    desk.hand(merged);
    assertThat(counting.calls())
        .containsExactly("BatchGetItem", "PutItem", "PutItem", "UpdateItem");
    desk.hand(merged);
    assertThat(counting.calls()).containsExactly("BatchGetItem");
  }

  @Test
  void aBatchOfTenIsReadOnceAndEachRowWrittenOnce() {
    var streams = new ArrayList<String>();
    var batch = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      streams.add(stream("Stream Start", "2026-11-02T09:05:10Z", "st-" + i));
      batch.add(recording("Recording Start", "session-" + i, "2026-11-02T09:05:11Z", 0, "st-" + i));
      batch.add(recording("Recording End", "session-" + i, "2026-11-02T09:06:11Z", 9, "st-" + i));
    }
    desk.hand(streams.toArray(String[]::new));
    counting.calls();

    desk.hand(batch.toArray(String[]::new));

    assertThat(counting.calls())
        .containsExactly(
            "BatchGetItem", "UpdateItem", "UpdateItem", "UpdateItem", "UpdateItem", "UpdateItem");
  }

  /// DynamoDB Local has no other reads than consistent ones, so the wish itself is looked at.
  @Test
  void everyReadIsConsistent() {
    desk.hand(START);
    desk.hand(LIVE);

    assertThat(counting.calls(BatchGetItemRequest.class))
        .isNotEmpty()
        .allSatisfy(read ->
            assertThat(read.requestItems().values()).allMatch(KeysAndAttributes::consistentRead));
    assertThat(counting.calls(QueryRequest.class))
        .isNotEmpty()
        .allMatch(QueryRequest::consistentRead);
  }

  @Test
  void whatIsNoneOfOurBusinessCostsNothing() {
    desk.hand("{\"detail-type\":\"IVS Limit Breach\",\"resources\":[],\"detail\":{}}");

    assertThat(counting.calls()).isEmpty();
  }
}
