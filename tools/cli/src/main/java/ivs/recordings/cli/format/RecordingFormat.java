package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.readiness.Media;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.item.VersionedItem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How recordings look. The id is shown whole, however long: it is there to be copied.
public record RecordingFormat(Shell shell) implements RowFormat<VersionedItem<Recording>> {
  @Override
  public String noun() {
    return "recording";
  }

  @Override
  public List<TextTable.Column> columns() {
    return List.of(
        TextTable.Column.whole("recordingId"),
        TextTable.Column.whole("status").painted(StatusColor.of(shell)),
        TextTable.Column.shortenable("source", 8),
        TextTable.Column.whole("started"),
        TextTable.Column.number("duration"),
        TextTable.Column.shortenable("profile", 8),
        TextTable.Column.shortenable("stream", 8),
        TextTable.Column.shortenable("prefix", 8));
  }

  @Override
  public List<String> cells(VersionedItem<Recording> row) {
    var recording = row.value();
    return List.of(
        recording.id().value(),
        recording.status().name(),
        recording.source().name(),
        recording.startTime().map(Instant::toString).orElse(""),
        recording.duration().map(DisplayText::duration).orElse(""),
        recording.profileId().value(),
        recording.streamSessionId().map(StreamId::value).orElse(""),
        recording.location().prefix().map(S3Prefix::value).orElse(""));
  }

  @Override
  public Optional<String> note(VersionedItem<Recording> row) {
    return mediaError(row).map("mediaError "::concat);
  }

  private static Optional<String> mediaError(VersionedItem<Recording> row) {
    return row.media()
        .error()
        .or(() ->
            Optional.of(RecordingTable.LOCATION_UNKNOWN)
                .filter(_ -> row.value().isLocationUnknown()));
  }

  /// As on the row, but that the attributes which only indexes need are left out.
  private static void put(Media media, ObjectNode json) {
    json.put("availableAt", media.availableAt().toString());
    json.put("mediaPath", media.path()).put("mediaVersion", media.version());
    var renditions = json.putArray("renditions");
    for (var rendition : media.renditions()) {
      var one = renditions.addObject().put("path", rendition.path());
      one.put("playlist", rendition.playlist());
      rendition.width().ifPresent(width -> one.put("width", width));
      rendition.height().ifPresent(height -> one.put("height", height));
    }
    var posters = json.putArray("posters");
    media.posters().forEach(posters::add);
    media.sizeBytes().ifPresent(size -> json.put("sizeBytes", size));
  }

  @Override
  public ObjectNode json(VersionedItem<Recording> row) {
    var recording = row.value();
    var outcome = recording.outcome();
    var json = JsonOutput.object().put("recordingId", recording.id().value());
    recording.sessionId().ifPresent(id -> json.put("recordingSessionId", id.value()));
    json.put("profileId", recording.profileId().value());
    recording.streamSessionId().ifPresent(stream -> json.put("streamSessionId", stream.value()));
    var streams = json.putArray("streamIds");
    recording.streamIds().stream().map(StreamId::value).forEach(streams::add);
    json.put("sourceArn", recording.sourceArn().value());
    json.put("source", recording.source().name());
    json.put("recordingStatus", recording.status().name());
    outcome.flatMap(Outcome::reason).ifPresent(why -> json.put("recordingStatusReason", why));
    recording.location().bucket().ifPresent(bucket -> json.put("s3BucketName", bucket.value()));
    recording.location().prefix().ifPresent(prefix -> json.put("s3KeyPrefix", prefix.value()));
    recording.location().objectKey().ifPresent(key -> json.put("s3ObjectKey", key.value()));
    json.put("clientStatus", row.media().clientStatus(recording.status(), Instant.now()).name());
    mediaError(row).ifPresent(error -> json.put("mediaError", error));
    row.media().available().ifPresent(media -> put(media, json));
    outcome
        .flatMap(Outcome::duration)
        .ifPresent(duration -> json.put("recordingDurationMs", duration.toMillis()));
    recording.start().ifPresent(start -> json.put("startTime", start.time().toString()));
    outcome.ifPresent(end -> json.put("endTime", end.time().toString()));
    json.put("version", row.version());
    Optional.of(row.updatedAt())
        .filter(Instant.EPOCH::isBefore)
        .ifPresent(time -> json.put("updatedAt", time.toString()));
    return json;
  }
}
