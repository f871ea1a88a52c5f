package ivs.recordings.local.events;

import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.lifecycle.DataFolder;
import ivs.recordings.local.template.ArchiveDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.event.ruler.Machine;

/// An archive at work: it keeps what its pattern matches.
public final class EventArchive {
  private final ArchiveDefinition archive;
  private final Machine machine;
  private final ArchivedEvents events;

  private EventArchive(ArchiveDefinition archive, Machine machine, ArchivedEvents events) {
    this.archive = archive;
    this.machine = machine;
    this.events = events;
  }

  /// Opens an archive.
  ///
  /// @param data where it is kept; empty keeps it in memory
  public static EventArchive open(ArchiveDefinition archive, Optional<DataFolder> data) {
    var machine = Machine.builder().build();
    try {
      machine.addRule(archive.name(), archive.eventPattern());
    } catch (IOException notAPattern) {
      throw new CannotStartException(
          "the event pattern of %s is not one EventBridge takes: %s"
              .formatted(archive.name(), notAPattern.getMessage()),
          notAPattern);
    }
    var file = data.<Path>map(folder -> folder.archive(archive.name()));
    return new EventArchive(archive, machine, ArchivedEvents.open(file));
  }

  public static List<EventArchive> open(
      List<ArchiveDefinition> archives, Optional<DataFolder> data) {
    return archives.stream().map(archive -> open(archive, data)).toList();
  }

  ArchiveDefinition archive() {
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
