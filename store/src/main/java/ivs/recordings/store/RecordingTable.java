package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.consistent;
import static ivs.recordings.store.item.ItemValues.fixedWidth;
import static ivs.recordings.store.item.ItemValues.maybe;
import static ivs.recordings.store.item.ItemValues.maybeDuration;
import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.maybeString;
import static ivs.recordings.store.item.ItemValues.maybeTime;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;
import static ivs.recordings.store.item.ItemValues.sortKey;
import static ivs.recordings.store.item.ItemValues.string;
import static ivs.recordings.store.item.ItemValues.typed;
import static java.util.stream.Collectors.toCollection;

import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.RecordingImage;
import ivs.recordings.model.library.RecordingSummary;
import ivs.recordings.model.library.Visibility;
import ivs.recordings.model.media.DerivedFiles;
import ivs.recordings.model.playback.StoredFiles;
import ivs.recordings.model.readiness.Media;
import ivs.recordings.model.readiness.MediaError;
import ivs.recordings.model.readiness.Rendition;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.Recording.Outcome;
import ivs.recordings.model.recording.Recording.Start;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.recording.S3ObjectKey;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.model.upload.Upload;
import ivs.recordings.model.upload.VideoFormat;
import ivs.recordings.store.item.ChangeCause;
import ivs.recordings.store.item.ConditionalUpdate;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.DueIndex;
import ivs.recordings.store.item.HistoryEntry;
import ivs.recordings.store.item.ItemValues;
import ivs.recordings.store.item.Legible;
import ivs.recordings.store.item.MediaState;
import ivs.recordings.store.item.Shards;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult;
import ivs.recordings.store.item.WriterFunction;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/// One row for every recording, and nothing else. Before the row of a merged recording is written,
/// [RecordingStreamTable] gets an item for each of its streams, so that every stream finds it.
public final class RecordingTable {
  public static final String RECORDING_ID = "recordingId"; // S, partition key
  static final String RECORDING_SESSION_ID = "recordingSessionId"; // S
  public static final String PROFILE_ID = "profileId"; // S
  static final String STREAM_SESSION_ID = "streamSessionId"; // S, the stream it started on
  static final String STREAM_IDS = "streamIds"; // SS, every stream of it
  static final String SOURCE_ARN = "sourceArn"; // S
  static final String SOURCE = "source"; // S, as Source names it
  public static final String RECORDING_STATUS =
      "recordingStatus"; // S, STARTED | COMPLETED | FAILED
  static final String RECORDING_STATUS_REASON = "recordingStatusReason"; // S
  static final String S3_BUCKET_NAME = "s3BucketName"; // S
  static final String S3_KEY_PREFIX = "s3KeyPrefix"; // S, where the recording is a folder
  static final String S3_OBJECT_KEY = "s3ObjectKey"; // S, where it is exactly one object
  static final String RECORDING_DURATION_MS = "recordingDurationMs"; // N
  static final String START_TIME = "startTime"; // S, ISO-8601 UTC
  static final String END_TIME = "endTime"; // S, ISO-8601 UTC
  public static final String RECORDED_MONTH = "recordedMonth"; // S, such as 2026-11
  public static final String RECORDED_AT =
      "recordedAt"; // S, startTime or else endTime, # and the id
  static final String OPEN_SHARD = "openShard"; // S, while STARTED or not known to be playable
  public static final String OPEN_SINCE =
      "openSince"; // S, recordedAt, as long as openShard is there
  static final String DESTINATION_FAILED = "destinationFailed"; // BOOL, only where true
  static final String MEDIA_ERROR = "mediaError"; // S, LOCATION_UNKNOWN where nothing else says it
  static final String HISTORY = "history"; // L of S, what changed the row, oldest first

  // What readiness, the API and retention write; no event changes any of it.
  static final String AVAILABLE_AT = "availableAt"; // S, ISO-8601 UTC
  static final String MEDIA_PATH = "mediaPath"; // S, what to play, relative to s3KeyPrefix
  static final String MEDIA_VERSION = "mediaVersion"; // S, 12 hex digits
  static final String RENDITIONS = "renditions"; // L of M: path, playlist, width, height
  static final String POSTERS = "posters"; // L of S, relative to s3KeyPrefix; of an upload keys
  static final String SIZE_BYTES = "sizeBytes"; // N
  static final String DERIVED = "derived"; // M, what jobs made: bucket, mediaVersion and keys
  public static final String TITLE = "title"; // S
  static final String FILE_NAME = "fileName"; // S, as the client called it
  static final String CONTENT_TYPE = "contentType"; // S, of the object at s3ObjectKey
  static final String EXPECTED_SIZE =
      "expectedSize"; // N, bytes of an upload, where its client declared them
  static final String UPLOAD_ID = "uploadId"; // S, of S3, of an upload in parts
  static final String CREATED_AT = "createdAt"; // S, ISO-8601 UTC, when an upload was asked for
  public static final String VISIBILITY = "visibility"; // S, PUBLIC | PRIVATE
  public static final String RETAIN_UNTIL = "retainUntil"; // S, ISO-8601 UTC
  static final String LEGAL_HOLD = "legalHold"; // BOOL, only where true
  public static final String DELETED_AT = "deletedAt"; // S, ISO-8601 UTC

  /// A row with its start, its end and what the reconciler added stays below 1 KB, which is one
  /// write unit; a row that is merged from twenty streams forgets its oldest changes.
  static final int LONGEST_HISTORY = 12;

  /// The media error of a composition of which IVS could not say any more where it is recorded.
  public static final String LOCATION_UNKNOWN = "LOCATION_UNKNOWN";

  public static final String BY_PROFILE = "byProfile";
  public static final String BY_STREAM = "byStream";
  public static final String BY_MONTH = "byMonth";
  public static final String OPEN = "open";

  private final DynamoDbClient dynamo;
  private final String table;
  private final RecordingStreamTable recordingStreams;
  private final Clock clock;
  private final RetentionPolicy retention;

  /// @param retention how long recordings are kept whose first outcome is written here
  public RecordingTable(
      DynamoDbClient dynamo,
      String table,
      RecordingStreamTable recordingStreams,
      Clock clock,
      RetentionPolicy retention) {
    this.dynamo = dynamo;
    this.table = table;
    this.recordingStreams = recordingStreams;
    this.clock = clock;
    this.retention = retention;
  }

  /// The recording with this key, which is its session id where it has one.
  public Optional<VersionedItem<Recording>> find(String recordingId) {
    var found =
        dynamo.getItem(get -> get.tableName(table).key(key(recordingId)).consistentRead(true));
    return found.hasItem() ? Optional.of(read(found.item())) : Optional.empty();
  }

  /// A profile's recordings, newest first.
  public Legible<VersionedItem<Recording>> ofProfile(ProfileId profileId, int limit) {
    return Legible.of(
        dynamo
            .queryPaginator(query ->
                query
                    .tableName(table)
                    .indexName(BY_PROFILE)
                    .keyConditionExpression("profileId = :profile")
                    .expressionAttributeValues(Map.of(":profile", s(profileId.value())))
                    .scanIndexForward(false)
                    .limit(limit))
            .items()
            .stream()
            .limit(limit),
        RecordingTable::read);
  }

  /// A profile's recordings since a moment, oldest first, up to a limit.
  public Legible<VersionedItem<Recording>> ofProfileSince(
      ProfileId profileId, Instant moment, int limit) {
    return Legible.of(
        dynamo
            .queryPaginator(query ->
                query
                    .tableName(table)
                    .indexName(BY_PROFILE)
                    .keyConditionExpression("profileId = :profile AND recordedAt >= :moment")
                    .expressionAttributeValues(
                        Map.of(":profile", s(profileId.value()), ":moment", s(fixedWidth(moment)))))
            .items()
            .stream()
            .limit(limit),
        RecordingTable::read);
  }

  /// What the index of months tells of a recording.
  ///
  /// @param recordedAt its start, or where that is unknown its end
  public record Listed(String recordingId, String profileId, Instant recordedAt) {}

  /// The recordings whose start, or where that is unknown whose end, lies in a window, oldest
  /// first, of all profiles: one Query for each month.
  ///
  /// @param until the first moment after it
  public List<Listed> recordedBetween(Instant from, Instant until) {
    return Stream.iterate(
            YearMonth.from(from.atOffset(ZoneOffset.UTC)),
            month -> !month.isAfter(YearMonth.from(until.atOffset(ZoneOffset.UTC))),
            month -> month.plusMonths(1))
        .flatMap(month -> recordedIn(month, from, until))
        .toList();
  }

  private Stream<Listed> recordedIn(YearMonth month, Instant from, Instant until) {
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(BY_MONTH)
                .keyConditionExpression(
                    "recordedMonth = :month AND recordedAt BETWEEN :from AND :until")
                .expressionAttributeValues(
                    Map.of(
                        ":month", s(month.toString()),
                        ":from", s(fixedWidth(from)),
                        ":until", s(fixedWidth(until)))))
        .items()
        .stream()
        .map(item ->
            new Listed(
                string(item, RECORDING_ID),
                maybeString(item, PROFILE_ID).orElse(""),
                required(item, RECORDED_AT, RecordingTable::timeOf)));
  }

  private static Instant timeOf(String sortKey) {
    return Instant.parse(sortKey.split("#", 2)[0]);
  }

  /// The recordings a stream is part of, also those that began on another stream. Two queries find
  /// their ids: the index has those that began on this stream, [RecordingStreamTable] the merged
  /// ones. The rows are then read by key, so that they are current, and each is checked: a write
  /// that lost a conflict may have left an item for a stream that is not part of the recording.
  public List<VersionedItem<Recording>> ofStream(StreamId streamId) {
    var ids = new TreeSet<>(recordingStreams.recordingsOf(streamId));
    dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(BY_STREAM)
                .keyConditionExpression("streamSessionId = :stream")
                .expressionAttributeValues(Map.of(":stream", s(streamId.value()))))
        .items()
        .forEach(item -> ids.add(string(item, RECORDING_ID)));
    return ids.stream()
        .map(this::find)
        .flatMap(Optional::stream)
        .filter(found -> found.value().streamIds().contains(streamId))
        .sorted(Comparator.comparing(found -> found.value().recordedAt()))
        .toList();
  }

  /// Recordings of which no end is known and whose start is older than the given moment, oldest
  /// first.
  public List<VersionedItem<Recording>> openSinceBefore(Instant moment) {
    return Shards.all().stream()
        .flatMap(shard -> startedInShard(shard, moment))
        .map(RecordingTable::read)
        .sorted(OLDEST_FIRST)
        .toList();
  }

  /// The oldest of them, up to a limit.
  public Legible<VersionedItem<Recording>> openSinceBefore(Instant moment, int limit) {
    var open =
        Legible.of(
            Shards.all().stream().flatMap(shard -> startedInShard(shard, moment).limit(limit)),
            RecordingTable::read);
    return new Legible<>(
        open.rows().stream().sorted(OLDEST_FIRST).limit(limit).toList(), open.corruptItems());
  }

  private static final Comparator<VersionedItem<Recording>> OLDEST_FIRST =
      Comparator.comparing(open -> open.value().recordedAt());

  /// Recordings that have ended with files and are not known to be playable, of those that began
  /// before a moment, oldest first, up to a limit.
  public Legible<VersionedItem<Recording>> endedSinceBefore(Instant moment, int limit) {
    var ended =
        Legible.of(
            Shards.all().stream()
                .flatMap(shard ->
                    openInShard(shard, moment)
                        .filter(item ->
                            !s(RecordingStatus.STARTED.name()).equals(item.get(RECORDING_STATUS)))
                        .limit(limit)),
            RecordingTable::read);
    return new Legible<>(
        ended.rows().stream().sorted(OLDEST_FIRST).limit(limit).toList(), ended.corruptItems());
  }

  /// The index also holds what has ended and is not known to be playable. What cannot be told apart
  /// is kept, and named as corrupt where it is read.
  private Stream<Map<String, AttributeValue>> startedInShard(String shard, Instant moment) {
    return openInShard(shard, moment)
        .filter(item ->
            Stream.of(RecordingStatus.COMPLETED, RecordingStatus.FAILED)
                .noneMatch(ended -> s(ended.name()).equals(item.get(RECORDING_STATUS))));
  }

  private Stream<Map<String, AttributeValue>> openInShard(String shard, Instant moment) {
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(OPEN)
                .keyConditionExpression("openShard = :shard AND openSince < :moment")
                .expressionAttributeValues(
                    Map.of(":shard", s(shard), ":moment", s(fixedWidth(moment)))))
        .items()
        .stream();
  }

  /// Up to `limit` recordings in no order, for people to read; it walks the table.
  public Legible<VersionedItem<Recording>> some(int limit) {
    return Legible.of(
        dynamo.scanPaginator(scan -> scan.tableName(table)).items().stream().limit(limit),
        RecordingTable::read);
  }

  /// Writes the row of an upload before anything has arrived, if there is none of it.
  ///
  /// @param uploadId of S3, if it comes in parts
  public WriteResult<Recording> begin(Upload upload, Optional<String> uploadId) {
    return update(
            Optional.empty(),
            upload.row(),
            List.of(
                new ChangeCause(
                    upload.createdAt(), WriterFunction.API, "Upload Request", "STARTED", "")))
        .with(FILE_NAME, s(upload.fileName().value()))
        .with(CONTENT_TYPE, s(upload.format().contentType()))
        .with(EXPECTED_SIZE, upload.size().map(ItemValues::n))
        .with(SIZE_BYTES, upload.size().map(ItemValues::n))
        .with(CREATED_AT, s(upload.createdAt()))
        .with(UPLOAD_ID, uploadId.map(ItemValues::s))
        .replace(dynamo, upload.id().value(), 0, clock.instant(), RecordingTable::read);
  }

  /// Notes that what was uploaded is not what its client declared, if its row is still as it was
  /// seen.
  public WriteResult<Recording> reject(
      VersionedItem<Recording> seen, Recording next, ChangeCause cause) {
    return settle(
        seen,
        update(Optional.of(seen), next, List.of(cause))
            .with(MEDIA_ERROR, s(MediaError.UPLOAD_REJECTED.name())));
  }

  /// Writes the recording if its row is still as it was seen.
  ///
  /// The items of RecordingStream are written before it: a row never lists a stream that cannot
  /// find it, and what a crash leaves behind is an item without a row, which the redelivery of the
  /// event completes.
  ///
  /// @param news the events that made it so, in the order they were entered
  public WriteResult<Recording> replace(
      Optional<VersionedItem<Recording>> seen, Recording next, List<ChangeCause> news) {
    return replace(seen, next, news, Optional::empty);
  }

  /// The same for a profile that may name its own retention. The retention time is written with the
  /// first outcome: later events and changed defaults leave it as it is.
  ///
  /// @param retentionDays of the profile; asked for only where this is the first outcome
  public WriteResult<Recording> replace(
      Optional<VersionedItem<Recording>> seen,
      Recording next,
      List<ChangeCause> news,
      Supplier<Optional<Integer>> retentionDays) {
    var written =
        seen.map(VersionedItem::value).map(RecordingTable::mergedStreams).orElse(Set.of());
    for (var stream : mergedStreams(next)) {
      if (!written.contains(stream)) {
        recordingStreams.put(stream, next.id());
      }
    }
    var version = seen.map(VersionedItem::version).orElse(0L);
    var update = update(seen, next, news);
    if (next.outcome().isPresent() && seen.flatMap(row -> row.value().outcome()).isEmpty()) {
      retain(update, seen, next, retentionDays.get());
    }
    return update.replace(
        dynamo, next.id().value(), version, clock.instant(), RecordingTable::read);
  }

  /// All attributes that events write.
  private ConditionalUpdate update(
      Optional<VersionedItem<Recording>> seen, Recording next, List<ChangeCause> news) {
    var outcome = next.outcome();
    var recordedAt = sortKey(next.recordedAt(), next.id().value());
    var isOpen = Optional.of(next.id()).filter(_ -> isOpen(seen, next));
    var version = seen.map(VersionedItem::version).orElse(0L);
    var now = clock.instant();
    var update =
        new ConditionalUpdate(table, RECORDING_ID)
            .with(RECORDING_SESSION_ID, next.sessionId().map(SessionId::value).map(ItemValues::s))
            .with(PROFILE_ID, s(next.profileId().value()))
            .with(STREAM_SESSION_ID, next.streamSessionId().map(StreamId::value).map(ItemValues::s))
            .with(
                STREAM_IDS,
                Optional.of(next.streamIds().stream().map(StreamId::value).toList())
                    .filter(ids -> !ids.isEmpty())
                    .map(AttributeValue::fromSs))
            .with(SOURCE_ARN, s(next.sourceArn().value()))
            .with(SOURCE, s(next.source().name()))
            .with(RECORDING_STATUS, s(next.status().name()))
            .with(RECORDING_STATUS_REASON, outcome.flatMap(Outcome::reason).map(ItemValues::s))
            .with(S3_BUCKET_NAME, next.location().bucket().map(Bucket::value).map(ItemValues::s))
            .with(S3_KEY_PREFIX, next.location().prefix().map(S3Prefix::value).map(ItemValues::s))
            .with(
                S3_OBJECT_KEY,
                next.location().objectKey().map(S3ObjectKey::value).map(ItemValues::s))
            .with(RECORDING_DURATION_MS, outcome.flatMap(Outcome::duration).map(ItemValues::n))
            .with(START_TIME, next.start().map(Start::time).map(ItemValues::s))
            .with(END_TIME, outcome.map(Outcome::time).map(ItemValues::s))
            .with(RECORDED_MONTH, s(recordedAt.s().substring(0, "2026-11".length())))
            .with(RECORDED_AT, recordedAt)
            .with(OPEN_SHARD, isOpen.map(id -> s(Shards.of(id.value()))))
            .with(OPEN_SINCE, isOpen.map(_ -> recordedAt))
            .with(
                DESTINATION_FAILED,
                outcome.filter(Outcome::destinationFailed).map(_ -> AttributeValue.fromBool(true)))
            .with(
                HISTORY,
                history(seen, news.stream().map(each -> each.writtenAs(version + 1, now))));
    // What else is wrong with the media is told by others, and stays.
    if (next.isLocationUnknown()) {
      update.with(MEDIA_ERROR, s(LOCATION_UNKNOWN));
    } else if (seen.filter(row -> row.value().isLocationUnknown() || hasEndNow(row, next))
        .isPresent()) {
      update.with(MEDIA_ERROR, Optional.empty());
    }
    // How long an upload is was measured of the object that was there before.
    if (next.source() == Source.UPLOAD && isReplaced(seen, next)) {
      update.with(RECORDING_DURATION_MS, Optional.empty());
    }
    // Another object has come to the place of the one that was found sound.
    if (next.source() == Source.UPLOAD && hasOtherFile(seen, next)) {
      if (seen.filter(row -> row.media().isNotSeekable()).isPresent()) {
        update.with(MEDIA_ERROR, Optional.empty());
      }
      update
          .with(AVAILABLE_AT, Optional.empty())
          .with(OPEN_SHARD, s(Shards.of(next.id().value())))
          .with(OPEN_SINCE, recordedAt);
    }
    return update;
  }

  private static boolean hasEndNow(VersionedItem<Recording> seen, Recording next) {
    return next.status() != RecordingStatus.STARTED
        && seen.media().error().filter(MediaError.END_MISSING.name()::equals).isPresent();
  }

  private static boolean hasOtherFile(Optional<VersionedItem<Recording>> seen, Recording next) {
    return seen.filter(row -> row.media().available().isPresent() || row.media().isNotSeekable())
        .filter(_ -> isReplaced(seen, next))
        .isPresent();
  }

  private static boolean isReplaced(Optional<VersionedItem<Recording>> seen, Recording next) {
    return seen.flatMap(row -> row.value().endTime())
        .filter(end -> !Optional.of(end).equals(next.endTime()))
        .isPresent();
  }

  private void retain(
      ConditionalUpdate update,
      Optional<VersionedItem<Recording>> seen,
      Recording next,
      Optional<Integer> ofProfile) {
    var own = seen.flatMap(row -> row.media().retainUntil());
    retention
        .retainUntil(own, ofProfile, next.source(), next.endTime().orElseThrow())
        .ifPresent(until -> {
          update.with(RETAIN_UNTIL, s(until));
          if (seen.filter(row -> row.media().isHeld()).isEmpty()) {
            var due = DueIndex.at(until, next.id(), clock.instant());
            update.with(DueIndex.DUE_MONTH, due.month()).with(DueIndex.DUE_AT, due.at());
          }
        });
  }

  /// Whether something is still expected of it: an end, or that its files are found complete.
  private static boolean isOpen(Optional<VersionedItem<Recording>> seen, Recording next) {
    return next.status() == RecordingStatus.STARTED
        || (next.location().hasFiles() && seen.filter(row -> row.media().isSettled()).isEmpty());
  }

  /// The newest changes, those that were known before among them. The write holds only while the
  /// row is as it was seen, so no other writer's entry is lost.
  private static AttributeValue history(
      Optional<VersionedItem<Recording>> seen, Stream<HistoryEntry> more) {
    var all = Stream.concat(seen.stream().flatMap(row -> row.history().stream()), more).toList();
    return AttributeValue.fromL(
        all.stream()
            .skip(Math.max(0, all.size() - LONGEST_HISTORY))
            .map(change -> s(change.text()))
            .toList());
  }

  private static List<HistoryEntry> history(Map<String, AttributeValue> item) {
    return Optional.ofNullable(item.get(HISTORY)).map(AttributeValue::l).orElse(List.of()).stream()
        .flatMap(entry -> Optional.ofNullable(entry.s()).flatMap(HistoryEntry::of).stream())
        .toList();
  }

  /// Notes that a recording can be played, if its row is still as it was seen. What events write
  /// stays as it is.
  public WriteResult<Recording> markAvailable(VersionedItem<Recording> seen, Media media) {
    return markAvailable(seen, media, Optional.empty());
  }

  /// The same of a recording that cannot be used in every way.
  ///
  /// @param flaw what it cannot be used for
  public WriteResult<Recording> markAvailable(
      VersionedItem<Recording> seen, Media media, Optional<MediaError> flaw) {
    var update =
        new ConditionalUpdate(table, RECORDING_ID)
            .with(AVAILABLE_AT, s(media.availableAt()))
            .with(MEDIA_PATH, s(media.path()))
            .with(MEDIA_VERSION, s(media.version()))
            .with(
                RENDITIONS,
                AttributeValue.fromL(
                    media.renditions().stream().map(RecordingTable::rendition).toList()))
            .with(
                POSTERS, AttributeValue.fromL(media.posters().stream().map(ItemValues::s).toList()))
            .with(SIZE_BYTES, media.sizeBytes().map(ItemValues::n))
            .with(MEDIA_ERROR, flaw.map(error -> s(error.name())));
    // The same object may have come again, of which no job measures anything twice.
    seen.media()
        .derivedOf(media.version())
        .flatMap(DerivedFiles::length)
        .ifPresent(measured -> update.with(RECORDING_DURATION_MS, ItemValues.n(measured)));
    return settle(seen, update);
  }

  /// Notes why a recording cannot be played, if its row is still as it was seen. What is still
  /// waited for stays open.
  public WriteResult<Recording> markUnplayable(VersionedItem<Recording> seen, MediaError error) {
    var update = new ConditionalUpdate(table, RECORDING_ID).with(MEDIA_ERROR, s(error.name()));
    return error.isFinal() ? settle(seen, update) : replaced(seen, update);
  }

  /// Notes what a job has made of a recording, if its row is still as it was seen. Readiness tells
  /// whether it can be played by that.
  ///
  /// @param files all that was made of this version of its files
  public WriteResult<Recording> markDerived(VersionedItem<Recording> seen, DerivedFiles files) {
    var update = new ConditionalUpdate(table, RECORDING_ID).with(DERIVED, DerivedItem.of(files));
    files
        .length()
        .ifPresent(measured -> update.with(RECORDING_DURATION_MS, ItemValues.n(measured)));
    if (files.seekable().isPresent() && seen.media().isNotSeekable()) {
      update.with(MEDIA_ERROR, Optional.empty());
    }
    if (!files.posters().isEmpty()
        && seen.media().available().map(Media::version).equals(Optional.of(files.mediaVersion()))) {
      update.with(
          POSTERS, AttributeValue.fromL(files.posters().stream().map(ItemValues::s).toList()));
    }
    return update.replace(
        dynamo, seen.value().id().value(), seen.version(), clock.instant(), RecordingTable::read);
  }

  /// Notes that no job makes an upload seekable, if its row is still as it was seen. Readiness then
  /// makes the original available.
  public WriteResult<Recording> markNotSeekable(VersionedItem<Recording> seen) {
    return new ConditionalUpdate(table, RECORDING_ID)
        .with(MEDIA_ERROR, s(MediaError.NOT_SEEKABLE.name()))
        .replace(
            dynamo,
            seen.value().id().value(),
            seen.version(),
            clock.instant(),
            RecordingTable::read);
  }

  /// Takes back why a recording cannot be played, for its outcome has changed since, so that the
  /// reconciler checks it again.
  public WriteResult<Recording> awaitMedia(VersionedItem<Recording> seen) {
    var id = seen.value().id().value();
    return new ConditionalUpdate(table, RECORDING_ID)
        .with(MEDIA_ERROR, Optional.empty())
        .with(OPEN_SHARD, s(Shards.of(id)))
        .with(OPEN_SINCE, sortKey(seen.value().recordedAt(), id))
        .replace(dynamo, id, seen.version(), clock.instant(), RecordingTable::read);
  }

  private WriteResult<Recording> settle(VersionedItem<Recording> seen, ConditionalUpdate update) {
    return replaced(
        seen, update.with(OPEN_SHARD, Optional.empty()).with(OPEN_SINCE, Optional.empty()));
  }

  private WriteResult<Recording> replaced(VersionedItem<Recording> seen, ConditionalUpdate update) {
    return update.replace(
        dynamo, seen.value().id().value(), seen.version(), clock.instant(), RecordingTable::read);
  }

  private static AttributeValue rendition(Rendition rendition) {
    var map = new HashMap<String, AttributeValue>();
    map.put("path", s(rendition.path()));
    map.put("playlist", s(rendition.playlist()));
    rendition.width().ifPresent(width -> map.put("width", ItemValues.n(width)));
    rendition.height().ifPresent(height -> map.put("height", ItemValues.n(height)));
    return AttributeValue.fromM(map);
  }

  /// What can be played of a row, if readiness has found it.
  ///
  /// @throws CorruptItemException if it cannot be read
  public static Optional<Media> media(Map<String, AttributeValue> item) {
    return maybeTime(item, AVAILABLE_AT)
        .map(availableAt ->
            consistent(
                item,
                () ->
                    new Media(
                        availableAt,
                        string(item, MEDIA_PATH),
                        string(item, MEDIA_VERSION),
                        list(item, RENDITIONS).stream().map(RecordingTable::rendition).toList(),
                        posters(item),
                        maybeNumber(item, SIZE_BYTES))));
  }

  private static Rendition rendition(AttributeValue value) {
    var map = value.m();
    return new Rendition(
        string(map, "path"),
        string(map, "playlist"),
        maybeNumber(map, "width").map(Math::toIntExact),
        maybeNumber(map, "height").map(Math::toIntExact));
  }

  private static List<String> posters(Map<String, AttributeValue> item) {
    return list(item, POSTERS).stream()
        .map(value -> string(Map.of(POSTERS, value), POSTERS))
        .toList();
  }

  private static List<AttributeValue> list(Map<String, AttributeValue> item, String attribute) {
    return typed(item, attribute, AttributeValue.Type.L).map(AttributeValue::l).orElse(List.of());
  }

  /// Removes a row that another row has made needless, if it is still as it was seen. Its items of
  /// RecordingStream go first: what a crash leaves behind is a row whose items the next try need
  /// not remove. Where the row has changed meanwhile, its items are written back.
  ///
  /// @return whether it is gone; `false` if it was written meanwhile
  public boolean remove(VersionedItem<Recording> seen) {
    var recording = seen.value();
    for (var stream : mergedStreams(recording)) {
      recordingStreams.remove(stream, recording.id());
    }
    try {
      dynamo.deleteItem(delete ->
          delete
              .tableName(table)
              .key(key(recording.id().value()))
              .conditionExpression("#version = :seen")
              .expressionAttributeNames(Map.of("#version", ConditionalUpdate.VERSION))
              .expressionAttributeValues(Map.of(":seen", ItemValues.n(seen.version())))
              .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
      return true;
    } catch (ConditionalCheckFailedException changed) {
      if (changed.hasItem()) {
        mergedStreams(recording).forEach(stream -> recordingStreams.put(stream, recording.id()));
      }
      return false;
    }
  }

  /// The streams that RecordingStream has items for: all of a merged recording, and none of a
  /// recording of one stream.
  private static Set<StreamId> mergedStreams(Recording recording) {
    return recording.streamIds().size() > 1 ? recording.streamIds() : Set.of();
  }

  public static Map<String, AttributeValue> key(String recordingId) {
    return Map.of(RECORDING_ID, s(recordingId));
  }

  /// Where the files lie, as far as that can be read.
  static Optional<StorageLocation> maybeLocation(Map<String, AttributeValue> item) {
    try {
      return Optional.of(consistent(item, () -> location(item)));
    } catch (CorruptItemException unreadable) {
      return Optional.empty();
    }
  }

  static StorageLocation location(Map<String, AttributeValue> item) {
    return new StorageLocation(
        maybe(item, S3_BUCKET_NAME, Bucket::new),
        maybe(item, S3_KEY_PREFIX, S3Prefix::new),
        maybe(item, S3_OBJECT_KEY, S3ObjectKey::new));
  }

  public static VersionedItem<Recording> read(Map<String, AttributeValue> item) {
    var status = required(item, RECORDING_STATUS, RecordingStatus::valueOf);
    var source = required(item, SOURCE, Source::valueOf);
    var streamSessionId =
        source.hasStreamSession()
            ? Optional.of(required(item, STREAM_SESSION_ID, StreamId::new))
            : maybe(item, STREAM_SESSION_ID, StreamId::new);
    var start = maybeTime(item, START_TIME).map(time -> new Start(time, streamSessionId));
    // A tombstone has lost its location.
    if (source == Source.IVS_CHANNEL && !item.containsKey(DELETED_AT)) {
      required(item, S3_BUCKET_NAME, Bucket::new);
    }
    var recording =
        consistent(
            item,
            () ->
                new Recording(
                    required(item, RECORDING_ID, RecordingId::new),
                    maybe(item, RECORDING_SESSION_ID, SessionId::new),
                    required(item, PROFILE_ID, ProfileId::new),
                    required(item, SOURCE_ARN, SourceArn::new),
                    source,
                    start,
                    outcome(item, status, streamSessionId),
                    location(item),
                    streams(item)));
    return new VersionedItem<>(
        recording,
        maybeNumber(item, ConditionalUpdate.VERSION)
            .orElseThrow(() -> new CorruptItemException("attribute version is missing", item)),
        maybeTime(item, ConditionalUpdate.UPDATED_AT).orElse(Instant.EPOCH),
        mediaState(item),
        history(item));
  }

  private static MediaState mediaState(Map<String, AttributeValue> item) {
    var state =
        new MediaState(
            media(item),
            maybeString(item, MEDIA_ERROR).filter(error -> !error.equals(LOCATION_UNKNOWN)),
            maybeTime(item, RETAIN_UNTIL),
            isHeld(item),
            maybeTime(item, DELETED_AT),
            DerivedItem.read(item),
            expected(item));
    return state.equals(MediaState.UNKNOWN) ? MediaState.UNKNOWN : state;
  }

  private static Optional<MediaState.Expected> expected(Map<String, AttributeValue> item) {
    return maybeString(item, CONTENT_TYPE)
        .flatMap(VideoFormat::ofContentType)
        .map(format ->
            new MediaState.Expected(
                format, maybeNumber(item, EXPECTED_SIZE), maybeString(item, UPLOAD_ID)));
  }

  static boolean isHeld(Map<String, AttributeValue> item) {
    return typed(item, LEGAL_HOLD, AttributeValue.Type.BOOL)
        .map(AttributeValue::bool)
        .orElse(false);
  }

  /// What lists, answers and domain events show of a row: of an item of the table, of an image of
  /// its stream, and of an item of the index of months alike.
  ///
  /// @throws CorruptItemException if it cannot be read
  public static RecordingSummary summary(Map<String, AttributeValue> item) {
    return consistent(
        item,
        () ->
            new RecordingSummary(
                required(item, RECORDING_ID, RecordingId::new),
                required(item, PROFILE_ID, ProfileId::new),
                maybe(item, STREAM_SESSION_ID, StreamId::new),
                required(item, SOURCE, Source::valueOf),
                required(item, RECORDING_STATUS, RecordingStatus::valueOf),
                maybeString(item, RECORDING_STATUS_REASON),
                maybeTime(item, START_TIME),
                maybeTime(item, END_TIME),
                maybeDuration(item, RECORDING_DURATION_MS),
                maybeString(item, TITLE),
                maybeString(item, FILE_NAME),
                maybe(item, VISIBILITY, Visibility::valueOf),
                maybeTime(item, AVAILABLE_AT),
                maybeString(item, MEDIA_ERROR),
                posters(item),
                maybeNumber(item, SIZE_BYTES),
                maybeTime(item, RETAIN_UNTIL),
                isHeld(item),
                maybeTime(item, DELETED_AT),
                files(item),
                maybeNumber(item, ConditionalUpdate.VERSION)
                    .orElseThrow(
                        () -> new CorruptItemException("attribute version is missing", item))));
  }

  /// What a job made of another version of the files is not of this recording any more.
  private static StoredFiles files(Map<String, AttributeValue> item) {
    var derived =
        DerivedItem.read(item)
            .filter(files ->
                maybeString(item, MEDIA_VERSION).equals(Optional.of(files.mediaVersion())));
    return new StoredFiles(
        location(item),
        maybeString(item, MEDIA_PATH),
        maybeString(item, CONTENT_TYPE),
        derived.flatMap(DerivedFiles::mp4Path),
        derived.flatMap(DerivedFiles::seekablePath));
  }

  /// One version of a row, as its stream holds it.
  ///
  /// @throws CorruptItemException if it cannot be read
  public static RecordingImage image(Map<String, AttributeValue> item) {
    return new RecordingImage(
        summary(item), required(item, ConditionalUpdate.UPDATED_AT, Instant::parse));
  }

  private static Optional<Outcome> outcome(
      Map<String, AttributeValue> item, RecordingStatus status, Optional<StreamId> firstListed) {
    return status == RecordingStatus.STARTED
        ? Optional.empty()
        : Optional.of(
            new Outcome(
                status,
                required(item, END_TIME, Instant::parse),
                maybeDuration(item, RECORDING_DURATION_MS),
                maybeString(item, RECORDING_STATUS_REASON),
                firstListed,
                typed(item, DESTINATION_FAILED, AttributeValue.Type.BOOL)
                    .map(AttributeValue::bool)
                    .orElse(false)));
  }

  public static NavigableSet<StreamId> streams(Map<String, AttributeValue> item) {
    return typed(item, STREAM_IDS, AttributeValue.Type.SS).map(AttributeValue::ss).stream()
        .flatMap(List::stream)
        .map(StreamId::new)
        .collect(toCollection(TreeSet::new));
  }
}
