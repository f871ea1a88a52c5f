package ivs.recordings.local.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import ivs.recordings.local.template.EventInvokeDefinition;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Lambda's asynchronous invocations: each is tried until it succeeds or its retries are used up;
/// then the queue that the template names gets Lambda's record of it.
///
/// On AWS the accepted invocations are in a queue of Lambda's own; here they are in memory until
/// [#stop], which ends them.
public final class AsyncInvocations {
  private static final Logger LOG = LogManager.getLogger(AsyncInvocations.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// As many as batches of the queue are processed at the same time.
  private static final int THREADS = 2;

  /// Lambda's own number where the template gives none.
  private static final int RETRIES = 2;

  /// AWS waits one minute before the second try and two before the third. Here the pauses are
  /// short, so that a test or a person sees the record at once.
  private static final Duration PAUSE = Duration.ofMillis(50);

  /// How long Lambda keeps an invocation that it may not run.
  private static final Duration MAXIMUM_AGE = Duration.ofHours(6);

  private static final Duration PAUSE_WHILE_THROTTLED = Duration.ofMillis(500);

  private final SqsClient sqs;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(
          THREADS, work -> Thread.ofPlatform().daemon().name("asynchronous").unstarted(work));
  private final AtomicInteger pending = new AtomicInteger();
  private boolean stopped;

  public AsyncInvocations(SqsClient sqs, Clock clock) {
    this.sqs = sqs;
    this.clock = clock;
  }

  /// What is invoked.
  interface Invoked {
    String invoke(String payload) throws Exception;
  }

  /// One that was accepted.
  ///
  /// @param arn of the function, with the qualifier
  /// @param payload JSON
  /// @param config empty where the template has none for the qualifier
  record Invocation(
      String requestId,
      String arn,
      String payload,
      Optional<EventInvokeDefinition> config,
      Invoked function,
      long acceptedNanos) {
    static Invocation of(
        String arn, String payload, Optional<EventInvokeDefinition> config, Invoked function) {
      return new Invocation(
          UUID.randomUUID().toString(), arn, payload, config, function, System.nanoTime());
    }

    private int tries() {
      return 1 + config.map(EventInvokeDefinition::maximumRetryAttempts).orElse(RETRIES);
    }

    private boolean isTooOld() {
      return System.nanoTime() - acceptedNanos > MAXIMUM_AGE.toNanos();
    }
  }

  /// Whether it was accepted; after a stop none is.
  boolean accept(Invocation invocation) {
    pending.incrementAndGet();
    boolean accepted = schedule(invocation, 1, Duration.ZERO);
    if (!accepted) {
      pending.decrementAndGet();
    }
    return accepted;
  }

  /// How many are accepted and neither succeeded nor recorded.
  public int pending() {
    return pending.get();
  }

  private synchronized boolean schedule(Invocation invocation, int attempt, Duration pause) {
    if (!stopped) {
      var _ =
          threads.schedule(
              () -> attempt(invocation, attempt), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
    return !stopped;
  }

  /// After a stop the next attempt follows without a pause, at most as often as there are tries.
  private void attempt(Invocation invocation, int attempt) {
    try {
      invocation.function().invoke(invocation.payload());
      pending.decrementAndGet();
    } catch (PackagedFunction.ThrottledException throttled) {
      // Lambda does not count it as a try.
      if (invocation.isTooOld() || !schedule(invocation, attempt, PAUSE_WHILE_THROTTLED)) {
        end(invocation, failure(invocation, "EventAgeExceeded", attempt - 1));
      }
    } catch (Throwable thrown) { // Whatever it is, the function threw it.
      if (attempt == invocation.tries()) {
        end(invocation, exhausted(invocation, thrown, attempt));
      } else if (!schedule(invocation, attempt + 1, PAUSE.multipliedBy(attempt))) {
        attempt(invocation, attempt + 1);
      }
    }
  }

  private static ObjectNode exhausted(Invocation invocation, Throwable thrown, int attempts) {
    var failure = failure(invocation, "RetriesExhausted", attempts);
    failure
        .putObject("responseContext")
        .put("statusCode", 200)
        .put("executedVersion", "$LATEST")
        .put("functionError", "Unhandled");
    failure.set("responsePayload", LambdaApi.described(thrown));
    return failure;
  }

  /// Lambda's record of it, with the payload to the letter.
  private static ObjectNode failure(Invocation invocation, String condition, int attempts) {
    var failure = JSON.createObjectNode().put("version", "1.0");
    failure
        .putObject("requestContext")
        .put("requestId", invocation.requestId())
        .put("functionArn", invocation.arn())
        .put("condition", condition)
        .put("approximateInvokeCount", attempts);
    failure.putRawValue("requestPayload", new RawValue(invocation.payload()));
    return failure;
  }

  private void end(Invocation invocation, ObjectNode failure) {
    failure.put("timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    try {
      if (invocation.config().isEmpty()) {
        LOG.warn("an invocation failed, and there is no queue for it: {}", failure);
        return;
      }
      var queue = invocation.config().get().onFailure();
      var url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
      var body = JSON.writeValueAsString(failure);
      sqs.sendMessage(send -> send.queueUrl(url).messageBody(body));
    } catch (Exception unsent) {
      LOG.error("an invocation failed, and its record could not be sent: {}", failure, unsent);
    } finally {
      pending.decrementAndGet();
    }
  }

  /// Accepts no more, and waits until each that was accepted succeeded or is recorded: the tries
  /// that are left follow without a pause, and what may not run is recorded at once.
  public void stop() {
    synchronized (this) {
      stopped = true;
    }
    threads.close();
  }
}
