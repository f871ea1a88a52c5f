package ivs.recordings.handler.retention;

import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.retention.ObjectScope;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/// The objects of recordings in S3: counted, and removed. In a bucket that has or had versions each
/// version and delete marker is one, because a marker alone would leave the media where it is.
///
/// One for each run: it remembers which buckets have versions.
final class StoredObjects {
  /// The removal of a thousand objects may take some seconds.
  private static final Duration ATTEMPT = Duration.ofSeconds(12);

  /// All attempts of one call together.
  static final Duration CALL = Duration.ofSeconds(25);

  /// What ListObjects answers and DeleteObjects takes.
  private static final int PAGE = 1_000;

  /// The first pass removes what there is, the second finds nothing. A third and fourth only remove
  /// what a writer adds meanwhile; a writer that goes on after that is a fault.
  private static final int MOST_PASSES = 4;

  private final S3Client s3;
  private final Map<Bucket, Boolean> versioned = new HashMap<>();

  StoredObjects(S3Client s3) {
    this.s3 = s3;
  }

  /// Some objects could not be removed; the next run tries again.
  static final class RemovalFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RemovalFailedException(String message) {
      super(message);
    }
  }

  /// The client that the function uses. `S3_PATH_STYLE=true` puts the bucket into the path, for
  /// endpoints that have no host name for each bucket.
  static S3Client client(Map<String, String> environment, DeadlineInterceptor deadlines) {
    return S3Client.builder()
        .forcePathStyle(Boolean.parseBoolean(environment.getOrDefault("S3_PATH_STYLE", "false")))
        .httpClientBuilder(Apache5HttpClient.builder().connectionTimeout(Duration.ofSeconds(1)))
        .overrideConfiguration(override ->
            override
                .addExecutionInterceptor(deadlines)
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(RetryMode.STANDARD))
        .build();
  }

  private record Stored(ObjectIdentifier id, long bytes) {}

  /// @param next what the following page begins with
  private record Page(List<Stored> objects, Optional<Next> next) {}

  /// @param version empty where the bucket has none
  private record Next(String key, String version) {}

  /// How many there are.
  ///
  /// @param isWanted by its key
  Removed count(ObjectScope scope, Predicate<String> isWanted) {
    var sum = Removed.NOTHING;
    Optional<Next> next = Optional.empty();
    do { // Ends with the list, or with the run's time.
      var page = page(scope, next);
      sum = sum.plus(sum(wanted(page, isWanted)));
      next = page.next();
    } while (next.isPresent());
    return sum;
  }

  /// Removes them until a list finds none.
  ///
  /// @param isWanted by its key
  /// @throws RemovalFailedException if some of them stay
  Removed remove(ObjectScope scope, Predicate<String> isWanted) {
    var sum = Removed.NOTHING;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      var removed = removeOnce(scope, isWanted);
      if (removed.objects() == 0) {
        return sum;
      }
      sum = sum.plus(removed);
    }
    throw new RemovalFailedException("objects are still being added while they are removed");
  }

  private Removed removeOnce(ObjectScope scope, Predicate<String> isWanted) {
    var sum = Removed.NOTHING;
    Optional<Next> next = Optional.empty();
    do { // Ends with the list, or with the run's time.
      var page = page(scope, next);
      var wanted = wanted(page, isWanted);
      if (!wanted.isEmpty()) {
        delete(scope.bucket(), wanted);
        sum = sum.plus(sum(wanted));
      }
      next = page.next();
    } while (next.isPresent());
    return sum;
  }

  private static List<Stored> wanted(Page page, Predicate<String> isWanted) {
    return page.objects().stream().filter(each -> isWanted.test(each.id().key())).toList();
  }

  private static Removed sum(List<Stored> objects) {
    return new Removed(objects.size(), objects.stream().mapToLong(Stored::bytes).sum());
  }

  /// Keys of uploads hold the names of files, so that what failed is told by code and number alone.
  private void delete(Bucket bucket, List<Stored> objects) {
    var ids = objects.stream().map(Stored::id).toList();
    var answer =
        s3.deleteObjects(delete ->
            delete
                .bucket(bucket.value())
                .delete(Delete.builder().objects(ids).quiet(true).build()));
    if (!answer.errors().isEmpty()) {
      var byCode = new TreeMap<String, Integer>();
      answer.errors().stream()
          .map(S3Error::code)
          .forEach(code -> byCode.merge(code, 1, Integer::sum));
      throw new RemovalFailedException("S3 keeps objects of the bucket, by code: " + byCode);
    }
  }

  private Page page(ObjectScope scope, Optional<Next> next) {
    return versioned.computeIfAbsent(scope.bucket(), this::hasVersions)
        ? versions(scope, next)
        : objects(scope, next);
  }

  /// Also where versions were suspended: those that there were are still there.
  private boolean hasVersions(Bucket bucket) {
    return s3.getBucketVersioning(get -> get.bucket(bucket.value())).statusAsString() != null;
  }

  private Page objects(ObjectScope scope, Optional<Next> next) {
    var answer =
        s3.listObjectsV2(list -> {
          list.bucket(scope.bucket().value()).prefix(scope.listed()).maxKeys(PAGE);
          next.ifPresent(from -> list.continuationToken(from.key()));
        });
    return new Page(
        answer.contents().stream()
            .map(object ->
                new Stored(ObjectIdentifier.builder().key(object.key()).build(), object.size()))
            .toList(),
        Optional.ofNullable(answer.nextContinuationToken()).map(token -> new Next(token, "")));
  }

  private Page versions(ObjectScope scope, Optional<Next> next) {
    var answer =
        s3.listObjectVersions(list -> {
          list.bucket(scope.bucket().value()).prefix(scope.listed()).maxKeys(PAGE);
          next.ifPresent(from -> list.keyMarker(from.key()).versionIdMarker(from.version()));
        });
    var versions =
        answer.versions().stream()
            .map(each -> new Stored(id(each.key(), each.versionId()), each.size()));
    var markers =
        answer.deleteMarkers().stream()
            .map(each -> new Stored(id(each.key(), each.versionId()), 0));
    return new Page(
        Stream.concat(versions, markers).toList(),
        Boolean.TRUE.equals(answer.isTruncated())
            ? Optional.of(new Next(answer.nextKeyMarker(), answer.nextVersionIdMarker()))
            : Optional.empty());
  }

  private static ObjectIdentifier id(String key, String version) {
    return ObjectIdentifier.builder().key(key).versionId(version).build();
  }
}
