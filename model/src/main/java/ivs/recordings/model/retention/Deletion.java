package ivs.recordings.model.retention;

import ivs.recordings.model.playback.MediaPath;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.retention.DeletionStep.InvalidatePaths;
import ivs.recordings.model.retention.DeletionStep.MarkDeleted;
import ivs.recordings.model.retention.DeletionStep.RemoveObjects;
import ivs.recordings.model.retention.DeletionStep.WriteTombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the deletion of one recording removes and what it leaves.
///
/// @param recording as its row was read
/// @param scopes where its objects are
/// @param kept what of that stays, because other recordings have it
/// @param blocked why nothing may be removed, where that is so
public record Deletion(
    RetainedRecording recording,
    Due due,
    List<ObjectScope> scopes,
    List<KeptLocation> kept,
    Optional<String> blocked) {
  public Deletion {
    scopes = List.copyOf(scopes);
    kept = List.copyOf(kept);
  }

  /// Where the stack may delete.
  ///
  /// @param recordings the buckets that IVS records to
  /// @param media the stack's own bucket, with uploads and results, where there is one
  public record Territory(Set<Bucket> recordings, Optional<Bucket> media) {
    public Territory {
      recordings = Set.copyOf(recordings);
    }

    boolean has(Bucket bucket) {
      return recordings.contains(bucket) || media.filter(bucket::equals).isPresent();
    }
  }

  /// Plans one.
  ///
  /// @param others rows that may share its files; those that do not are left out here
  public static Deletion of(
      RetainedRecording recording,
      Due due,
      Collection<RetainedRecording> others,
      Territory territory,
      Instant now) {
    Optional<ObjectScope> own;
    try {
      own = ObjectScope.of(recording.location());
    } catch (IllegalArgumentException unsound) {
      return blocked(recording, due, String.valueOf(unsound.getMessage()));
    }
    var outside = own.map(ObjectScope::bucket).filter(bucket -> !territory.has(bucket));
    if (outside.isPresent()) {
      return blocked(
          recording,
          due,
          "the bucket %s is not one of RecordingBuckets".formatted(outside.get().value()));
    }
    var scopes =
        Stream.concat(
                own.stream(),
                territory.media().map(media -> ObjectScope.derived(media, recording.id())).stream())
            .toList();
    var kept =
        others.stream()
            .filter(other -> !other.id().equals(recording.id()))
            .flatMap(other -> sharedBy(other, own, now).stream())
            .toList();
    return new Deletion(recording, due, scopes, kept, Optional.empty());
  }

  private static Deletion blocked(RetainedRecording recording, Due due, String why) {
    return new Deletion(recording, due, List.of(), List.of(), Optional.of(why));
  }

  /// A row whose folder is too short for one recording keeps no part of another: it would keep all.
  private static Optional<KeptLocation> sharedBy(
      RetainedRecording other, Optional<ObjectScope> own, Instant now) {
    try {
      return KeptLocation.of(other, now)
          .filter(kept -> own.filter(kept.scope()::overlaps).isPresent());
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }

  public RecordingId id() {
    return recording.id();
  }

  /// Whether an object that was found in one of its places is removed.
  public boolean removes(ObjectScope scope, String key) {
    return scope.contains(key)
        && kept.stream()
            .noneMatch(
                each -> each.scope().bucket().equals(scope.bucket()) && each.scope().contains(key));
  }

  /// What is still to do, in this order; empty where it is blocked.
  ///
  /// Only where a deletion comes before the end of the retention time can a player hold an address
  /// that is still good: no grant outlives that time, so that what has expired needs no
  /// invalidation.
  public List<DeletionStep> steps(Instant now) {
    if (blocked.isPresent()) {
      return List.of();
    }
    var steps = new ArrayList<DeletionStep>();
    if (recording.deletedAt().isEmpty()) {
      steps.add(new MarkDeleted());
    }
    steps.add(new RemoveObjects(scopes));
    var deletedAt = recording.deletedAt().orElse(now);
    if (recording.retainUntil().filter(until -> !until.isAfter(deletedAt)).isEmpty()) {
      steps.add(new InvalidatePaths(paths()));
    }
    steps.add(new WriteTombstone());
    return steps;
  }

  /// The paths that players know, and those that the cache keeps: a function of the CDN takes the
  /// bucket away between both. What is kept stays in the cache, too, or comes back to it.
  private List<String> paths() {
    return scopes.stream()
        .flatMap(scope ->
            switch (scope) {
              case ObjectScope.Folder(var bucket, var folder) ->
                  both(bucket, folder.substring(0, folder.length() - 1), "/*");
              case ObjectScope.OneObject(var bucket, var key) -> both(bucket, key, "*");
            })
        .toList();
  }

  /// The star behind an object stands for its query, which is part of what the cache goes by.
  private static Stream<String> both(Bucket bucket, String path, String rest) {
    var encoded = new MediaPath(bucket, path).encoded();
    return Stream.of(
        encoded + rest,
        encoded.substring(MediaPath.ROOT.length() + bucket.value().length()) + rest);
  }
}
