package ivs.recordings.local.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.lambda.FunctionOutput;
import ivs.recordings.local.lambda.UnpackedArtifact;
import ivs.recordings.local.lifecycle.TemporaryFolder;
import ivs.recordings.local.template.LocalNames;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The queue of media jobs: it takes SubmitJob and the domain events of the rule, and runs the main
/// class of the container as a child process, two at a time, as often as Batch would. Like Batch,
/// it tells the event bus of jobs that failed.
public final class LocalBatch implements Request.Handler, AutoCloseable {
  private static final String MAIN = "ivs.recordings.handler.media.MediaJobRunner";
  private static final String SUBMIT = "/v1/submitjob";
  private static final int AT_A_TIME = 2;
  private static final int ATTEMPTS = 3;

  /// The exit codes after which there is no other attempt.
  private static final Set<Integer> LAST = Set.of(0, 2);

  static final int NOT_RUN = -1;

  private static final int MOST_BODY_BYTES = 1 << 16;

  /// A job kills FFmpeg and removes its files within this time.
  private static final Duration END = Duration.ofSeconds(15);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final UnpackedArtifact artifact;
  private final TemporaryFolder work;
  private final Map<String, String> environment;
  private final FunctionOutput output;
  private final Consumer<String> events;
  private final ExecutorService runners =
      Executors.newFixedThreadPool(
          AT_A_TIME, Thread.ofPlatform().daemon().name("media-job-", 0).factory());
  private final Set<Job> waiting = ConcurrentHashMap.newKeySet();
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean isStopped;

  record Job(String kind, String recordingId) {}

  private LocalBatch(
      UnpackedArtifact artifact,
      TemporaryFolder work,
      Map<String, String> environment,
      FunctionOutput output,
      Consumer<String> events) {
    this.artifact = artifact;
    this.work = work;
    this.environment = environment;
    this.output = output;
    this.events = events;
  }

  /// Whether FFmpeg is on the PATH.
  public static boolean isPossible() {
    var folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
    return Stream.of("ffmpeg", "ffprobe")
        .allMatch(program ->
            Stream.of(folders).anyMatch(folder -> Files.isExecutable(Path.of(folder, program))));
  }

  /// Starts an empty queue.
  ///
  /// @param zip the packaged container without its system
  /// @param declared the variables of the job definition
  /// @param endpoint where the engines answer
  /// @param events takes the events of jobs that failed
  public static LocalBatch start(
      Path zip,
      Map<String, String> declared,
      URI endpoint,
      FunctionOutput output,
      Consumer<String> events)
      throws IOException {
    var artifact = UnpackedArtifact.of(zip);
    var work = TemporaryFolder.make();
    var environment = new HashMap<>(declared);
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString());
    environment.put("AWS_ENDPOINT_URL_S3", endpoint.toString());
    environment.put("AWS_REGION", LocalNames.REGION);
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    environment.put("S3_PATH_STYLE", "true");
    environment.put("MEDIA_JOB_FOLDER", work.path().toString());
    return new LocalBatch(artifact, work, environment, output, events);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var path = request.getHttpURI().getPath();
    var body = body(request);
    var parameters = body.path("parameters");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    var answer = JSON.createObjectNode();
    if (path.equals(SUBMIT) && parameters.path("recordingId").isTextual()) {
      submit(new Job(parameters.path("kind").asText(), parameters.path("recordingId").asText()));
      answer.put("jobName", body.path("jobName").asText());
      answer.put("jobId", UUID.randomUUID().toString());
    } else {
      response.setStatus(HttpStatus.BAD_REQUEST_400);
      answer.put("message", "the embedded Batch knows SubmitJob of media jobs");
    }
    Content.Sink.write(response, true, answer.toString(), callback);
    return true;
  }

  private static JsonNode body(Request request) {
    try {
      var bytes = Content.Source.asByteArrayAsync(request, MOST_BODY_BYTES).join();
      return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (CompletionException | JsonProcessingException unreadable) {
      return JSON.createObjectNode();
    }
  }

  /// Takes a domain event of an upload, as the rule's input transformer does.
  public void uploaded(String envelope) {
    try {
      var data = JSON.readTree(envelope).path("detail").path("data");
      submit(new Job("upload", data.path("recordingId").asText()));
    } catch (JsonProcessingException unreadable) {
      throw new IllegalArgumentException("an event is not JSON", unreadable);
    }
  }

  /// A job that waits already need not wait twice.
  private void submit(Job job) {
    if (!isStopped && waiting.add(job)) {
      runners.execute(() -> run(job));
    }
  }

  private void run(Job job) {
    waiting.remove(job);
    var id = UUID.randomUUID().toString();
    try {
      int exitCode = NOT_RUN;
      for (int i = 0; i < ATTEMPTS && !LAST.contains(exitCode) && !isStopped; i++) {
        exitCode = attempt(job, id);
      }
      if (exitCode != 0 && !isStopped) {
        events.accept(JobFailure.event(job, id, exitCode));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private int attempt(Job job, String id) throws IOException, InterruptedException {
    var folder = artifact.folder();
    var builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                folder + File.pathSeparator + folder.resolve("lib").resolve("*"),
                MAIN,
                job.kind(),
                job.recordingId()));
    var path = System.getenv().getOrDefault("PATH", "");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().putAll(environment);
    builder.environment().put("AWS_BATCH_JOB_ID", id);
    builder.redirectErrorStream(true).directory(work.path().toFile());
    var started = started(builder);
    return started.isPresent() ? ended(started.get()) : NOT_RUN;
  }

  /// Empty where the system starts no process, as where Batch has no image.
  private Optional<Process> started(ProcessBuilder builder) {
    try {
      return Optional.of(builder.start());
    } catch (IOException refused) {
      output.print("a media job was not started: " + refused.getMessage());
      return Optional.empty();
    }
  }

  private int ended(Process process) throws IOException, InterruptedException {
    running.add(process);
    try {
      if (isStopped) {
        process.toHandle().destroy();
      }
      process.getOutputStream().close();
      log(process);
      return process.waitFor();
    } finally {
      running.remove(process);
    }
  }

  /// Line by line to the log of the functions, from which metrics are read.
  private void log(Process process) throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        output.print(line);
      }
    }
  }

  /// Stops what runs, as Batch does: with a signal first.
  @Override
  public void close() throws IOException {
    isStopped = true;
    // Destroyed by its handle, a process keeps its output, and its last lines are read.
    running.forEach(process -> process.toHandle().destroy());
    runners.shutdown();
    try {
      if (!runners.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        running.forEach(process -> process.toHandle().destroyForcibly());
      }
    } catch (InterruptedException impatient) {
      running.forEach(process -> process.toHandle().destroyForcibly());
      Thread.currentThread().interrupt();
    }
    try (artifact) {
      work.close();
    }
  }
}
