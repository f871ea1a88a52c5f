package ivs.recordings.model.webhook;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Source;
import java.util.Set;

/// Which events an endpoint wants. An empty set wants all.
///
/// @param types such as `recording.available`
public record EventFilter(Set<String> types, Set<ProfileId> profiles, Set<Source> sources) {
  public static final EventFilter ALL = new EventFilter(Set.of(), Set.of(), Set.of());

  public EventFilter {
    types = Set.copyOf(types);
    profiles = Set.copyOf(profiles);
    sources = Set.copyOf(sources);
  }

  public boolean wants(Notification notification) {
    return wants(types, notification.type())
        && wants(profiles, notification.profileId())
        && wants(sources, notification.source());
  }

  private static <T> boolean wants(Set<T> wanted, T value) {
    return wanted.isEmpty() || wanted.contains(value);
  }
}
