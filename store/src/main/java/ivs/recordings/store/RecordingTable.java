package ivs.recordings.store;

import static ivs.recordings.store.Items.maybeDuration;
import static ivs.recordings.store.Items.maybeString;
import static ivs.recordings.store.Items.maybeTime;
import static ivs.recordings.store.Items.s;
import static ivs.recordings.store.Items.string;

import ivs.recordings.model.Bucket;
import ivs.recordings.model.Location;
import ivs.recordings.model.ProfileId;
import ivs.recordings.model.Recording;
import ivs.recordings.model.Recording.Outcome;
import ivs.recordings.model.Recording.Start;
import ivs.recordings.model.RecordingId;
import ivs.recordings.model.RecordingStatus;
import ivs.recordings.model.S3Prefix;
import ivs.recordings.model.SessionId;
import ivs.recordings.model.Source;
import ivs.recordings.model.SourceArn;
import ivs.recordings.model.StreamId;
import ivs.recordings.store.DynamoDb.Delete;
import ivs.recordings.store.DynamoDb.Query;
import ivs.recordings.store.DynamoDb.Scan;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// One row for every recording, and beside it one small link for each further stream of a merged
/// one, so that a stream finds its recordings with one query.
public final class RecordingTable {
  static final String RECORDING_ID = "recordingId"; // S, partition key
  static final String RECORDING_SESSION_ID = "recordingSessionId"; // S
  static final String PROFILE_ID = "profileId"; // S
  static final String STREAM_SESSION_ID = "streamSessionId"; // S, the stream it started on
  static final String STREAM_IDS = "streamIds"; // SS, every stream of it
  static final String SOURCE_ARN = "sourceArn"; // S
  static final String SOURCE = "source"; // S, IVS_CHANNEL
  static final String RECORDING_STATUS = "recordingStatus"; // S, STARTED | COMPLETED | FAILED
  static final String RECORDING_STATUS_REASON = "recordingStatusReason"; // S
  static final String S3_BUCKET_NAME = "s3BucketName"; // S
  static final String S3_KEY_PREFIX = "s3KeyPrefix"; // S
  static final String RECORDING_DURATION_MS = "recordingDurationMs"; // N
  static final String START_TIME = "startTime"; // S, ISO-8601 UTC
  static final String END_TIME = "endTime"; // S, ISO-8601 UTC
  static final String RECORDED_AT = "recordedAt"; // S, startTime or else endTime
  static final String OPEN_SHARD = "openShard"; // S, only while STARTED
  static final String HISTORY = "history"; // L of S, what changed the row, oldest first
  static final String LINKED_RECORDING_ID = "linkedRecordingId"; // S, only on links

  /// A row with its start, its end and what the reconciler added stays below 1 KB, which is one
  /// write unit; a row that is merged from twenty streams forgets its oldest changes.
  static final int LONGEST_HISTORY = 12;

  static final String BY_PROFILE = "byProfile";
  static final String BY_STREAM = "byStream";
  static final String OPEN = "open";

  private final DynamoDb dynamo;
  private final String table;
  private final Clock clock;

  public RecordingTable(DynamoDb dynamo, String table, Clock clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.clock = clock;
  }

  /// The recording with this key, which is its session id where it has one.
  public Optional<Stored<Recording>> find(String recordingId) {
    return dynamo
        .getItem(table, key(recordingId))
        .filter(RecordingTable::isRecording)
        .map(RecordingTable::read);
  }

  /// A profile's recordings, newest first.
  public Legible ofProfile(ProfileId profileId, int limit) {
    return Legible.of(
        dynamo
            .all(
                Query.ofIndex(
                        table,
                        BY_PROFILE,
                        "profileId = :profile",
                        Map.of(":profile", s(profileId.value())))
                    .forward(false)
                    .pagesOf(limit))
            .limit(limit));
  }

  /// Rows that can be read, and the keys of those that cannot: one that was spoiled by hand must
  /// not hide the others from whoever goes through them all.
  public record Legible(List<Stored<Recording>> rows, List<String> spoiledIds) {
    /// How many cannot be read.
    public int spoiled() {
      return spoiledIds.size();
    }

    static Legible of(Stream<Map<String, Attribute>> items) {
      var rows = new ArrayList<Stored<Recording>>();
      var spoiled = new ArrayList<String>();
      items.forEach(item -> {
        try {
          rows.add(read(item));
        } catch (CorruptRow | IllegalArgumentException | DateTimeParseException unreadable) {
          spoiled.add(string(item, RECORDING_ID));
        }
      });
      return new Legible(List.copyOf(rows), List.copyOf(spoiled));
    }
  }

  /// A profile's recordings since a moment, oldest first, up to a limit.
  public Legible ofProfileSince(ProfileId profileId, Instant moment, int limit) {
    return Legible.of(
        dynamo
            .all(
                Query.ofIndex(
                    table,
                    BY_PROFILE,
                    "profileId = :profile AND recordedAt >= :moment",
                    Map.of(":profile", s(profileId.value()), ":moment", s(moment))))
            .limit(limit));
  }

  /// The recordings a stream is part of, also those that began on another stream. One query finds
  /// their keys; the rows are then read by key, so that they are the newest there are, and because
  /// a row has the last word: whoever lost the race for it may have left a link behind.
  public List<Stored<Recording>> ofStream(StreamId streamId) {
    var ids = new TreeSet<String>();
    dynamo
        .all(
            Query.ofIndex(
                table,
                BY_STREAM,
                "streamSessionId = :stream",
                Map.of(":stream", s(streamId.value()))))
        .forEach(item -> ids.add(linkedTo(string(item, RECORDING_ID))));
    return ids.stream()
        .map(this::find)
        .flatMap(Optional::stream)
        .filter(found -> found.value().streamIds().contains(streamId))
        .sorted(Comparator.comparing(found -> found.value().recordedAt()))
        .toList();
  }

  /// Recordings of which no end is known and whose start is older than the given moment, oldest
  /// first.
  public List<Stored<Recording>> openSinceBefore(Instant moment) {
    return Shards.all().stream()
        .flatMap(shard -> openInShard(shard, moment))
        .map(RecordingTable::read)
        .sorted(OLDEST_FIRST)
        .toList();
  }

  /// The oldest of them, up to a limit.
  public Legible openSinceBefore(Instant moment, int limit) {
    var open =
        Legible.of(Shards.all().stream().flatMap(shard -> openInShard(shard, moment).limit(limit)));
    return new Legible(
        open.rows().stream().sorted(OLDEST_FIRST).limit(limit).toList(), open.spoiledIds());
  }

  private static final Comparator<Stored<Recording>> OLDEST_FIRST =
      Comparator.comparing(open -> open.value().recordedAt());

  private Stream<Map<String, Attribute>> openInShard(String shard, Instant moment) {
    return dynamo.all(
        Query.ofIndex(
            table,
            OPEN,
            "openShard = :shard AND startTime < :moment",
            Map.of(":shard", s(shard), ":moment", s(moment))));
  }

  /// Up to `limit` recordings in no order, for people to read; it walks the table.
  public Legible some(int limit) {
    return Legible.of(dynamo.all(Scan.of(table)).filter(RecordingTable::isRecording).limit(limit));
  }

  /// Writes the recording if its row is still as it was seen.
  ///
  /// Its links are written before it: a row never lists a stream that cannot find it, and what a
  /// crash leaves behind is a link to nothing, which the next try makes good.
  ///
  /// @param news the events that made it so, in the order they were entered
  public Replacement<Recording> replace(
      Optional<Stored<Recording>> seen, Recording next, List<News> news) {
    var known = seen.isPresent() ? furtherStreams(seen.get().value()) : Set.of();
    for (var stream : furtherStreams(next)) {
      if (!known.contains(stream)) {
        link(stream, next.id());
      }
    }
    var version = seen.isPresent() ? seen.get().version() : 0;
    var now = clock.instant();
    var history = new ArrayList<Change>();
    if (seen.isPresent()) {
      history.addAll(seen.get().history());
    }
    for (var each : news) {
      history.add(each.writtenAs(version + 1, now));
    }
    return new VersionedRow(table, RECORDING_ID)
        .withText(RECORDING_SESSION_ID, sessionId(next.id()))
        .with(PROFILE_ID, s(next.profileId().value()))
        .with(STREAM_SESSION_ID, s(next.streamSessionId().value()))
        .with(STREAM_IDS, streamIds(next))
        .with(SOURCE_ARN, s(next.sourceArn().value()))
        .with(SOURCE, s(next.source().name()))
        .with(RECORDING_STATUS, s(next.status().name()))
        .withText(RECORDING_STATUS_REASON, next.reason())
        .with(S3_BUCKET_NAME, s(next.location().bucket().value()))
        .withText(S3_KEY_PREFIX, prefix(next.location()))
        .withDuration(RECORDING_DURATION_MS, next.duration())
        .withTime(START_TIME, next.startTime())
        .withTime(END_TIME, next.endTime())
        .with(RECORDED_AT, s(next.recordedAt()))
        .withText(OPEN_SHARD, openShard(next))
        .with(HISTORY, written(history))
        .replace(dynamo, next.id().value(), version, now, RecordingTable::read);
  }

  private static Attribute streamIds(Recording recording) {
    var streamIds = new ArrayList<String>();
    for (var streamId : recording.streamIds()) {
      streamIds.add(streamId.value());
    }
    return new Attribute.Ss(streamIds);
  }

  private static Optional<String> prefix(Location location) {
    return location.prefix().isPresent()
        ? Optional.of(location.prefix().get().value())
        : Optional.empty();
  }

  private static Optional<String> openShard(Recording recording) {
    return recording.status() == RecordingStatus.STARTED
        ? Optional.of(Shards.of(recording.id().value()))
        : Optional.empty();
  }

  /// The newest changes, those that were known before among them. The write holds only while the
  /// row is as it was seen, so no other writer's entry is lost.
  private static Attribute written(List<Change> history) {
    var entries = new ArrayList<Attribute>();
    for (int n = Math.max(0, history.size() - LONGEST_HISTORY); n < history.size(); n++) {
      entries.add(s(history.get(n).text()));
    }
    return new Attribute.L(entries);
  }

  private static List<Change> history(Map<String, Attribute> item) {
    return item.get(HISTORY) instanceof Attribute.L(var entries)
        ? entries.stream().flatMap(RecordingTable::change).toList()
        : List.of();
  }

  private static Stream<Change> change(Attribute entry) {
    return entry instanceof Attribute.S(var text) ? Change.of(text).stream() : Stream.empty();
  }

  /// Removes a row that another row has made needless, if it is still as it was seen. Its links go
  /// first: what a crash leaves behind is a row whose links the next try need not remove.
  ///
  /// @return whether it is gone; `false` if somebody wrote to it meanwhile
  public boolean remove(Stored<Recording> seen) {
    var recording = seen.value();
    for (var stream : furtherStreams(recording)) {
      dynamo.deleteItem(Delete.of(table, key(linkKey(stream, recording.id()))));
    }
    try {
      dynamo.deleteItem(
          new Delete(
              table,
              key(recording.id().value()),
              "#version = :seen",
              Map.of("#version", VersionedRow.VERSION),
              Map.of(":seen", Items.n(seen.version()))));
      return true;
    } catch (ConditionFailed changed) {
      return false;
    }
  }

  private static String linkKey(StreamId stream, RecordingId recordingId) {
    return LINK + stream.value() + "#" + recordingId.value();
  }

  private void link(StreamId stream, RecordingId recordingId) {
    dynamo.putItem(
        table,
        Map.of(
            RECORDING_ID, s(linkKey(stream, recordingId)),
            STREAM_SESSION_ID, s(stream.value()),
            LINKED_RECORDING_ID, s(recordingId.value())));
  }

  /// No session id and no bucket name can hold the `#`, so no link is ever taken for a recording.
  private static final String LINK = "link#";

  private static String linkedTo(String key) {
    return key.startsWith(LINK) ? key.substring(key.indexOf('#', LINK.length()) + 1) : key;
  }

  private static boolean isRecording(Map<String, Attribute> item) {
    return !string(item, RECORDING_ID).startsWith(LINK);
  }

  private static Set<StreamId> furtherStreams(Recording recording) {
    var further = new TreeSet<>(recording.streamIds());
    further.remove(recording.streamSessionId());
    return further;
  }

  private static Optional<String> sessionId(RecordingId id) {
    return id instanceof RecordingId.OfSession(var sessionId)
        ? Optional.of(sessionId.value())
        : Optional.empty();
  }

  static Map<String, Attribute> key(String recordingId) {
    return Map.of(RECORDING_ID, s(recordingId));
  }

  static Stored<Recording> read(Map<String, Attribute> item) {
    var status = RecordingStatus.valueOf(string(item, RECORDING_STATUS));
    var streamSessionId = new StreamId(string(item, STREAM_SESSION_ID));
    var start = maybeTime(item, START_TIME).map(time -> new Start(time, streamSessionId));
    Optional<Outcome> outcome =
        status == RecordingStatus.STARTED
            ? Optional.empty()
            : Optional.of(
                new Outcome(
                    status,
                    maybeTime(item, END_TIME)
                        .orElseThrow(() -> new CorruptRow("an end without its time", item)),
                    maybeDuration(item, RECORDING_DURATION_MS),
                    maybeString(item, RECORDING_STATUS_REASON),
                    Optional.of(streamSessionId)));
    var location =
        new Location(
            new Bucket(string(item, S3_BUCKET_NAME)),
            maybeString(item, S3_KEY_PREFIX).map(S3Prefix::new));
    var streamIds = new TreeSet<StreamId>();
    if (item.get(STREAM_IDS) instanceof Attribute.Ss(var streams)) {
      streams.forEach(stream -> streamIds.add(new StreamId(stream)));
    }
    var recording =
        new Recording(
            id(item),
            new ProfileId(string(item, PROFILE_ID)),
            new SourceArn(string(item, SOURCE_ARN)),
            Source.valueOf(string(item, SOURCE)),
            start,
            outcome,
            location,
            streamIds);
    return new Stored<>(
        recording, VersionedRow.version(item), VersionedRow.updatedAt(item), history(item));
  }

  /// A recording without a session id says in its key which files it is known by; a failed start
  /// has no prefix anywhere else.
  private static RecordingId id(Map<String, Attribute> item) {
    var key = string(item, RECORDING_ID);
    int slash = key.indexOf('/');
    if (slash < 0) {
      return new RecordingId.OfSession(new SessionId(key));
    }
    return new RecordingId.OfFiles(
        new Bucket(key.substring(0, slash)), new S3Prefix(key.substring(slash + 1)));
  }
}
