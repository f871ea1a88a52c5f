package ivs.recordings.handler.reconciler.aws;

import ivs.recordings.handler.ingest.EventLog;
import ivs.recordings.handler.ingest.row.Outcome;
import ivs.recordings.handler.readiness.files.RecordingFiles;
import ivs.recordings.handler.reconciler.ReconcilerReport;
import ivs.recordings.handler.runtime.ManifestParser;
import ivs.recordings.handler.runtime.ManifestParser.UnreadableManifestException;
import ivs.recordings.model.reconcile.Manifest;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Finds what the files of a recording say of its end.
public final class ManifestFinder {
  private final RecordingFiles files;
  private final Set<Bucket> buckets;
  private final ReconcilerReport report;

  public ManifestFinder(RecordingFiles files, Set<Bucket> buckets, ReconcilerReport report) {
    this.files = files;
    this.buckets = buckets;
    this.report = report;
  }

  /// The manifest of an end or a failure; where there are both, the end's, because it proves that
  /// the files are complete. Nothing while it runs, and nothing that could be understood where a
  /// person must look.
  ///
  /// @param began when the recording began, or a moment before
  /// @throws SourceUnavailableException if S3 is
  public Optional<Manifest> over(StorageLocation location, Instant began, CircuitBreaker s3) {
    if (location.prefix().isEmpty()) {
      return Optional.empty();
    }
    var bucket = location.bucket().orElseThrow();
    var prefix = location.prefix().get();
    if (!buckets.contains(bucket)) {
      report.note("Some rows lie in a bucket that RECORDING_BUCKETS does not name.");
      return Optional.empty();
    }
    var names = s3.ask(() -> files.manifests(bucket, prefix));
    for (var name : new String[] {ManifestParser.ENDED, ManifestParser.FAILED}) {
      if (names.contains(name)) {
        return s3.ask(() -> files.read(bucket, prefix, name))
            .flatMap(file -> parse(prefix, name, file, began));
      }
    }
    return Optional.empty();
  }

  private Optional<Manifest> parse(
      S3Prefix prefix, String name, RecordingFiles.Written file, Instant began) {
    try {
      return Optional.of(ManifestParser.parse(name, file.text(), file.lastModified()))
          .filter(Manifest::isOver);
    } catch (UnreadableManifestException unreadable) {
      report.unreadableManifest(prefix, began);
      EventLog.write(
          EventLog.RECONCILED,
          "reconciler:manifest:" + prefix.value(),
          new Outcome.Failed("UnreadableManifest: " + unreadable.getMessage()));
      return Optional.empty();
    }
  }
}
