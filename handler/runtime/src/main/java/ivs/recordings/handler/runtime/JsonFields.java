package ivs.recordings.handler.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.model.recording.ParkingCause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/// The fields of one JSON object, an event or a manifest, read by name. What is missing, mistyped
/// or unsound is refused with the path of the field.
public record JsonFields(ObjectNode object) {
  /// Events are four levels deep.
  private static final int DEEPEST = 32;

  /// One reading of a text is the only one: duplicate keys, trailing words and deep nesting are
  /// refused, because two readers might take them differently. Exceptions quote none of the text.
  public static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /// IVS did not exist before.
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  /// Between equal ranks the later time wins, so a time that is beyond all others would win for
  /// good. No clock says where that begins: what is refused today must be refused when it is sent
  /// again.
  private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

  /// 30,000 years in milliseconds.
  private static final int MOST_DIGITS = 15;

  /// A text is no JSON object, or a field of it is not what it must be.
  public static final class UnsoundFieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ParkingCause.Malformed cause;

    public UnsoundFieldException(String where, String detail) {
      super(detail, null, false, false);
      this.cause = new ParkingCause.Malformed(where, detail);
    }

    public ParkingCause.Malformed malformed() {
      return cause;
    }
  }

  /// Reads a text that is one JSON object.
  ///
  /// @param subject what a refusal calls the text, as the subject of a sentence
  /// @throws UnsoundFieldException if the text is not exactly one JSON object
  public static JsonFields parse(String subject, String text) {
    try {
      var json = MAPPER.readTree(text);
      if (json.isMissingNode()) {
        throw new UnsoundFieldException("json", subject + " is not JSON.");
      }
      if (!(json instanceof ObjectNode object)) {
        throw new UnsoundFieldException("json", subject + " is no JSON object.");
      }
      return new JsonFields(object);
    } catch (StreamConstraintsException beyondMeasure) {
      throw new UnsoundFieldException(
          "json", subject + " is JSON beyond measure: too deep, or a word too long.");
    } catch (JsonProcessingException notJson) {
      throw new UnsoundFieldException("json", subject + " is not JSON.");
    } catch (NumberFormatException beyondMeasure) { // Jackson's, of an exponent that no number has.
      throw new UnsoundFieldException("json", subject + " holds a number beyond measure.");
    }
  }

  /// A text that must be there.
  public String text(String path) {
    return maybeText(path)
        .orElseThrow(
            () -> new UnsoundFieldException(path, "The field " + path + " is missing or empty."));
  }

  /// A text that IVS leaves out, or sends as `""`, where there is nothing to say.
  public Optional<String> maybeText(String path) {
    var found = find(path);
    if (isAbsent(found)) {
      return Optional.empty();
    }
    if (!found.isTextual()) {
      throw new UnsoundFieldException(path, "The field " + path + " must be a string.");
    }
    return Optional.of(found.textValue()).filter(text -> !text.isEmpty());
  }

  /// Whole seconds, as EventBridge sends them.
  public Instant time(String path) {
    return time(path, text(path));
  }

  Optional<Instant> maybeTime(String path) {
    return maybeText(path).map(text -> time(path, text));
  }

  private static Instant time(String path, String text) {
    try {
      var time = Instant.parse(text).truncatedTo(ChronoUnit.SECONDS);
      if (time.isBefore(FIRST) || !time.isBefore(NEVER)) {
        throw new UnsoundFieldException(path, "The field " + path + " is no time of this era.");
      }
      return time;
    } catch (DateTimeParseException notATime) {
      throw new UnsoundFieldException(path, "The field " + path + " must be an ISO-8601 UTC time.");
    }
  }

  /// Milliseconds: a number with an integral value of at most 15 digits, `70000` or `70000.0`.
  public Optional<Duration> maybeDuration(String path) {
    return duration(path, find(path));
  }

  /// Milliseconds as a number, or as a string that holds one.
  Optional<Duration> maybeQuotedDuration(String path) {
    var found = find(path);
    return duration(path, found.isTextual() ? unquoted(found) : found);
  }

  private static JsonNode unquoted(JsonNode string) {
    try {
      var content = MAPPER.readTree(string.textValue());
      return content.isNumber() ? content : string;
    } catch (JsonProcessingException | NumberFormatException noNumber) {
      return string;
    }
  }

  private static Optional<Duration> duration(String path, JsonNode found) {
    if (isAbsent(found)) {
      return Optional.empty();
    }
    if (!found.isNumber() || !isWholeAndShort(found.decimalValue())) {
      throw new UnsoundFieldException(
          path, "The field " + path + " must be a number of milliseconds.");
    }
    if (found.longValue() < 0) {
      throw new UnsoundFieldException(path, "The field " + path + " must not be negative.");
    }
    return Optional.of(Duration.ofMillis(found.longValue()));
  }

  /// Digits are counted, as a number such as 1e999999999 would fill the memory when written out.
  private static boolean isWholeAndShort(BigDecimal number) {
    return (long) number.precision() - number.scale() <= MOST_DIGITS
        && number.stripTrailingZeros().scale() <= 0;
  }

  /// Texts, in their order; no list at all is an empty one.
  public List<String> texts(String path, int most) {
    var found = find(path);
    if (isAbsent(found)) {
      return List.of();
    }
    if (!found.isArray()) {
      throw new UnsoundFieldException(path, "The field " + path + " must be a list.");
    }
    if (found.size() > most) {
      throw new UnsoundFieldException(
          path, "The field %s lists more than %d values.".formatted(path, most));
    }
    var elements = StreamSupport.stream(found.spliterator(), false).toList();
    if (!elements.stream().allMatch(JsonNode::isTextual)) {
      throw new UnsoundFieldException(path, "The field " + path + " must list strings.");
    }
    return elements.stream().map(JsonNode::textValue).toList();
  }

  /// Makes a word of the model out of a text, or says which field held the unsound one.
  public static <T> T word(String path, String text, Function<String, T> model) {
    try {
      return model.apply(text);
    } catch (IllegalArgumentException unsound) {
      throw new UnsoundFieldException(
          path, "The field %s is unsound: %s.".formatted(path, unsound.getMessage()));
    }
  }

  public <T> T word(String path, Function<String, T> model) {
    return word(path, text(path), model);
  }

  public <T> Optional<T> maybeWord(String path, Function<String, T> model) {
    return maybeText(path).map(text -> word(path, text, model));
  }

  private JsonNode find(String path) {
    return object.at(JsonPointer.compile("/" + path.replace('.', '/')));
  }

  /// An absent field and `null` are the same.
  private static boolean isAbsent(JsonNode found) {
    return found.isMissingNode() || found.isNull();
  }
}
