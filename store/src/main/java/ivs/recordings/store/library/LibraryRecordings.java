package ivs.recordings.store.library;

import static ivs.recordings.store.item.ItemValues.fixedWidth;
import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.string;
import static java.util.stream.Collectors.groupingBy;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.Change;
import ivs.recordings.model.library.ListOrder;
import ivs.recordings.model.library.RecordingPatch;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.store.BatchReader;
import ivs.recordings.store.RecordingStreamTable;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.item.DueIndex;
import ivs.recordings.store.item.ItemValues;
import ivs.recordings.store.item.Legible;
import ivs.recordings.store.item.MediaState;
import ivs.recordings.store.item.Shards;
import ivs.recordings.store.item.UnprocessedKeysException;
import ivs.recordings.store.item.VersionedItem;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/// The Recording table as the API reads it, and the attributes that people change.
public final class LibraryRecordings {
  /// More recordings than any stream has, also a stage session of many participants who leave and
  /// come back.
  private static final int MOST_OF_STREAM = 1_000;

  private final DynamoDbClient dynamo;
  private final String table;
  private final RecordingStreamTable recordingStreams;
  private final Clock clock;

  LibraryRecordings(
      DynamoDbClient dynamo, String table, RecordingStreamTable recordingStreams, Clock clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.recordingStreams = recordingStreams;
    this.clock = clock;
  }

  /// A partition of an index that is sorted by time.
  public sealed interface Partition {
    /// All recordings of a month.
    record OfMonth(YearMonth month) implements Partition {}

    /// All recordings of a profile.
    record OfProfile(ProfileId profileId) implements Partition {}
  }

  /// One row of an index.
  ///
  /// @param position its sort key: what comes behind it is the rest of the list
  /// @param recording empty where the item cannot be read
  public record Entry(String position, Optional<RecordingSummary> recording) {}

  /// What one Query has found.
  ///
  /// @param isLast whether the partition has nothing behind it
  public record Slice(List<Entry> entries, boolean isLast) {
    public Slice {
      entries = List.copyOf(entries);
    }
  }

  /// A row with what only an operator is told.
  public record Found(RecordingSummary summary, VersionedItem<Recording> row) {}

  /// A row with every stream that it is of.
  public record Streamed(RecordingSummary summary, Set<StreamId> streamIds) {
    public Streamed {
      streamIds = Set.copyOf(streamIds);
    }
  }

  /// What is known of its files; the read is consistent.
  public Optional<MediaState> media(RecordingId id) {
    return item(id).map(RecordingTable::read).map(VersionedItem::media);
  }

  /// The part of a partition behind a position, with one Query.
  public Slice slice(Partition partition, ListOrder order, String position, int limit) {
    var isOfMonth = partition instanceof Partition.OfMonth;
    var value =
        switch (partition) {
          case Partition.OfMonth(var month) -> month.toString();
          case Partition.OfProfile(var profileId) -> profileId.value();
        };
    var page =
        dynamo.query(query ->
            query
                .tableName(table)
                .indexName(isOfMonth ? RecordingTable.BY_MONTH : RecordingTable.BY_PROFILE)
                .keyConditionExpression(
                    "#partition = :partition AND #recordedAt "
                        + (order.isAscending() ? ">" : "<")
                        + " :position")
                .expressionAttributeNames(
                    Map.of(
                        "#partition",
                        isOfMonth ? RecordingTable.RECORDED_MONTH : RecordingTable.PROFILE_ID,
                        "#recordedAt",
                        RecordingTable.RECORDED_AT))
                .expressionAttributeValues(Map.of(":partition", s(value), ":position", s(position)))
                .scanIndexForward(order.isAscending())
                .limit(limit));
    return new Slice(
        page.items().stream()
            .map(item -> new Entry(string(item, RecordingTable.RECORDED_AT), legible(item)))
            .toList(),
        page.lastEvaluatedKey().isEmpty());
  }

  /// Where a list begins that has no bound, or ends: a moment is a position before everything of
  /// that moment.
  public static String position(Instant moment) {
    return fixedWidth(moment);
  }

  private static Optional<RecordingSummary> legible(Map<String, AttributeValue> item) {
    return Legible.of(Stream.of(item), RecordingTable::summary).rows().stream().findFirst();
  }

  /// One recording; the read is consistent.
  public Optional<RecordingSummary> find(RecordingId id) {
    return item(id).map(RecordingTable::summary);
  }

  /// The same, with its row.
  public Optional<Found> findWithRow(RecordingId id) {
    return item(id).map(item -> new Found(RecordingTable.summary(item), RecordingTable.read(item)));
  }

  /// The same, with the streams that it is of.
  public Optional<Streamed> findWithStreams(RecordingId id) {
    return item(id)
        .map(item -> new Streamed(RecordingTable.summary(item), RecordingTable.streams(item)));
  }

  private Optional<Map<String, AttributeValue>> item(RecordingId id) {
    var found =
        dynamo.getItem(
            get -> get.tableName(table).key(RecordingTable.key(id.value())).consistentRead(true));
    return found.hasItem() ? Optional.of(found.item()) : Optional.empty();
  }

  /// The recordings that a stream is part of, by their rows; items that cannot be read are left
  /// out.
  public List<RecordingSummary> ofStream(StreamId streamId) {
    return ofStream(streamId, streams -> streams.contains(streamId));
  }

  /// Those that a list shows under this stream: a recording that is linked to a stream of an app is
  /// listed under that one only.
  public List<RecordingSummary> listedUnder(StreamId streamId) {
    return ofStream(streamId, streams -> StreamId.listed(streams).contains(streamId));
  }

  private List<RecordingSummary> ofStream(StreamId streamId, Predicate<Set<StreamId>> isOne) {
    var ids = new TreeSet<>(recordingStreams.recordingsOf(streamId));
    dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(RecordingTable.BY_STREAM)
                .keyConditionExpression("streamSessionId = :stream")
                .expressionAttributeValues(Map.of(":stream", s(streamId.value()))))
        .items()
        .stream()
        .limit(MOST_OF_STREAM)
        .forEach(item -> ids.add(string(item, RecordingTable.RECORDING_ID)));
    return ids.stream()
        .limit(MOST_OF_STREAM)
        .gather(Gatherers.windowFixed(BatchReader.MOST_KEYS))
        .flatMap(some -> rows(some).stream())
        .filter(item -> legibleStreams(item).filter(isOne).isPresent())
        .flatMap(item -> legible(item).stream())
        .toList();
  }

  private static Optional<Set<StreamId>> legibleStreams(Map<String, AttributeValue> item) {
    return Legible.of(Stream.of(item), RecordingTable::streams).rows().stream()
        .<Set<StreamId>>map(streams -> streams)
        .findFirst();
  }

  private List<Map<String, AttributeValue>> rows(List<String> ids) {
    var rows = new ArrayList<Map<String, AttributeValue>>();
    var wanted =
        ids.isEmpty()
            ? Map.<String, KeysAndAttributes>of()
            : Map.of(
                table,
                KeysAndAttributes.builder()
                    .keys(ids.stream().map(RecordingTable::key).toList())
                    .consistentRead(true)
                    .build());
    for (int attempt = 0; !wanted.isEmpty(); attempt++) {
      if (attempt == BatchReader.MOST_ATTEMPTS) {
        throw new UnprocessedKeysException(BatchReader.MOST_ATTEMPTS);
      }
      var asked = wanted;
      var answer = dynamo.batchGetItem(get -> get.requestItems(asked));
      rows.addAll(answer.responses().getOrDefault(table, List.of()));
      wanted = answer.unprocessedKeys();
    }
    return rows;
  }

  /// Changes what a person may change, if the row is still at the version that was seen; the
  /// history tells of events alone.
  ///
  /// @return whether it was
  public boolean change(RecordingSummary seen, RecordingPatch patch) {
    var id = seen.recordingId();
    var update =
        new LibraryUpdate()
            .with(RecordingTable.TITLE, patch.title(), ItemValues::s)
            .with(
                RecordingTable.VISIBILITY,
                patch.visibility(),
                (Visibility value) -> s(value.name()))
            .with(RecordingTable.RETAIN_UNTIL, patch.retainUntil(), ItemValues::s);
    if (!(patch.retainUntil() instanceof Change.Keep)) {
      var due =
          patch
              .retainUntil()
              .applied(seen.retainUntil())
              .filter(_ -> seen.status() != RecordingStatus.STARTED && !seen.legalHold())
              .map(until -> DueIndex.at(until, id, clock.instant()))
              .orElse(DueIndex.NONE);
      update.with(DueIndex.DUE_MONTH, due.month()).with(DueIndex.DUE_AT, due.at());
    }
    return update.write(
        dynamo, table, RecordingTable.key(id.value()), seen.version(), clock.instant());
  }

  /// How many rows of a kind there are, as far as they were read.
  ///
  /// @param isExact whether all of them were read
  /// @param oldest the start of the oldest
  public record Unfinished(long count, boolean isExact, Optional<Instant> oldest) {}

  /// What runs, and what has ended and is not known to be complete.
  public record Open(Unfinished recording, Unfinished processing) {}

  /// Counts the index of open recordings, the oldest first, with one Query for each shard.
  ///
  /// @param most what is read of a shard
  public Open open(int most) {
    var items = new ArrayList<Map<String, AttributeValue>>();
    var isExact = true;
    for (var shard : Shards.all()) {
      var page =
          dynamo.query(query ->
              query
                  .tableName(table)
                  .indexName(RecordingTable.OPEN)
                  .keyConditionExpression("openShard = :shard")
                  .expressionAttributeValues(Map.of(":shard", s(shard)))
                  .projectionExpression("recordingStatus, openSince")
                  .limit(most));
      items.addAll(page.items());
      isExact &= page.lastEvaluatedKey().isEmpty();
    }
    var started = s(RecordingStatus.STARTED.name());
    var exact = isExact;
    var byKind =
        items.stream()
            .collect(groupingBy(item -> started.equals(item.get(RecordingTable.RECORDING_STATUS))));
    return new Open(
        unfinished(byKind.getOrDefault(true, List.of()), exact),
        unfinished(byKind.getOrDefault(false, List.of()), exact));
  }

  private static Unfinished unfinished(List<Map<String, AttributeValue>> items, boolean isExact) {
    return new Unfinished(
        items.size(),
        isExact,
        items.stream()
            .map(item -> string(item, RecordingTable.OPEN_SINCE).split("#", 2)[0])
            .min(Comparator.naturalOrder())
            .map(Instant::parse));
  }
}
