package ivs.recordings.handler.ingest.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.ingest.source.ParsedEvent.NotOurs;
import ivs.recordings.handler.ingest.source.ParsedEvent.Ours;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.upload.UploadKey;
import java.util.Optional;
import java.util.Set;

/// Files that clients upload.
///
/// S3 documents `Object Created` in "EventBridge event message structure": the key stands in it as
/// it is, and nothing of it says who uploaded. The row does, which the API wrote before. That
/// nothing came, no event tells: the reconciler infers it.
final class UploadAdapter implements SourceAdapter {
  private static final String CREATED = "Object Created";
  private static final String FAILED = "Upload Failure";
  private static final String BUCKET = "detail.bucket.name";
  private static final String KEY = "detail.object.key";

  @Override
  public Set<String> detailTypes() {
    return Set.of(CREATED, FAILED);
  }

  @Override
  public ParsedEvent parse(String detailType, JsonFields fields) {
    if (!UploadKey.isOne(fields.text(KEY))) {
      return new NotOurs(CREATED);
    }
    return switch (detailType) {
      case CREATED -> new Ours(new Ended(subject(fields), Optional.empty()));
      default ->
          new Ours(
              new EndFailed(subject(fields), Optional.empty(), RecordingFields.reasonOf(fields)));
    };
  }

  private static Subject subject(JsonFields fields) {
    var resource = SourceAdapter.resourceArn(fields, "bucket");
    var sourceArn = JsonFields.word("resources", resource, SourceArn::new);
    if (!sourceArn.isBucket()) {
      throw new UnsoundFieldException(
          "resources", "The list resources names no bucket: it must hold its ARN.");
    }
    return Subject.ofUpload(
        new EventMetadata(EventParser.eventId(fields), fields.time("time"), sourceArn, ""),
        fields.word(BUCKET, Bucket::new),
        fields.word(KEY, S3ObjectKey::new));
  }

  /// What the row belongs to is known to the row alone, so the bucket is named, as S3 does.
  @Override
  public String resource(RecordingEvent event) {
    return "arn:aws:s3:::" + event.subject().location().bucket().map(Bucket::value).orElseThrow();
  }

  @Override
  public String write(RecordingEvent event, ObjectNode detail) {
    var location = event.subject().location();
    detail.putObject("bucket").put("name", location.bucket().map(Bucket::value).orElseThrow());
    detail
        .putObject("object")
        .put("key", location.objectKey().map(S3ObjectKey::value).orElseThrow());
    RecordingFields.reason(event).ifPresent(reason -> detail.put("reason", reason));
    return event instanceof Ended ? CREATED : FAILED;
  }
}
