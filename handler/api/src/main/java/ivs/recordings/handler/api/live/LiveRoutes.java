package ivs.recordings.handler.api.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.Answer;
import ivs.recordings.handler.api.http.Answer.Failure;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.Made;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.library.PublicStream;
import ivs.recordings.handler.api.library.RecordingJson;
import ivs.recordings.handler.api.upload.MediaObjects;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.LiveLink;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.library.LibraryUploads;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Starts and ends the streams of apps. Fields that a route does not have are ignored, because
/// existing apps send more.
public final class LiveRoutes {
  /// Recordings of a profile that are compared with a stream.
  private static final int MOST_ROWS = 2_000;

  private final Tables tables;
  private final ReportedRecording reported;
  private final Visibility defaultVisibility;
  private final Supplier<UUID> ids;
  private final Clock clock;

  /// @param objects of the bucket of uploads; empty where there is none
  public LiveRoutes(
      Tables tables,
      LibraryUploads uploads,
      Optional<MediaObjects> objects,
      Visibility defaultVisibility,
      Supplier<UUID> ids,
      Clock clock) {
    this.tables = tables;
    this.reported = new ReportedRecording(tables, uploads, objects);
    this.defaultVisibility = defaultVisibility;
    this.ids = ids;
    this.clock = clock;
  }

  /// Starts a stream of the caller, which ends those before.
  public Answer start(ApiRequest request) {
    var profile = request.profile();
    var said = LiveBody.of(request).description();
    for (var earlier : tables.liveStreams().newestOf(profile)) {
      endEarlier(earlier);
    }
    var id = StreamId.ofLive(ids.get());
    var startedAt = tables.liveStreams().start(id, profile, said);
    var json = succeeded("Stream started successfully");
    json.putObject("data")
        .put("streamId", id.value())
        .put("status", "LIVE")
        .put("startedAt", PublicStream.TIME.format(startedAt));
    return new Made(201, json);
  }

  /// Whether it was live until now.
  private void endEarlier(StreamId id) {
    var isLive =
        tables
            .streamSessions()
            .find(id)
            .filter(session -> session.value().endTime().isEmpty())
            .isPresent();
    if (isLive) {
      tables.liveStreams().end(id, now(), Optional.empty()).ifPresent(this::linkThoseOfItsTime);
    }
  }

  /// Ends a stream that was started here, and links the recordings that belong to it. Repeating it
  /// changes nothing, but may add what was not there before.
  public Answer stop(ApiRequest request) {
    var stream = own(request);
    var body = LiveBody.of(request);
    var stated = body.duration();
    // What is refused changes nothing.
    var named = body.recordingUrl().map(address -> reported.find(address, stream));
    var ended =
        tables
            .liveStreams()
            .end(stream.streamId(), now(), stated)
            .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
    named.ifPresent(found -> enter(found, ended));
    linkThoseOfItsTime(ended);
    var json = succeeded("Stream ended successfully");
    json.putObject("data")
        .put("streamId", ended.streamId().value())
        .put("status", "OFFLINE")
        .put("endedAt", PublicStream.TIME.format(ended.endTime().orElseGet(this::now)));
    return new Found(json);
  }

  private StreamSession own(ApiRequest request) {
    var caller = request.caller();
    var stream =
        tables
            .streamSessions()
            .find(request.streamId())
            .map(VersionedItem::value)
            .filter(session -> caller.maySee(session.profileId()))
            .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
    if (!stream.streamId().isLive()) {
      throw new RejectedRequestException(
          new Failure(
              409,
              "Only a stream that go-live has started can be ended: this one ends with its source"));
    }
    return stream;
  }

  /// Times on rows have whole seconds.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private void enter(ReportedRecording.Found found, StreamSession stream) {
    switch (found) {
      case ReportedRecording.Found.OfProfile(var row) -> link(row, stream);
      case ReportedRecording.Found.File file -> listed(reported.enter(file));
    }
  }

  private void linkThoseOfItsTime(StreamSession stream) {
    var now = now();
    var since = stream.startTime().orElse(now).minus(LiveLink.LONGEST);
    tables.recordings().ofProfileSince(stream.profileId(), since, MOST_ROWS).rows().stream()
        .filter(row -> LiveLink.joins(stream, row.value(), now))
        .forEach(row -> link(row, stream));
  }

  private void link(VersionedItem<Recording> row, StreamSession stream) {
    if (!row.value().streamIds().contains(stream.streamId())) {
      tables.links().link(row, stream.streamId()).ifPresent(this::listed);
    }
  }

  /// What becomes available later is listed by readiness.
  private VersionedItem<Recording> listed(VersionedItem<Recording> row) {
    if (row.media().available().isPresent()) {
      tables.links().list(row.value(), defaultVisibility);
    }
    return row;
  }

  private static ObjectNode succeeded(String message) {
    return RecordingJson.object().put("success", true).put("message", message);
  }
}
