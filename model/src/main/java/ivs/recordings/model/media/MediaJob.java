package ivs.recordings.model.media;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The state of a job.
///
/// @param progress in percent
/// @param fault of the last attempt that failed
/// @param attempts that have begun
/// @param runner the process, or the job of the queue over all its attempts, that runs it
/// @param createdAt when it was asked for the first time
/// @param version of its item: 0 where there is none yet
public record MediaJob(
    MediaJobId id,
    State state,
    int progress,
    Optional<MediaJobFault> fault,
    int attempts,
    Optional<String> runner,
    Instant createdAt,
    Instant updatedAt,
    long version) {
  /// A job that runs writes its state at least once a minute.
  public static final Duration SILENCE = Duration.ofMinutes(5);

  /// A queue may be long, and a container takes some minutes to start.
  public static final Duration WAIT = Duration.ofHours(1);

  public static final int DONE = 100;

  /// In which state a job is.
  public enum State {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED
  }

  public MediaJob {
    if (progress < 0 || progress > DONE || attempts < 0) {
      throw new IllegalArgumentException(
          "a progress is from 0 to 100, and attempts are not negative");
    }
  }

  /// A job that is asked for.
  ///
  /// @param known the same job, if it was asked for before
  /// @return the job to write and to submit; empty where the known one has succeeded, is waiting or
  ///   is running
  public static Optional<MediaJob> asked(MediaJobId id, Optional<MediaJob> known, Instant now) {
    if (known.isEmpty()) {
      return Optional.of(
          new MediaJob(id, State.QUEUED, 0, Optional.empty(), 0, Optional.empty(), now, now, 0));
    }
    var job = known.get();
    return switch (job.state) {
      case SUCCEEDED -> Optional.empty();
      case FAILED -> Optional.of(job.queued(0, now));
      case QUEUED ->
          job.isSilent(WAIT, now) ? Optional.of(job.queued(job.attempts, now)) : Optional.empty();
      case RUNNING ->
          job.isSilent(SILENCE, now)
              ? Optional.of(job.queued(job.attempts, now))
              : Optional.empty();
    };
  }

  /// The begin of an attempt.
  ///
  /// @return empty where there is nothing to do: it has succeeded, has failed for good, or another
  ///   process runs it
  public Optional<MediaJob> begun(String by, Instant now) {
    return state == State.SUCCEEDED || state == State.FAILED || isRunningElsewhere(by, now)
        ? Optional.empty()
        : Optional.of(
            new MediaJob(
                id,
                State.RUNNING,
                0,
                fault,
                attempts + 1,
                Optional.of(by),
                createdAt,
                now,
                version));
  }

  /// Whether another process runs it.
  public boolean isRunningElsewhere(String by, Instant now) {
    return isRunning(now) && runner.filter(by::equals).isEmpty();
  }

  /// Whether a process runs it, as far as is known: one that was killed is silent.
  public boolean isRunning(Instant now) {
    return state == State.RUNNING && !isSilent(SILENCE, now);
  }

  /// How far it is. Progress never goes back within an attempt.
  public MediaJob at(int percent, Instant now) {
    var bounded = Math.clamp(percent, progress, DONE - 1);
    return new MediaJob(
        id, State.RUNNING, bounded, fault, attempts, runner, createdAt, now, version);
  }

  public MediaJob succeeded(Instant now) {
    return new MediaJob(
        id,
        State.SUCCEEDED,
        DONE,
        Optional.empty(),
        attempts,
        Optional.empty(),
        createdAt,
        now,
        version);
  }

  /// The end of an attempt that failed: it waits for another, unless that would fail as well or
  /// there were as many as there may be.
  public MediaJob failed(MediaJobFault why, int mostAttempts, Instant now) {
    var isOver = why.isPermanent() || attempts >= mostAttempts;
    return new MediaJob(
        id,
        isOver ? State.FAILED : State.QUEUED,
        progress,
        Optional.of(why),
        attempts,
        runner,
        createdAt,
        now,
        version);
  }

  /// The same job as its item has it now.
  public MediaJob withVersion(long written) {
    return new MediaJob(
        id, state, progress, fault, attempts, runner, createdAt, updatedAt, written);
  }

  public boolean isOver() {
    return state == State.SUCCEEDED || state == State.FAILED;
  }

  private boolean isSilent(Duration length, Instant now) {
    return !updatedAt.plus(length).isAfter(now);
  }

  private MediaJob queued(int begun, Instant now) {
    return new MediaJob(
        id, State.QUEUED, 0, fault, begun, Optional.empty(), createdAt, now, version);
  }
}
