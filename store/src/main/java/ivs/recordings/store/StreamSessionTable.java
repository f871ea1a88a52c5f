package ivs.recordings.store;

import static ivs.recordings.store.ItemValues.consistent;
import static ivs.recordings.store.ItemValues.fixedWidth;
import static ivs.recordings.store.ItemValues.maybeNumber;
import static ivs.recordings.store.ItemValues.maybeTime;
import static ivs.recordings.store.ItemValues.required;
import static ivs.recordings.store.ItemValues.s;
import static ivs.recordings.store.ItemValues.sortKey;
import static ivs.recordings.store.ItemValues.string;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// One row for every stream.
public final class StreamSessionTable {
  static final String STREAM_ID = "streamId"; // S, partition key
  static final String PROFILE_ID = "profileId"; // S
  static final String SOURCE_ARN = "sourceArn"; // S
  static final String STATUS = "status"; // S, LIVE | ENDED | FAILED
  static final String START_TIME = "startTime"; // S, ISO-8601 UTC
  static final String END_TIME = "endTime"; // S, ISO-8601 UTC
  static final String STARTED_AT = "startedAt"; // S, startTime or else endTime, # and the id
  static final String DURATION = "duration"; // N, milliseconds
  static final String VIEWER_COUNT = "viewerCount"; // N, the highest seen

  static final String BY_PROFILE = "byProfile";

  private final DynamoDbClient dynamo;
  private final String table;
  private final Clock clock;

  public StreamSessionTable(DynamoDbClient dynamo, String table, Clock clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.clock = clock;
  }

  public Optional<VersionedItem<StreamSession>> find(StreamId streamId) {
    var found = dynamo.getItem(get -> get.tableName(table).key(key(streamId)).consistentRead(true));
    return found.hasItem() ? Optional.of(read(found.item())) : Optional.empty();
  }

  /// The streams of a profile that started at a moment or later, oldest first, up to a limit.
  public List<StreamId> ofProfileSince(ProfileId profileId, Instant moment, int limit) {
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(BY_PROFILE)
                .keyConditionExpression("profileId = :profile AND startedAt >= :moment")
                .expressionAttributeValues(
                    Map.of(":profile", s(profileId.value()), ":moment", s(fixedWidth(moment)))))
        .items()
        .stream()
        .limit(limit)
        .map(item -> new StreamId(string(item, STREAM_ID)))
        .toList();
  }

  /// Writes the session if its row is still at the version seen; 0 means that there was none.
  public WriteResult<StreamSession> replace(long seen, StreamSession next) {
    return new ConditionalUpdate(table, STREAM_ID)
        .with(PROFILE_ID, s(next.profileId().value()))
        .with(SOURCE_ARN, s(next.sourceArn().value()))
        .with(STATUS, s(next.status().name()))
        .with(START_TIME, next.startTime().map(ItemValues::s))
        .with(END_TIME, next.endTime().map(ItemValues::s))
        .with(
            STARTED_AT,
            next.startTime().or(next::endTime).map(time -> sortKey(time, next.streamId().value())))
        .with(DURATION, next.duration().map(ItemValues::n))
        .with(VIEWER_COUNT, next.viewerCount().map(ItemValues::n))
        .replace(dynamo, next.streamId().value(), seen, clock.instant(), StreamSessionTable::read);
  }

  static Map<String, AttributeValue> key(StreamId streamId) {
    return Map.of(STREAM_ID, s(streamId.value()));
  }

  static VersionedItem<StreamSession> read(Map<String, AttributeValue> item) {
    var session =
        consistent(
            item,
            () ->
                new StreamSession(
                    required(item, STREAM_ID, StreamId::new),
                    required(item, PROFILE_ID, ProfileId::new),
                    required(item, SOURCE_ARN, SourceArn::new),
                    required(item, STATUS, StreamStatus::valueOf),
                    maybeTime(item, START_TIME),
                    maybeTime(item, END_TIME),
                    maybeNumber(item, VIEWER_COUNT)));
    return new VersionedItem<>(
        session,
        maybeNumber(item, ConditionalUpdate.VERSION).orElseThrow(() -> unversioned(item)),
        maybeTime(item, ConditionalUpdate.UPDATED_AT).orElse(Instant.EPOCH));
  }

  private static CorruptItemException unversioned(Map<String, AttributeValue> item) {
    return new CorruptItemException("attribute version is missing", item);
  }
}
