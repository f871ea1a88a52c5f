package ivs.recordings.handler.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.model.event.SafeText;
import ivs.recordings.model.library.Change;
import ivs.recordings.model.library.Visibility;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// The body of a change, field by field: absent keeps, null removes, a value assigns.
public record BodyFields(ObjectNode body) {
  private static final int LONGEST_TIME = 40;

  /// Rows hold times of four-digit years.
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /// Reads the body of a request.
  ///
  /// @param known all fields that the route has
  public static BodyFields of(ApiRequest request, Set<String> known) {
    var fields = new BodyFields(request.json());
    var unknown = new TreeSet<String>();
    fields.body.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw refused("fields are only " + String.join(", ", new TreeSet<>(known)));
    }
    return fields;
  }

  /// A text of one line.
  public Change<String> line(String name, int longest) {
    return text(name, longest, value -> value);
  }

  /// A text of several lines.
  public Change<String> lines(String name, int longest) {
    return text(name, longest, value -> value.replace('\n', ' '));
  }

  private Change<String> text(String name, int longest, UnaryOperator<String> checked) {
    var value = body.get(name);
    if (value == null) {
      return new Change.Keep<>();
    }
    if (value.isNull()) {
      return new Change.Remove<>();
    }
    if (!value.isTextual()) {
      throw refused(name + " must be a string or null");
    }
    try {
      SafeText.written(name, checked.apply(value.textValue()), longest);
    } catch (IllegalArgumentException unsound) {
      throw refused(String.valueOf(unsound.getMessage()));
    }
    return new Change.Assign<>(value.textValue());
  }

  public Change<Visibility> visibility() {
    return switch (line("visibility", 100)) {
      case Change.Keep<String> _ -> new Change.Keep<>();
      case Change.Remove<String> _ -> new Change.Remove<>();
      case Change.Assign<String>(var word) ->
          Optional.of(word)
              .filter(known -> known.equals("PUBLIC") || known.equals("PRIVATE"))
              .<Change<Visibility>>map(known -> new Change.Assign<>(Visibility.valueOf(known)))
              .orElseThrow(() -> refused("visibility must be PUBLIC, PRIVATE or null"));
    };
  }

  /// A flag that must be there.
  public boolean flag(String name) {
    var value = body.get(name);
    if (value == null || !value.isBoolean()) {
      throw refused(name + " must be true or false");
    }
    return value.booleanValue();
  }

  /// A moment to come, in whole seconds as rows have it.
  public Change<Instant> future(String name, Instant now) {
    return switch (line(name, LONGEST_TIME)) {
      case Change.Keep<String> _ -> new Change.Keep<>();
      case Change.Remove<String> _ -> new Change.Remove<>();
      case Change.Assign<String>(var text) -> new Change.Assign<>(future(name, text, now));
    };
  }

  private static Instant future(String name, String text, Instant now) {
    try {
      var time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS);
      if (time.isAfter(now) && time.isBefore(LATEST)) {
        return time;
      }
    } catch (DateTimeException unsound) {
      // Refused below, as a time that is over.
    }
    throw refused(
        name + " must be null or a time in the future, such as 2027-01-31T00:00:00Z, before 2200");
  }

  /// A flag that is false where it is absent.
  public boolean isTrue(String name) {
    var value = body.get(name);
    if (value != null && !value.isBoolean()) {
      throw refused(name + " must be true or false");
    }
    return value != null && value.booleanValue();
  }

  /// A count, which cannot be removed.
  public Change<Long> count(String name) {
    JsonNode value = body.get(name);
    if (value == null) {
      return new Change.Keep<>();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw refused(name + " must be a whole number that is not negative");
    }
    return new Change.Assign<>(value.longValue());
  }

  private static RejectedRequestException refused(String detail) {
    return new RejectedRequestException(Problem.invalid(detail + "."));
  }
}
