package ivs.recordings.handler;

import ivs.recordings.model.ParkingCause;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The fields of one event, read by name. What is missing, mistyped or unsound is refused with the
/// path of the field.
record EventFields(Json.Obj event) {
  /// IVS was not there before.
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  /// Between equal ranks the later time wins, so a time that is beyond all others would have the
  /// last word for good. No clock says where that begins: what is refused today must be refused
  /// when it is sent again.
  private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

  /// A field is not what it must be. It never leaves [EventParser].
  static final class Unsound extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ParkingCause.Malformed cause;

    Unsound(String where, String detail) {
      super(detail, null, false, false);
      this.cause = new ParkingCause.Malformed(where, detail);
    }

    ParkingCause.Malformed malformed() {
      return cause;
    }
  }

  /// A text that must be there.
  String text(String path) {
    var text = maybeText(path);
    if (text.isEmpty()) {
      throw new Unsound(path, "The field " + path + " is missing or empty.");
    }
    return text.get();
  }

  /// A text that IVS leaves out, or sends as `""`, where there is nothing to say.
  Optional<String> maybeText(String path) {
    var found = find(path);
    if (found instanceof Json.Str(var value)) {
      return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
    if (found == Json.Word.NULL) {
      return Optional.empty();
    }
    throw new Unsound(path, "The field " + path + " must be a string.");
  }

  /// Whole seconds, as EventBridge sends them.
  Instant time(String path) {
    try {
      var time = Instant.parse(text(path)).truncatedTo(ChronoUnit.SECONDS);
      if (time.isBefore(FIRST) || !time.isBefore(NEVER)) {
        throw new Unsound(path, "The field " + path + " is no time of this era.");
      }
      return time;
    } catch (DateTimeParseException notATime) {
      throw new Unsound(path, "The field " + path + " must be an ISO-8601 UTC time.");
    }
  }

  /// Milliseconds.
  Optional<Duration> maybeDuration(String path) {
    var found = find(path);
    if (found == Json.Word.NULL) {
      return Optional.empty();
    }
    if (found instanceof Json.Num(var text, var whole) && whole && text.length() <= 15) {
      return Optional.of(Duration.ofMillis(notNegative(path, Long.parseLong(text))));
    }
    throw new Unsound(path, "The field " + path + " must be a number of milliseconds.");
  }

  private static long notNegative(String path, long millis) {
    if (millis < 0) {
      throw new Unsound(path, "The field " + path + " must not be negative.");
    }
    return millis;
  }

  /// Texts, none of them empty; no list at all is an empty one.
  List<String> texts(String path, int most) {
    var found = find(path);
    if (found == Json.Word.NULL) {
      return List.of();
    }
    if (!(found instanceof Json.Arr(var elements))) {
      throw new Unsound(path, "The field " + path + " must be a list.");
    }
    if (elements.size() > most) {
      throw new Unsound(path, "The field %s lists more than %d values.".formatted(path, most));
    }
    var texts = new ArrayList<String>();
    for (var element : elements) {
      if (!(element instanceof Json.Str(var value))) {
        throw new Unsound(path, "The field " + path + " must list strings.");
      }
      texts.add(value);
    }
    return texts;
  }

  /// Makes a word of the model out of a text, or says which field held the unsound one.
  static <T> T word(String path, String text, Function<String, T> model) {
    try {
      return model.apply(text);
    } catch (IllegalArgumentException unsound) {
      throw new Unsound(path, "The field %s is unsound: %s.".formatted(path, unsound.getMessage()));
    }
  }

  <T> T word(String path, Function<String, T> model) {
    return word(path, text(path), model);
  }

  <T> Optional<T> maybeWord(String path, Function<String, T> model) {
    var text = maybeText(path);
    return text.isPresent() ? Optional.of(word(path, text.get(), model)) : Optional.empty();
  }

  /// An absent field and `null` are the same.
  private Json find(String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return event.members().getOrDefault(path, Json.Word.NULL);
    }
    return event.members().get(path.substring(0, dot)) instanceof Json.Obj inner
        ? new EventFields(inner).find(path.substring(dot + 1))
        : Json.Word.NULL;
  }
}
