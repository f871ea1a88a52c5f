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
import ivs.recordings.model.readiness.Media;
import ivs.recordings.model.recording.Source;
import ivs.recordings.store.item.MediaState;
import ivs.recordings.store.library.LibraryRecordings;
import ivs.recordings.store.media.MediaJobTable;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Requests a job of a recording, such as an MP4 of it, and shows the state of its jobs.
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

  /// Begins a job, or answers with the one that there is. Those of an upload begin by themselves;
  /// this is how one that has failed is tried once more.
  public Answer export(ApiRequest request) {
    var recording = seen(request);
    var kind = kind(request);
    if (jobs.isEmpty() || queue.isEmpty()) {
      return new Problem(
          409,
          "media-jobs-not-configured",
          "There are no jobs that make files of recordings.",
          "The stack's parameters MediaImage and MediaSubnets add them.");
    }
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var media = PlaybackRoutes.playable(Playability.of(recording, now));
    var refusal = refusal(recording, kind, media);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    PlaybackRoutes.readable(archive.of(recording, media, now));
    var state = recordings.media(recording.recordingId());
    var version =
        state
            .flatMap(MediaState::available)
            .map(Media::version)
            .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
    var isMade =
        state
            .flatMap(known -> known.derivedOf(version))
            .filter(files -> files.has(kind))
            .isPresent();
    var id = new MediaJobId(recording.recordingId(), kind, version);
    return asked(id, isMade, jobs.get(), queue.get());
  }

  /// Why a recording has no job of this kind.
  private static Optional<Problem> refusal(
      RecordingSummary recording, MediaJobKind kind, PlayableMedia media) {
    if (kind == MediaJobKind.MP4) {
      return media instanceof PlayableMedia.OneObject object
              && object.converted().isEmpty()
              && object.mp4().isPresent()
          ? Optional.of(
              new Problem(
                  409, "is-an-mp4", "The recording is an MP4 already.", "It can be downloaded."))
          : Optional.empty();
    }
    return recording.source() == Source.UPLOAD
        ? Optional.empty()
        : Optional.of(
            new Problem(
                409,
                "not-an-upload",
                "Only an upload has jobs of this kind.",
                "The source of the recording makes such files itself."));
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

  private static MediaJobKind kind(ApiRequest request) {
    var kind = BodyFields.of(request, Set.of("kind")).line("kind", LONGEST_KIND);
    return (kind instanceof Change.Assign<String>(var word)
            ? MediaJobKind.of(word)
            : Optional.<MediaJobKind>empty())
        .orElseThrow(() ->
            new RejectedRequestException(
                Problem.invalid("kind must be mp4, remux or thumbnails.")));
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
