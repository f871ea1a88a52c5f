package ivs.recordings.local.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.template.LocalNames;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/// Records of a table's stream as Lambda writes them into the payload of a function.
final class StreamRecords {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private StreamRecords() {}

  static String payload(List<Record> records, String streamArn) {
    var payload = JSON.createObjectNode();
    var list = payload.putArray("Records");
    records.forEach(streamed -> list.add(json(streamed, streamArn)));
    return payload.toString();
  }

  private static ObjectNode json(Record streamed, String streamArn) {
    var json = JSON.createObjectNode();
    json.put("eventID", streamed.eventID());
    json.put("eventName", streamed.eventNameAsString());
    json.put("eventVersion", streamed.eventVersion());
    json.put("eventSource", "aws:dynamodb");
    json.put("awsRegion", LocalNames.REGION);
    var change = streamed.dynamodb();
    var images = json.putObject("dynamodb");
    images.put(
        "ApproximateCreationDateTime", change.approximateCreationDateTime().getEpochSecond());
    images.set("Keys", item(change.keys()));
    if (change.hasNewImage()) {
      images.set("NewImage", item(change.newImage()));
    }
    if (change.hasOldImage()) {
      images.set("OldImage", item(change.oldImage()));
    }
    images.put("SequenceNumber", change.sequenceNumber());
    images.put("SizeBytes", change.sizeBytes());
    images.put("StreamViewType", change.streamViewTypeAsString());
    json.put("eventSourceARN", streamArn);
    return json;
  }

  private static ObjectNode item(Map<String, AttributeValue> attributes) {
    var item = JSON.createObjectNode();
    attributes.forEach((name, value) -> item.set(name, json(value)));
    return item;
  }

  private static JsonNode json(AttributeValue value) {
    var json = JSON.createObjectNode();
    return switch (value.type()) {
      case S -> json.put("S", value.s());
      case N -> json.put("N", value.n());
      case BOOL -> json.put("BOOL", value.bool());
      case NUL -> json.put("NULL", true);
      case B -> json.put("B", value.b().asByteArray());
      case SS -> json.set("SS", texts(value.ss()));
      case NS -> json.set("NS", texts(value.ns()));
      case BS -> {
        var list = json.putArray("BS");
        value.bs().forEach(bytes -> list.add(bytes.asByteArray()));
        yield json;
      }
      case L -> {
        var list = json.putArray("L");
        value.l().forEach(each -> list.add(json(each)));
        yield json;
      }
      case M -> json.set("M", item(value.m()));
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalStateException("an attribute of an unknown type");
    };
  }

  private static ArrayNode texts(List<String> texts) {
    var list = JSON.createArrayNode();
    texts.forEach(list::add);
    return list;
  }
}
