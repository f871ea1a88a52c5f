package ivs.recordings.store;

import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// What the API reads and changes.
public record Library(
    LibraryRecordings recordings,
    LibraryStreams streams,
    ProfileTable profiles,
    ParkedEventTable parkedEvents,
    RetentionTable retention) {

  /// Times on rows have whole seconds, as those that events write.
  public static Library of(DynamoDbClient dynamo, TableNames names, Clock clock) {
    var seconds = Clock.tick(clock, Duration.ofSeconds(1));
    return new Library(
        new LibraryRecordings(
            dynamo,
            names.recording(),
            new RecordingStreamTable(dynamo, names.recordingStream()),
            seconds),
        new LibraryStreams(dynamo, names.streamSession(), seconds),
        new ProfileTable(dynamo, names.profile()),
        new ParkedEventTable(dynamo, names.parkedEvent(), seconds),
        RetentionTable.of(dynamo, names, clock));
  }
}
