package ivs.recordings.cli.doctor;

import ivs.recordings.cli.concurrent.PacedCalls;
import ivs.recordings.cli.doctor.RecordingBucket.Cause;
import ivs.recordings.cli.finding.HealthFinding;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;
import software.amazon.awssdk.services.ivsrealtime.model.IvsRealTimeException;
import software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivsrealtime.model.Stage;
import software.amazon.awssdk.services.ivsrealtime.model.StorageConfiguration;
import software.amazon.awssdk.services.s3.S3Client;

/// Whether IVS can record the stages, and whose their recordings are. An account without stages has
/// nothing of this, and that is right.
///
/// @param pace for the calls that are made once for each stage or configuration
/// @param reconciled the buckets whose manifests the reconciler reads
record StageChecks(Target target, ErrorMapper diagnosis, PacedCalls pace, Set<Bucket> reconciled) {
  private static final int MOST_AT_ONCE = 100;

  /// Each takes a call, so this is half a minute.
  private static final int MOST_STAGES = 100;

  private static final String STORAGE = "storage";
  private static final String STAGES = "stages";

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
      return arns.stream().flatMap(arn -> storage(arn, realTime, s3).stream()).toList();
    }
  }

  /// Nothing of one that was deleted since it was listed.
  private Optional<HealthFinding> storage(String arn, IvsRealTimeClient realTime, S3Client s3) {
    try {
      var answer = pace.call(() -> realTime.getStorageConfiguration(get -> get.arn(arn)));
      return Optional.of(storage(answer.storageConfiguration(), s3));
    } catch (ResourceNotFoundException deletedSince) {
      return Optional.empty();
    } catch (IvsRealTimeException trouble) {
      return Optional.of(
          HealthFinding.unknown(
              STORAGE,
              "%s could not be looked at: %s".formatted(ChannelChecks.id(arn), said(trouble))));
    }
  }

  private String said(IvsRealTimeException trouble) {
    return String.valueOf(diagnosis.of(trouble).getMessage());
  }

  private HealthFinding storage(StorageConfiguration configuration, S3Client s3) {
    var arn = configuration.arn();
    var region = ChannelChecks.region(arn);
    var facts = JsonOutput.object().put("arn", arn);
    var bucket =
        Optional.ofNullable(configuration.s3())
            .flatMap(destination -> Optional.ofNullable(destination.bucketName()));
    if (bucket.isEmpty()) {
      return HealthFinding.fault(
          STORAGE, ChannelChecks.id(arn) + ": names no bucket", another(region), facts);
    }
    facts.put("bucket", bucket.get());
    var seen =
        new RecordingBucket(bucket.get(), region, reconciled)
            .look(s3, policy -> policy.ofStages(region));
    var title = "%s (bucket %s): ".formatted(ChannelChecks.id(arn), bucket.get());
    var text =
        title
            + String.join(
                "; ", Stream.concat(seen.wrong().values().stream(), seen.odd().stream()).toList());
    if (!seen.wrong().isEmpty()) {
      if (seen.wrong().containsKey(Cause.NOT_OPENED)) {
        facts.put("statement", BucketPolicy.statementOfStages(bucket.get(), region));
      }
      return HealthFinding.fault(
          STORAGE,
          text,
          seen.wrong().keySet().stream()
              .map(cause -> remedy(cause, arn, bucket.get(), region))
              .toList(),
          facts);
    }
    return seen.odd().isEmpty()
        ? HealthFinding.ok(STORAGE, title + "its bucket takes recordings", facts)
        : HealthFinding.warning(
            STORAGE, text, "see " + CommandHints.runbook("what-doctor-says"), facts);
  }

  private String remedy(Cause cause, String arn, String bucket, String region) {
    return switch (cause) {
      case GONE ->
          "if no stage and no composition uses the configuration, delete it: %s; else make the bucket again in %s"
              .formatted(
                  calls()
                      .aws(
                          "ivs-realtime delete-storage-configuration --arn "
                              + CommandHints.word(arn)),
                  region);
      case ELSEWHERE -> another(region);
      case REFUSED ->
          "change that statement of the policy so that it does not refuse "
              + BucketPolicy.service(region);
      case NOT_OPENED ->
          "add the statement to the policy: " + BucketPolicy.statementOfStages(bucket, region);
    };
  }

  /// A storage configuration cannot be changed.
  private static String another(String region) {
    return "make a storage configuration with a bucket in %s, and name it in the stages and compositions that use this one"
        .formatted(region);
  }

  private CommandHints calls() {
    return diagnosis.calls();
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

  /// What IVS said of some stages.
  ///
  /// @param troubles why others could not be looked at, by their ARNs
  private record Looked(List<Known> there, List<String> gone, Map<String, String> troubles) {
    private Looked() {
      this(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
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
      var ours = look(linked, realTime);
      var unlinked = look(others.stream().limit(MOST_STAGES).toList(), realTime);
      var links = new LinkFindings("stage profiles", "stage links", "stage", calls());
      var findings = new ArrayList<HealthFinding>();
      findings.add(unlinked(unlinked, others.size(), links));
      findings.add(unrecorded(ours.there()));
      findings.add(links.gone(ours.gone()));
      Stream.of(ours, unlinked)
          .flatMap(looked -> unknown(looked.troubles()).stream())
          .forEach(findings::add);
      return findings;
    }
  }

  /// One that cannot be looked at, because the call was throttled perhaps, hides no other.
  private Looked look(Iterable<String> arns, IvsRealTimeClient realTime) {
    var looked = new Looked();
    for (var arn : arns) {
      try {
        looked.there.add(Known.of(pace.call(() -> realTime.getStage(get -> get.arn(arn))).stage()));
      } catch (ResourceNotFoundException notThere) {
        looked.gone.add(arn);
      } catch (IvsRealTimeException trouble) {
        looked.troubles.put(arn, said(trouble));
      }
    }
    return looked;
  }

  private static Optional<HealthFinding> unknown(Map<String, String> troubles) {
    return troubles.entrySet().stream()
        .findFirst()
        .map(first ->
            HealthFinding.unknown(
                STAGES,
                "%s could not be looked at: %s: %s"
                    .formatted(
                        DisplayText.count(troubles.size(), "stage"),
                        HealthChecks.some(troubles.keySet().stream()),
                        first.getValue())));
  }

  private static HealthFinding unlinked(Looked looked, int all, LinkFindings links) {
    var notLookedAt = Math.max(0, all - MOST_STAGES) + looked.troubles.size();
    return links.unlinked(
        looked.there.stream().filter(Known::isRecorded).map(Known::arn).toList(),
        "each stage that is recorded has a profile"
            + (notLookedAt > 0 ? "; %,d were not looked at".formatted(notLookedAt) : ""),
        JsonOutput.object().put("notLookedAt", notLookedAt));
  }

  private HealthFinding unrecorded(List<Known> there) {
    var unrecorded = there.stream().filter(stage -> !stage.isRecorded()).map(Known::arn).toList();
    var facts = JsonOutput.object();
    unrecorded.forEach(facts.putArray("withoutConfiguration")::add);
    return unrecorded.isEmpty()
        ? HealthFinding.ok(
            STAGES, "the participants of each that has a profile are recorded", facts)
        : HealthFinding.warning(
            STAGES,
            "%s a profile and no recording of participants, only compositions are recorded: %s"
                .formatted(
                    DisplayText.count(unrecorded.size(), "stage")
                        + (unrecorded.size() == 1 ? " has" : " have"),
                    HealthChecks.some(unrecorded.stream())),
            "if participants should be recorded: "
                + calls()
                    .aws(
                        "ivs-realtime update-stage --auto-participant-recording-configuration"
                            + " storageConfigurationArn=CONFIGURATION --arn "
                            + CommandHints.word(unrecorded.getFirst())),
            facts);
  }
}
