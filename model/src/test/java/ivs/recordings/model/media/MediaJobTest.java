package ivs.recordings.model.media;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.media.MediaJob.State;
import ivs.recordings.model.recording.RecordingId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a job goes from state to state, whatever happens to it and in whichever order.
final class MediaJobTest {
  private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
  private static final MediaJobId ID =
      new MediaJobId(new RecordingId("upload:1"), MediaJobKind.MP4, "0123456789ab");
  private static final int ATTEMPTS = 3;
  private static final long SEEDS = 2_000;

  private static MediaJob asked() {
    return MediaJob.asked(ID, Optional.empty(), NOW).orElseThrow();
  }

  /// Something that happens to a job.
  enum Step {
    ASK,
    BEGIN,
    PROGRESS,
    SUCCEED,
    FAIL,
    FAIL_FOR_GOOD
  }

  private static MediaJob after(MediaJob job, Step step) {
    var isRunning = job.state() == State.RUNNING;
    return switch (step) {
      case ASK -> MediaJob.asked(ID, Optional.of(job), NOW).orElse(job);
      case BEGIN -> job.begun("one", NOW).orElse(job);
      case PROGRESS -> isRunning ? job.at(50, NOW) : job;
      case SUCCEED -> isRunning ? job.succeeded(NOW) : job;
      case FAIL -> isRunning ? job.failed(MediaJobFault.TIMED_OUT, ATTEMPTS, NOW) : job;
      case FAIL_FOR_GOOD -> isRunning ? job.failed(MediaJobFault.NOT_COPYABLE, ATTEMPTS, NOW) : job;
    };
  }

  @Test
  void noJobLeavesItsSuccessAndNoneIsTriedTooOften() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      var job = asked();
      for (int i = 0; i < 30; i++) {
        var next = after(job, Step.values()[random.nextInt(Step.values().length)]);

        assertThat(job.state() == State.SUCCEEDED && next.state() != job.state())
            .as("left its success, seed %d", seed)
            .isFalse();
        assertThat(next.state() == State.QUEUED && next.attempts() >= ATTEMPTS)
            .as("was tried often enough and waits, seed %d", seed)
            .isFalse();
        job = next;
      }
    }
  }

  @Test
  void progressNeverGoesBackAndIsCompleteOnlyAtTheEnd() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      var job = asked().begun("one", NOW).orElseThrow().at(random.nextInt(-1_000, 1_000), NOW);
      var later = job.at(random.nextInt(-1_000, 1_000), NOW);

      assertThat(later.progress()).as("seed %d", seed).isBetween(job.progress(), 99);
      assertThat(later.succeeded(NOW).progress()).isEqualTo(100);
    }
  }

  @Test
  void aJobThatWaitsOrRunsOrHasSucceededIsNotAskedForTwice() {
    var running = asked().begun("one", NOW).orElseThrow();

    assertThat(MediaJob.asked(ID, Optional.of(asked()), NOW)).isEmpty();
    assertThat(MediaJob.asked(ID, Optional.of(running), NOW)).isEmpty();
    assertThat(MediaJob.asked(ID, Optional.of(running.succeeded(NOW)), NOW)).isEmpty();
  }

  @Test
  void aFailedJobIsAskedForOnceMoreWithAllItsAttempts() {
    var failed =
        asked().begun("one", NOW).orElseThrow().failed(MediaJobFault.UNREADABLE, ATTEMPTS, NOW);

    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(MediaJob.asked(ID, Optional.of(failed), NOW))
        .hasValueSatisfying(again -> {
          assertThat(again.state()).isEqualTo(State.QUEUED);
          assertThat(again.attempts()).isZero();
        });
  }

  @Test
  void anotherProcessTakesAJobOverOnlyAfterASilence() {
    var running = asked().begun("one", NOW).orElseThrow();

    assertThat(running.begun("two", NOW.plus(MediaJob.SILENCE).minusMillis(1))).isEmpty();
    assertThat(running.begun("two", NOW.plus(MediaJob.SILENCE))).isPresent();
    assertThat(running.begun("one", NOW)).as("the next attempt of the same job").isPresent();
  }

  @Test
  void aSilentJobIsSubmittedOnceMore() {
    var running = asked().begun("one", NOW).orElseThrow();

    assertThat(MediaJob.asked(ID, Optional.of(asked()), NOW.plus(MediaJob.WAIT))).isPresent();
    assertThat(MediaJob.asked(ID, Optional.of(running), NOW.plus(MediaJob.SILENCE))).isPresent();
  }

  @Test
  void aResultMayDifferByHalfASecondOrAThousandth() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      int millis = random.nextInt(200_000_000);
      int difference = random.nextInt(-400_000, 400_000) / (1 + random.nextInt(1_000));
      var expected = Duration.ofMillis(millis);
      var isAccepted = Math.abs(difference) <= Math.max(500, millis / 1_000.0);

      assertThat(ResultCheck.ofLength(expected, expected.plusMillis(difference)).isEmpty())
          .as("seed %d", seed)
          .isEqualTo(isAccepted);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10000, 10500, true",
    "10000, 10501, false",
    "10000, 9500, true",
    "10000, 9499, false",
    "1000000, 1001000, true",
    "1000000, 1001001, false",
    "20000, 10000, false"
  })
  void aDifferenceIsComparedWithTheLargerTolerance(long expected, long result, boolean isSound) {
    assertThat(
            ResultCheck.ofLength(Duration.ofMillis(expected), Duration.ofMillis(result)).isEmpty())
        .isEqualTo(isSound);
  }

  @Test
  void aKilledProcessAndAnEmptyFileAreFailures() {
    assertThat(ResultCheck.ofExit(0)).isEmpty();
    assertThat(ResultCheck.ofExit(1)).contains(MediaJobFault.TOOL_FAILED);
    assertThat(ResultCheck.ofExit(137)).contains(MediaJobFault.ENDED_BY_SIGNAL);
    assertThat(ResultCheck.ofExit(255)).contains(MediaJobFault.ENDED_BY_SIGNAL);
    assertThat(ResultCheck.ofSize(0)).contains(MediaJobFault.EMPTY_RESULT);
    assertThat(ResultCheck.ofSize(1)).isEmpty();
  }

  @Test
  void everyImageLiesWithinTheVideo() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      long video = random.nextInt(90_000_000) / (1 + random.nextInt(100_000));
      long frame = 1 + random.nextInt(60_000);
      for (var place : PosterTimes.PLACES) {
        var at = PosterTimes.of(place, Duration.ofMillis(video), Duration.ofMillis(frame));

        assertThat(at.toMillis()).as("seed %d", seed).isBetween(0L, Math.max(0L, video - frame));
      }
    }
  }

  @Test
  void aKeyIsReadAsItIsWritten() {
    assertThat(MediaJobId.of(ID.recordingId(), ID.sortKey())).contains(ID);
    assertThat(MediaJobId.of(ID.recordingId(), "mp4#short")).isEmpty();
    assertThat(MediaJobId.of(ID.recordingId(), "avi#0123456789ab")).isEmpty();
  }
}
