package ivs.recordings.cli.audit;

import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.Bucket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the reconciler was deployed with, as far as an audit needs it.
///
/// @param buckets where recordings lie
/// @param ownBucket the stack's own, where there is an API
/// @param createAfter how long after its end it makes a row that is missing
/// @param ignoresUnknownProfiles whether channels without a profile are others' business
public record ReconcilerConfiguration(
    Set<Bucket> buckets,
    Optional<Bucket> ownBucket,
    Duration createAfter,
    boolean ignoresUnknownProfiles) {
  private static final Duration TO_ANSWER = Duration.ofSeconds(20);

  public static ReconcilerConfiguration of(Target target) {
    try (var lambda = target.lambda(TO_ANSWER)) {
      var function =
          lambda.getFunctionConfiguration(get -> get.functionName(target.reconcilerName()));
      return of(
          Optional.ofNullable(function.environment())
              .map(environment -> environment.variables())
              .orElse(Map.of()));
    }
  }

  private static ReconcilerConfiguration of(Map<String, String> variables) {
    var names =
        Arrays.stream(variables.getOrDefault("RECORDING_BUCKETS", "").split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    if (names.isEmpty()) {
      throw new CommandException(
          ExitCode.ELSEWHERE,
          "the reconciler knows no bucket to look in: deploy with the parameter RecordingBuckets");
    }
    var createAfter = variables.getOrDefault("RECONCILE_CREATE_AFTER_SECONDS", "86400");
    return new ReconcilerConfiguration(
        names.stream().map(Bucket::new).collect(Collectors.toSet()),
        Optional.ofNullable(variables.get("MEDIA_BUCKET")).map(Bucket::new),
        Duration.ofSeconds(Long.parseLong(createAfter)),
        variables.getOrDefault("UNKNOWN_PROFILES", "park").equals("ignore"));
  }
}
