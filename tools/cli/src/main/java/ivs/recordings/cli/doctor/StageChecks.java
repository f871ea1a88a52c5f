package ivs.recordings.cli.doctor;

import ivs.recordings.cli.finding.HealthFinding;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Profile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;
import software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivsrealtime.model.Stage;
import software.amazon.awssdk.services.ivsrealtime.model.StorageConfiguration;
import software.amazon.awssdk.services.s3.S3Client;

/// Whether IVS can record the stages, and whose their recordings are. An account without stages has
/// nothing of this, and that is right.
///
/// @param reconciled the buckets whose manifests the reconciler reads
record StageChecks(Target target, CommandHints calls, Set<Bucket> reconciled) {
  private static final int MOST_AT_ONCE = 100;

  /// Each takes a call, and a person waits.
  private static final int MOST_STAGES = 500;

  private static final String STORAGE = "storage";

  /// A finding for each storage configuration, so that one that cannot be looked at hides no other.
  List<HealthFinding> storage() {
    try (var realTime = target.ivsRealTime();
        var s3 = target.s3()) {
      var arns =
          realTime
              .listStorageConfigurationsPaginator(list -> list.maxResults(MOST_AT_ONCE))
              .stream()
              .flatMap(page -> page.storageConfigurations().stream())
              .map(summary -> summary.arn())
              .toList();
      if (arns.isEmpty()) {
        return List.of(
            HealthFinding.ok(
                STORAGE,
                "there is no storage configuration in %s: no stage is recorded"
                    .formatted(target.region()),
                JsonOutput.object()));
      }
      return arns.stream()
          .map(arn -> realTime.getStorageConfiguration(get -> get.arn(arn)).storageConfiguration())
          .map(each -> storage(each, s3))
          .toList();
    }
  }

  private HealthFinding storage(StorageConfiguration configuration, S3Client s3) {
    var wrong = new ArrayList<String>();
    var odd = new ArrayList<String>();
    var region = ChannelChecks.region(configuration.arn());
    var bucket =
        Optional.ofNullable(configuration.s3())
            .flatMap(destination -> Optional.ofNullable(destination.bucketName()));
    bucket.ifPresentOrElse(
        known ->
            new RecordingBucket(known, region, reconciled)
                .check(s3, policy -> policy.ofStages(region), wrong, odd),
        () -> wrong.add("names no bucket"));
    var facts = JsonOutput.object().put("arn", configuration.arn());
    bucket.ifPresent(known -> facts.put("bucket", known));
    var title =
        ChannelChecks.id(configuration.arn())
            + bucket.map(known -> " (bucket " + known + ")").orElse("");
    var text =
        title + ": " + String.join("; ", Stream.concat(wrong.stream(), odd.stream()).toList());
    if (!wrong.isEmpty()) {
      var statement = BucketPolicy.statementOfStages(bucket.orElse("BUCKET"), region);
      return HealthFinding.fault(
          STORAGE,
          text,
          "the bucket must be in the region of the configuration, and its policy have the statement "
              + statement,
          facts.put("statement", statement));
    }
    return odd.isEmpty()
        ? HealthFinding.ok(STORAGE, title + ": its bucket takes recordings", facts)
        : HealthFinding.warning(
            STORAGE, text, "see " + CommandHints.runbook("what-doctor-says"), facts);
  }

  /// What a stage is known by, and whether its participants are recorded.
  private record Known(String arn, boolean isRecorded) {
    static Known of(Stage stage) {
      var recording = Optional.ofNullable(stage.autoParticipantRecordingConfiguration());
      return new Known(
          stage.arn(),
          recording
              .flatMap(auto -> Optional.ofNullable(auto.storageConfigurationArn()))
              .filter(arn -> !arn.isEmpty())
              .isPresent());
    }
  }

  List<HealthFinding> stages() {
    try (var realTime = target.ivsRealTime()) {
      var linked =
          target.tables().profiles().all().rows().stream()
              .map(Profile::sourceArn)
              .filter(SourceArn::isStage)
              .map(SourceArn::value)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      var others =
          realTime.listStagesPaginator(list -> list.maxResults(MOST_AT_ONCE)).stream()
              .flatMap(page -> page.stages().stream())
              .map(summary -> summary.arn())
              .filter(arn -> !linked.contains(arn))
              .toList();
      var there = stages(linked, realTime);
      var strangers = stages(others.stream().limit(MOST_STAGES).toList(), realTime);
      return List.of(unlinked(strangers, others.size()), unrecorded(there), gone(linked, there));
    }
  }

  /// Those that are there.
  private static List<Known> stages(Iterable<String> arns, IvsRealTimeClient realTime) {
    var found = new ArrayList<Known>();
    for (var arn : arns) {
      try {
        found.add(Known.of(realTime.getStage(get -> get.arn(arn)).stage()));
      } catch (ResourceNotFoundException notThere) {
        // It is said of those that have a profile; another was deleted since it was listed.
      }
    }
    return found;
  }

  private HealthFinding unlinked(List<Known> strangers, int all) {
    var unlinked = strangers.stream().filter(Known::isRecorded).map(Known::arn).toList();
    var facts = JsonOutput.object();
    unlinked.forEach(facts.putArray("withoutProfile")::add);
    var notLookedAt = Math.max(0, all - MOST_STAGES);
    facts.put("notLookedAt", notLookedAt);
    if (!unlinked.isEmpty()) {
      return HealthFinding.warning(
          "stage profiles",
          "%s recorded and without a profile, their events are parked: %s"
              .formatted(
                  DisplayText.count(unlinked.size(), "stage")
                      + (unlinked.size() == 1 ? " is" : " are"),
                  HealthChecks.some(unlinked.stream())),
          calls.line("profile put --profile ID --stage " + CommandHints.word(unlinked.getFirst())),
          facts);
    }
    return HealthFinding.ok(
        "stage profiles",
        "each stage that is recorded has a profile"
            + (notLookedAt > 0 ? "; %,d were not looked at".formatted(notLookedAt) : ""),
        facts);
  }

  private HealthFinding unrecorded(List<Known> there) {
    var unrecorded = there.stream().filter(stage -> !stage.isRecorded()).map(Known::arn).toList();
    var facts = JsonOutput.object();
    unrecorded.forEach(facts.putArray("withoutConfiguration")::add);
    return unrecorded.isEmpty()
        ? HealthFinding.ok(
            "stages", "the participants of each that has a profile are recorded", facts)
        : HealthFinding.warning(
            "stages",
            "%s a profile and no recording of participants, only compositions are recorded: %s"
                .formatted(
                    DisplayText.count(unrecorded.size(), "stage")
                        + (unrecorded.size() == 1 ? " has" : " have"),
                    HealthChecks.some(unrecorded.stream())),
            "if participants should be recorded: "
                + calls.aws(
                    "ivs-realtime update-stage --auto-participant-recording-configuration"
                        + " storageConfigurationArn=CONFIGURATION --arn "
                        + CommandHints.word(unrecorded.getFirst())),
            facts);
  }

  private HealthFinding gone(Set<String> linked, List<Known> there) {
    var gone = new LinkedHashSet<>(linked);
    there.forEach(stage -> gone.remove(stage.arn()));
    var facts = JsonOutput.object();
    gone.forEach(facts.putArray("linkedAndGone")::add);
    return gone.isEmpty()
        ? HealthFinding.ok("stage links", "each leads to a stage that is there", facts)
        : HealthFinding.warning(
            "stage links",
            "%s to a stage that is not in this account and region: %s"
                .formatted(
                    DisplayText.count(gone.size(), "profile")
                        + (gone.size() == 1 ? " is linked" : " are linked"),
                    HealthChecks.some(gone.stream())),
            "if it was deleted: %s; else look at AWS_REGION and AWS_PROFILE"
                .formatted(
                    calls.line("profile remove --stage " + CommandHints.word(gone.getFirst()))),
            facts);
  }
}
