package ivs.recordings.cli.doctor;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import ivs.recordings.cli.finding.HealthFinding;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ivs.IvsClient;
import software.amazon.awssdk.services.ivs.model.ChannelSummary;
import software.amazon.awssdk.services.ivs.model.RecordingConfiguration;
import software.amazon.awssdk.services.s3.S3Client;

/// Whether IVS can record the channels, and whose their recordings are.
///
/// @param reconciled the buckets whose manifests the reconciler reads
record ChannelChecks(Target target, CommandHints calls, Set<Bucket> reconciled) {
  private static final int MOST_AT_ONCE = 100;

  /// A finding for each configuration, so that one that cannot be looked at hides no other.
  List<HealthFinding> configurations() {
    try (var ivs = target.ivs();
        var s3 = target.s3()) {
      var used = channels(ivs).stream().map(ChannelSummary::recordingConfigurationArn).toList();
      var arns =
          ivs.listRecordingConfigurationsPaginator(list -> list.maxResults(MOST_AT_ONCE)).stream()
              .flatMap(page -> page.recordingConfigurations().stream())
              .map(summary -> summary.arn())
              .toList();
      if (arns.isEmpty()) {
        return List.of(
            HealthFinding.fault(
                "configurations",
                "there is no recording configuration in %s: nothing is recorded"
                    .formatted(target.region()),
                "aws ivs create-recording-configuration, then attach it to the channels",
                JsonOutput.object()));
      }
      return arns.stream()
          .map(arn -> ivs.getRecordingConfiguration(get -> get.arn(arn)).recordingConfiguration())
          .map(each -> configuration(each, used.contains(each.arn()), s3))
          .toList();
    }
  }

  private HealthFinding configuration(
      RecordingConfiguration configuration, boolean used, S3Client s3) {
    var name = "configuration";
    var wrong = new ArrayList<String>();
    var odd = new ArrayList<String>();
    var state = String.valueOf(configuration.stateAsString());
    if (state.equals("CREATING")) {
      odd.add("is being made");
    } else if (!state.equals("ACTIVE")) {
      wrong.add("is %s: a stream with it is not recorded".formatted(state));
    }
    window(configuration, odd);
    var bucket =
        Optional.ofNullable(configuration.destinationConfiguration())
            .flatMap(destination -> Optional.ofNullable(destination.s3()))
            .flatMap(destination -> Optional.ofNullable(destination.bucketName()));
    bucket.ifPresentOrElse(
        known -> {
          var seen =
              new RecordingBucket(known, region(configuration.arn()), reconciled)
                  .look(s3, BucketPolicy::ofChannels);
          wrong.addAll(seen.wrong().values());
          odd.addAll(seen.odd());
        },
        () -> wrong.add("names no bucket"));
    if (!used) {
      odd.add("no channel has it");
    }
    var facts = JsonOutput.object().put("arn", configuration.arn()).put("used", used);
    bucket.ifPresent(known -> facts.put("bucket", known));
    var title = id(configuration.arn()) + bucket.map(known -> " (bucket " + known + ")").orElse("");
    var text =
        title + ": " + String.join("; ", Stream.concat(wrong.stream(), odd.stream()).toList());
    if (!wrong.isEmpty()) {
      return HealthFinding.fault(
          name,
          text,
          "make a new configuration with a bucket in its region that IVS may write to, and attach it while the channel is offline",
          facts);
    }
    return odd.isEmpty()
        ? HealthFinding.ok(name, title + ": ACTIVE, and its bucket takes recordings", facts)
        : HealthFinding.warning(
            name, text, "see " + CommandHints.runbook("what-doctor-says"), facts);
  }

  /// What does not keep IVS from recording, but makes less of it than people expect.
  private static void window(RecordingConfiguration configuration, List<String> odd) {
    var window = configuration.recordingReconnectWindowSeconds();
    if (window == null || window == 0) {
      odd.add("has no reconnect window: each short disconnect begins a new recording");
    }
    if (configuration.thumbnailConfiguration() != null
        && "DISABLED".equals(configuration.thumbnailConfiguration().recordingModeAsString())) {
      odd.add("makes no thumbnails");
    }
    if (configuration.renditionConfiguration() != null
        && "NONE".equals(configuration.renditionConfiguration().renditionSelectionAsString())) {
      odd.add("keeps no rendition: there will be no video");
    }
  }

  List<HealthFinding> channels() {
    try (var ivs = target.ivs()) {
      var channels = channels(ivs);
      var owners =
          target.tables().profiles().all().rows().stream()
              .collect(toMap(p -> p.sourceArn().value(), p -> p));
      return List.of(
          unlinked(channels, owners), unrecorded(channels, owners), gone(channels, owners));
    }
  }

  private HealthFinding unlinked(List<ChannelSummary> channels, Map<String, Profile> owners) {
    var unlinked =
        channels.stream()
            .filter(ChannelChecks::isRecorded)
            .map(ChannelSummary::arn)
            .filter(arn -> !owners.containsKey(arn))
            .toList();
    return links()
        .unlinked(
            unlinked,
            "each of %s that is recorded has a profile"
                .formatted(DisplayText.count(channels.size(), "channel")),
            JsonOutput.object().put("channels", channels.size()));
  }

  private LinkFindings links() {
    return new LinkFindings("profiles", "links", "channel", calls);
  }

  /// A channel with a profile should be recorded.
  private HealthFinding unrecorded(List<ChannelSummary> channels, Map<String, Profile> owners) {
    var unrecorded =
        channels.stream()
            .filter(channel -> owners.containsKey(channel.arn()))
            .filter(channel -> !isRecorded(channel))
            .toList();
    var facts = JsonOutput.object();
    var list = facts.putArray("withoutConfiguration");
    unrecorded.forEach(channel -> list.add(channel.arn()));
    return unrecorded.isEmpty()
        ? HealthFinding.ok("channels", "each that has a profile is recorded", facts)
        : HealthFinding.warning(
            "channels",
            "%s a profile and %s not recorded: %s"
                .formatted(
                    DisplayText.count(unrecorded.size(), "channel")
                        + (unrecorded.size() == 1 ? " has" : " have"),
                    unrecorded.size() == 1 ? "is" : "are",
                    HealthChecks.some(unrecorded.stream().map(ChannelSummary::arn))),
            "while it is offline: "
                + calls.aws(
                    "ivs update-channel --recording-configuration-arn CONFIGURATION --arn "
                        + CommandHints.word(unrecorded.getFirst().arn())),
            facts);
  }

  /// [StageChecks] looks after those of stages.
  private HealthFinding gone(List<ChannelSummary> channels, Map<String, Profile> owners) {
    var known = channels.stream().map(ChannelSummary::arn).collect(toSet());
    var gone =
        owners.keySet().stream()
            .filter(arn -> arn.contains(":channel/") && !known.contains(arn))
            .sorted()
            .toList();
    return links().gone(gone);
  }

  private static List<ChannelSummary> channels(IvsClient ivs) {
    return ivs.listChannelsPaginator(list -> list.maxResults(MOST_AT_ONCE)).stream()
        .flatMap(page -> page.channels().stream())
        .toList();
  }

  private static boolean isRecorded(ChannelSummary channel) {
    return !Optional.ofNullable(channel.recordingConfigurationArn()).orElse("").isEmpty();
  }

  static String region(String arn) {
    var parts = arn.split(":", -1);
    return parts.length > 3 ? parts[3] : "";
  }

  static String id(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }
}
