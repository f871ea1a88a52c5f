package ivs.recordings.store.media;

import static ivs.recordings.store.item.ItemValues.consistent;
import static ivs.recordings.store.item.ItemValues.maybe;
import static ivs.recordings.store.item.ItemValues.maybeNumber;
import static ivs.recordings.store.item.ItemValues.maybeString;
import static ivs.recordings.store.item.ItemValues.n;
import static ivs.recordings.store.item.ItemValues.required;
import static ivs.recordings.store.item.ItemValues.s;

import ivs.recordings.model.media.MediaJob;
import ivs.recordings.model.media.MediaJobFault;
import ivs.recordings.model.media.MediaJobId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.store.item.ConditionalUpdate;
import ivs.recordings.store.item.CorruptItemException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/// The jobs of recordings, one item for each kind and version of the files. Rows of recordings get
/// results only.
public final class MediaJobTable {
  static final String RECORDING_ID = "recordingId"; // S, partition key
  static final String KIND = "kind#mediaVersion"; // S, sort key, such as mp4#0123456789ab
  static final String STATE = "state"; // S, QUEUED | RUNNING | SUCCEEDED | FAILED
  static final String PROGRESS = "progress"; // N, percent
  static final String ERROR = "error"; // S, as MediaJobFault names it, of the last attempt
  static final String ATTEMPTS = "attempts"; // N
  static final String RUNNER = "runner"; // S, what runs it
  static final String CREATED_AT = "createdAt"; // S, ISO-8601 UTC
  static final String EXPIRES_AT = "expiresAt"; // N, epoch seconds

  private static final String VARIABLE = "MEDIA_JOB_TABLE";

  /// What a job made is on the row; its item is kept for diagnosis.
  private static final Duration KEPT = Duration.ofDays(90);

  private final DynamoDbClient dynamo;
  private final String table;

  public MediaJobTable(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /// The table that `MEDIA_JOB_TABLE` names; empty where there is none.
  public static Optional<MediaJobTable> of(DynamoDbClient dynamo, Map<String, String> environment) {
    return Optional.of(environment.getOrDefault(VARIABLE, ""))
        .filter(name -> !name.isBlank())
        .map(name -> new MediaJobTable(dynamo, name));
  }

  /// One job; the read is consistent.
  public Optional<MediaJob> find(MediaJobId id) {
    var found = dynamo.getItem(get -> get.tableName(table).key(key(id)).consistentRead(true));
    return found.hasItem() ? Optional.of(read(found.item())) : Optional.empty();
  }

  /// The jobs of a recording, by kind and version. There are three kinds, and a recording has few
  /// versions.
  public List<MediaJob> ofRecording(RecordingId id) {
    return dynamo
        .queryPaginator(query ->
            query
                .tableName(table)
                .keyConditionExpression("recordingId = :id")
                .expressionAttributeValues(Map.of(":id", s(id.value())))
                .consistentRead(true))
        .items()
        .stream()
        .map(MediaJobTable::read)
        .toList();
  }

  /// Writes a job if its item is still as it was seen.
  ///
  /// @return the job with its new version; empty where another writer came first
  public Optional<MediaJob> write(MediaJob job) {
    var seen = job.version();
    var item = item(job, seen + 1);
    try {
      dynamo.putItem(put -> {
        put.tableName(table)
            .item(item)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
        if (seen == 0) {
          put.conditionExpression("attribute_not_exists(#id)")
              .expressionAttributeNames(Map.of("#id", RECORDING_ID));
        } else {
          put.conditionExpression("#version = :seen")
              .expressionAttributeNames(Map.of("#version", ConditionalUpdate.VERSION))
              .expressionAttributeValues(Map.of(":seen", n(seen)));
        }
      });
      return Optional.of(job.withVersion(seen + 1));
    } catch (ConditionalCheckFailedException changed) {
      // A call that timed out and was repeated finds its own first write.
      return Optional.of(job.withVersion(seen + 1)).filter(_ -> item.equals(changed.item()));
    }
  }

  private static Map<String, AttributeValue> key(MediaJobId id) {
    return Map.of(RECORDING_ID, s(id.recordingId().value()), KIND, s(id.sortKey()));
  }

  private static Map<String, AttributeValue> item(MediaJob job, long version) {
    var item = new HashMap<>(key(job.id()));
    item.put(STATE, s(job.state().name()));
    item.put(PROGRESS, n(job.progress()));
    job.fault().ifPresent(fault -> item.put(ERROR, s(fault.name())));
    item.put(ATTEMPTS, n(job.attempts()));
    job.runner().ifPresent(runner -> item.put(RUNNER, s(runner)));
    item.put(CREATED_AT, s(job.createdAt()));
    item.put(ConditionalUpdate.UPDATED_AT, s(job.updatedAt()));
    item.put(ConditionalUpdate.VERSION, n(version));
    item.put(EXPIRES_AT, n(job.updatedAt().plus(KEPT).getEpochSecond()));
    return item;
  }

  private static MediaJob read(Map<String, AttributeValue> item) {
    var recordingId = required(item, RECORDING_ID, RecordingId::new);
    var id =
        MediaJobId.of(recordingId, required(item, KIND, key -> key))
            .orElseThrow(() -> new CorruptItemException("the key is that of no job", item));
    return consistent(
        item,
        () ->
            new MediaJob(
                id,
                required(item, STATE, MediaJob.State::valueOf),
                Math.toIntExact(maybeNumber(item, PROGRESS).orElse(0L)),
                maybe(item, ERROR, MediaJobFault::valueOf),
                Math.toIntExact(maybeNumber(item, ATTEMPTS).orElse(0L)),
                maybeString(item, RUNNER),
                required(item, CREATED_AT, Instant::parse),
                required(item, ConditionalUpdate.UPDATED_AT, Instant::parse),
                maybeNumber(item, ConditionalUpdate.VERSION).orElse(0L)));
  }
}
