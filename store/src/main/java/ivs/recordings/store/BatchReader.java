package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.string;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.item.Legible;
import ivs.recordings.store.item.UnprocessedKeysException;
import ivs.recordings.store.item.VersionedItem;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/// Reads all that a batch of events needs to know with one BatchGetItem.
public final class BatchReader {
  /// What one BatchGetItem takes.
  public static final int MOST_KEYS = 100;

  /// DynamoDB hands keys back when it is short of capacity. A table that does so five times in a
  /// row is throttled, and the queue is the better place to wait.
  public static final int MOST_ATTEMPTS = 5;

  /// Copies of one snapshot of the function must not jitter alike, so this asks the system.
  private static final SecureRandom JITTER = new SecureRandom();

  private final DynamoDbClient dynamo;
  private final TableNames names;

  BatchReader(DynamoDbClient dynamo, TableNames names) {
    this.dynamo = dynamo;
    this.names = names;
  }

  /// The rows asked for, by their keys; what is not in it does not exist. A row is understood only
  /// when it is asked for, so a corrupt row fails only the events that need it.
  public record Known(
      Map<String, Map<String, AttributeValue>> profiles,
      Map<String, Map<String, AttributeValue>> streamSessions,
      Map<String, Map<String, AttributeValue>> recordings) {

    public boolean has(SourceArn sourceArn) {
      return profiles.containsKey(sourceArn.value());
    }

    public boolean has(StreamId streamId) {
      return streamSessions.containsKey(streamId.value());
    }

    public boolean has(RecordingId recordingId) {
      return recordings.containsKey(recordingId.value());
    }

    /// Throws `CorruptItemException`, as the other two do.
    public Optional<Profile> profile(SourceArn sourceArn) {
      return Optional.ofNullable(profiles.get(sourceArn.value())).map(ProfileTable::read);
    }

    public Optional<VersionedItem<StreamSession>> streamSession(StreamId streamId) {
      return Optional.ofNullable(streamSessions.get(streamId.value()))
          .map(StreamSessionTable::read);
    }

    /// Where the files of a recording lie, also where its row cannot be read as a whole.
    public Optional<StorageLocation> location(String recordingId) {
      return Optional.ofNullable(recordings.get(recordingId))
          .flatMap(RecordingTable::maybeLocation);
    }

    /// All recordings that were read, each by itself.
    public Legible<VersionedItem<Recording>> legibleRecordings() {
      return Legible.of(recordings.values().stream(), RecordingTable::read);
    }

    public Optional<VersionedItem<Recording>> recording(RecordingId recordingId) {
      return Optional.ofNullable(recordings.get(recordingId.value())).map(RecordingTable::read);
    }
  }

  private record Key(String table, Map<String, AttributeValue> key) {}

  /// Reads are consistent: a stream session that was written a moment ago must be found, or its
  /// recording would be parked for nothing.
  ///
  /// @throws UnprocessedKeysException if the tables are throttled
  public Known read(
      Set<SourceArn> sourceArns, Set<StreamId> streamIds, Set<RecordingId> recordingIds) {
    List<Key> keys = new ArrayList<>();
    sourceArns.forEach(arn -> keys.add(new Key(names.profile(), ProfileTable.key(arn))));
    streamIds.forEach(
        stream -> keys.add(new Key(names.streamSession(), StreamSessionTable.key(stream))));
    recordingIds.forEach(
        id -> keys.add(new Key(names.recording(), RecordingTable.key(id.value()))));
    var known = new Known(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (int from = 0; from < keys.size(); from += MOST_KEYS) {
      readPage(keys.subList(from, Math.min(keys.size(), from + MOST_KEYS)), known);
    }
    return known;
  }

  private void readPage(List<Key> page, Known known) {
    Map<String, List<Map<String, AttributeValue>>> keysByTable = new LinkedHashMap<>();
    page.forEach(
        key -> keysByTable.computeIfAbsent(key.table(), _ -> new ArrayList<>()).add(key.key()));
    Map<String, KeysAndAttributes> wanted = new LinkedHashMap<>();
    keysByTable.forEach((table, keys) ->
        wanted.put(table, KeysAndAttributes.builder().keys(keys).consistentRead(true).build()));
    for (int attempt = 1; !wanted.isEmpty(); attempt++) {
      if (attempt > MOST_ATTEMPTS) {
        throw new UnprocessedKeysException(MOST_ATTEMPTS);
      }
      if (attempt > 1) {
        pauseBefore(attempt);
      }
      Map<String, KeysAndAttributes> asked = Map.copyOf(wanted);
      var answer = dynamo.batchGetItem(get -> get.requestItems(asked));
      answer.responses().forEach((table, items) -> items.forEach(item -> add(known, table, item)));
      wanted.clear();
      wanted.putAll(answer.unprocessedKeys());
    }
  }

  private void add(Known known, String table, Map<String, AttributeValue> item) {
    if (table.equals(names.profile())) {
      known.profiles().put(string(item, ProfileTable.SOURCE_ARN), item);
    } else if (table.equals(names.streamSession())) {
      known.streamSessions().put(string(item, StreamSessionTable.STREAM_ID), item);
    } else {
      known.recordings().put(string(item, RecordingTable.RECORDING_ID), item);
    }
  }

  /// 25 ms, doubled each time, with jitter, so that those who were refused together do not return
  /// together.
  private static void pauseBefore(int attempt) {
    try {
      Thread.sleep(JITTER.nextLong(25L << (attempt - 2)) + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for DynamoDB", e);
    }
  }
}
