package ivs.recordings.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobKind;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.batch.BatchClient;

/// Submits the media jobs that did not run: those whose submission EventBridge gave up, and those
/// that Batch could not run. A job that has run meanwhile finds nothing to do.
///
/// One that has died counts as running until its item is silent for long enough: submitted before
/// that, it would find nothing to do, and be lost.
///
/// @param queue the name or ARN of the queue of jobs
/// @param definition the name or ARN of the definition of jobs
public record MediaJobSubmission(BatchClient batch, String queue, String definition, Clock clock)
    implements ManualRedrive.Destination {
  /// All that an upload needs.
  private static final String UPLOAD = "upload";

  private static final String KIND = "kind";
  private static final String RECORDING_ID = "recordingId";
  private static final String NOT_BEFORE = "notBefore";

  /// What rests in the dead letter queue of media jobs.
  public static final ManualRedrive.Content LOST =
      new ManualRedrive.Content(
          event -> JsonOutput.read(event).flatMap(MediaJobSubmission::job).map(List::of),
          "event of an upload or of a media job");

  /// The job that an event is about, as what is to be submitted.
  private static Optional<String> job(JsonNode event) {
    var detail = event.path("detail");
    return switch (event.path("source").asText()) {
      case "ivs.recordings" ->
          job(UPLOAD, detail.path("data").path(RECORDING_ID).asText(), Optional.empty());
      case "aws.batch" -> job(detail.path("parameters"), notBefore(event));
      // What the rule has made of a domain event.
      case "" -> job(event.path("Parameters"), Optional.empty());
      default -> Optional.empty();
    };
  }

  private static Optional<String> job(JsonNode parameters, Optional<Instant> notBefore) {
    return job(parameters.path(KIND).asText(), parameters.path(RECORDING_ID).asText(), notBefore);
  }

  private static Optional<String> job(
      String kind, String recordingId, Optional<Instant> notBefore) {
    var isKnown = kind.equals(UPLOAD) || MediaJobKind.of(kind).isPresent();
    if (!isKnown || recordingId.isBlank()) {
      return Optional.empty();
    }
    var job = JsonOutput.object().put(KIND, kind).put(RECORDING_ID, recordingId);
    notBefore.ifPresent(moment -> job.put(NOT_BEFORE, moment.toString()));
    return Optional.of(job.toString());
  }

  private static Optional<Instant> notBefore(JsonNode event) {
    return event.path("detail").path("status").asText().equals("FAILED")
        ? moment(event.path("time")).map(died -> died.plus(MediaJob.SILENCE))
        : Optional.empty();
  }

  private static Optional<Instant> moment(JsonNode value) {
    try {
      return Optional.of(Instant.parse(value.asText()));
    } catch (DateTimeParseException unknown) {
      return Optional.empty();
    }
  }

  @Override
  public Map<Integer, String> send(List<String> bodies) {
    var refused = new HashMap<Integer, String>();
    for (int i = 0; i < bodies.size(); i++) {
      var job = JsonOutput.read(bodies.get(i)).orElseThrow();
      var notBefore = moment(job.path(NOT_BEFORE)).filter(clock.instant()::isBefore);
      if (notBefore.isPresent()) {
        refused.put(
            i,
            "its job may count as running until %s; redrive it after that"
                .formatted(notBefore.get()));
      } else {
        submit(job);
      }
    }
    return refused;
  }

  private void submit(JsonNode job) {
    var kind = job.path(KIND).asText();
    batch.submitJob(submit ->
        submit
            .jobName(kind)
            .jobQueue(queue)
            .jobDefinition(definition)
            .parameters(Map.of(KIND, kind, RECORDING_ID, job.path(RECORDING_ID).asText())));
  }
}
