package ivs.recordings.handler.media;

import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaJobId;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.upload.VideoFormat;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.media.MediaJobTable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The jobs of one recording, one after another in one folder.
final class MediaJobRun {
  /// Each lost write is another writer's success.
  private static final int MOST_CONFLICTS = 5;

  private final MediaJobTable jobs;
  private final MediaStorage storage;
  private final JobInputs inputs;
  private final ResultStore results;
  private final MediaJobSettings settings;
  private final RunBudget budget;
  private final ToolProcess process;
  private final Ffmpeg ffmpeg;
  private final Clock clock;

  MediaJobRun(
      RecordingTable recordings,
      MediaJobTable jobs,
      MediaStorage storage,
      MediaJobSettings settings,
      RunBudget budget,
      Workspace workspace,
      ToolProcess process,
      Clock clock) {
    this.jobs = jobs;
    this.storage = storage;
    this.inputs = new JobInputs(recordings, storage, settings.readable());
    this.results = new ResultStore(recordings, inputs, storage, workspace, settings.mediaBucket());
    this.settings = settings;
    this.budget = budget;
    this.process = process;
    this.ffmpeg = new Ffmpeg(settings.ffmpeg(), settings.ffprobe(), process, workspace);
    this.clock = clock;
  }

  /// How a run has ended; the worst of its jobs.
  enum Ending {
    /// It is done, or there was nothing to do.
    DONE(0),
    /// Another process runs one of them.
    ELSEWHERE(0),
    /// Another attempt may succeed.
    RETRY(1),
    /// No other attempt would.
    FAILED(2);

    private final int exitCode;

    Ending(int exitCode) {
      this.exitCode = exitCode;
    }

    /// The queue repeats an attempt that ends with 1.
    int exitCode() {
      return exitCode;
    }

    Ending and(Ending other) {
      return this == RETRY || other == RETRY ? RETRY : this == FAILED ? this : other;
    }
  }

  /// Runs the jobs of these kinds, those that the recording can have.
  Ending run(RecordingId id, List<MediaJobKind> kinds) {
    var subject = inputs.find(id);
    endOthers(id, kinds, subject.map(JobInput::mediaVersion));
    if (subject.isEmpty()) {
      MediaJobLog.nothingToDo(id.value(), kinds.toString(), "there is nothing to read");
      return Ending.DONE;
    }
    return switch (subject.get()) {
      case JobInput.Segments segments ->
          kinds.contains(MediaJobKind.MP4)
              ? run(segments, MediaJobKind.MP4, new SegmentMaker(segments))
              : Ending.DONE;
      case JobInput.Upload upload -> {
        var file = new UploadFile(upload, storage, ffmpeg, settings.limits());
        var ending = Ending.DONE;
        for (var kind : kinds) {
          var ended = run(upload, kind, new UploadMaker(kind, file));
          ending = ending.and(ended);
          if (ended == Ending.ELSEWHERE) { // Its run has those after it too.
            break;
          }
        }
        yield ending;
      }
    };
  }

  /// A job that was asked for of files that are gone is not begun any more.
  private void endOthers(RecordingId id, List<MediaJobKind> kinds, Optional<String> version) {
    var fault = version.isPresent() ? MediaJobFault.SUPERSEDED : MediaJobFault.INPUT_MISSING;
    for (var job : jobs.ofRecording(id)) {
      if (job.state() == MediaJob.State.QUEUED
          && kinds.contains(job.id().kind())
          && !version.equals(Optional.of(job.id().mediaVersion()))) {
        var _ = jobs.write(job.failed(fault, 0, clock.instant()));
      }
    }
  }

  /// Makes the result of a job.
  private sealed interface Maker {
    JobResult make(MediaJobProgress progress);
  }

  private final class SegmentMaker implements Maker {
    private final JobInput.Segments segments;

    SegmentMaker(JobInput.Segments segments) {
      this.segments = segments;
    }

    @Override
    public JobResult make(MediaJobProgress progress) {
      return new SegmentCopy(storage, ffmpeg, settings.limits(), progress).make(segments);
    }
  }

  private record UploadMaker(MediaJobKind kind, UploadFile file) implements Maker {
    @Override
    public JobResult make(MediaJobProgress progress) {
      return switch (kind) {
        case MP4 -> file.mp4(progress);
        case REMUX -> file.seekable(progress);
        case THUMBNAILS -> file.posters(progress);
      };
    }
  }

  private Ending run(JobInput subject, MediaJobKind kind, Maker maker) {
    if (budget.isOver()) { // What it has left is begun by another attempt.
      return Ending.RETRY;
    }
    var id = new MediaJobId(subject.id(), kind, subject.mediaVersion());
    return switch (begin(id)) {
      case Begin.NotBegun(var ending, var reason) -> {
        MediaJobLog.nothingToDo(id.recordingId().value(), kind.word(), reason);
        yield ending;
      }
      case Begin.Begun(var job) -> run(subject, job, maker);
    };
  }

  private Ending run(JobInput subject, MediaJob begun, Maker maker) {
    var from = System.nanoTime();
    var progress = new MediaJobProgress(jobs, begun, process::stop, clock).started();
    Optional<FailedJobException> failure = Optional.empty();
    try {
      results.store(subject, maker.make(progress));
    } catch (FailedJobException failed) {
      failure = Optional.of(failed);
    } catch (RuntimeException unavailable) {
      failure =
          Optional.of(new FailedJobException(MediaJobFault.UNAVAILABLE, ErrorName.of(unavailable)));
    } finally {
      progress.close();
    }
    var took = Duration.ofNanos(System.nanoTime() - from);
    return ended(subject, progress.job(), failure, took);
  }

  /// How a job begins here.
  private sealed interface Begin {
    record Begun(MediaJob job) implements Begin {}

    record NotBegun(Ending ending, String reason) implements Begin {}
  }

  private Begin begin(MediaJobId id) {
    for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
      var now = clock.instant();
      var job = jobs.find(id).or(() -> MediaJob.asked(id, Optional.empty(), now)).orElseThrow();
      var next = job.begun(settings.runner(), now);
      if (next.isEmpty()) {
        return job.isRunningElsewhere(settings.runner(), now)
            ? new Begin.NotBegun(Ending.ELSEWHERE, "it is running elsewhere")
            : new Begin.NotBegun(Ending.DONE, "it is over");
      }
      var written = jobs.write(next.get());
      if (written.isPresent()) {
        return new Begin.Begun(written.get());
      }
    }
    throw new IllegalStateException("the job was written too often meanwhile");
  }

  private Ending ended(
      JobInput subject, MediaJob running, Optional<FailedJobException> failure, Duration took) {
    var now = clock.instant();
    var metrics = new EmbeddedMetrics(settings.metricsNamespace());
    var next =
        failure
            .map(failed -> running.failed(failed.fault(), settings.mostAttempts(), now))
            .orElseGet(() -> running.succeeded(now));
    if (failure.isPresent()) {
      var fault = failure.get().fault();
      MediaJobLog.failed(
          running.id(), fault, next.isOver(), String.valueOf(failure.get().getMessage()));
      if (next.isOver()) {
        metrics.count(Metric.MEDIA_JOBS_FAILED, 1, running.id().kind().word());
        // A browser's WebM waits for its job, and is available without it.
        if (running.id().kind() == MediaJobKind.REMUX
            && subject instanceof JobInput.Upload upload
            && upload.format() == VideoFormat.WEBM) {
          results.noteNotSeekable(upload);
        }
      }
    } else {
      metrics.count(Metric.MEDIA_JOBS_SUCCEEDED, 1, running.id().kind().word());
      MediaJobLog.succeeded(running.id(), took);
    }
    metrics.write(now);
    // Written last: a crash before it leaves a job that is begun once more.
    var isWritten = jobs.write(next).isPresent();
    if (failure.isEmpty()) {
      return Ending.DONE;
    }
    return isWritten && !next.isOver() ? Ending.RETRY : Ending.FAILED;
  }
}
