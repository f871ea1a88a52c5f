package ivs.recordings.local.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.gateway.ServiceException;
import ivs.recordings.local.template.LocalNames;
import ivs.recordings.local.template.RuleDefinition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;

/// One entry of a PutEvents request, judged as EventBridge judges it.
sealed interface PutEventsEntry {

  /// An event that goes to the rules.
  ///
  /// @param bus the name of the bus that it goes to
  /// @param id the event's id, which is also the entry's answer
  /// @param envelope the whole event, as rules match it and targets receive it
  record Accepted(String bus, String id, String envelope) implements PutEventsEntry {}

  /// The entry's own error; the other entries of the request are not touched by it.
  record Refused(String code, String message) implements PutEventsEntry {}

  ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  int MAX_DETAIL_TYPE_LENGTH = 128;

  /// What EventBridge adds to the size of an entry that has a time.
  int BYTES_OF_A_TIME = 14;

  /// Decides about one entry.
  ///
  /// @param buses the names of the buses that there are
  /// @param now the time of an event that brings none
  static PutEventsEntry judge(JsonNode entry, Set<String> buses, Instant now)
      throws ServiceException {
    for (var required : new String[] {"Source", "DetailType", "Detail"}) {
      if (text(entry, required).isEmpty()) {
        return invalid(required, "%s is a required argument.".formatted(required));
      }
    }
    if (text(entry, "Source").startsWith("aws.")) {
      return new Refused("NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    if (text(entry, "DetailType").length() > MAX_DETAIL_TYPE_LENGTH) {
      return invalid(
          "DetailType", "DetailType is longer than %d.".formatted(MAX_DETAIL_TYPE_LENGTH));
    }
    var asked = text(entry, "EventBusName");
    var bus = busName(asked);
    if (!buses.contains(bus)) {
      return invalid("EventBusName", "Event bus %s does not exist.".formatted(asked));
    }
    try {
      if (JSON.readTree(text(entry, "Detail")) instanceof ObjectNode detail && isText(detail)) {
        return accept(bus, entry, detail, now);
      }
    } catch (JsonProcessingException notJson) {
      // Said below, in EventBridge's words.
    }
    return new Refused("MalformedDetail", "Detail is malformed.");
  }

  /// Half a surrogate pair is JSON, but no text that a queue could carry.
  private static boolean isText(ObjectNode detail) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(detail.toString());
  }

  /// What the entry adds to the size of the request, in bytes.
  static long size(JsonNode entry) throws ServiceException {
    var size = entry.hasNonNull("Time") ? BYTES_OF_A_TIME : 0L;
    for (var counted : new String[] {"Source", "DetailType", "Detail"}) {
      size += bytes(text(entry, counted));
    }
    for (var resource : entry.path("Resources")) {
      size += bytes(resource.asText());
    }
    return size;
  }

  /// A bus is named by its name or by its ARN, and the default bus also by neither.
  static String busName(String asked) {
    return asked.isEmpty()
        ? RuleDefinition.DEFAULT_BUS
        : asked.replaceFirst("^arn:aws:events:[^:]*:[^:]*:event-bus/", "");
  }

  private static Accepted accept(String bus, JsonNode entry, ObjectNode detail, Instant now)
      throws ServiceException {
    var id = UUID.randomUUID().toString();
    var envelope = JSON.createObjectNode();
    envelope.put("version", "0");
    envelope.put("id", id);
    envelope.put("detail-type", text(entry, "DetailType"));
    envelope.put("source", text(entry, "Source"));
    envelope.put("account", LocalNames.ACCOUNT);
    envelope.put("time", time(entry.path("Time"), now).truncatedTo(ChronoUnit.SECONDS).toString());
    envelope.put("region", LocalNames.REGION);
    var resources = envelope.putArray("resources");
    entry.path("Resources").forEach(resource -> resources.add(resource.asText()));
    envelope.set("detail", detail);
    return new Accepted(bus, id, envelope.toString());
  }

  /// The CLI and the SDKs send epoch seconds; people write ISO 8601. The end of a day, `24:00:00Z`,
  /// is the midnight of the next.
  private static Instant time(JsonNode time, Instant now) throws ServiceException {
    if (time.isMissingNode() || time.isNull()) {
      return now;
    }
    try {
      return time.isNumber()
          ? Instant.ofEpochSecond(seconds(time.decimalValue()))
          : iso8601(time.asText());
    } catch (DateTimeParseException | ArithmeticException notATime) {
      throw new ServiceException("SerializationException", "Time is not a timestamp: " + time);
    }
  }

  private static Instant iso8601(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException withoutSeconds) {
      return OffsetDateTime.parse(text).toInstant();
    }
  }

  private static long seconds(BigDecimal epochSeconds) {
    return epochSeconds.setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  private static Refused invalid(String parameter, String reason) {
    return new Refused(
        "InvalidArgument", "Parameter %s is not valid. Reason: %s".formatted(parameter, reason));
  }

  private static String text(JsonNode entry, String field) throws ServiceException {
    var value = entry.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw new ServiceException("SerializationException", field + " is not a string");
    }
    return value.textValue();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
