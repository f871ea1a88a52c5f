package ivs.recordings.handler.api.library;

import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.BodyFields;
import ivs.recordings.handler.api.http.OwnedStreams;
import ivs.recordings.handler.api.http.Preconditions;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.Change;
import ivs.recordings.model.library.EntityTag;
import ivs.recordings.model.library.StreamDescription;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.store.library.LibraryRecordings;
import ivs.recordings.store.library.LibraryStreams;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Shows and describes streams.
public record StreamRoutes(
    LibraryStreams streams,
    LibraryRecordings recordings,
    Visibility defaultVisibility,
    Clock clock) {
  public static final int LONGEST_TITLE = 200;
  public static final int LONGEST_DESCRIPTION = 2000;
  public static final int LONGEST_CATEGORY = 100;
  private static final int LONGEST_KEY = 1024;
  private static final Optional<Visibility> PUBLIC = Optional.of(Visibility.PUBLIC);

  private static final Set<String> FIELDS =
      Set.of(
          "title",
          "description",
          "categoryId",
          "visibility",
          "thumbnail",
          "totalViews",
          "totalLikes");

  public Answer get(ApiRequest request) {
    var stream = seen(request.caller(), request.streamId());
    return Preconditions.found(
        request, RecordingJson.of(stream, defaultVisibility), tag(stream, clock.instant()));
  }

  private StreamSummary seen(Viewer viewer, StreamId id) {
    return new OwnedStreams(streams).find(viewer, id);
  }

  private static EntityTag tag(StreamSummary stream, Instant now) {
    return EntityTag.of(stream.version(), stream.session().status(), now);
  }

  public Answer put(ApiRequest request) {
    var viewer = request.caller();
    var before = seen(viewer, request.streamId());
    Preconditions.check(request, before.version());
    var fields = BodyFields.of(request, FIELDS);
    var views = fields.count("totalViews");
    var likes = fields.count("totalLikes");
    if (!(viewer instanceof Viewer.Operator) && !(isKept(views) && isKept(likes))) {
      return Problem.invalid("totalViews and totalLikes are for operators only.");
    }
    var next =
        new StreamDescription(
            value(fields.line("title", LONGEST_TITLE)),
            value(fields.lines("description", LONGEST_DESCRIPTION)),
            value(fields.line("categoryId", LONGEST_CATEGORY)),
            value(fields.line("thumbnail", LONGEST_KEY)),
            value(fields.visibility()));
    if (before.id().roomId().isPresent() && next.visibility().equals(PUBLIC)) {
      return Problem.invalid("visibility of a room is always PRIVATE.");
    }
    var known = recordings.ofStream(before.id());
    if (next.thumbnail().filter(image -> !before.mayShow(image, known)).isPresent()) {
      return Problem.invalid(
          "thumbnail must be a poster of one of the stream's recordings, or the key of an object"
              + " under stream-recordings/{streamId}/.");
    }
    var now = clock.instant();
    var isPublic = before.with(next).visibility(defaultVisibility) == Visibility.PUBLIC;
    var isListed = isPublic && StreamSummary.hasPlayable(recordings.listedUnder(before.id()), now);
    if (!streams.describe(before, next, views, likes, isListed)) {
      return Preconditions.stale();
    }
    // Readiness writes that a recording is available and then reads the stream; this wrote the
    // stream and now reads the recordings: whichever comes second sees the other.
    var after = seen(viewer, before.id());
    if (isPublic
        && !isListed
        && StreamSummary.hasPlayable(recordings.listedUnder(before.id()), now)) {
      streams.publish(
          before.id(), Visibility.unlessSaid(before.session().sourceArn(), defaultVisibility));
    }
    return new Found(
        RecordingJson.of(after, defaultVisibility), Optional.of(tag(after, clock.instant())));
  }

  private static boolean isKept(Change<?> change) {
    return change instanceof Change.Keep<?>;
  }

  private static <T> Optional<T> value(Change<T> change) {
    return change.applied(Optional.empty());
  }
}
