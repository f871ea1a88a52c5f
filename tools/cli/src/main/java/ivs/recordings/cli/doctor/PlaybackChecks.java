package ivs.recordings.cli.doctor;

import ivs.recordings.cli.finding.HealthFinding;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.Target;
import java.util.List;
import java.util.stream.Stream;

/// Whether the CDN can read the bucket of IVS that it serves, and other pages may play from it.
record PlaybackChecks(Target target, CommandHints calls) {
  private static final String NAME = "playback";

  List<HealthFinding> buckets() {
    var cdn = target.cdn();
    if (cdn.distribution().isEmpty()) {
      return List.of(
          HealthFinding.notDone(NAME, "there is no distribution (parameter CdnEnabled)"));
    }
    var facts = JsonOutput.object().put("distribution", cdn.distribution().get());
    if (cdn.playbackBucket().isEmpty()) {
      return List.of(
          HealthFinding.warning(
              NAME,
              "the CDN serves no bucket of IVS, so its recordings cannot be played",
              "deploy with the parameter PlaybackBucket",
              facts));
    }
    var bucket = cdn.playbackBucket().get();
    var plan = BucketPlan.of(target, calls, bucket, false);
    facts.put("bucket", bucket);
    var remedy = calls.line("bucket plan --bucket " + CommandHints.word(bucket));
    var title = "bucket %s: ".formatted(bucket);
    var policy = plan.missing("policy");
    var odd =
        Stream.of(plan.missing("cors"), plan.missing("lifecycle"), plan.notes())
            .flatMap(List::stream)
            .toList();
    if (!policy.isEmpty()) {
      return List.of(HealthFinding.fault(NAME, title + String.join("; ", policy), remedy, facts));
    }
    return List.of(
        odd.isEmpty()
            ? HealthFinding.ok(NAME, title + "the CDN may read it", facts)
            : HealthFinding.warning(NAME, title + String.join("; ", odd), remedy, facts));
  }
}
