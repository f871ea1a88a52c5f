package ivs.recordings.local.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.template.LocalNames;
import ivs.recordings.local.template.StreamSourceDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// What Lambda does between the stream of a table and a function: reads the shards in their order,
/// calls the function with a batch of records, and goes on from the first that failed. A batch that
/// fails is halved and tried again; what fails to the last try is named to a queue, and passed
/// over.
///
/// A record is passed only when the function is done with it or it was given up, and the checkpoint
/// is written after that: what a stop or a crash interrupts is delivered again.
public final class StreamMapping {
  private static final Logger LOG = LogManager.getLogger(StreamMapping.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Between two looks at a stream in which nothing happens, from the first to the longest. A look
  /// is one request.
  private static final long FIRST_PAUSE_MILLIS = 100;

  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  /// Lambda's pauses between tries grow to minutes. Here they are short, so that a test or a person
  /// sees the record of a failure soon.
  private static final long RETRY_PAUSE_MILLIS = 50;

  private static final long PAUSE_WHILE_THROTTLED_MILLIS = 500;

  private final StreamSourceDefinition source;
  private final Engines engines;
  private final AsyncInvocations.Invoked function;
  private final StreamCheckpoint checkpoint;
  private final MetricRecorder monitoring;
  private final Optional<Thread> reader;
  private final Map<String, String> iterators = new HashMap<>();
  private List<Shard> shards = List.of();
  private String streamArn = "";
  private volatile boolean stopped;
  private long asked;
  private long answered;

  /// Where the stream is read, and where failures are named.
  public record Engines(DynamoDbClient dynamoDb, DynamoDbStreamsClient streams, SqsClient sqs) {}

  /// Some records of a shard that follow each other.
  ///
  /// @param tries how often they were tried
  private record Batch(String shard, List<Record> records, int tries) {
    Batch from(int first) {
      return new Batch(shard, records.subList(first, records.size()), first == 0 ? tries : 0);
    }
  }

  private StreamMapping(
      StreamSourceDefinition source,
      Engines engines,
      AsyncInvocations.Invoked function,
      Optional<Path> checkpoint,
      MetricRecorder monitoring,
      boolean isStill) {
    this.source = source;
    this.engines = engines;
    this.function = function;
    this.checkpoint = StreamCheckpoint.open(checkpoint);
    this.monitoring = monitoring;
    this.reader =
        isStill
            ? Optional.empty()
            : Optional.of(
                Thread.ofPlatform().daemon().name(source.function()).unstarted(this::read));
  }

  /// Starts to read.
  ///
  /// @param function is loaded when the first record comes
  /// @param checkpoint the file that tells how far it has read; empty keeps that in memory
  public static StreamMapping start(
      StreamSourceDefinition source,
      Engines engines,
      LambdaApi.Deployed function,
      Optional<Path> checkpoint,
      MetricRecorder monitoring) {
    AsyncInvocations.Invoked call = payload -> function.loaded().invoke(payload);
    return start(source, engines, call, checkpoint, monitoring);
  }

  static StreamMapping start(
      StreamSourceDefinition source,
      Engines engines,
      AsyncInvocations.Invoked function,
      Optional<Path> checkpoint,
      MetricRecorder monitoring) {
    var mapping = new StreamMapping(source, engines, function, checkpoint, monitoring, false);
    mapping.reader.ifPresent(Thread::start);
    return mapping;
  }

  /// One that reads only when it is told to, by [#drain].
  public static StreamMapping still(
      StreamSourceDefinition source,
      Engines engines,
      LambdaApi.Deployed function,
      MetricRecorder monitoring) {
    AsyncInvocations.Invoked call = payload -> function.loaded().invoke(payload);
    return new StreamMapping(source, engines, call, Optional.empty(), monitoring, true);
  }

  /// Reads what is there now, and returns when all of it is done with.
  public void drain() {
    try {
      while (pass()) {
        // The next pass finds what came meanwhile; nothing comes while the caller waits.
      }
    } catch (SdkException | NotRunningException unreachable) {
      LOG.debug("the stream of {} can't be read", source.table(), unreachable);
    }
  }

  private void read() {
    var pause = FIRST_PAUSE_MILLIS;
    while (!stopped) {
      var upTo = asked();
      var isQuiet = true;
      try {
        isQuiet = !pass();
        if (isQuiet) {
          answer(upTo);
        }
      } catch (RuntimeException unreachable) {
        if (!stopped) {
          LOG.error("the stream of {} can't be read", source.table(), unreachable);
        }
        pause = LONGEST_PAUSE_MILLIS;
      }
      pause = isQuiet ? Math.min(2 * pause, LONGEST_PAUSE_MILLIS) : FIRST_PAUSE_MILLIS;
      if (isQuiet) {
        await(upTo, pause);
      }
    }
  }

  private synchronized long asked() {
    return asked;
  }

  private synchronized void answer(long upTo) {
    answered = Math.max(answered, upTo);
    notifyAll();
  }

  /// Waits until the pause is over, another question is asked, or it is stopped.
  private synchronized void await(long upTo, long millis) {
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (var left = millis; left > 0 && asked == upTo && !stopped; left = millisUntil(end)) {
        wait(left);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }

  private static long millisUntil(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
  }

  /// Waits until all that was written before is done with.
  ///
  /// @return whether that was so in time
  public synchronized boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    if (reader.isEmpty()) {
      return true;
    }
    var deadline = System.nanoTime() + patience.toNanos();
    var mine = ++asked;
    notifyAll();
    while (answered < mine && !stopped) {
      var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /// One look at every shard that may have records.
  ///
  /// @return whether there were any
  private boolean pass() {
    if (shards.stream().allMatch(shard -> checkpoint.hasEnded(shard.shardId()))) {
      findShards();
    }
    var found = false;
    for (var shard : shards) {
      if (!stopped && isDue(shard)) {
        found |= read(shard.shardId());
      }
    }
    return found;
  }

  /// The children of a shard come after it, so that the changes of an item keep their order.
  private boolean isDue(Shard shard) {
    return !checkpoint.hasEnded(shard.shardId())
        && shards.stream()
            .filter(other -> other.shardId().equals(shard.parentShardId()))
            .allMatch(parent -> checkpoint.hasEnded(parent.shardId()));
  }

  private void findShards() {
    streamArn =
        engines
            .dynamoDb()
            .describeTable(describe -> describe.tableName(source.table()))
            .table()
            .latestStreamArn();
    var found = new ArrayList<Shard>();
    Optional<String> last = Optional.empty();
    do {
      var from = last.orElse(null);
      var stream =
          engines
              .streams()
              .describeStream(describe -> describe.streamArn(streamArn).exclusiveStartShardId(from))
              .streamDescription();
      found.addAll(stream.shards());
      last = Optional.ofNullable(stream.lastEvaluatedShardId());
    } while (last.isPresent());
    shards = List.copyOf(found);
    checkpoint.of(streamArn, shards.stream().map(Shard::shardId).toList());
  }

  private boolean read(String shard) {
    var iterator = Optional.ofNullable(iterators.remove(shard)).orElseGet(() -> iterator(shard));
    try {
      var answer =
          engines
              .streams()
              .getRecords(get -> get.shardIterator(iterator).limit(source.batchSize()));
      if (!answer.records().isEmpty()) {
        deliver(new Batch(shard, answer.records(), 0));
      }
      if (stopped) {
        return false;
      }
      if (answer.nextShardIterator() == null) {
        checkpoint.ended(shard);
        findShards();
        return true;
      }
      iterators.put(shard, answer.nextShardIterator());
      return !answer.records().isEmpty();
    } catch (ExpiredIteratorException | TrimmedDataAccessException old) {
      return true; // The next look makes another.
    }
  }

  private String iterator(String shard) {
    var position = checkpoint.position(shard);
    try {
      return engines
          .streams()
          .getShardIterator(get ->
              get.streamArn(streamArn)
                  .shardId(shard)
                  .shardIteratorType(
                      position.isPresent()
                          ? ShardIteratorType.AFTER_SEQUENCE_NUMBER
                          : ShardIteratorType.TRIM_HORIZON)
                  .sequenceNumber(position.orElse(null)))
          .shardIterator();
    } catch (TrimmedDataAccessException gone) {
      return engines
          .streams()
          .getShardIterator(get ->
              get.streamArn(streamArn)
                  .shardId(shard)
                  .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
          .shardIterator();
    }
  }

  /// Calls the function until it is done with every record or has failed too often with it. Each
  /// failure makes a batch smaller or uses up one of its tries, so it ends.
  private void deliver(Batch all) {
    var waiting = new ArrayDeque<Batch>(List.of(all));
    while (!waiting.isEmpty() && !stopped) {
      var batch = waiting.pop();
      if (age(batch.records().getFirst()).compareTo(source.maximumAge()) > 0) {
        // Only the first is known to be too old.
        giveUp(
            new Batch(batch.shard(), batch.records().subList(0, 1), batch.tries()),
            "MaximumRecordAgeExceeded");
        push(waiting, batch.from(1));
        continue;
      }
      var failed = call(batch);
      if (failed.isEmpty()) {
        done(batch);
      } else if (failed.get() < 0) {
        // It may not run now, which is no try.
        if (reader.isEmpty()) {
          throw new NotRunningException();
        }
        waiting.push(batch);
        pause(PAUSE_WHILE_THROTTLED_MILLIS);
      } else {
        if (failed.get() > 0) {
          done(new Batch(batch.shard(), batch.records().subList(0, failed.get()), 0));
        }
        again(batch.from(failed.get()), failed.get() == 0, waiting);
      }
    }
  }

  /// The function may not run. Where records are read on command, the next command begins with the
  /// same record.
  private static final class NotRunningException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRunningException() {
      super("the function may not run", null, false, false);
    }
  }

  private void again(Batch rest, boolean isFirst, ArrayDeque<Batch> waiting) {
    var size = rest.records().size();
    if (isFirst && source.bisects() && size > 1) {
      waiting.push(new Batch(rest.shard(), rest.records().subList(size / 2, size), rest.tries()));
      waiting.push(new Batch(rest.shard(), rest.records().subList(0, size / 2), rest.tries()));
      return;
    }
    if (isFirst && rest.tries() >= source.maximumRetryAttempts()) {
      giveUp(rest, "RetryAttemptsExhausted");
      return;
    }
    pause(RETRY_PAUSE_MILLIS);
    waiting.push(new Batch(rest.shard(), rest.records(), rest.tries() + (isFirst ? 1 : 0)));
  }

  private static void push(ArrayDeque<Batch> waiting, Batch batch) {
    if (!batch.records().isEmpty()) {
      waiting.push(batch);
    }
  }

  /// The index of the first record that failed: 0 where the function threw, -1 where it may not run
  /// now; empty where it is done with all of them.
  private Optional<Integer> call(Batch batch) {
    try {
      monitoring.iterated(source.function(), age(batch.records().getLast()));
      var answer = function.invoke(StreamRecords.payload(batch.records(), streamArn));
      return source.reportsBatchItemFailures() ? firstFailure(batch, answer) : Optional.empty();
    } catch (PackagedFunction.ThrottledException throttled) {
      return Optional.of(-1);
    } catch (Throwable thrown) { // Whatever it is, the function failed and the reader must not.
      LOG.log(reader.isEmpty() ? Level.DEBUG : Level.WARN, "{} failed", source.function(), thrown);
      return Optional.of(0);
    }
  }

  /// An answer that names a record that is not in the batch says nothing about the others: Lambda
  /// takes the whole batch for failed.
  private static Optional<Integer> firstFailure(Batch batch, String answer) throws Exception {
    var numbers =
        batch.records().stream().map(streamed -> streamed.dynamodb().sequenceNumber()).toList();
    var failed = new ArrayList<Integer>();
    for (var failure : JSON.readTree(answer).path("batchItemFailures")) {
      failed.add(Math.max(0, numbers.indexOf(failure.path("itemIdentifier").asText())));
    }
    return failed.stream().min(Integer::compare);
  }

  private Duration age(Record streamed) {
    return Duration.between(
        streamed.dynamodb().approximateCreationDateTime(),
        Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  private void done(Batch batch) {
    checkpoint.done(batch.shard(), batch.records().getLast().dynamodb().sequenceNumber());
  }

  /// Lambda's record of it: where the records are, and not what they hold.
  private void giveUp(Batch batch, String condition) {
    var first = batch.records().getFirst().dynamodb();
    var last = batch.records().getLast().dynamodb();
    var failure = JSON.createObjectNode().put("version", "1.0");
    failure.put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    failure
        .putObject("requestContext")
        .put("requestId", UUID.randomUUID().toString())
        .put("functionArn", LocalNames.regional("lambda", "function:" + source.function()))
        .put("condition", condition)
        .put("approximateInvokeCount", batch.tries() + 1);
    failure
        .putObject("responseContext")
        .put("statusCode", 200)
        .put("executedVersion", "$LATEST")
        .put("functionError", "Unhandled");
    failure
        .putObject("DDBStreamBatchInfo")
        .put("shardId", batch.shard())
        .put("startSequenceNumber", first.sequenceNumber())
        .put("endSequenceNumber", last.sequenceNumber())
        .put("approximateArrivalOfFirstRecord", first.approximateCreationDateTime().toString())
        .put("approximateArrivalOfLastRecord", last.approximateCreationDateTime().toString())
        .put("batchSize", batch.records().size())
        .put("streamArn", streamArn);
    var url = engines.sqs().getQueueUrl(get -> get.queueName(source.onFailure())).queueUrl();
    engines.sqs().sendMessage(send -> send.queueUrl(url).messageBody(failure.toString()));
    done(batch);
  }

  private synchronized void pause(long millis) {
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (var left = millis; left > 0 && reader.isPresent() && !stopped; left = millisUntil(end)) {
        wait(left);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }

  /// Ends after the call at work. What is left is delivered after the next start.
  public void stop() throws InterruptedException {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    if (reader.isPresent()) {
      reader.get().join();
    }
  }
}
