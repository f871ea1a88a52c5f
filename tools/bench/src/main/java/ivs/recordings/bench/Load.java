package ivs.recordings.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/// Many connections that list recordings of `./recordings up`, a process of its own, and where the
/// time goes by the metrics that it records. It needs nothing but the JDK: `java
/// tools/bench/src/main/java/ivs/recordings/bench/Load.java [connections] [seconds]`.
final class Load {
  static final int CONNECTIONS = 200;
  static final int SECONDS = 30;
  private static final int WARM_UP_SECONDS = 10;
  private static final Pattern READY = Pattern.compile("Ready at (http://\\S+);");
  private static final Pattern API = Pattern.compile("HTTP API is at (http://\\S+),");

  private Load() {}

  public static void main(String[] arguments) throws Exception {
    var numbers = Arrays.stream(arguments).map(Integer::valueOf).toList();
    var connections = numbers.isEmpty() ? CONNECTIONS : numbers.get(0);
    var seconds = numbers.size() < 2 ? SECONDS : numbers.get(1);
    run(Path.of(System.getProperty("repository.root", ".")), connections, seconds)
        .forEach(System.out::println);
  }

  /// What came of it, line by line.
  static List<String> run(Path root, int connections, int seconds) throws Exception {
    var log = Files.createTempFile("load-", ".log");
    var up =
        recordings(root, List.of("up", "--in-memory", "--port", "0", "--api-port", "0"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      var endpoint = await(READY, log, up);
      var api = await(API, log, up);
      ask(root, endpoint, "send", root.resolve("test-events") + "/");
      var token = ask(root, endpoint, "token", "--subject", "load", "--role", "operator").strip();
      measure(api, token, connections, WARM_UP_SECONDS);
      awaitNextMinute();
      var from = Instant.now();
      var result = measure(api, token, connections, seconds);
      return report(result, seconds, new Figures(endpoint, from));
    } finally {
      up.destroy();
      up.waitFor(20, TimeUnit.SECONDS);
      Files.deleteIfExists(log);
    }
  }

  /// Metrics are kept by the minute.
  private static void awaitNextMinute() throws InterruptedException {
    Thread.sleep(Duration.ofMillis(60_000 - System.currentTimeMillis() % 60_000 + 100));
  }

  private static ProcessBuilder recordings(Path root, List<String> arguments) {
    var command = new ArrayList<>(List.of(root.resolve("recordings").toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  private static String await(Pattern line, Path log, Process up) throws Exception {
    var deadline = Instant.now().plus(Duration.ofMinutes(10));
    while (Instant.now().isBefore(deadline) && up.isAlive()) {
      var found = line.matcher(Files.readString(log));
      if (found.find()) {
        return found.group(1);
      }
      Thread.sleep(200);
    }
    throw new IOException("up does not start: " + Files.readString(log));
  }

  private static String ask(Path root, String endpoint, String command, String... arguments)
      throws Exception {
    var line = new ArrayList<>(List.of(command, "--endpoint-url", endpoint));
    for (var argument : arguments) {
      if (argument.endsWith("/")) {
        try (var files = Files.newDirectoryStream(Path.of(argument), "*.json")) {
          files.forEach(file -> line.add(file.toString()));
        }
      } else {
        line.add(argument);
      }
    }
    var process = recordings(root, line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var out = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException("./recordings %s failed: %s".formatted(command, out));
    }
    return out;
  }

  private record Result(long[] nanos, ConcurrentHashMap<String, LongAdder> errors) {
    double millis(double quantile) {
      return nanos.length == 0 ? 0 : nanos[(int) ((nanos.length - 1) * quantile)] / 1e6;
    }
  }

  private static Result measure(String api, String token, int connections, int seconds)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(api + "/v1/recordings?limit=20"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(29))
            .build();
    var errors = new ConcurrentHashMap<String, LongAdder>();
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try (var http = HttpClient.newHttpClient();
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<Long>> client =
          () -> {
            var nanos = new ArrayList<Long>();
            while (System.nanoTime() < until) {
              var from = System.nanoTime();
              var error = error(http, request);
              error.ifPresent(
                  kind -> errors.computeIfAbsent(kind, _ -> new LongAdder()).increment());
              nanos.add(System.nanoTime() - from);
            }
            return nanos;
          };
      var all = new ArrayList<Long>();
      for (var each : clients.invokeAll(Collections.nCopies(connections, client))) {
        all.addAll(each.get());
      }
      return new Result(all.stream().mapToLong(Long::longValue).sorted().toArray(), errors);
    }
  }

  private static Optional<String> error(HttpClient http, HttpRequest request)
      throws InterruptedException {
    try {
      var status = http.send(request, BodyHandlers.ofString()).statusCode();
      return status == 200 ? Optional.empty() : Optional.of("status " + status);
    } catch (IOException broken) {
      return Optional.of(broken.toString());
    }
  }

  private static List<String> report(Result result, int seconds, Figures figures) throws Exception {
    var errors = result.errors().values().stream().mapToLong(LongAdder::sum).sum();
    var latency = figures.average("AWS/ApiGateway", "Latency", "ApiId", "HttpApi");
    var integration = figures.average("AWS/ApiGateway", "IntegrationLatency", "ApiId", "HttpApi");
    var function = figures.average("AWS/Lambda", "Duration", "FunctionName", "RecordingApi");
    return List.of(
        format(
            "%,d requests, %,.0f per second",
            result.nanos().length, result.nanos().length / (double) seconds),
        format("errors: %d %s", errors, result.errors()),
        format("client: p50 %.0f ms, p95 %.0f ms", result.millis(0.5), result.millis(0.95)),
        format("server, mean: %.1f ms", latency),
        format("  route, token, event and answer: %.1f ms", latency - integration),
        format("  waiting for an environment: %.1f ms", integration - function),
        format("  function with its calls to DynamoDB: %.1f ms", function));
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }

  /// What CloudWatch has of it.
  private record Figures(String endpoint, Instant from) {
    private static final Pattern AVERAGE = Pattern.compile("\"Average\":([0-9.E-]+)");

    double average(String namespace, String metric, String dimension, String value)
        throws Exception {
      var start = from.getEpochSecond() / 60 * 60;
      var question =
          """
          {"Namespace": "%s", "MetricName": "%s", "Dimensions": [{"Name": "%s", "Value": "%s"}],
           "StartTime": %d, "EndTime": %d, "Period": 300, "Statistics": ["Average", "SampleCount"]}
          """
              .formatted(namespace, metric, dimension, value, start, start + 300);
      var request =
          HttpRequest.newBuilder(URI.create(endpoint))
              .header("X-Amz-Target", "GraniteServiceVersion20100801.GetMetricStatistics")
              .header("Content-Type", "application/x-amz-json-1.0")
              .POST(BodyPublishers.ofString(question))
              .build();
      try (var http = HttpClient.newHttpClient()) {
        var answer = http.send(request, BodyHandlers.ofString()).body();
        var found = AVERAGE.matcher(answer);
        return found.find() ? Double.parseDouble(found.group(1)) : Double.NaN;
      }
    }
  }
}
