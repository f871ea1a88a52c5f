package ivs.recordings.handler.api.library;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Made;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.BodyFields;
import ivs.recordings.handler.api.http.OwnedRecordings;
import ivs.recordings.handler.api.http.Preconditions;
import ivs.recordings.handler.api.playback.PlayLinks;
import ivs.recordings.handler.api.playback.PlaybackRoutes;
import ivs.recordings.model.library.EntityTag;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.store.library.Library;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/// Deletes recordings, and keeps them from being deleted. A deletion only marks the row here, so
/// that players are refused at once; what it removes is up to RecordingRetention, which alone may.
public record RetentionRoutes(Library library, PlayLinks links, Clock clock) {
  public Answer delete(ApiRequest request) {
    var before = seen(request);
    Preconditions.check(request, before.version());
    if (before.deletedAt().isPresent()) {
      return accepted(before);
    }
    if (before.legalHold()) {
      return new Problem(
          409,
          "legal-hold",
          "A legal hold keeps the recording.",
          "An operator can lift it: PUT /v1/recordings/{id}/legal-hold.");
    }
    if (before.status() == RecordingStatus.STARTED) {
      return new Problem(
          409, "still-recording", "The recording has not ended.", "Delete it when it has ended.");
    }
    return library.retention().markDeleted(before.recordingId(), before.version())
        ? accepted(seen(request))
        : Preconditions.stale();
  }

  private Answer accepted(RecordingSummary recording) {
    return new Made(202, RecordingJson.of(recording, links, clock.instant()));
  }

  public Answer hold(ApiRequest request) {
    var before = seen(request);
    if (before.deletedAt().isPresent()) {
      return PlaybackRoutes.gone();
    }
    Preconditions.check(request, before.version());
    var isHeld = BodyFields.of(request, Set.of("hold")).flag("hold");
    if (isHeld != before.legalHold()) {
      if (!isHeld && !(request.caller() instanceof Viewer.Operator)) {
        return new Problem(403, "operator-only", "Only an operator lifts a legal hold.", "");
      }
      var row =
          library
              .retention()
              .find(before.recordingId())
              .filter(found -> found.version() == before.version());
      if (row.filter(found -> library.retention().hold(found, isHeld)).isEmpty()) {
        return Preconditions.stale();
      }
    }
    var after = seen(request);
    var now = clock.instant();
    return new Found(
        RecordingJson.of(after, links, now),
        Optional.of(EntityTag.of(after.version(), after.clientStatus(now), now)));
  }

  private RecordingSummary seen(ApiRequest request) {
    return new OwnedRecordings(library.recordings()).find(request.caller(), request.recordingId());
  }
}
