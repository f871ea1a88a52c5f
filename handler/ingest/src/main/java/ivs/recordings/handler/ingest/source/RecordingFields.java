package ivs.recordings.handler.ingest.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.DestinationFailed;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.StartFailed;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Duration;
import java.util.Optional;

/// The fields by which every kind of recording tells where its files lie, how long they are and
/// what went wrong.
final class RecordingFields {
  private static final String BUCKET = "recording_s3_bucket_name";
  private static final String PREFIX = "recording_s3_key_prefix";
  private static final String DURATION = "recording_duration_ms";

  private RecordingFields() {}

  static Optional<Bucket> bucket(JsonFields fields) {
    return fields.maybeWord("detail." + BUCKET, Bucket::new);
  }

  static Bucket requiredBucket(JsonFields fields) {
    return fields.word("detail." + BUCKET, Bucket::new);
  }

  static Optional<S3Prefix> prefix(JsonFields fields) {
    return fields.maybeWord("detail." + PREFIX, S3Prefix::trimmed);
  }

  static S3Prefix requiredPrefix(JsonFields fields) {
    return fields.word("detail." + PREFIX, S3Prefix::trimmed);
  }

  static Optional<Duration> duration(JsonFields fields) {
    return fields.maybeDuration("detail." + DURATION);
  }

  static void write(StorageLocation location, ObjectNode detail) {
    location.bucket().ifPresent(bucket -> detail.put(BUCKET, bucket.value()));
    detail.put(PREFIX, location.prefix().map(S3Prefix::value).orElse(""));
  }

  static void writeDuration(RecordingEvent event, ObjectNode detail) {
    var known =
        switch (event) {
          case Ended(_, var duration) -> duration;
          case EndFailed(_, var duration, _) -> duration;
          case DestinationFailed(_, _, var duration, _) -> duration;
          case Started _, StartFailed _ -> Optional.<Duration>empty();
        };
    known.ifPresent(duration -> detail.put(DURATION, duration.toMillis()));
  }

  static Optional<String> reasonOf(JsonFields fields) {
    return SourceAdapter.unverified(fields, "detail.reason");
  }

  static Optional<String> reason(RecordingEvent event) {
    return switch (event) {
      case EndFailed(_, _, var reason) -> reason;
      case StartFailed(_, var reason) -> reason;
      case DestinationFailed(_, _, _, var reason) -> reason;
      case Started _, Ended _ -> Optional.empty();
    };
  }
}
