package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaJobId;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.recording.RecordingId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `redrive` and `status` of media jobs that did not run. A job of a recording that has no row ends
/// by noting so, which shows that it was run.
final class LostMediaJobsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static Optional<EmbeddedSystem> running = Optional.empty();

  private final Operator operator = new Operator(running.orElseThrow());
  private final Target target = operator.target();

  @BeforeAll
  static void start() {
    running = Optional.of(SharedSystem.startWithoutStreams(EmbeddedSystem.MEDIA_JOB_PARAMETERS));
  }

  @AfterAll
  static void stop() {
    running.ifPresent(EmbeddedSystem::close);
  }

  @AfterEach
  void close() {
    target.close();
  }

  private MediaJobId waiting(String recordingId, MediaJobKind kind) {
    var id = new MediaJobId(new RecordingId(recordingId), kind, "0123456789ab");
    var asked = MediaJob.asked(id, Optional.empty(), Instant.now());
    target.mediaJobs().orElseThrow().write(asked.orElseThrow());
    return id;
  }

  private void bury(String body) {
    try (var sqs = target.sqs()) {
      var url = target.queueUrl("MediaJobDLQ", sqs);
      sqs.sendMessage(send -> send.queueUrl(url).messageBody(body));
    }
  }

  private static String domainEvent(String recordingId) {
    return """
    {"source": "ivs.recordings", "detail-type": "recording.completed",
     "detail": {"type": "recording.completed", "data": {"recordingId": "%s"}}}
    """
        .formatted(recordingId);
  }

  private static String batchEvent(String kind, String recordingId) {
    return batchEvent(kind, recordingId, Instant.parse("2026-11-02T09:00:00Z"));
  }

  private static String batchEvent(String kind, String recordingId, Instant time) {
    return """
    {"source": "aws.batch", "detail-type": "Batch Job State Change", "time": "%s",
     "detail": {"status": "FAILED", "parameters": {"kind": "%s", "recordingId": "%s"}}}
    """
        .formatted(time, kind, recordingId);
  }

  private void awaitRun(MediaJobId id) throws InterruptedException {
    var until = Instant.now().plus(PATIENCE);
    var job = target.mediaJobs().orElseThrow().find(id).orElseThrow();
    while (job.state() == MediaJob.State.QUEUED) {
      assertThat(Instant.now()).as("%s was not run", id).isBefore(until);
      Thread.sleep(100);
      job = target.mediaJobs().orElseThrow().find(id).orElseThrow();
    }
    assertThat(job.fault()).contains(MediaJobFault.INPUT_MISSING);
  }

  @Test
  void lostJobsAreAFaultUntilTheyAreSubmittedOnceMore() throws Exception {
    var upload = waiting("upload:lost", MediaJobKind.REMUX);
    var export = waiting("lost", MediaJobKind.MP4);
    bury(domainEvent("upload:lost"));
    bury(batchEvent("mp4", "lost"));
    assertThat(operator.run("status").out()).contains("2 media jobs did not run");
    assertThat(operator.run("redrive --dry-run").out()).contains("MediaJobDLQ: 2 messages\n");

    var redrive = operator.run("redrive");

    assertThat(redrive.exitCode()).isZero();
    assertThat(redrive.out()).contains("MediaJobDLQ: 2 messages moved to MediaJobQueue\n");
    awaitRun(upload);
    awaitRun(export);
    assertThat(operator.run("status").out()).containsPattern("ok +MediaJobDLQ +none");
  }

  /// Its item may still say that it runs, so that another container would find nothing to do.
  @Test
  void aJobThatHasJustDiedStaysAndIsNamedWithTheTimeToTryAgain() throws Exception {
    var died = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var older = waiting("silent", MediaJobKind.MP4);
    bury(batchEvent("mp4", "dead", died));
    bury(batchEvent("mp4", "silent", died.minus(MediaJob.SILENCE)));

    var redrive = operator.run("redrive");

    assertThat(redrive.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(redrive.out()).contains("MediaJobDLQ: 1 message moved to MediaJobQueue\n");
    assertThat(redrive.err())
        .startsWith("recordings: MediaJobDLQ: message ")
        .endsWith(
            " stays, its job may count as running until %s; redrive it after that\n"
                .formatted(died.plus(MediaJob.SILENCE)));
    awaitRun(older);
    purge();
  }

  @Test
  void whatTheRuleHasMadeOfADomainEventIsSubmitted() throws Exception {
    var upload = waiting("upload:transformed", MediaJobKind.REMUX);
    bury("{\"Parameters\": {\"kind\": \"upload\", \"recordingId\": \"upload:transformed\"}}");

    assertThat(operator.run("redrive").exitCode()).isZero();

    awaitRun(upload);
  }

  private void purge() {
    try (var sqs = target.sqs()) {
      sqs.purgeQueue(purge -> purge.queueUrl(target.queueUrl("MediaJobDLQ", sqs)));
    }
  }

  @Test
  void whatIsNoEventOfAJobStaysAndIsNamed() {
    for (var body :
        Map.of(
                "unknown kind",
                batchEvent("gif", "a"),
                "no recording",
                domainEvent(""),
                "another source",
                "{\"source\": \"aws.ivs\", \"detail\": {}}",
                "no JSON",
                "text")
            .values()) {
      bury(body);
    }

    var redrive = operator.run("redrive");

    assertThat(redrive.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(redrive.out()).contains("MediaJobDLQ: 0 messages moved");
    assertThat(redrive.err().lines())
        .hasSize(4)
        .allMatch(line ->
            line.endsWith("it is no event of an upload or of a media job; read it and delete it"));
    purge();
  }
}
