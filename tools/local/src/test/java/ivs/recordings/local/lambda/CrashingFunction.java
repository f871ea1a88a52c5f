package ivs.recordings.local.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.template.FunctionDefinition;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// The packaged function in processes of its own, under AWS's runtime, any of which may be killed
/// at any moment. A batch that was in a process which is gone fails, and the next starts another,
/// as Lambda does it.
final class CrashingFunction implements LambdaFunction, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FunctionDefinition function;
  private final Path unpacked;
  private final URI dynamoDb;
  private final Path logs;
  private final List<Sandbox> all = new ArrayList<>();
  private final BlockingQueue<Sandbox> idle;
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger brokenOff = new AtomicInteger();

  CrashingFunction(
      FunctionDefinition function, Path unpacked, URI dynamoDb, Path logs, int concurrency) {
    this.function = function;
    this.unpacked = unpacked;
    this.dynamoDb = dynamoDb;
    this.logs = logs;
    this.idle = new ArrayBlockingQueue<>(concurrency);
    for (int i = 0; i < concurrency; i++) {
      all.add(new Sandbox(i));
    }
    idle.addAll(all);
  }

  /// One process, and whichever comes in its place.
  private final class Sandbox {
    private final int number;
    private Optional<LambdaRuntimeApi> api = Optional.empty();
    private Optional<LambdaRuntime> runtime = Optional.empty();
    private volatile boolean answered;
    private boolean closed;

    Sandbox(int number) {
      this.number = number;
    }

    synchronized LambdaRuntime alive() throws IOException {
      if (closed) {
        throw new IllegalStateException("it may not be started any more");
      }
      if (runtime.isEmpty() || !runtime.get().isAlive()) {
        api.ifPresent(LambdaRuntimeApi::close);
        answered = false;
        var fresh = LambdaRuntimeApi.start(function.timeout());
        api = Optional.of(fresh);
        runtime =
            Optional.of(
                LambdaRuntime.start(
                    function,
                    unpacked,
                    fresh,
                    dynamoDb,
                    LambdaRuntime.KEYS,
                    logs.resolve("function-" + number)));
      }
      return runtime.get();
    }

    synchronized LambdaRuntimeApi api() {
      return api.orElseThrow();
    }

    synchronized boolean kill() {
      var victim = runtime.filter(process -> answered && process.isAlive());
      victim.ifPresent(LambdaRuntime::kill);
      answered = false;
      return victim.isPresent();
    }

    synchronized void close() {
      closed = true;
      runtime.ifPresent(LambdaRuntime::kill);
      api.ifPresent(LambdaRuntimeApi::close);
    }
  }

  @Override
  public Optional<SQSBatchResponse> invoke(SQSEvent batch) throws Exception {
    var sandbox = idle.take();
    try {
      var runtime = sandbox.alive();
      var answer = sandbox.api().invokeWhile(runtime::isAlive, text(batch.getRecords()));
      if (answer.isEmpty()) {
        brokenOff.incrementAndGet();
        throw new IllegalStateException("killed over a batch of " + batch.getRecords().size());
      }
      if (!answer.get().kind().equals("response")) {
        throw new IllegalStateException(answer.get().toString());
      }
      sandbox.answered = true;
      var failures = new ArrayList<BatchItemFailure>();
      for (var failure : JSON.readTree(answer.get().body()).path("batchItemFailures")) {
        failures.add(new BatchItemFailure(failure.path("itemIdentifier").asText()));
      }
      return Optional.of(new SQSBatchResponse(failures));
    } finally {
      idle.add(sandbox);
    }
  }

  /// Kills one of the processes, whatever it is doing, if it has answered at least once: where each
  /// is killed while it starts, nothing ever comes to an end.
  void kill(int which) {
    if (all.get(which).kill()) {
      kills.incrementAndGet();
    }
  }

  int kills() {
    return kills.get();
  }

  /// How many batches were in a process that was killed.
  int brokenOff() {
    return brokenOff.get();
  }

  /// As Lambda writes it, with names in camel case.
  static String text(List<SQSEvent.SQSMessage> batch) {
    var event = JSON.createObjectNode();
    var records = event.putArray("Records");
    batch.forEach(message -> records.add(text(message)));
    return event.toString();
  }

  private static ObjectNode text(SQSEvent.SQSMessage message) {
    var record = JSON.createObjectNode();
    record.put("messageId", message.getMessageId());
    record.put("receiptHandle", message.getReceiptHandle());
    record.put("body", message.getBody());
    var attributes = record.putObject("attributes");
    message.getAttributes().forEach(attributes::put);
    record.putObject("messageAttributes");
    record.put("md5OfBody", message.getMd5OfBody());
    record.put("eventSource", message.getEventSource());
    record.put("eventSourceARN", message.getEventSourceArn());
    record.put("awsRegion", message.getAwsRegion());
    return record;
  }

  @Override
  public void close() {
    all.forEach(Sandbox::close);
  }
}
