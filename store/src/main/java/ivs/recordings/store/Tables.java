package ivs.recordings.store;

import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Everything that is kept.
public record Tables(
    ProfileTable profiles,
    StreamSessionTable streamSessions,
    RecordingTable recordings,
    ParkedEventTable parkedEvents,
    Lookup lookup) {

  public static Tables of(DynamoDbClient dynamo, TableNames names, Clock clock) {
    return new Tables(
        new ProfileTable(dynamo, names.profile()),
        new StreamSessionTable(dynamo, names.streamSession(), clock),
        new RecordingTable(dynamo, names.recording(), clock),
        new ParkedEventTable(dynamo, names.parkedEvent(), clock),
        new Lookup(dynamo, names));
  }
}
