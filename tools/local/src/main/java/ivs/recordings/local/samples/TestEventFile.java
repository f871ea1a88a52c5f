package ivs.recordings.local.samples;

import java.nio.file.Path;
import java.util.List;

/// A file of test-events/, which needs no other file.
///
/// @param whatHappens a short phrase for people, from the README
/// @param events at most ten, so that one PutEvents call takes them
public record TestEventFile(Path path, String whatHappens, List<TestEvent> events) {
  public TestEventFile {
    events = List.copyOf(events);
  }

  public String name() {
    return path.getFileName().toString();
  }
}
