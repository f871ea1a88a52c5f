package ivs.recordings.handler.figures;

import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.model.recording.RecordingId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A message of the queue: a domain event in EventBridge's envelope.
///
/// @param body JSON
record FigureMessage(String id, String body) {
  /// Where a batch has its messages.
  static final String RECORDS = "Records";

  private static final String NO_RECORDS =
      "no SQS records (field Records is empty or not of SQS): target the queue RecordingFigures";

  /// Which recording has changed. What its row is now is read, so that nothing else of the event
  /// matters.
  ///
  /// @throws UnsoundFieldException if the event names none
  RecordingId recordingId() {
    return JsonFields.parse("The message", body).word("detail.data.recordingId", RecordingId::new);
  }

  /// The messages of a batch.
  ///
  /// @throws IllegalArgumentException if this is no batch of SQS: an empty list of failures would
  ///   look like success
  static List<FigureMessage> batch(Map<String, Object> input) {
    var messages = new ArrayList<FigureMessage>();
    if (input.get(RECORDS) instanceof List<?> records) {
      for (var record : records) {
        messages.add(of(record));
      }
    }
    if (messages.isEmpty()) {
      throw new IllegalArgumentException(NO_RECORDS);
    }
    return messages;
  }

  private static FigureMessage of(Object record) {
    if (record instanceof Map<?, ?> fields
        && fields.get("messageId") instanceof String id
        && fields.get("body") instanceof String body) {
      return new FigureMessage(id, body);
    }
    throw new IllegalArgumentException(NO_RECORDS);
  }
}
