package ivs.recordings.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.event.ruler.Machine;

/// An archive at work: it keeps what its pattern matches.
final class EventArchive {
  private final Archive archive;
  private final Machine machine;
  private final ArchivedEvents events;

  private EventArchive(Archive archive, Machine machine, ArchivedEvents events) {
    this.archive = archive;
    this.machine = machine;
    this.events = events;
  }

  /// @param data where it is kept; empty keeps it in memory
  static EventArchive open(Archive archive, Optional<DataFolder> data) {
    var machine = Machine.builder().build();
    try {
      machine.addRule(archive.name(), archive.eventPattern());
    } catch (IOException notAPattern) {
      throw new CannotStart(
          "the event pattern of %s is not one EventBridge takes: %s"
              .formatted(archive.name(), notAPattern.getMessage()),
          notAPattern);
    }
    var file = data.<Path>map(folder -> folder.archive(archive.name()));
    return new EventArchive(archive, machine, ArchivedEvents.open(file));
  }

  static List<EventArchive> open(List<Archive> archives, Optional<DataFolder> data) {
    return archives.stream().map(archive -> open(archive, data)).toList();
  }

  Archive archive() {
    return archive;
  }

  ArchivedEvents events() {
    return events;
  }

  void offer(String envelope) throws Exception {
    if (!machine.rulesForJSONEvent(envelope).isEmpty()) {
      events.add(envelope);
    }
  }
}
