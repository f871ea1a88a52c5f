package ivs.recordings.store;

import static ivs.recordings.store.item.ItemValues.consistent;
import static ivs.recordings.store.item.ItemValues.fixedWidth;
import static ivs.recordings.store.item.ItemValues.maybeTime;
import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.model.retention.RetainedRecording;
import ivs.recordings.store.item.ConditionalUpdate;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.DueIndex;
import ivs.recordings.store.item.ItemValues;
import ivs.recordings.store.item.Legible;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/// The Recording table as retention reads and writes it: what is due, what is held, and how a row
/// becomes a tombstone.
public final class RetentionTable {
  static final String BY_DUE = "byDue";
  static final String EXPIRES_AT = "expiresAt"; // N, epoch seconds, the table's TTL

  /// What a tombstone keeps. Everything else goes, also what a later version of the system adds: it
  /// may tell of the media, or of persons.
  private static final Set<String> KEPT =
      Set.of(
          RecordingTable.RECORDING_ID,
          RecordingTable.RECORDING_SESSION_ID,
          RecordingTable.PROFILE_ID,
          RecordingTable.STREAM_SESSION_ID,
          RecordingTable.STREAM_IDS,
          RecordingTable.SOURCE_ARN,
          RecordingTable.SOURCE,
          RecordingTable.RECORDING_STATUS,
          RecordingTable.RECORDING_STATUS_REASON,
          RecordingTable.RECORDING_DURATION_MS,
          RecordingTable.START_TIME,
          RecordingTable.END_TIME,
          RecordingTable.RECORDED_MONTH,
          RecordingTable.RECORDED_AT,
          RecordingTable.DESTINATION_FAILED,
          RecordingTable.VISIBILITY,
          RecordingTable.RETAIN_UNTIL,
          RecordingTable.DELETED_AT,
          ConditionalUpdate.VERSION,
          ConditionalUpdate.UPDATED_AT);

  private static final Set<String> OPEN_ENTRY =
      Set.of(RecordingTable.OPEN_SHARD, RecordingTable.OPEN_SINCE);

  private final DynamoDbClient dynamo;
  private final String table;
  private final RecordingStreamTable recordingStreams;
  private final Clock clock;

  private RetentionTable(
      DynamoDbClient dynamo, String table, RecordingStreamTable recordingStreams, Clock clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.recordingStreams = recordingStreams;
    this.clock = clock;
  }

  /// Times on rows have whole seconds, as those that events write.
  public static RetentionTable of(DynamoDbClient dynamo, TableNames names, Clock clock) {
    return new RetentionTable(
        dynamo,
        names.recording(),
        new RecordingStreamTable(dynamo, names.recordingStream()),
        Clock.tick(clock, Duration.ofSeconds(1)));
  }

  /// A row as it was read.
  public record Retained(RetainedRecording recording, long version) {}

  /// An entry of the index of what is due.
  public record DueEntry(RecordingId id, Instant since) {}

  /// What is due at a moment, the oldest first: one Query for each month, as far as it is read.
  public Stream<DueEntry> due(Instant now) {
    return DueIndex.monthsUntil(now).stream().flatMap(month -> dueIn(month, now));
  }

  private Stream<DueEntry> dueIn(String month, Instant now) {
    // A # sorts before what follows it in no key: the next millisecond is behind all of this one.
    var behind = fixedWidth(now.plusMillis(1));
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .indexName(BY_DUE)
                .keyConditionExpression("dueMonth = :month AND dueAt < :behind")
                .expressionAttributeValues(Map.of(":month", s(month), ":behind", s(behind))))
        .items()
        .stream()
        .map(item ->
            new DueEntry(
                required(item, RecordingTable.RECORDING_ID, RecordingId::new),
                required(item, DueIndex.DUE_AT, at -> Instant.parse(at.split("#", 2)[0]))));
  }

  /// One row; the read is consistent.
  ///
  /// @throws CorruptItemException if it cannot be read
  public Optional<Retained> find(RecordingId id) {
    return item(id).map(RetentionTable::read);
  }

  private Optional<Map<String, AttributeValue>> item(RecordingId id) {
    var found =
        dynamo.getItem(
            get -> get.tableName(table).key(RecordingTable.key(id.value())).consistentRead(true));
    return found.hasItem() ? Optional.of(found.item()) : Optional.empty();
  }

  /// All rows of a profile that have files, as the index has them, which may be a moment behind.
  /// Rows that cannot be read are counted: what they share is not known.
  public Legible<RetainedRecording> ofProfile(ProfileId profileId) {
    return Legible.of(
        dynamo
            .queryPaginator(query ->
                query
                    .tableName(table)
                    .indexName(RecordingTable.BY_PROFILE)
                    .keyConditionExpression("profileId = :profile")
                    .filterExpression("attribute_exists(s3BucketName)")
                    .expressionAttributeValues(Map.of(":profile", s(profileId.value()))))
            .items()
            .stream(),
        item -> read(item).recording());
  }

  private static Retained read(Map<String, AttributeValue> item) {
    var deletedAt = maybeTime(item, RecordingTable.DELETED_AT);
    return consistent(
        item,
        () ->
            new Retained(
                new RetainedRecording(
                    required(item, RecordingTable.RECORDING_ID, RecordingId::new),
                    required(item, RecordingTable.PROFILE_ID, ProfileId::new),
                    required(item, RecordingTable.RECORDING_STATUS, RecordingStatus::valueOf),
                    RecordingTable.location(item),
                    maybeTime(item, RecordingTable.RETAIN_UNTIL),
                    RecordingTable.isHeld(item),
                    deletedAt,
                    deletedAt.isPresent() && !item.containsKey(DueIndex.DUE_MONTH)),
                ItemValues.maybeNumber(item, ConditionalUpdate.VERSION)
                    .orElseThrow(
                        () -> new CorruptItemException("attribute version is missing", item))));
  }

  /// Begins a deletion, if the row is still at the version that was seen, is not held and has
  /// ended. Nothing takes it back.
  ///
  /// @return whether it was
  public boolean markDeleted(RecordingId id, long seen) {
    var now = clock.instant();
    var due = DueIndex.at(now, id, now);
    var set =
        Map.of(
            RecordingTable.DELETED_AT, s(now),
            DueIndex.DUE_MONTH, due.month().orElseThrow(),
            DueIndex.DUE_AT, due.at().orElseThrow());
    return write(
        id,
        seen,
        set,
        OPEN_ENTRY,
        "attribute_not_exists(deletedAt) AND attribute_not_exists(legalHold)"
            + " AND recordingStatus <> :started",
        Map.of(":started", s(RecordingStatus.STARTED.name())));
  }

  /// Sets or lifts a legal hold, if the row is still at the version that was seen and its deletion
  /// has not begun. A held row is in no list of what is due.
  ///
  /// @return whether it was
  public boolean hold(Retained seen, boolean isHeld) {
    var recording = seen.recording();
    var set = new HashMap<String, AttributeValue>();
    var remove = new ArrayList<String>();
    if (isHeld) {
      set.put(RecordingTable.LEGAL_HOLD, AttributeValue.fromBool(true));
      remove.addAll(List.of(DueIndex.DUE_MONTH, DueIndex.DUE_AT));
    } else {
      remove.add(RecordingTable.LEGAL_HOLD);
      var due =
          recording
              .retainUntil()
              .filter(_ -> recording.status() != RecordingStatus.STARTED)
              .map(until -> DueIndex.at(until, recording.id(), clock.instant()))
              .orElse(DueIndex.NONE);
      due.month().ifPresent(month -> set.put(DueIndex.DUE_MONTH, month));
      due.at().ifPresent(at -> set.put(DueIndex.DUE_AT, at));
    }
    return write(
        recording.id(),
        seen.version(),
        set,
        Set.copyOf(remove),
        "attribute_not_exists(deletedAt)",
        Map.of());
  }

  /// Makes the row of a deleted recording a tombstone. The items of its streams go first: what a
  /// crash leaves behind is a row that is still due.
  ///
  /// @param expiresAt when DynamoDB may remove it; empty keeps it
  /// @return whether the row was there and its deletion had begun
  public boolean bury(RecordingId id, Optional<Instant> expiresAt) {
    var item = item(id).filter(found -> found.containsKey(RecordingTable.DELETED_AT));
    if (item.isEmpty()) {
      return false;
    }
    var row = item.get();
    if (RecordingTable.streams(row).size() > 1) {
      RecordingTable.streams(row).forEach(stream -> recordingStreams.remove(stream, id));
    }
    var gone = new ArrayList<>(row.keySet());
    gone.removeAll(KEPT);
    gone.remove(EXPIRES_AT);
    var set = new HashMap<String, AttributeValue>();
    expiresAt.ifPresent(at -> set.put(EXPIRES_AT, n(at.getEpochSecond())));
    return write(
        id, read(row).version(), set, Set.copyOf(gone), "attribute_exists(deletedAt)", Map.of());
  }

  private boolean write(
      RecordingId id,
      long seen,
      Map<String, AttributeValue> set,
      Set<String> remove,
      String condition,
      Map<String, AttributeValue> conditionValues) {
    var names = new HashMap<>(Map.of("#version", ConditionalUpdate.VERSION));
    var values = new HashMap<>(conditionValues);
    values.put(":seen", n(seen));
    values.put(":next", n(seen + 1));
    values.put(":now", s(clock.instant()));
    var assignments = new ArrayList<>(List.of("#version = :next", "updatedAt = :now"));
    set.forEach((attribute, value) -> {
      names.put("#" + attribute, attribute);
      values.put(":" + attribute, value);
      assignments.add("#%s = :%s".formatted(attribute, attribute));
    });
    remove.forEach(attribute -> names.put("#" + attribute, attribute));
    var removals = remove.stream().sorted().map("#"::concat).toList();
    try {
      dynamo.updateItem(update ->
          update
              .tableName(table)
              .key(RecordingTable.key(id.value()))
              .updateExpression(
                  "SET "
                      + String.join(", ", assignments)
                      + (removals.isEmpty() ? "" : " REMOVE " + String.join(", ", removals)))
              .conditionExpression("#version = :seen AND " + condition)
              .expressionAttributeNames(names)
              .expressionAttributeValues(values));
      return true;
    } catch (ConditionalCheckFailedException changed) {
      return false;
    }
  }

  /// The ids of rows that this recording's files may be known by as well, of any owner.
  public static List<RecordingId> sameFiles(RetainedRecording recording) {
    var place = recording.location();
    return place
        .bucket()
        .map(bucket ->
            Stream.concat(
                    place.prefix().stream()
                        .flatMap(prefix ->
                            Stream.of(
                                RecordingId.of(bucket, prefix),
                                RecordingId.ofParticipant(bucket, prefix))),
                    place.objectKey().stream().map(key -> RecordingId.ofUpload(bucket, key)))
                .toList())
        .orElse(List.of());
  }
}
