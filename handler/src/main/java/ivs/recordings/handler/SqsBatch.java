package ivs.recordings.handler;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A batch as Lambda hands it over, and the answer it takes.
///
/// It is read here and not by Lambda's runtime: that would bind the JSON to an `SQSEvent` by
/// reflection, which costs a quarter of a second of a cold start and 0.7 MB of the artifact. What
/// nobody asks for is skipped where it stands.
final class SqsBatch {
  private SqsBatch() {}

  /// One message.
  ///
  /// @param again whether it was delivered before; SQS counts deliveries from 1
  /// @param released whether a person has let it in after it was parked, as the message's attribute
  ///   of that name says
  record Message(String messageId, String body, boolean again, boolean released) {
    Message(String messageId, String body, boolean again) {
      this(messageId, body, again, false);
    }
  }

  /// Reads a batch; what is missing is empty.
  ///
  /// @throws IOException if it is not JSON, which is no fault of a message: Lambda tries again
  static List<Message> read(InputStream in) throws IOException {
    try (var json = Json.FACTORY.createParser(in)) {
      var messages = new ArrayList<Message>();
      if (json.nextToken() == JsonToken.START_OBJECT) {
        for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
          var value = json.nextToken();
          if (name.equals("Records") && value == JsonToken.START_ARRAY) {
            while (json.nextToken() == JsonToken.START_OBJECT) {
              messages.add(message(json));
            }
          } else {
            json.skipChildren();
          }
        }
      }
      return messages;
    }
  }

  private static Message message(JsonParser json) throws IOException {
    var messageId = "";
    var body = "";
    var again = false;
    var released = false;
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      var value = json.nextToken();
      switch (name) {
        case "messageId" -> messageId = text(json, value);
        case "body" -> body = text(json, value);
        case "attributes" -> again = value == JsonToken.START_OBJECT && wasDelivered(json);
        case "messageAttributes" ->
            released = value == JsonToken.START_OBJECT && names(json, "released");
        default -> json.skipChildren();
      }
    }
    return new Message(messageId, body, again, released);
  }

  private static boolean names(JsonParser json, String attribute) throws IOException {
    var found = false;
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      found |= name.equals(attribute);
      json.nextToken();
      json.skipChildren();
    }
    return found;
  }

  private static boolean wasDelivered(JsonParser json) throws IOException {
    var count = "1";
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      var value = json.nextToken();
      if (name.equals("ApproximateReceiveCount")) {
        count = text(json, value);
      } else {
        json.skipChildren();
      }
    }
    return !count.equals("1");
  }

  private static String text(JsonParser json, JsonToken value) throws IOException {
    json.skipChildren();
    return value == JsonToken.VALUE_STRING ? json.getText() : "";
  }

  /// The messages that SQS must keep; all others are done.
  static void answer(Collection<String> failures, OutputStream out) throws IOException {
    try (var json = Json.FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("batchItemFailures");
      for (var messageId : failures) {
        json.writeStartObject();
        json.writeStringField("itemIdentifier", messageId);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
