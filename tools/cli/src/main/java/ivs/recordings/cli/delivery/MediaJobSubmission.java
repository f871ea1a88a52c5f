package ivs.recordings.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.model.media.MediaJobKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.batch.BatchClient;

/// Submits the media jobs that did not run: those whose submission EventBridge gave up, and those
/// that Batch could not run. A job that has run meanwhile finds nothing to do.
///
/// @param queue the name or ARN of the queue of jobs
/// @param definition the name or ARN of the definition of jobs
public record MediaJobSubmission(BatchClient batch, String queue, String definition)
    implements ManualRedrive.Destination {
  /// All that an upload needs.
  private static final String UPLOAD = "upload";

  private static final String KIND = "kind";
  private static final String RECORDING_ID = "recordingId";

  /// What rests in the dead letter queue of media jobs.
  public static final ManualRedrive.Content LOST =
      new ManualRedrive.Content(
          event -> JsonOutput.read(event).flatMap(MediaJobSubmission::parameters).map(List::of),
          "event of an upload or of a media job");

  /// The parameters of the job that an event is about.
  private static Optional<String> parameters(JsonNode event) {
    var detail = event.path("detail");
    return switch (event.path("source").asText()) {
      case "ivs.recordings" -> parameters(UPLOAD, detail.path("data").path(RECORDING_ID).asText());
      case "aws.batch" -> {
        var job = detail.path("parameters");
        yield parameters(job.path(KIND).asText(), job.path(RECORDING_ID).asText());
      }
      default -> Optional.empty();
    };
  }

  private static Optional<String> parameters(String kind, String recordingId) {
    var isKnown = kind.equals(UPLOAD) || MediaJobKind.of(kind).isPresent();
    return isKnown && !recordingId.isBlank()
        ? Optional.of(JsonOutput.object().put(KIND, kind).put(RECORDING_ID, recordingId).toString())
        : Optional.empty();
  }

  @Override
  public Map<Integer, String> send(List<String> bodies) {
    for (var body : bodies) {
      var job = JsonOutput.read(body).orElseThrow();
      var kind = job.path(KIND).asText();
      batch.submitJob(submit ->
          submit
              .jobName(kind)
              .jobQueue(queue)
              .jobDefinition(definition)
              .parameters(Map.of(KIND, kind, RECORDING_ID, job.path(RECORDING_ID).asText())));
    }
    return Map.of();
  }
}
