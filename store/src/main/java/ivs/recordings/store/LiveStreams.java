package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.sortKey;
import static ivs.recordings.store.item.ItemValues.string;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.StreamDescription;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import ivs.recordings.store.item.ConditionalUpdate;
import ivs.recordings.store.item.ItemValues;
import ivs.recordings.store.item.WriteResult.Done;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Streams that apps start and end: rows of StreamSession that no event is about.
public final class LiveStreams {
  /// What the app that ended it says of the length of its media.
  public static final String STATED_DURATION_MS = "statedDurationMs"; // N, milliseconds

  /// A description that is changed meanwhile, or another end of the same stream.
  private static final int MOST_ATTEMPTS = 5;

  /// Streams of a profile that are looked through for those of apps, newest first: one page.
  private static final int MOST_LOOKED_AT = 1_000;

  /// Each ends those before it, so that one may be live, or a few after a fault.
  private static final int MOST_FOUND = 5;

  private final DynamoDbClient dynamo;
  private final String table;
  private final Clock clock;

  LiveStreams(DynamoDbClient dynamo, String table, Clock clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.clock = clock;
  }

  /// Enters a stream that begins now, with one write.
  ///
  /// @return when it began
  public Instant start(StreamId id, ProfileId profileId, StreamDescription said) {
    var now = clock.instant();
    var written =
        new ConditionalUpdate(table, StreamSessionTable.STREAM_ID)
            .with(StreamSessionTable.PROFILE_ID, s(profileId.value()))
            .with(StreamSessionTable.SOURCE_ARN, s(SourceArn.ofUser(profileId).value()))
            .with(StreamSessionTable.STATUS, s(StreamStatus.LIVE.name()))
            .with(StreamSessionTable.START_TIME, s(now))
            .with(StreamSessionTable.STARTED_AT, sortKey(now, id.value()))
            .with(StreamSessionTable.TITLE, said.title().map(ItemValues::s))
            .with(StreamSessionTable.DESCRIPTION, said.description().map(ItemValues::s))
            .with(StreamSessionTable.CATEGORY_ID, said.categoryId().map(ItemValues::s))
            .with(
                StreamSessionTable.VISIBILITY,
                said.visibility().map(visibility -> s(visibility.name())))
            .replace(dynamo, id.value(), 0, now, StreamSessionTable::read);
    if (!(written instanceof Done)) {
      throw new IllegalStateException("a stream with this id exists");
    }
    return now;
  }

  /// The newest streams that apps have started for a profile, newest first. The index may not have
  /// one of this moment yet.
  public List<StreamId> newestOf(ProfileId profileId) {
    return dynamo
        .query(query ->
            query
                .tableName(table)
                .indexName(StreamSessionTable.BY_PROFILE)
                .keyConditionExpression("profileId = :profile")
                .expressionAttributeValues(Map.of(":profile", s(profileId.value())))
                .scanIndexForward(false)
                .limit(MOST_LOOKED_AT))
        .items()
        .stream()
        .map(item -> new StreamId(string(item, StreamSessionTable.STREAM_ID)))
        .filter(StreamId::isLive)
        .limit(MOST_FOUND)
        .toList();
  }

  /// Ends a stream, once: one that has ended stays as it is, but for the length of its media.
  ///
  /// @param moment of the end; not before its start
  /// @param stated what is said of the length of its media
  /// @return the session as it is then; empty if there is none
  public Optional<StreamSession> end(StreamId id, Instant moment, Optional<Duration> stated) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      var item =
          dynamo
              .getItem(
                  get -> get.tableName(table).key(StreamSessionTable.key(id)).consistentRead(true))
              .item();
      if (item.isEmpty()) {
        return Optional.empty();
      }
      var seen = StreamSessionTable.read(item);
      var isNews =
          stated
              .filter(length ->
                  !maybeNumber(item, STATED_DURATION_MS).equals(Optional.of(length.toMillis())))
              .isPresent();
      var ended = ended(seen.value(), moment);
      if (ended.equals(seen.value()) && !isNews) {
        return Optional.of(ended);
      }
      var update =
          new ConditionalUpdate(table, StreamSessionTable.STREAM_ID)
              .with(StreamSessionTable.STATUS, s(ended.status().name()))
              .with(StreamSessionTable.END_TIME, ended.endTime().map(ItemValues::s))
              .with(StreamSessionTable.DURATION, ended.duration().map(ItemValues::n));
      stated.ifPresent(length -> update.with(STATED_DURATION_MS, n(length)));
      var written =
          update.replace(
              dynamo, id.value(), seen.version(), clock.instant(), StreamSessionTable::read);
      if (written instanceof Done) {
        return Optional.of(ended);
      }
    }
    throw new IllegalStateException("a stream session was written too often meanwhile");
  }

  private static StreamSession ended(StreamSession session, Instant moment) {
    var end = session.startTime().filter(moment::isBefore).orElse(moment);
    return session.status() == StreamStatus.LIVE
        ? new StreamSession(
            session.streamId(),
            session.profileId(),
            session.sourceArn(),
            StreamStatus.ENDED,
            session.startTime(),
            Optional.of(end),
            session.viewerCount())
        : session;
  }
}
