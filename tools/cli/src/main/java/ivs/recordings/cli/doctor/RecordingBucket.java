package ivs.recordings.cli.doctor;

import ivs.recordings.cli.doctor.BucketPolicy.Judgement;
import ivs.recordings.model.recording.Bucket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A bucket that IVS is told to record to.
///
/// @param region that of the configuration, where the bucket must be
/// @param reconciled the buckets whose manifests the reconciler reads
record RecordingBucket(String name, String region, Set<Bucket> reconciled) {
  private static final String NO_POLICY = "NoSuchBucketPolicy";

  /// What keeps IVS from recording to a bucket.
  enum Cause {
    GONE,
    ELSEWHERE,
    REFUSED,
    /// The policy lacks the statement that IVS needs.
    NOT_OPENED
  }

  /// What was seen of a bucket.
  ///
  /// @param wrong what keeps IVS from recording, in words for each cause
  /// @param odd what may do so, or cannot be known
  record Seen(Map<Cause, String> wrong, List<String> odd) {
    private Seen() {
      this(new EnumMap<>(Cause.class), new ArrayList<>());
    }
  }

  /// Looks at the bucket as far as that is allowed.
  ///
  /// @param judge what of its policy matters
  Seen look(S3Client s3, Function<BucketPolicy, Judgement> judge) {
    var seen = new Seen();
    if (isThere(s3, seen)) {
      policy(s3)
          .map(judge)
          .ifPresentOrElse(
              judgement -> say(judgement, seen),
              () ->
                  seen.odd.add(
                      "its bucket's policy could not be read: no permission for s3:GetBucketPolicy"));
    }
    if (!reconciled.contains(new Bucket(name))) {
      seen.odd.add("the reconciler does not read its bucket (parameter RecordingBuckets)");
    }
    return seen;
  }

  private boolean isThere(S3Client s3, Seen seen) {
    try {
      var there = Optional.ofNullable(s3.headBucket(head -> head.bucket(name)).bucketRegion());
      there
          .filter(place -> !place.equals(region))
          .ifPresent(place ->
              seen.wrong.put(
                  Cause.ELSEWHERE, "its bucket is in " + place + " and not in " + region));
      return true;
    } catch (S3Exception trouble) {
      switch (trouble.statusCode()) {
        case 404 -> seen.wrong.put(Cause.GONE, "its bucket is gone");
        case 301 ->
            seen.wrong.put(Cause.ELSEWHERE, "its bucket is in another region than " + region);
        case 403 ->
            seen.odd.add("its bucket could not be looked at: no permission for s3:ListBucket");
        default ->
            seen.odd.add("its bucket could not be looked at: S3 answers " + trouble.statusCode());
      }
      return false;
    }
  }

  private static void say(Judgement judgement, Seen seen) {
    switch (judgement) {
      case Judgement.Open() -> {}
      case Judgement.Closed(var statement) ->
          seen.wrong.put(
              Cause.REFUSED, "its bucket's policy refuses IVS (statement %s)".formatted(statement));
      case Judgement.NotOpened() ->
          seen.wrong.put(
              Cause.NOT_OPENED, "its bucket's policy has not the statement that IVS added");
      case Judgement.MayBeClosed(var statement) ->
          seen.odd.add("its bucket's policy may refuse IVS (statement %s)".formatted(statement));
    }
  }

  /// Empty where it may not be read. What only plays S3 has no policies and says so in a word of
  /// its own, which [HealthChecks] knows.
  private Optional<BucketPolicy> policy(S3Client s3) {
    try {
      var text = s3.getBucketPolicy(get -> get.bucket(name)).policy();
      return Optional.of(new BucketPolicy(name, text));
    } catch (S3Exception trouble) {
      if (trouble.statusCode() == 403) {
        return Optional.empty();
      }
      var code = Optional.ofNullable(trouble.awsErrorDetails()).map(AwsErrorDetails::errorCode);
      if (code.filter(NO_POLICY::equals).isPresent()) {
        return Optional.of(BucketPolicy.none(name));
      }
      throw trouble;
    }
  }
}
