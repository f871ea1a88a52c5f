package ivs.recordings.handler.media;

import ivs.recordings.handler.runtime.EmbeddedMetrics;
import ivs.recordings.handler.runtime.ErrorName;
import ivs.recordings.handler.runtime.Metric;
import ivs.recordings.model.library.MediaError;
import ivs.recordings.model.media.DerivedFiles;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaJobId;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.media.MediaVersion;
import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.playback.PlayableMedia;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.upload.VideoFormat;
import ivs.recordings.store.MediaJobTable;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.VersionedItem;
import ivs.recordings.store.WriteResult;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The jobs of one recording, one after another in one folder.
final class MediaJobRun {
  /// Each lost write is another writer's success.
  private static final int MOST_CONFLICTS = 5;

  private final RecordingTable recordings;
  private final MediaJobTable jobs;
  private final MediaStorage storage;
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
    this.recordings = recordings;
    this.jobs = jobs;
    this.storage = storage;
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
    var subject =
        recordings
            .find(id.value())
            .filter(item -> item.value().status() != RecordingStatus.STARTED)
            .filter(item -> item.media().deletedAt().isEmpty())
            .flatMap(this::subject);
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
        yield kinds.stream()
            .map(kind -> run(upload, kind, new UploadMaker(kind, file)))
            .reduce(Ending.DONE, Ending::and);
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

  /// What there is to work on; empty where it is in no bucket that may be read, is not there, or
  /// cannot be played.
  private Optional<JobInput> subject(VersionedItem<Recording> item) {
    var id = item.value().id();
    var location = item.value().location();
    var bucket = location.bucket().filter(settings.readable()::contains);
    var upload =
        bucket.flatMap(known ->
            location.objectKey().flatMap(key -> upload(item, new MediaPath(known, key.value()))));
    return upload.or(() ->
        bucket.flatMap(known ->
            location
                .prefix()
                .flatMap(prefix ->
                    item.media()
                        .available()
                        .map(media ->
                            new JobInput.Segments(
                                id,
                                media.version(),
                                new PlayableMedia.Folder(
                                    known, prefix, media.path(), Optional.empty()))))));
  }

  private Optional<JobInput> upload(VersionedItem<Recording> item, MediaPath object) {
    return item.media()
        .expected()
        .flatMap(expected ->
            storage
                .find(object)
                .map(stored ->
                    new JobInput.Upload(
                        item.value().id(),
                        MediaVersion.of(stored.etag()),
                        object,
                        stored.size(),
                        expected.format())));
  }

  private Ending run(JobInput subject, MediaJobKind kind, Maker maker) {
    if (budget.isOver()) { // What it has left is begun by another attempt.
      return Ending.RETRY;
    }
    var id = new MediaJobId(subject.id(), kind, subject.mediaVersion());
    var begun = begun(id);
    if (begun.isEmpty()) {
      MediaJobLog.nothingToDo(id.recordingId().value(), kind.word(), "it is over, or is running");
      return Ending.DONE;
    }
    var from = System.nanoTime();
    var progress = new MediaJobProgress(jobs, begun.get(), process::stop, clock).started();
    Optional<FailedJobException> failure = Optional.empty();
    try {
      store(subject, maker.make(progress));
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

  /// The job as this process has begun it; empty where there is nothing to do.
  private Optional<MediaJob> begun(MediaJobId id) {
    for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
      var now = clock.instant();
      var known = jobs.find(id);
      var asked = known.or(() -> MediaJob.asked(id, Optional.empty(), now));
      var next = asked.flatMap(job -> job.begun(settings.runner(), now));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      var written = jobs.write(next.get());
      if (written.isPresent()) {
        return written;
      }
    }
    throw new IllegalStateException("the job was written too often meanwhile");
  }

  /// Stores the files of a result and notes them on the row. A deletion removes files once the row
  /// says that it has begun: what is stored after that is removed here, where the row is read again.
  private void store(JobInput subject, JobResult result) {
    var folder = DerivedFiles.folder(subject.id(), subject.mediaVersion());
    var stored = new ArrayList<MediaPath>();
    try {
      for (var file : result.files()) {
        // What was deleted while it was copied gets no file back.
        current(subject);
        var path = new MediaPath(settings.mediaBucket(), folder + file.name());
        storage.put(ffmpeg.workspace().file(file.name()), path, file.contentType());
        stored.add(path);
      }
      note(subject, result, folder);
    } catch (FailedJobException failed) {
      if (failed.fault() == MediaJobFault.SUPERSEDED && isDeleted(subject.id())) {
        stored.forEach(storage::remove);
      }
      throw failed;
    }
  }

  private boolean isDeleted(RecordingId id) {
    return recordings
        .find(id.value())
        .filter(item -> item.media().deletedAt().isEmpty())
        .isEmpty();
  }

  private void note(JobInput subject, JobResult result, String folder) {
    for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
      var item = current(subject);
      var made =
          result
              .entered()
              .apply(DerivedFiles.none(settings.mediaBucket(), subject.mediaVersion()), folder);
      var all = made.over(item.media().derived());
      if (recordings.markDerived(item, all, result.length()) instanceof WriteResult.Done) {
        return;
      }
    }
    throw new IllegalStateException("the row was written too often meanwhile");
  }

  /// The row, as long as its files are those that the job has begun with.
  private VersionedItem<Recording> current(JobInput subject) {
    return recordings
        .find(subject.id().value())
        .filter(item -> item.media().deletedAt().isEmpty())
        .filter(item -> isCurrent(item, subject))
        .orElseThrow(() -> new FailedJobException(MediaJobFault.SUPERSEDED));
  }

  /// Whether the files are still those that the job has begun with.
  private boolean isCurrent(VersionedItem<Recording> item, JobInput subject) {
    return subject(item).map(JobInput::mediaVersion).equals(Optional.of(subject.mediaVersion()));
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
        noteNotSeekable(subject, running.id().kind());
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

  /// A browser's WebM is available without its job, and the row says what is wrong with it.
  private void noteNotSeekable(JobInput subject, MediaJobKind kind) {
    if (kind != MediaJobKind.REMUX
        || !(subject instanceof JobInput.Upload upload)
        || upload.format() != VideoFormat.WEBM) {
      return;
    }
    for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
      var row =
          recordings
              .find(subject.id().value())
              .filter(item -> item.media().deletedAt().isEmpty() && isCurrent(item, subject))
              .filter(item -> item.media().error().filter(MediaError::isFinal).isEmpty());
      if (row.isEmpty() || recordings.markNotSeekable(row.get()) instanceof WriteResult.Done) {
        return;
      }
    }
  }
}
