package ivs.recordings.handler.ingest;

import static ivs.recordings.handler.runtime.Events.CHANNEL;
import static ivs.recordings.handler.runtime.Events.RIVAL;
import static ivs.recordings.handler.runtime.Events.recording;
import static ivs.recordings.handler.runtime.Events.stream;
import static ivs.recordings.handler.runtime.Events.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.handler.runtime.DeadlineExceededException;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.store.LocalTables;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// A transient fault is the queue's business: that message alone is kept.
final class FaultsTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  /// What template.yaml gives the function.
  private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(30);

  private static final String LIVE = stream("Stream Start", "2026-11-02T09:05:10Z", "st-a");
  private static final String START =
      recording("Recording Start", "one", "2026-11-02T09:05:11Z", 0, "st-a", "st-a");

  @BeforeEach
  void theChannelIsLinked() {
    HandlerFixture.link(LOCAL.dynamo(), CHANNEL, "ada");
  }

  @Test
  void aThrottledReadKeepsTheWholeBatchAndWritesNothing() {
    var throttled = CountingClient.failing(LOCAL.dynamo(), _ -> true);

    assertThat(new HandlerFixture(throttled).hand(LIVE, START)).containsExactly(LIVE, START);

    assertThat(LOCAL.items("Recording")).isEmpty();
  }

  @Test
  void aThrottledRowKeepsItsOwnMessageAndNoOther() {
    new HandlerFixture(LOCAL.dynamo()).hand(LIVE);
    var second = recording("Recording Start", "two", "2026-11-02T09:05:11Z", 0, "st-a", "st-a");
    var throttled =
        CountingClient.failing(
            LOCAL.dynamo(),
            call ->
                call instanceof UpdateItemRequest update
                    && update.key().containsValue(AttributeValue.fromS("one")));

    assertThat(new HandlerFixture(throttled).hand(START, second)).containsExactly(START);

    assertThat(LOCAL.items("Recording"))
        .extracting(row -> row.get("recordingId"))
        .containsExactly(AttributeValue.fromS("two"));
  }

  @Test
  void aRecordingFailsWithTheStreamSessionThatItsBatchCouldNotWrite() {
    var throttled =
        CountingClient.failing(
            LOCAL.dynamo(), call -> CountingClient.isUpdateOf("StreamSession", call));

    assertThat(new HandlerFixture(throttled).hand(LIVE, START))
        .containsExactlyInAnyOrder(LIVE, START);

    assertThat(LOCAL.items("Recording")).isEmpty();
    assertThat(LOCAL.items("ParkedEvent")).isEmpty();
  }

  @Test
  void whatCannotEvenBeParkedIsKept() {
    var throttled =
        CountingClient.failing(LOCAL.dynamo(), call -> call instanceof UpdateItemRequest);

    assertThat(new HandlerFixture(throttled).hand(START, "not json"))
        .containsExactlyInAnyOrder(START, "not json");
  }

  @Test
  void workThatWouldOutlastTheInvocationIsNotBegun() {
    var counting = new CountingClient(LOCAL.dynamo());

    var kept =
        new HandlerFixture(counting.client()).hand(1, List.of(LIVE, START), Duration.ofSeconds(3));

    assertThat(kept).containsExactly(LIVE, START);
    assertThat(counting.calls()).isEmpty();
  }

  /// The slowest calls that still succeed: the third attempt is answered. Nothing but the calls
  /// takes time here, and they come one after the other: a poisoned message, a read, a parking, a
  /// look again, a second round, three items of streams, a write, a removal.
  @Test
  void howeverManyCallsABatchNeedsItAnswersInsideTheFunctionsTimeout() {
    var spent = new AtomicLong();
    var rivalsMoved = new AtomicBoolean();
    var slow =
        new CountingClient(
            LOCAL.dynamo(),
            call -> {
              spent.addAndGet(3 * DynamoDbClients.ATTEMPT.toMillis());
              if (call instanceof UpdateItemRequest update
                  && update.key().containsValue(AttributeValue.fromS("stream#st-a"))
                  && rivalsMoved.compareAndSet(false, true)) {
                new HandlerFixture(LOCAL.dynamo()).hand(LIVE);
              }
            });
    var merged =
        recording(
            "Recording End", "one", "2026-11-02T09:06:11Z", 9, "st-a", "st-a", "st-b", "st-c");

    var kept =
        new HandlerFixture(slow.client())
            .handWhile(() -> FUNCTION_TIMEOUT.minusMillis(spent.get()), "not json", merged);

    assertThat(kept).containsExactly(merged);
    assertThat(Duration.ofMillis(spent.get())).isLessThan(FUNCTION_TIMEOUT);
    assertThat(new HandlerFixture(LOCAL.dynamo()).handAgain(merged)).isEmpty();
    assertThat(LOCAL.items("ParkedEvent"))
        .extracting(item -> item.get("waitingFor"))
        .containsExactly(AttributeValue.fromS("malformed#json"));
  }

  @Test
  void noneOfTheFiveCallsIsBegunWhenTheInvocationEnds() {
    var deadlines = new DeadlineInterceptor();
    deadlines.start(() -> true);
    try (var served = ServedDynamo.start();
        var late =
            DynamoDbClients.builder(deadlines, DynamoDbClients.http())
                .endpointOverride(served.endpoint())
                .build()) {
      assertThat(
              List.<Runnable>of(
                  () -> late.batchGetItem(BatchGetItemRequest.builder().build()),
                  () -> late.query(QueryRequest.builder().build()),
                  () -> late.putItem(PutItemRequest.builder().build()),
                  () -> late.updateItem(UpdateItemRequest.builder().build()),
                  () -> late.deleteItem(DeleteItemRequest.builder().build())))
          .allSatisfy(
              call -> assertThatThrownBy(call::run).isInstanceOf(DeadlineExceededException.class));
    }
  }

  @Test
  void aCorruptRowKeepsItsMessageAndIsNotOverwritten() {
    new HandlerFixture(LOCAL.dynamo()).hand(LIVE);
    LOCAL
        .dynamo()
        .putItem(put ->
            put.tableName("Recording").item(Map.of("recordingId", AttributeValue.fromS("one"))));

    assertThat(new HandlerFixture(LOCAL.dynamo()).hand(START)).containsExactly(START);

    assertThat(LOCAL.items("Recording").getFirst()).hasSize(1);
  }

  @Test
  void aCorruptRowKeepsNoOtherMessage() {
    corrupt("Recording", "recordingId", "one");
    corrupt("Profile", "sourceArn", RIVAL);
    corrupt("StreamSession", "streamId", "st-corrupt");
    var ofCorruptProfile = streamOf(RIVAL, "Stream Start", "2026-11-02T09:05:10Z", "st-r");
    var onCorruptStream =
        recording("Recording Start", "three", "2026-11-02T09:05:11Z", 0, "st-corrupt");
    var corruptStream = stream("Stream End", "2026-11-02T09:05:11Z", "st-corrupt");
    var second = recording("Recording Start", "two", "2026-11-02T09:05:11Z", 0, "st-a", "st-a");

    assertThat(
            new HandlerFixture(LOCAL.dynamo())
                .hand(LIVE, START, ofCorruptProfile, onCorruptStream, corruptStream, second))
        .containsExactlyInAnyOrder(START, ofCorruptProfile, onCorruptStream, corruptStream);
  }

  private static void corrupt(String table, String key, String value) {
    LOCAL
        .dynamo()
        .putItem(put -> put.tableName(table).item(Map.of(key, AttributeValue.fromS(value))));
  }

  /// The real client against a server that accepts every connection and never answers.
  @Tag("slow")
  @Test
  void aBatchOfTenWithEveryCallFailingStillAnswersInsideTheFunctionsTimeout() throws Exception {
    try (var silence = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var dynamo =
            DynamoDbClients.builder(new DeadlineInterceptor(), DynamoDbClients.http())
                .endpointOverride(URI.create("http://127.0.0.1:" + silence.getLocalPort()))
                .build()) {
      var batch = new ArrayList<String>();
      for (int i = 0; i < 9; i++) {
        batch.add(recording("Recording Start", "s" + i, "2026-11-02T09:05:11Z", 0, "st-" + i));
      }
      batch.add("not json");
      var began = System.nanoTime();

      var kept = new HandlerFixture(dynamo).hand(batch.toArray(String[]::new));

      assertThat(kept).hasSize(10);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(FUNCTION_TIMEOUT);
    }
  }
}
