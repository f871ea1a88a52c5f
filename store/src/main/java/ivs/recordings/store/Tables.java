package ivs.recordings.store;

import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Everything that is kept.
public record Tables(
    ProfileTable profiles,
    StreamSessionTable streamSessions,
    RecordingTable recordings,
    ParkedEventTable parkedEvents,
    BatchReader lookup,
    CorruptItems corruptItems,
    RetentionTable retention) {

  /// Times on rows have whole seconds, like those of the events: strings of one length sort as the
  /// times they stand for.
  public static Tables of(DynamoDbClient dynamo, TableNames names, Clock clock) {
    var seconds = Clock.tick(clock, Duration.ofSeconds(1));
    return new Tables(
        new ProfileTable(dynamo, names.profile()),
        new StreamSessionTable(dynamo, names.streamSession(), seconds),
        new RecordingTable(
            dynamo,
            names.recording(),
            new RecordingStreamTable(dynamo, names.recordingStream()),
            seconds),
        new ParkedEventTable(dynamo, names.parkedEvent(), seconds),
        new BatchReader(dynamo, names),
        new CorruptItems(dynamo, names),
        RetentionTable.of(dynamo, names, clock));
  }
}
