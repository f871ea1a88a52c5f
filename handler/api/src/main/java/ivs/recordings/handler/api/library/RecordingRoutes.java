package ivs.recordings.handler.api.library;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.BodyFields;
import ivs.recordings.handler.api.http.OwnedRecordings;
import ivs.recordings.handler.api.http.Preconditions;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.playback.PlayLinks;
import ivs.recordings.handler.api.playback.SigningKey;
import ivs.recordings.model.library.EntityTag;
import ivs.recordings.model.library.PageCursor;
import ivs.recordings.model.library.RecordingPatch;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.library.LibraryRecordings;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Lists, shows and changes recordings.
public record RecordingRoutes(
    LibraryRecordings recordings, SigningKey key, PlayLinks links, Clock clock) {
  private static final int LONGEST_TITLE = 200;

  public Answer list(ApiRequest request) {
    var viewer = request.caller();
    var query = RecordingQuery.of(request);
    var now = clock.instant();
    var list = "%s\n%s\n%s".formatted(viewer.scope(), query.order(), query.filter());
    var start = query.cursor().map(word -> position(word, list, now));
    var walk = new RecordingWalk(recordings, viewer, query.filter(), query.order(), now);
    var page =
        walk.page(start, query.limit(), RecordingWalk.Bounds.ofPage(query.limit(), query.filter()));
    var json = RecordingJson.object();
    var items = json.putArray("items");
    page.items().forEach(recording -> items.add(RecordingJson.of(recording, links, now)));
    page.next()
        .map(position -> new PageCursor(position, now.plus(PageCursor.LIFETIME)))
        .ifPresent(cursor -> json.put("nextCursor", cursor.signed(key.bytes(), list)));
    if (query.isCounted()) {
      var all = walk.page(Optional.empty(), Integer.MAX_VALUE, RecordingWalk.Bounds.OF_TOTAL);
      json.put("total", all.items().size()).put("isTotalExact", all.next().isEmpty());
    }
    return new Found(json);
  }

  private String position(String word, String list, Instant now) {
    return PageCursor.verified(key.bytes(), list, word, now)
        .map(PageCursor::position)
        .orElseThrow(() ->
            new RejectedRequestException(
                new Problem(
                    400,
                    "invalid-cursor",
                    "The cursor is not valid.",
                    "It is taken for 24 hours, by the caller that it was given to, with the same"
                        + " filters and sort; begin with the first page.")));
  }

  public Answer get(ApiRequest request) {
    var viewer = request.caller();
    return shown(request, seen(viewer, request.recordingId()));
  }

  private RecordingSummary seen(Viewer viewer, RecordingId id) {
    return new OwnedRecordings(recordings).find(viewer, id);
  }

  private Answer shown(ApiRequest request, RecordingSummary recording) {
    var now = clock.instant();
    return Preconditions.found(
        request, RecordingJson.of(recording, links, now), tag(recording, now));
  }

  private static EntityTag tag(RecordingSummary recording, Instant now) {
    return EntityTag.of(recording.version(), recording.clientStatus(now), now);
  }

  public Answer patch(ApiRequest request) {
    var viewer = request.caller();
    var before = seen(viewer, request.recordingId());
    if (before.deletedAt().isPresent()) {
      return Problem.notFound();
    }
    Preconditions.check(request, before.version());
    var fields = BodyFields.of(request, Set.of("title", "visibility", "retainUntil"));
    var patch =
        new RecordingPatch(
            fields.line("title", LONGEST_TITLE),
            fields.visibility(),
            fields.future("retainUntil", clock.instant()));
    if (!patch.isWithoutEffectOn(before) && !recordings.change(before, patch)) {
      return Preconditions.stale();
    }
    var after = seen(viewer, before.recordingId());
    var now = clock.instant();
    return new Found(RecordingJson.of(after, links, now), Optional.of(tag(after, now)));
  }
}
