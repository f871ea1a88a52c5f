package ivs.recordings.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ivs.recordings.store.DynamoDb.Batch;
import ivs.recordings.store.DynamoDb.Delete;
import ivs.recordings.store.DynamoDb.Page;
import ivs.recordings.store.DynamoDb.Query;
import ivs.recordings.store.DynamoDb.ReturnValues;
import ivs.recordings.store.DynamoDb.Scan;
import ivs.recordings.store.DynamoDb.Update;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What DynamoDB's calls look like on the wire: JSON of `DynamoDB_20120810`, written and read as it
/// goes by. Names that we do not need are skipped.
final class DynamoDbJson {
  /// About what a recording's update takes.
  private static final int USUAL_LENGTH = 2_048;

  private static final JsonFactory JSON = new JsonFactory();

  private DynamoDbJson() {}

  /// What DynamoDB says when it refuses.
  ///
  /// @param code such as `ValidationException`; empty if the answer names none
  /// @param item the row, where a condition of it did not hold
  record Refusal(String code, String message, Optional<Map<String, Attribute>> item) {}

  static byte[] getItem(String table, Map<String, Attribute> key) {
    return object(json -> {
      json.writeStringField("TableName", table);
      writeItem(json, "Key", key);
      json.writeBooleanField("ConsistentRead", true);
    });
  }

  static byte[] batchGetItem(Map<String, List<Map<String, Attribute>>> keys) {
    return object(json -> {
      json.writeObjectFieldStart("RequestItems");
      for (var table : keys.entrySet()) {
        json.writeObjectFieldStart(table.getKey());
        json.writeBooleanField("ConsistentRead", true);
        json.writeArrayFieldStart("Keys");
        for (var key : table.getValue()) {
          writeItem(json, key);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndObject();
    });
  }

  static byte[] updateItem(Update update) {
    return object(json -> {
      json.writeStringField("TableName", update.table());
      writeItem(json, "Key", update.key());
      json.writeStringField("UpdateExpression", update.updateExpression());
      writeCondition(json, update.conditionExpression(), update.names(), update.values());
      json.writeStringField("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
      if (update.returnValues() != ReturnValues.NONE) {
        json.writeStringField("ReturnValues", update.returnValues().name());
      }
    });
  }

  static byte[] putItem(String table, Map<String, Attribute> item) {
    return object(json -> {
      json.writeStringField("TableName", table);
      writeItem(json, "Item", item);
    });
  }

  static byte[] deleteItem(Delete delete) {
    return object(json -> {
      json.writeStringField("TableName", delete.table());
      writeItem(json, "Key", delete.key());
      writeCondition(json, delete.conditionExpression(), delete.names(), delete.values());
    });
  }

  static byte[] query(Query query) {
    return object(json -> {
      json.writeStringField("TableName", query.table());
      if (query.index().isPresent()) {
        json.writeStringField("IndexName", query.index().get());
      }
      json.writeStringField("KeyConditionExpression", query.keyConditionExpression());
      writeItem(json, "ExpressionAttributeValues", query.values());
      json.writeBooleanField("ConsistentRead", query.consistentRead());
      json.writeBooleanField("ScanIndexForward", query.scanIndexForward());
      if (query.limit().isPresent()) {
        json.writeNumberField("Limit", query.limit().getAsInt());
      }
      writeStart(json, query.start());
    });
  }

  static byte[] scan(Scan scan) {
    return object(json -> {
      json.writeStringField("TableName", scan.table());
      json.writeNumberField("Segment", scan.segment());
      json.writeNumberField("TotalSegments", scan.segments());
      writeStart(json, scan.start());
    });
  }

  private static void writeCondition(
      JsonGenerator json,
      String condition,
      Map<String, String> names,
      Map<String, Attribute> values)
      throws IOException {
    if (!condition.isEmpty()) {
      json.writeStringField("ConditionExpression", condition);
    }
    if (!names.isEmpty()) {
      json.writeObjectFieldStart("ExpressionAttributeNames");
      for (var name : names.entrySet()) {
        json.writeStringField(name.getKey(), name.getValue());
      }
      json.writeEndObject();
    }
    if (!values.isEmpty()) {
      writeItem(json, "ExpressionAttributeValues", values);
    }
  }

  private static void writeStart(JsonGenerator json, Map<String, Attribute> start)
      throws IOException {
    if (!start.isEmpty()) {
      writeItem(json, "ExclusiveStartKey", start);
    }
  }

  private static void writeItem(JsonGenerator json, String name, Map<String, Attribute> item)
      throws IOException {
    json.writeFieldName(name);
    writeItem(json, item);
  }

  private static void writeItem(JsonGenerator json, Map<String, Attribute> item)
      throws IOException {
    json.writeStartObject();
    for (var attribute : item.entrySet()) {
      json.writeFieldName(attribute.getKey());
      writeValue(json, attribute.getValue());
    }
    json.writeEndObject();
  }

  private static void writeValue(JsonGenerator json, Attribute value) throws IOException {
    json.writeStartObject();
    if (value instanceof Attribute.S(var text)) {
      json.writeStringField("S", text);
    } else if (value instanceof Attribute.N(var number)) {
      json.writeStringField("N", number);
    } else if (value instanceof Attribute.Ss(var texts)) {
      json.writeArrayFieldStart("SS");
      for (var text : texts) {
        json.writeString(text);
      }
      json.writeEndArray();
    } else if (value instanceof Attribute.L(var values)) {
      json.writeArrayFieldStart("L");
      for (var each : values) {
        writeValue(json, each);
      }
      json.writeEndArray();
    } else {
      throw new IllegalArgumentException(value + " is not ours to write");
    }
    json.writeEndObject();
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] object(Fields fields) {
    var bytes = new ByteArrayOutputStream(USUAL_LENGTH);
    try (var json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static Optional<Map<String, Attribute>> readItem(byte[] answer) throws IOException {
    return readItem(answer, "Item");
  }

  static Map<String, Attribute> readAttributes(byte[] answer) throws IOException {
    return readItem(answer, "Attributes").orElse(Map.of());
  }

  private static Optional<Map<String, Attribute>> readItem(byte[] answer, String name)
      throws IOException {
    try (var json = begin(answer)) {
      Optional<Map<String, Attribute>> item = Optional.empty();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        if (name.equals(nameOf(json))) {
          item = Optional.of(readItem(json));
        } else {
          json.skipChildren();
        }
      }
      return item;
    }
  }

  static Batch readBatch(byte[] answer) throws IOException {
    Map<String, List<Map<String, Attribute>>> items = Map.of();
    Map<String, List<Map<String, Attribute>>> unprocessed = Map.of();
    try (var json = begin(answer)) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        switch (nameOf(json)) {
          case "Responses" -> items = readByTable(json, DynamoDbJson::readItems);
          case "UnprocessedKeys" -> unprocessed = readByTable(json, DynamoDbJson::readKeys);
          default -> json.skipChildren();
        }
      }
    }
    return new Batch(items, unprocessed);
  }

  private interface Reader<T> {
    T read(JsonParser json) throws IOException;
  }

  private static <T> Map<String, T> readByTable(JsonParser json, Reader<T> reader)
      throws IOException {
    var byTable = new HashMap<String, T>();
    expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      byTable.put(nameOf(json), reader.read(json));
    }
    return byTable;
  }

  private static List<Map<String, Attribute>> readKeys(JsonParser json) throws IOException {
    List<Map<String, Attribute>> keys = List.of();
    expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      if (nameOf(json).equals("Keys")) {
        keys = readItems(json);
      } else {
        json.skipChildren();
      }
    }
    return keys;
  }

  static Page readPage(byte[] answer) throws IOException {
    List<Map<String, Attribute>> items = List.of();
    Map<String, Attribute> next = Map.of();
    try (var json = begin(answer)) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        switch (nameOf(json)) {
          case "Items" -> items = readItems(json);
          case "LastEvaluatedKey" -> next = readItem(json);
          default -> json.skipChildren();
        }
      }
    }
    return new Page(items, next);
  }

  /// The type comes as `com.amazonaws.dynamodb.v20120810#ValidationException`, the message under
  /// one of two names.
  static Refusal readRefusal(byte[] answer) throws IOException {
    var code = "";
    var message = "";
    Optional<Map<String, Attribute>> item = Optional.empty();
    try (var json = begin(answer)) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        switch (nameOf(json)) {
          case "__type" -> code = json.getText().substring(json.getText().indexOf('#') + 1);
          case "message", "Message" -> message = json.getText();
          case "Item" -> item = Optional.of(readItem(json));
          default -> json.skipChildren();
        }
      }
    }
    return new Refusal(code, message, item);
  }

  private static JsonParser begin(byte[] answer) throws IOException {
    var json = JSON.createParser(answer);
    json.nextToken();
    expect(json, JsonToken.START_OBJECT);
    return json;
  }

  /// The name of a field; the parser then stands on its value.
  private static String nameOf(JsonParser json) throws IOException {
    expect(json, JsonToken.FIELD_NAME);
    var name = json.currentName();
    json.nextToken();
    return name;
  }

  private static List<Map<String, Attribute>> readItems(JsonParser json) throws IOException {
    var items = new ArrayList<Map<String, Attribute>>();
    expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(readItem(json));
    }
    return items;
  }

  private static Map<String, Attribute> readItem(JsonParser json) throws IOException {
    var item = new HashMap<String, Attribute>();
    expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      item.put(nameOf(json), readValue(json));
    }
    return item;
  }

  private static Attribute readValue(JsonParser json) throws IOException {
    expect(json, JsonToken.START_OBJECT);
    json.nextToken();
    var type = nameOf(json);
    var value =
        switch (type) {
          case "S" -> new Attribute.S(json.getText());
          case "N" -> new Attribute.N(json.getText());
          case "SS" -> new Attribute.Ss(readTexts(json));
          case "L" -> new Attribute.L(readValues(json));
          default -> {
            json.skipChildren();
            yield new Attribute.Foreign(type);
          }
        };
    json.nextToken();
    expect(json, JsonToken.END_OBJECT);
    return value;
  }

  private static List<String> readTexts(JsonParser json) throws IOException {
    var texts = new ArrayList<String>();
    expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(json.getText());
    }
    return texts;
  }

  private static List<Attribute> readValues(JsonParser json) throws IOException {
    var values = new ArrayList<Attribute>();
    expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(readValue(json));
    }
    return values;
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException(
          "an answer with %s where %s belongs".formatted(json.currentToken(), token));
    }
  }
}
