package ivs.recordings.store;

import ivs.recordings.model.retention.RetentionPolicy;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Everything that is kept.
public record Tables(
    ProfileTable profiles,
    StreamSessionTable streamSessions,
    RecordingTable recordings,
    ParkedEventTable parkedEvents,
    BatchReader batchReader,
    LiveStreams liveStreams,
    StreamLinks links,
    CorruptItems corruptItems,
    RetentionTable retention) {

  /// For those that write no outcome of a recording, and tests.
  public static Tables of(DynamoDbClient dynamo, TableNames names, Clock clock) {
    return of(dynamo, names, clock, RetentionPolicy.DEFAULT);
  }

  /// Times on rows have whole seconds, like those of the events: strings of one length sort as the
  /// times they stand for.
  ///
  /// @param retention how long recordings are kept that end
  public static Tables of(
      DynamoDbClient dynamo, TableNames names, Clock clock, RetentionPolicy retention) {
    var seconds = Clock.tick(clock, Duration.ofSeconds(1));
    var sessions = new StreamSessionTable(dynamo, names.streamSession(), seconds);
    var recordingStreams = new RecordingStreamTable(dynamo, names.recordingStream());
    var recordings =
        new RecordingTable(dynamo, names.recording(), recordingStreams, seconds, retention);
    return new Tables(
        new ProfileTable(dynamo, names.profile()),
        sessions,
        recordings,
        new ParkedEventTable(dynamo, names.parkedEvent(), seconds),
        new BatchReader(dynamo, names),
        new LiveStreams(dynamo, names.streamSession(), seconds),
        new StreamLinks(dynamo, names.recording(), recordings, recordingStreams, sessions, seconds),
        new CorruptItems(dynamo, names),
        RetentionTable.of(dynamo, names, clock));
  }
}
