package ivs.recordings.cli.command.embedded;

import ivs.recordings.local.samples.TestEvents;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.ProfileTable;
import java.util.Map;
import java.util.Optional;

/// The profiles that the test events need.
record SampleProfiles(TestEvents events) {
  /// Leaves alone what is linked already.
  void putMissing(ProfileTable profiles) {
    for (var sample : events.profiles()) {
      var profile = profile(sample);
      if (profiles.find(profile.sourceArn()).isEmpty()) {
        profiles.put(profile);
      }
    }
  }

  private static Profile profile(Map<String, String> sample) {
    return new Profile(
        new SourceArn(sample.getOrDefault("sourceArn", "")),
        new ProfileId(sample.getOrDefault("profileId", "")),
        Optional.ofNullable(sample.get("channelName")),
        Optional.ofNullable(sample.get("displayName")));
  }
}
