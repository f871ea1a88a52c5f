package ivs.recordings.store;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.store.item.ConditionalUpdate;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult.Done;
import java.time.Clock;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Links recordings to streams that apps have started. What events write stays: they unite their
/// streams with those of the row, so that a link outlives every event that comes later.
public final class StreamLinks {
  /// An event, readiness or a person may write the row meanwhile, each a few times at most.
  private static final int MOST_ATTEMPTS = 5;

  private final DynamoDbClient dynamo;
  private final String table;
  private final RecordingTable recordings;
  private final RecordingStreamTable recordingStreams;
  private final StreamSessionTable sessions;
  private final Clock clock;

  StreamLinks(
      DynamoDbClient dynamo,
      String table,
      RecordingTable recordings,
      RecordingStreamTable recordingStreams,
      StreamSessionTable sessions,
      Clock clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.recordings = recordings;
    this.recordingStreams = recordingStreams;
    this.sessions = sessions;
    this.clock = clock;
  }

  /// Adds a stream to a recording. As for a merged recording, the items of RecordingStream are
  /// written before the row, one for each of its streams.
  ///
  /// @return the row with the link; empty if there is no such row, or it was deleted
  public Optional<VersionedItem<Recording>> link(VersionedItem<Recording> seen, StreamId live) {
    var current = Optional.of(seen);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (current.isEmpty() || current.get().media().deletedAt().isPresent()) {
        return Optional.empty();
      }
      var row = current.get();
      if (row.value().streamIds().contains(live)) {
        return current;
      }
      var streams = new TreeSet<>(row.value().streamIds());
      streams.add(live);
      streams.forEach(stream -> recordingStreams.put(stream, row.value().id()));
      var written =
          new ConditionalUpdate(table, RecordingTable.RECORDING_ID)
              .with(
                  RecordingTable.STREAM_IDS,
                  AttributeValue.fromSs(streams.stream().map(StreamId::value).toList()))
              .replace(
                  dynamo,
                  row.value().id().value(),
                  row.version(),
                  clock.instant(),
                  RecordingTable::read);
      current = recordings.find(row.value().id().value());
      if (written instanceof Done) {
        return current;
      }
    }
    throw new IllegalStateException("a recording was written too often meanwhile");
  }

  /// Lists the streams of a recording that can be played among the public ones, as far as they are
  /// public: only those of apps where there are any. Another stream leaves the list once all of its
  /// recordings are linked.
  ///
  /// @param ofChannels the visibility of a channel's stream that has none of its own
  public void list(Recording recording, Visibility ofChannels) {
    var listed = StreamId.listed(recording.streamIds());
    for (var id : listed) {
      sessions.publish(
          id,
          id.isLive()
              ? Visibility.PRIVATE
              : Visibility.unlessSaid(recording.sourceArn(), ofChannels));
    }
    for (var id : recording.streamIds()) {
      if (!listed.contains(id)) {
        sessions
            .publishedAt(id)
            .filter(_ -> !hasOwn(id))
            .ifPresent(place -> sessions.withdraw(id, place));
      }
    }
  }

  private boolean hasOwn(StreamId id) {
    return recordings.ofStream(id).stream()
        .map(row -> StreamId.listed(row.value().streamIds()))
        .anyMatch(listed -> listed.contains(id));
  }
}
