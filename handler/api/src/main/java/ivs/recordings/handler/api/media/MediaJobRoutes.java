package ivs.recordings.handler.api.media;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.AccessLog;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Made;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.BodyFields;
import ivs.recordings.handler.api.http.OwnedRecordings;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.playback.ArchivedFiles;
import ivs.recordings.handler.api.playback.PlaybackRoutes;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.library.Change;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaJobId;
import ivs.recordings.model.media.MediaJobKind;
import ivs.recordings.model.playback.Playability;
import ivs.recordings.model.playback.PlayableMedia;
import ivs.recordings.store.LibraryRecordings;
import ivs.recordings.store.MediaJobTable;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Requests an MP4 of a recording, and shows the state of its jobs.
///
/// @param jobs empty where there is no table of them
/// @param queue empty where the stack runs none
public record MediaJobRoutes(
    LibraryRecordings recordings,
    Optional<MediaJobTable> jobs,
    Optional<MediaJobQueue> queue,
    ArchivedFiles archive,
    Clock clock) {
  /// A request that loses a conflict answers with the job as it is then.
  private static final int MOST_CONFLICTS = 3;

  private static final int LONGEST_KIND = 20;

  /// Begins an export, or answers with the one that there is.
  public Answer export(ApiRequest request) {
    var recording = seen(request);
    kind(request);
    if (jobs.isEmpty() || queue.isEmpty()) {
      return new Problem(
          409,
          "media-jobs-not-configured",
          "There are no jobs that make files of recordings.",
          "The stack's parameters MediaImage and MediaSubnets add them.");
    }
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var media = PlaybackRoutes.playable(Playability.of(recording, now));
    if (media instanceof PlayableMedia.OneObject object
        && object.converted().isEmpty()
        && object.mp4().isPresent()) {
      return new Problem(
          409, "is-an-mp4", "The recording is an MP4 already.", "It can be downloaded.");
    }
    PlaybackRoutes.readable(archive.of(recording, media, now));
    var version =
        recordings
            .mediaVersion(recording.recordingId())
            .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
    var id = new MediaJobId(recording.recordingId(), MediaJobKind.MP4, version);
    return asked(id, media.mp4().isPresent(), jobs.get(), queue.get());
  }

  /// @param isMade whether the row names the result; it outlives the item of its job
  private Answer asked(
      MediaJobId id, boolean isMade, MediaJobTable table, MediaJobQueue submission) {
    for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
      var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      var known = table.find(id);
      var asked = MediaJob.asked(id, known, now);
      if (known.isEmpty() && isMade) {
        return answer(asked.orElseThrow().succeeded(now));
      }
      if (asked.isEmpty()) {
        return answer(known.orElseThrow());
      }
      var written = table.write(asked.get());
      if (written.isPresent()) {
        return submitted(written.get(), table, submission);
      }
    }
    throw new IllegalStateException("the job was written too often meanwhile");
  }

  /// A job that the queue does not take has failed, so that the next request submits it.
  private Answer submitted(MediaJob job, MediaJobTable table, MediaJobQueue submission) {
    try {
      submission.submit(job.id());
      return answer(job);
    } catch (RuntimeException unavailable) {
      AccessLog.error("", "POST /v1/recordings/{id}/exports", unavailable);
      var _ = table.write(job.failed(MediaJobFault.UNAVAILABLE, 0, job.updatedAt()));
      return new Problem(
          503, "not-submitted", "The job could not be submitted.", "Ask again in a minute.");
    }
  }

  private static Answer answer(MediaJob job) {
    var body = json(job);
    return job.state() == MediaJob.State.SUCCEEDED ? new Found(body) : new Made(202, body);
  }

  private static void kind(ApiRequest request) {
    var kind = BodyFields.of(request, Set.of("kind")).line("kind", LONGEST_KIND);
    if (!(kind instanceof Change.Assign<String>(var word))
        || !word.equals(MediaJobKind.MP4.word())) {
      throw new RejectedRequestException(Problem.invalid("kind must be mp4."));
    }
  }

  /// All jobs of a recording.
  public Answer list(ApiRequest request) {
    var recording = seen(request);
    var found =
        jobs.map(table -> table.ofRecording(recording.recordingId())).orElse(List.<MediaJob>of());
    var body = JsonFields.MAPPER.createObjectNode();
    var items = body.putArray("items");
    found.forEach(job -> items.add(json(job)));
    return new Found(body);
  }

  private RecordingSummary seen(ApiRequest request) {
    return new OwnedRecordings(recordings).find(request.caller(), request.recordingId());
  }

  private static ObjectNode json(MediaJob job) {
    var json = JsonFields.MAPPER.createObjectNode();
    json.put("kind", job.id().kind().word());
    json.put("mediaVersion", job.id().mediaVersion());
    json.put("state", job.state().name());
    json.put("progress", job.progress());
    json.put("attempts", job.attempts());
    json.put("createdAt", job.createdAt().toString());
    json.put("updatedAt", job.updatedAt().toString());
    job.fault()
        .ifPresent(fault ->
            json.putObject("error").put("code", fault.name()).put("message", fault.message()));
    return json;
  }
}
