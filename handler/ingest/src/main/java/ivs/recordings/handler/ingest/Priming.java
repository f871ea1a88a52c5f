package ivs.recordings.handler.ingest;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import ivs.recordings.handler.ingest.source.EventParser;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.ChangeCause;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriterFunction;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.crac.Context;
import org.crac.Resource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Processes sample events before Lambda takes its snapshot, so that the first event after a
/// restore finds every class loaded, the code compiled and a connection open.
///
/// It changes nothing: a handler of its own processes batches against a stub ([PrimingStub]) with
/// its output disabled; DynamoDB is asked only for a row that does not exist, and for an update
/// whose condition never holds. A deployment must not fail because of it, so a fault is only
/// logged.
final class Priming implements Resource {
  /// The JVM compiles what was called some hundred times.
  static final int ROUNDS = 500;

  static final SourceArn CHANNEL =
      new SourceArn("arn:aws:ivs:us-east-1:000000000000:channel/priming");

  static final SyntheticInvocation INVOCATION =
      new SyntheticInvocation(() -> Duration.ofMinutes(1));

  /// No row is written this often.
  private static final long NEVER = Long.MAX_VALUE - 1;

  private static final String EVENT =
      """
      {"id": "priming", "detail-type": "IVS Recording State Change", "time": "2026-01-01T00:00:00Z",
       "resources": ["%s"],
       "detail": {"recording_status": "Recording End", "stream_id": "priming",
                  "recording_session_id": "priming", "recording_session_stream_ids": ["priming"],
                  "recording_s3_bucket_name": "priming", "recording_s3_key_prefix": "priming",
                  "recording_duration_ms": 1}}
      """
          .formatted(CHANNEL.value());

  /// Two recordings, so that their rows are written side by side.
  private static final List<String> EVENTS =
      List.of(
          EVENT.replace("Recording End", "Recording Start"),
          EVENT.replace(
              "\"recording_session_id\": \"priming\"", "\"recording_session_id\": \"2\""));

  /// As SQS hands them over: one event, and two.
  static final List<byte[]> BATCHES = List.of(batch(EVENTS.subList(0, 1)), batch(EVENTS));

  private static final Map<String, String> STAGE =
      Map.of(
          "PROFILE_TABLE", "Profile",
          "STREAM_SESSION_TABLE", "StreamSession",
          "RECORDING_TABLE", "Recording",
          "RECORDING_STREAM_TABLE", "RecordingStream",
          "PARKED_EVENT_TABLE", "ParkedEvent");

  private final Tables tables;
  private final TableNames tableNames;
  private final Supplier<DynamoDbClient> client;
  private final Executor sideBySide;
  private final int rounds;

  /// @param tables of the function; they are first asked after the restore
  /// @param client makes a client whose connections are closed before the snapshot
  /// @param rounds how often each step is gone through
  Priming(
      Tables tables,
      TableNames tableNames,
      Supplier<DynamoDbClient> client,
      Executor sideBySide,
      int rounds) {
    this.rounds = rounds;
    this.tables = tables;
    this.tableNames = tableNames;
    this.client = client;
    this.sideBySide = sideBySide;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    prime();
  }

  /// Opens a connection before an event needs it, and runs a read and a write once through the
  /// function's own client.
  @Override
  public void afterRestore(Context<? extends Resource> context) {
    attempt(() -> ask(tables, 1));
  }

  void prime() {
    attempt(() -> {
      rehearseQuietly();
      try (var dynamo = client.get()) {
        ask(Tables.of(dynamo, tableNames, Clock.systemUTC()), rounds);
      }
    });
  }

  private static void ask(Tables tables, int rounds) {
    if (EventParser.parse(EVENT) instanceof Ours(RecordingEvent event)) {
      for (int round = 0; round < rounds; round++) {
        read(tables);
        update(tables, Recording.of(new ProfileId("priming"), event));
      }
    }
  }

  /// The lines of the rehearsal are made, and printed nowhere: its metrics must not be counted. The
  /// log's appenders follow `System.out`, and nothing else runs yet that could print.
  private void rehearseQuietly() {
    var out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      rehearse();
    } finally {
      System.setOut(out);
    }
  }

  /// All that a batch is but the database: from the bytes that Lambda's runtime reads to those that
  /// it answers with.
  private void rehearse() {
    var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    var function =
        new RecordingStatusHandler(STAGE, _ -> new PrimingStub(CHANNEL), clock, sideBySide);
    var batches =
        LambdaEventSerializers.serializerFor(SQSEvent.class, Priming.class.getClassLoader());
    var answers = JacksonFactory.getInstance().getSerializer(SQSBatchResponse.class);
    for (int round = 0; round < rounds; round++) {
      for (var batch : BATCHES) {
        var answer =
            function.handleRequest(batches.fromJson(new ByteArrayInputStream(batch)), INVOCATION);
        answers.toJson(answer, OutputStream.nullOutputStream());
      }
    }
  }

  private static byte[] batch(List<String> events) {
    return "{\"Records\": [%s]}"
        .formatted(events.stream().map(Priming::message).collect(Collectors.joining(",")))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String message(String event) {
    return """
    {"messageId": "priming", "receiptHandle": "priming", "body": %s,
     "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "0"},
     "messageAttributes": {}, "md5OfBody": "priming", "eventSource": "aws:sqs",
     "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:priming", "awsRegion": "us-east-1"}
    """
        .formatted(TextNode.valueOf(event));
  }

  private static void read(Tables tables) {
    tables.batchReader().read(Set.of(CHANNEL), Set.of(), Set.of());
  }

  private static void update(Tables tables, Recording next) {
    var news =
        new ChangeCause(Instant.EPOCH, WriterFunction.HANDLER, "priming", "priming", "priming");
    tables
        .recordings()
        .replace(Optional.of(new VersionedItem<>(next, NEVER, Instant.EPOCH)), next, List.of(news));
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | LinkageError fault) {
      LogManager.getLogger(Priming.class)
          .warn("priming failed, so the first event will be slower", fault);
    }
  }
}
