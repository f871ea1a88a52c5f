package ivs.recordings.store.library;

import static ivs.recordings.store.StreamSessionTable.PUBLISHED_AT;
import static ivs.recordings.store.StreamSessionTable.PUBLISHED_MONTH;
import static ivs.recordings.store.StreamSessionTable.VISIBILITY;
import static ivs.recordings.store.item.ItemValues.maybe;
import static ivs.recordings.store.item.ItemValues.maybeDuration;
import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.maybeString;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.sortKey;
import static ivs.recordings.store.item.ItemValues.string;

import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.Change;
import ivs.recordings.model.library.StreamDescription;
import ivs.recordings.model.library.StreamFilter;
import ivs.recordings.model.library.StreamSummary;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.LiveStreams;
import ivs.recordings.store.StreamSessionTable;
import ivs.recordings.store.item.ItemValues;
import ivs.recordings.store.item.Legible;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/// The StreamSession table as the API reads it, and the attributes that people change.
public final class LibraryStreams {
  // What the API and readiness write; no event changes any of it.
  static final String THUMBNAIL = "thumbnail"; // S
  static final String TOTAL_VIEWS = "totalViews"; // N
  static final String TOTAL_LIKES = "totalLikes"; // N

  static final String PUBLISHED = "published";

  private static final int MONTH = "2026-11".length();

  private final DynamoDbClient dynamo;
  private final String table;
  private final Clock clock;
  private final StreamSessionTable sessions;

  LibraryStreams(DynamoDbClient dynamo, String table, Clock clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.clock = clock;
    this.sessions = new StreamSessionTable(dynamo, table, clock);
  }

  /// One stream; the read is consistent.
  public Optional<StreamSummary> find(StreamId streamId) {
    var found =
        dynamo.getItem(
            get -> get.tableName(table).key(StreamSessionTable.key(streamId)).consistentRead(true));
    return found.hasItem() ? Optional.of(summary(found.item())) : Optional.empty();
  }

  static StreamSummary summary(Map<String, AttributeValue> item) {
    var row = StreamSessionTable.read(item);
    return new StreamSummary(
        row.value(),
        new StreamDescription(
            maybeString(item, StreamSessionTable.TITLE),
            maybeString(item, StreamSessionTable.DESCRIPTION),
            maybeString(item, StreamSessionTable.CATEGORY_ID),
            maybeString(item, THUMBNAIL),
            maybe(item, VISIBILITY, Visibility::valueOf)),
        maybeNumber(item, TOTAL_VIEWS).orElse(0L),
        maybeNumber(item, TOTAL_LIKES).orElse(0L),
        maybeDuration(item, LiveStreams.STATED_DURATION_MS),
        item.containsKey(PUBLISHED_AT),
        row.version());
  }

  /// Describes a stream anew, if its row is still at the version that was seen.
  ///
  /// @param views the totals are counted by others, so they are written only where they are given
  /// @param isPublished whether the list of public streams is to have it
  /// @return whether it was
  public boolean describe(
      StreamSummary seen,
      StreamDescription next,
      Change<Long> views,
      Change<Long> likes,
      boolean isPublished) {
    var place = seen.publishedAt().filter(_ -> isPublished).map(time -> place(seen.id(), time));
    return new LibraryUpdate()
        .with(StreamSessionTable.TITLE, next.title().map(ItemValues::s))
        .with(StreamSessionTable.DESCRIPTION, next.description().map(ItemValues::s))
        .with(StreamSessionTable.CATEGORY_ID, next.categoryId().map(ItemValues::s))
        .with(THUMBNAIL, next.thumbnail().map(ItemValues::s))
        .with(VISIBILITY, next.visibility().map(value -> s(value.name())))
        .with(TOTAL_VIEWS, views, ItemValues::n)
        .with(TOTAL_LIKES, likes, ItemValues::n)
        .with(PUBLISHED_MONTH, place.map(LibraryStreams::month))
        .with(PUBLISHED_AT, place)
        .write(dynamo, table, StreamSessionTable.key(seen.id()), seen.version(), clock.instant());
  }

  /// Writes a session if there is none of its stream.
  public void ensure(StreamSession session) {
    if (find(session.streamId()).isEmpty()) {
      sessions.replace(0, session);
    }
  }

  /// Counts one view more, if there is such a stream. Its version stays, so that no description
  /// that is being written becomes stale by it.
  ///
  /// @return whether there is
  public boolean countView(StreamId streamId) {
    try {
      dynamo.updateItem(update ->
          update
              .tableName(table)
              .key(StreamSessionTable.key(streamId))
              .updateExpression("ADD totalViews :one")
              .conditionExpression("attribute_exists(streamId)")
              .expressionAttributeValues(Map.of(":one", ItemValues.n(1))));
      return true;
    } catch (ConditionalCheckFailedException unknown) {
      return false;
    }
  }

  /// As [StreamSessionTable#publish].
  public void publish(StreamId streamId, Visibility unlessSaid) {
    sessions.publish(streamId, unlessSaid);
  }

  private static AttributeValue place(StreamId streamId, Instant time) {
    return sortKey(time, streamId.value());
  }

  private static AttributeValue month(AttributeValue place) {
    return s(place.s().substring(0, MONTH));
  }

  /// A stream that the list of public streams has. Whether it is still public, its row tells.
  ///
  /// @param position its sort key
  /// @param shown what filters are about
  public record Candidate(String position, StreamId streamId, Shown shown) {}

  /// What the index holds of a stream.
  public record Shown(
      ProfileId profileId,
      Optional<String> categoryId,
      Optional<String> title,
      Optional<String> description) {
    /// Whether a list with this filter shows it.
    public boolean matches(StreamFilter filter) {
      return filter.matches(profileId, categoryId, title, description);
    }
  }

  /// What one Query has found.
  ///
  /// @param last the position of the last item that was read; empty where the month has nothing
  ///   behind it
  public record Published(List<Candidate> candidates, Optional<String> last) {
    public Published {
      candidates = List.copyOf(candidates);
    }
  }

  /// The streams of a month that come behind a position, newest first, with one Query.
  public Published publishedIn(YearMonth month, String position, int limit) {
    var page =
        dynamo.query(query ->
            query
                .tableName(table)
                .indexName(PUBLISHED)
                .keyConditionExpression("publishedMonth = :month AND publishedAt < :position")
                .expressionAttributeValues(
                    Map.of(":month", s(month.toString()), ":position", s(position)))
                .scanIndexForward(false)
                .limit(limit));
    return new Published(
        Legible.of(page.items().stream(), LibraryStreams::candidate).rows(),
        Optional.of(page.lastEvaluatedKey())
            .filter(key -> !key.isEmpty())
            .map(key -> string(key, PUBLISHED_AT)));
  }

  private static Candidate candidate(Map<String, AttributeValue> item) {
    return new Candidate(
        string(item, PUBLISHED_AT),
        required(item, StreamSessionTable.STREAM_ID, StreamId::new),
        new Shown(
            required(item, StreamSessionTable.PROFILE_ID, ProfileId::new),
            maybeString(item, StreamSessionTable.CATEGORY_ID),
            maybeString(item, StreamSessionTable.TITLE),
            maybeString(item, StreamSessionTable.DESCRIPTION)));
  }
}
