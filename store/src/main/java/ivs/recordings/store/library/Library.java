package ivs.recordings.store.library;

import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.store.ParkedEventTable;
import ivs.recordings.store.ProfileTable;
import ivs.recordings.store.RecordingStreamTable;
import ivs.recordings.store.RecordingTable;
import ivs.recordings.store.RetentionTable;
import ivs.recordings.store.TableNames;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// What the API reads and changes.
public record Library(
    LibraryRecordings recordings,
    LibraryStreams streams,
    LibraryUploads uploads,
    ProfileTable profiles,
    ParkedEventTable parkedEvents,
    RetentionTable retention) {

  /// Times on rows have whole seconds, as those that events write.
  ///
  /// @param retention how long uploads are kept that end here
  public static Library of(
      DynamoDbClient dynamo, TableNames names, Clock clock, RetentionPolicy retention) {
    var seconds = Clock.tick(clock, Duration.ofSeconds(1));
    var recordingStreams = new RecordingStreamTable(dynamo, names.recordingStream());
    var profiles = new ProfileTable(dynamo, names.profile());
    return new Library(
        new LibraryRecordings(dynamo, names.recording(), recordingStreams, seconds),
        new LibraryStreams(dynamo, names.streamSession(), seconds),
        new LibraryUploads(
            new RecordingTable(dynamo, names.recording(), recordingStreams, seconds, retention),
            profiles),
        profiles,
        new ParkedEventTable(dynamo, names.parkedEvent(), seconds),
        RetentionTable.of(dynamo, names, clock));
  }
}
