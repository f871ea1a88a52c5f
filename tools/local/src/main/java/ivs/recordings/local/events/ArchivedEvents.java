package ivs.recordings.local.events;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.lifecycle.CannotStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// What an archive holds: whole events, one per line, in a file that only ever grows, or in memory.
/// A line that a crash has torn is passed over; the ones before and after it count.
final class ArchivedEvents {
  private static final Logger LOG = LogManager.getLogger(ArchivedEvents.class);
  private static final byte NEW_LINE = '\n';

  private final Optional<Path> file;
  private final List<String> inMemory = new ArrayList<>();
  private long count;
  private long bytes;

  private ArchivedEvents(Optional<Path> file) {
    this.file = file;
  }

  /// An event and when it happened.
  private record Dated(Instant time, ObjectNode event) {}

  /// Opens the file, which is made when the first event comes; empty keeps everything in memory.
  static ArchivedEvents open(Optional<Path> file) {
    var events = new ArchivedEvents(file);
    file.filter(Files::exists).ifPresent(events::begin);
    return events;
  }

  private void begin(Path kept) {
    try {
      mendEnd(kept);
      bytes = Files.size(kept);
      try (var lines = Files.lines(kept, StandardCharsets.ISO_8859_1)) {
        count = lines.count();
      }
    } catch (IOException | UncheckedIOException unreadable) {
      throw new CannotStartException(
          "the archive %s can't be read (%s): mend it, or move it away"
              .formatted(kept, unreadable.getMessage()),
          unreadable);
    }
  }

  /// What comes next must not become part of a torn last line.
  private static void mendEnd(Path kept) throws IOException {
    try (var channel = Files.newByteChannel(kept, StandardOpenOption.READ)) {
      if (channel.size() == 0) {
        return;
      }
      var last = java.nio.ByteBuffer.allocate(1);
      channel.position(channel.size() - 1).read(last);
      if (last.get(0) == NEW_LINE) {
        return;
      }
    }
    Files.write(kept, new byte[] {NEW_LINE}, StandardOpenOption.APPEND);
  }

  /// @param envelope the whole event, which is one line
  synchronized void add(String envelope) throws IOException {
    var line = (envelope + '\n').getBytes(StandardCharsets.UTF_8);
    if (file.isPresent()) {
      Files.write(file.get(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } else {
      inMemory.add(envelope);
    }
    count++;
    bytes += line.length;
  }

  synchronized long count() {
    return count;
  }

  synchronized long bytes() {
    return bytes;
  }

  /// Those that happened from one moment on and before another, in the order of their times.
  List<ObjectNode> between(Instant from, Instant to) throws IOException {
    var found = new ArrayList<Dated>();
    for (var line : lines()) {
      dated(line)
          .filter(event -> !event.time().isBefore(from) && event.time().isBefore(to))
          .ifPresent(found::add);
    }
    return found.stream().sorted(comparing(Dated::time)).map(Dated::event).toList();
  }

  static Instant timeOf(ObjectNode event) {
    return Instant.parse(event.path("time").asText());
  }

  private synchronized List<String> lines() throws IOException {
    if (file.filter(Files::exists).isEmpty()) {
      return List.copyOf(inMemory);
    }
    // Not by Files.readAllLines, which gives up at the first torn character.
    return new String(Files.readAllBytes(file.get()), StandardCharsets.UTF_8).lines().toList();
  }

  private static Optional<Dated> dated(String line) {
    try {
      if (PutEventsEntry.JSON.readTree(line) instanceof ObjectNode event) {
        return Optional.of(new Dated(timeOf(event), event));
      }
    } catch (JsonProcessingException | DateTimeParseException torn) {
      LOG.warn("a torn line of the archive is passed over");
    }
    return Optional.empty();
  }
}
