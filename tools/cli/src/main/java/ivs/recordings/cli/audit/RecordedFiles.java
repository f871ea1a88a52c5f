package ivs.recordings.cli.audit;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.handler.runtime.ManifestParser;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Audit.Files;
import ivs.recordings.model.reconcile.ChannelFolder;
import ivs.recordings.model.reconcile.ChannelFolder.Span;
import ivs.recordings.model.reconcile.StageFolder;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.retention.ObjectScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// What lies in the buckets: the folders of recordings, found level by level so that no segment is
/// ever listed, and what their manifests say.
///
/// @param configuration names the buckets; nothing else is read, whatever a row says
public record RecordedFiles(S3Client s3, ReconcilerConfiguration configuration) {
  private static final String EVENTS = "/events/";

  /// A manifest has two kilobytes.
  private static final int LONGEST_MANIFEST = 256 * 1024;

  /// @param beganAt the minute that its folder stands for
  record Folder(StorageLocation location, Instant beganAt) {}

  /// The recordings that a channel began in a window of time, by the names of their folders.
  List<Folder> of(ChannelFolder channel, Instant from, Instant to) {
    var found = new ArrayList<Folder>();
    for (var bucket : configuration.buckets()) {
      for (var month : channel.months(from, to)) {
        find(bucket, month, from, to, found);
      }
    }
    return found;
  }

  /// The recordings of participants in one session of a stage.
  List<StorageLocation> of(StageFolder stage, StreamId session) {
    var found = new ArrayList<StorageLocation>();
    for (var bucket : configuration.buckets()) {
      for (var participant : foldersIn(bucket, stage.path(session))) {
        var path = stage.path(session) + participant;
        var inside = foldersIn(bucket, path + "/");
        var recordings =
            StageFolder.isRecording(inside)
                ? List.of(path)
                : inside.stream().map(name -> path + "/" + name).toList();
        recordings.stream()
            .flatMap(recording -> prefix(recording).stream())
            .map(prefix -> new StorageLocation(bucket, Optional.of(prefix)))
            .forEach(found::add);
      }
    }
    return found;
  }

  /// Every channel that has files here, whether a profile is linked to it or not.
  Set<ChannelFolder> channels() {
    var found = new LinkedHashSet<ChannelFolder>();
    for (var bucket : configuration.buckets()) {
      for (var account : foldersIn(bucket, ChannelFolder.ROOT)) {
        foldersIn(bucket, ChannelFolder.ROOT + account + "/").stream()
            .flatMap(channel -> ChannelFolder.called(account, channel).stream())
            .forEach(found::add);
      }
    }
    return found;
  }

  private void find(Bucket bucket, Span span, Instant from, Instant to, List<Folder> found) {
    for (var name : foldersIn(bucket, span.path())) {
      if (span.isMinute()) {
        prefix(span.path() + name)
            .map(prefix -> new StorageLocation(bucket, Optional.of(prefix)))
            .map(location -> new Folder(location, span.start().toInstant(ZoneOffset.UTC)))
            .ifPresent(found::add);
      } else {
        span.inside(name, from, to).ifPresent(inside -> find(bucket, inside, from, to, found));
      }
    }
  }

  private List<String> foldersIn(Bucket bucket, String path) {
    try {
      return s3
          .listObjectsV2Paginator(list -> list.bucket(bucket.value()).prefix(path).delimiter("/"))
          .commonPrefixes()
          .stream()
          .map(folder -> folder.prefix().substring(path.length(), folder.prefix().length() - 1))
          .toList();
    } catch (NoSuchBucketException notThere) {
      throw new CommandException(
          ExitCode.ELSEWHERE,
          "there is no bucket %s, which RECORDING_BUCKETS of the reconciler names: mend the stack's parameter RecordingBuckets"
              .formatted(bucket.value()),
          notThere);
    }
  }

  /// Where there is more than one manifest, the one of the end has the last word: it proves that
  /// the files are complete.
  public Files read(StorageLocation location) {
    if (location.objectKey().isPresent()) {
      return object(location.bucket().orElseThrow(), location.objectKey().get());
    }
    if (location.prefix().isEmpty()) {
      return new Files.Unnamed();
    }
    var bucket = location.bucket().orElseThrow();
    if (!configuration.buckets().contains(bucket)) {
      return new Files.Hidden(
          "It lies in the bucket %s, which RECORDING_BUCKETS of the reconciler does not name."
              .formatted(bucket.value()));
    }
    var folder = location.prefix().get().value() + EVENTS;
    var names = manifestsIn(bucket, folder);
    for (var name : List.of(ManifestParser.ENDED, ManifestParser.FAILED, ManifestParser.STARTED)) {
      if (names.contains(name)) {
        return read(bucket, folder, name);
      }
    }
    return isEmpty(bucket, location.prefix().get().value() + "/")
        ? new Files.Missing()
        : new Files.Untold();
  }

  private Files object(Bucket bucket, S3ObjectKey key) {
    if (!configuration.ownBucket().equals(Optional.of(bucket))) {
      return new Files.Hidden(
          "It lies in the bucket %s, which is not the stack's own.".formatted(bucket.value()));
    }
    try {
      s3.headObject(head -> head.bucket(bucket.value()).key(key.value()));
      return new Files.Stored();
    } catch (NoSuchKeyException gone) {
      return new Files.Missing();
    }
  }

  private boolean isEmpty(Bucket bucket, String folder) {
    return s3.listObjectsV2(list -> list.bucket(bucket.value()).prefix(folder).maxKeys(1))
        .contents()
        .isEmpty();
  }

  /// An object of the stack's own bucket.
  ///
  /// @param recordingId the recording that its key names, if it names one
  record OwnObject(Bucket bucket, String key, Optional<RecordingId> recordingId, Instant storedAt) {
    String name() {
      return bucket.value() + "/" + key;
    }
  }

  /// What was stored in the stack's own bucket in a window of time. S3 lists by name, so all of it
  /// is listed: a call for each thousand objects.
  List<OwnObject> own(Instant from, Instant to) {
    return configuration.ownBucket().stream()
        .flatMap(bucket ->
            s3.listObjectsV2Paginator(list -> list.bucket(bucket.value())).contents().stream()
                .filter(object ->
                    !object.lastModified().isBefore(from) && object.lastModified().isBefore(to))
                .map(object ->
                    new OwnObject(
                        bucket,
                        object.key(),
                        ObjectScope.recordingOf(bucket, object.key()),
                        object.lastModified())))
        .toList();
  }

  private Set<String> manifestsIn(Bucket bucket, String folder) {
    return s3
        .listObjectsV2(list -> list.bucket(bucket.value()).prefix(folder + "recording-"))
        .contents()
        .stream()
        .map(object -> object.key().substring(folder.length()))
        .collect(Collectors.toSet());
  }

  private Files read(Bucket bucket, String folder, String name) {
    try (var object = s3.getObject(get -> get.bucket(bucket.value()).key(folder + name))) {
      var text = new String(object.readNBytes(LONGEST_MANIFEST), StandardCharsets.UTF_8);
      if (object.read() >= 0) {
        object.abort();
        return new Files.Unreadable(name + " is too long to be a manifest");
      }
      return new Files.Told(ManifestParser.parse(name, text, object.response().lastModified()));
    } catch (ManifestParser.UnreadableManifestException unreadable) {
      return new Files.Unreadable(String.valueOf(unreadable.getMessage()));
    } catch (NoSuchKeyException gone) {
      return new Files.Untold(); // A moment ago it was there.
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Where files of this name would lie: bucket and prefix, or the prefix alone.
  public List<StorageLocation> placesCalled(String name) {
    return configuration.buckets().stream()
        .flatMap(bucket -> {
          var inside = bucket.value() + "/";
          var path = name.startsWith(inside) ? name.substring(inside.length()) : name;
          return prefix(path).stream()
              .map(prefix -> new StorageLocation(bucket, Optional.of(prefix)));
        })
        .toList();
  }

  private static Optional<S3Prefix> prefix(String path) {
    try {
      return Optional.of(new S3Prefix(path));
    } catch (IllegalArgumentException nothingThatIvsWrites) {
      return Optional.empty();
    }
  }
}
