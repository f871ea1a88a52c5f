package ivs.recordings.handler.media;

import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.media.MediaJobTable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Runs the jobs of one recording: `MediaJobRunner KIND RECORDING_ID`, where the kind is `mp4`,
/// `remux`, `thumbnails`, or `upload` for all that an upload needs.
///
/// It ends with 0 if the jobs are done or there is nothing to do, with 1 if another attempt may
/// succeed, with 2 if no other attempt would. On SIGTERM it kills FFmpeg, removes its temporary
/// folder, notes on the job that it was stopped, and ends.
///
/// Configured by the environment: the tables with `MEDIA_JOB_TABLE`, what [MediaJobSettings#of]
/// reads, `S3_PATH_STYLE`, and what the SDK reads.
public final class MediaJobRunner {
  /// All that an upload needs, in this order: images are taken from what can be seeked.
  private static final String UPLOAD = "upload";

  private static final int USAGE = 2;

  /// A container has half a minute between SIGTERM and SIGKILL.
  private static final Duration END = Duration.ofSeconds(12);

  private MediaJobRunner() {}

  /// Runs the jobs and ends the process.
  ///
  /// @param arguments kind and recording id
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.getenv()));
  }

  private static int run(List<String> arguments, Map<String, String> environment) {
    if (arguments.size() != 2) {
      return USAGE;
    }
    var kinds =
        arguments.getFirst().equals(UPLOAD)
            ? List.of(MediaJobKind.REMUX, MediaJobKind.THUMBNAILS)
            : MediaJobKind.of(arguments.getFirst()).map(List::of).orElse(List.of());
    if (kinds.isEmpty()) {
      return USAGE;
    }
    var settings = MediaJobSettings.of(environment);
    var budget = new RunBudget(settings.mostTime());
    var workspace = new Workspace(settings.folder(), settings.limits().bytes(), budget);
    var process = new ToolProcess(workspace.folder(), budget);
    var done = new CountDownLatch(1);
    var stop = Thread.ofPlatform().unstarted(() -> stop(process, workspace, done));
    Runtime.getRuntime().addShutdownHook(stop);
    try (workspace) {
      return run(
          new RecordingId(arguments.getLast()),
          kinds,
          settings,
          budget,
          workspace,
          process,
          environment);
    } finally {
      done.countDown();
    }
  }

  private static int run(
      RecordingId id,
      List<MediaJobKind> kinds,
      MediaJobSettings settings,
      RunBudget budget,
      Workspace workspace,
      ToolProcess process,
      Map<String, String> environment) {
    try (var dynamo = DynamoDbClients.client(new ExecutionInterceptor() {});
        var s3 = MediaStorage.client(environment)) {
      var clock = Clock.systemUTC();
      var jobs =
          MediaJobTable.of(dynamo, environment)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "the environment variable MEDIA_JOB_TABLE must name a table"));
      var run =
          new MediaJobRun(
              Tables.of(dynamo, TableNames.of(environment), clock).recordings(),
              jobs,
              new MediaStorage(s3, budget),
              settings,
              budget,
              workspace,
              process,
              clock);
      return run.run(id, kinds).exitCode();
    } catch (RuntimeException unexpected) {
      MediaJobLog.error(id.value(), unexpected);
      return MediaJobRun.Ending.RETRY.exitCode();
    }
  }

  /// The job itself notes that it was stopped; what it needs for that stays until then.
  private static void stop(ToolProcess process, Workspace workspace, CountDownLatch done) {
    process.stop();
    try {
      var _ = done.await(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    workspace.close();
  }
}
