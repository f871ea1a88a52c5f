package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.consistent;
import static ivs.recordings.store.item.ItemValues.fixedWidth;
import static ivs.recordings.store.item.ItemValues.maybe;
import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.maybeString;
import static ivs.recordings.store.item.ItemValues.maybeTime;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.sortKey;
import static ivs.recordings.store.item.ItemValues.string;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import ivs.recordings.store.item.ConditionalUpdate;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.ItemValues;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/// One row for every stream.
public final class StreamSessionTable {
  public static final String STREAM_ID = "streamId"; // S, partition key
  public static final String PROFILE_ID = "profileId"; // S
  static final String SOURCE_ARN = "sourceArn"; // S
  static final String STATUS = "status"; // S, LIVE | ENDED | FAILED
  static final String START_TIME = "startTime"; // S, ISO-8601 UTC
  static final String END_TIME = "endTime"; // S, ISO-8601 UTC
  static final String STARTED_AT = "startedAt"; // S, startTime or else endTime, # and the id
  static final String DURATION = "duration"; // N, milliseconds
  static final String VIEWER_COUNT = "viewerCount"; // N, the highest seen

  // What readiness and the API write; no event changes any of it.
  public static final String TITLE = "title"; // S
  public static final String DESCRIPTION = "description"; // S
  public static final String CATEGORY_ID = "categoryId"; // S
  public static final String VISIBILITY = "visibility"; // S, PUBLIC | PRIVATE
  public static final String PUBLISHED_MONTH = "publishedMonth"; // S, while it may be listed
  public static final String PUBLISHED_AT =
      "publishedAt"; // S, startedAt, as long as publishedMonth is there

  static final String BY_PROFILE = "byProfile";

  /// Only its start, its deletion or another visibility can come between, and each at most once.
  private static final int MOST_ATTEMPTS = 4;

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

  /// Lists a stream among the public ones if it is public, for one of its recordings can be played.
  /// Events write other attributes, so its version stays, and repeating it changes nothing.
  ///
  /// @param otherwise the visibility of a stream that has none of its own
  /// @return whether it is listed now; not where there is no such stream, or none that is public
  public boolean publish(StreamId streamId, Visibility otherwise) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      var item =
          dynamo
              .getItem(get -> get.tableName(table).key(key(streamId)).consistentRead(true))
              .item();
      var visibility = maybe(item, VISIBILITY, Visibility::valueOf);
      var startedAt = maybeString(item, STARTED_AT);
      if (startedAt.isEmpty() || visibility.orElse(otherwise) != Visibility.PUBLIC) {
        return false;
      }
      if (startedAt.equals(maybeString(item, PUBLISHED_AT))
          || publish(streamId, startedAt.get(), visibility)) {
        return true;
      }
    }
    throw new IllegalStateException("a stream session was written too often meanwhile");
  }

  /// Only while start and visibility are as they were read.
  private boolean publish(StreamId streamId, String startedAt, Optional<Visibility> visibility) {
    var values = new HashMap<String, AttributeValue>();
    values.put(":month", s(startedAt.substring(0, "2026-11".length())));
    values.put(":at", s(startedAt));
    visibility.ifPresent(seen -> values.put(":visibility", s(seen.name())));
    try {
      dynamo.updateItem(update ->
          update
              .tableName(table)
              .key(key(streamId))
              .updateExpression("SET publishedMonth = :month, publishedAt = :at")
              .conditionExpression(
                  "startedAt = :at AND "
                      + (visibility.isPresent()
                          ? "visibility = :visibility"
                          : "attribute_not_exists(visibility)"))
              .expressionAttributeValues(values));
      return true;
    } catch (ConditionalCheckFailedException changed) {
      return false;
    }
  }

  /// Its place in the list of public streams, if it is listed.
  Optional<String> publishedAt(StreamId streamId) {
    return maybeString(
        dynamo.getItem(get -> get.tableName(table).key(key(streamId)).consistentRead(true)).item(),
        PUBLISHED_AT);
  }

  /// Takes a stream out of the list of public streams, if it is still at that place. Its version
  /// stays, as for [#publish].
  void withdraw(StreamId streamId, String place) {
    try {
      dynamo.updateItem(update ->
          update
              .tableName(table)
              .key(key(streamId))
              .updateExpression("REMOVE publishedMonth, publishedAt")
              .conditionExpression("publishedAt = :place")
              .expressionAttributeValues(Map.of(":place", s(place))));
    } catch (ConditionalCheckFailedException moved) {
      // Another writer has listed it anew, or taken it out.
    }
  }

  public static Map<String, AttributeValue> key(StreamId streamId) {
    return Map.of(STREAM_ID, s(streamId.value()));
  }

  public static VersionedItem<StreamSession> read(Map<String, AttributeValue> item) {
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
