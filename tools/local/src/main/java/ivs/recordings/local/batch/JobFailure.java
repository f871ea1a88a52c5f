package ivs.recordings.local.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.batch.LocalBatch.Job;
import ivs.recordings.local.template.LocalNames;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What AWS Batch tells the event bus of a job that failed, as far as it is known here.
final class JobFailure {
  private static final String QUEUE = "MediaJobQueue";
  private static final ObjectMapper JSON = new ObjectMapper();

  private JobFailure() {}

  /// The envelope of the event.
  ///
  /// @param exitCode of the container's last attempt, which the event has only where it ran
  static String event(Job job, String id, int exitCode) {
    var arn = LocalNames.regional("batch", "job/" + id);
    var event = JSON.createObjectNode();
    event.put("version", "0");
    event.put("id", id);
    event.put("detail-type", "Batch Job State Change");
    event.put("source", "aws.batch");
    event.put("account", LocalNames.ACCOUNT);
    event.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    event.put("region", LocalNames.REGION);
    event.putArray("resources").add(arn);
    var detail = event.putObject("detail");
    detail.put("jobArn", arn);
    detail.put("jobName", job.kind());
    detail.put("jobId", id);
    detail.put("jobQueue", QUEUE);
    detail.put("status", "FAILED");
    detail.put("statusReason", "Essential container in task exited");
    detail.putObject("parameters").put("kind", job.kind()).put("recordingId", job.recordingId());
    var container = detail.putObject("container");
    if (exitCode != LocalBatch.NOT_RUN) {
      container.put("exitCode", exitCode);
    }
    return event.toString();
  }
}
