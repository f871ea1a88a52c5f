package ivs.recordings.local.cloudwatch;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// What CloudWatch hears of this system: the metrics that functions write into their logs, and
/// those that AWS measures by itself, under AWS's names. What is unknown here, such as a function's
/// memory, is absent.
public final class MetricRecorder {
  private static final String LAMBDA = "AWS/Lambda";
  private static final String EVENTS = "AWS/Events";
  private static final String API_GATEWAY = "AWS/ApiGateway";

  private final MetricStore metrics = new MetricStore();
  private final EmbeddedMetricParser embedded = new EmbeddedMetricParser(metrics);
  private final Clock clock;

  public MetricRecorder(Clock clock) {
    this.clock = clock;
  }

  public MetricStore metrics() {
    return metrics;
  }

  public Clock clock() {
    return clock;
  }

  /// A line of a function's log.
  public void logged(String line) {
    embedded.read(line);
  }

  /// A function was called, and threw or not.
  public void called(String function, Duration took, boolean failed) {
    measure(LAMBDA, "Invocations", "FunctionName", function, 1);
    measure(LAMBDA, "Errors", "FunctionName", function, failed ? 1 : 0);
    measure(LAMBDA, "Throttles", "FunctionName", function, 0);
    measure(LAMBDA, "Duration", "FunctionName", function, took.toNanos() / 1e6);
  }

  /// A function is called with records of a stream.
  ///
  /// @param age of the last of them
  public void iterated(String function, Duration age) {
    measure(LAMBDA, "IteratorAge", "FunctionName", function, (double) age.toMillis());
  }

  /// A function should have been called and may not run now.
  public void throttled(String function) {
    measure(LAMBDA, "Throttles", "FunctionName", function, 1);
  }

  /// An event matched a rule, and reached its queue or not.
  public void matched(String rule, boolean delivered) {
    measure(EVENTS, "TriggeredRules", "RuleName", rule, 1);
    measure(EVENTS, "Invocations", "RuleName", rule, 1);
    measure(EVENTS, "FailedInvocations", "RuleName", rule, delivered ? 0 : 1);
  }

  /// An HTTP API answered a request.
  ///
  /// @param integration how long the function behind it took
  public void requested(String api, int status, Duration took, Optional<Duration> integration) {
    measure(API_GATEWAY, "Count", "ApiId", api, 1);
    measure(API_GATEWAY, "4xx", "ApiId", api, status / 100 == 4 ? 1 : 0);
    measure(API_GATEWAY, "5xx", "ApiId", api, status / 100 == 5 ? 1 : 0);
    measure(API_GATEWAY, "Latency", "ApiId", api, took.toNanos() / 1e6);
    integration.ifPresent(
        part -> measure(API_GATEWAY, "IntegrationLatency", "ApiId", api, part.toNanos() / 1e6));
  }

  private void measure(
      String namespace, String metric, String dimension, String value, double number) {
    metrics.add(clock.instant(), MetricName.of(namespace, metric, dimension, value), number);
  }
}
