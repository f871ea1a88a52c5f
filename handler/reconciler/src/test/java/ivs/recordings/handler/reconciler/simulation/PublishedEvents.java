package ivs.recordings.handler.reconciler.simulation;

import ivs.recordings.model.library.DomainEvent;
import ivs.recordings.model.library.RecordingImage;
import ivs.recordings.store.RecordingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The stream of a world's Recording table and its publisher, which is killed at any moment,
/// refused by the bus at any entry, and invoked again from where Lambda was last told.
final class PublishedEvents {
  private static final int LARGEST_BATCH = 5;

  private final RandomGenerator random;
  private final BiConsumer<String, Integer> tally;
  private final List<Change> stream = new ArrayList<>();
  private final Map<String, DomainEvent> published = new HashMap<>();
  private int checkpoint;

  private record Change(
      Optional<Map<String, AttributeValue>> before, Optional<Map<String, AttributeValue>> after) {
    Optional<DomainEvent> event() {
      return DomainEvent.between(image(before), image(after));
    }

    private static Optional<RecordingImage> image(Optional<Map<String, AttributeValue>> item) {
      return item.map(RecordingTable::image);
    }
  }

  PublishedEvents(RandomGenerator random, BiConsumer<String, Integer> tally) {
    this.random = random;
    this.tally = tally;
  }

  void written(
      Optional<Map<String, AttributeValue>> before, Optional<Map<String, AttributeValue>> after) {
    stream.add(new Change(before, after));
  }

  /// One invocation: with some of what comes next, and it may end anywhere.
  void invoke(boolean isCalm) {
    var most = Math.min(stream.size() - checkpoint, 1 + random.nextInt(LARGEST_BATCH));
    if (most == 0) {
      return;
    }
    var sent = isCalm || random.nextBoolean() ? most : random.nextInt(most + 1);
    stream
        .subList(checkpoint, checkpoint + sent)
        .forEach(change -> change.event().ifPresent(this::publish));
    if (!isCalm && random.nextInt(4) == 0) {
      tally.accept("publisher killed", 1);
      return;
    }
    if (sent < most) {
      tally.accept("publisher refused", 1);
    }
    checkpoint += sent;
  }

  /// The bus takes an event as often as it comes; a consumer keeps the first by its id.
  private void publish(DomainEvent event) {
    var known = Optional.ofNullable(published.putIfAbsent(event.id(), event));
    tally.accept("published", 1);
    known.ifPresent(first -> {
      tally.accept("published again", 1);
      if (!first.equals(event)) {
        throw new AssertionError("one id, two events: %s and %s".formatted(first, event));
      }
    });
  }

  /// Whether each version that was ever written has exactly one event, and nothing else has one.
  void check() {
    while (checkpoint < stream.size()) {
      invoke(true);
    }
    var versions = new HashMap<String, String>();
    for (var change : stream) {
      change
          .after()
          .map(RecordingTable::image)
          .ifPresent(row -> {
            var id = row.recording().recordingId();
            var name = id.value() + " at version " + row.version();
            var event = Optional.ofNullable(published.get(DomainEvent.id(id, row.version())));
            if (event.filter(told -> told.image().equals(row)).isEmpty()) {
              throw new AssertionError(name + " has no event of its own, but " + event);
            }
            if (versions.putIfAbsent(name, event.get().id()) != null) {
              throw new AssertionError(name + " was written twice");
            }
          });
    }
    if (versions.size() != published.size()) {
      throw new AssertionError(
          "%d versions and %d events".formatted(versions.size(), published.size()));
    }
  }
}
