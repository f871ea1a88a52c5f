package ivs.recordings.model.upload;

import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.EndFailed;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.recording.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether what has arrived is what its client declared.
public final class UploadRules {
  /// Then a file that is sent at once is lost: its address ended after half an hour.
  public static final Duration LOST_AFTER = Duration.ofHours(24);

  /// Then the bucket removes the parts of an upload that was not completed.
  public static final Duration LOST_IN_PARTS_AFTER = Duration.ofDays(7);

  private UploadRules() {}

  /// What is wrong with an object; empty where it can be played.
  ///
  /// @param format that the client declared
  /// @param size that the client declared, if it did
  public static Optional<UploadFault> fault(
      VideoFormat format, Optional<Long> size, StoredObject object) {
    if (object.size() == 0) {
      return Optional.of(UploadFault.UPLOAD_EMPTY);
    }
    if (size.isPresent() && size.get() != object.size()) {
      return Optional.of(UploadFault.UPLOAD_SIZE_MISMATCH);
    }
    if (size.isEmpty() && object.size() > Upload.LARGEST_AT_ONCE) {
      return Optional.of(UploadFault.UPLOAD_TOO_LARGE);
    }
    var declared = Optional.of(format);
    return object.format().equals(declared)
            && VideoFormat.ofContentType(object.contentType()).equals(declared)
        ? Optional.empty()
        : Optional.of(UploadFault.UPLOAD_TYPE_MISMATCH);
  }

  /// The event that an upload has arrived, where that of S3 was lost.
  public static RecordingEvent arrived(Recording row, StoredObject object) {
    return new Ended(subject(row, object.lastModified()), Optional.empty());
  }

  /// The event that an upload did not arrive; should it arrive all the same, that beats this.
  public static RecordingEvent lost(Recording row, UploadFault fault, Instant now) {
    return new EndFailed(subject(row, now), Optional.empty(), Optional.of(fault.name()));
  }

  private static Subject subject(Recording row, Instant time) {
    return Subject.ofUpload(
        new EventMetadata("", time, row.sourceArn(), ""),
        row.location().bucket().orElseThrow(),
        row.location().objectKey().orElseThrow());
  }
}
