package ivs.recordings.handler.runtime;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a function of a table's stream is called with.
public final class StreamBatch {
  private StreamBatch() {}

  /// The records of a batch, in their order.
  ///
  /// @throws IllegalArgumentException if this is no batch of a DynamoDB stream: an empty list of
  ///   failures would look like success
  public static List<DynamodbStreamRecord> records(@Nullable DynamodbEvent batch) {
    var records = batch == null ? null : batch.getRecords();
    if (records == null
        || records.isEmpty()
        || !records.stream().allMatch(StreamBatch::isOfStream)) {
      throw new IllegalArgumentException(
          "no records of a DynamoDB stream (field Records is absent or not of one): make the stream"
              + " of the Recording table the source of this function");
    }
    return records;
  }

  private static boolean isOfStream(@Nullable DynamodbStreamRecord streamed) {
    return streamed != null
        && streamed.getDynamodb() != null
        && streamed.getDynamodb().getSequenceNumber() != null
        && (streamed.getEventSource() == null || streamed.getEventSource().equals("aws:dynamodb"));
  }
}
