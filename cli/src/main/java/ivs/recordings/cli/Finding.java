package ivs.recordings.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/// One thing that was looked at, and how it is.
///
/// @param name what it is about, in a word or two
/// @param remedy what to do; only where something is to be done
/// @param facts for programs, beside the sentence for people
record Finding(String name, Level level, String text, Optional<String> remedy, ObjectNode facts) {
  /// How much it matters.
  enum Level {
    OK("ok", "✓", "\u001b[32m"),
    /// Worth a look in the morning.
    WARNING("warning", "!", "\u001b[33m"),
    /// Needs a person now.
    FAULT("FAULT", "✗", "\u001b[31m"),
    /// It could not be looked at.
    UNKNOWN("unknown", "?", "\u001b[33m"),
    /// It cannot be looked at here, and that is as it should be.
    NOT_DONE("not done", "-", "\u001b[2m");

    private static final String RESET = "\u001b[0m";

    private final String word;
    private final String symbol;
    private final String colour;

    Level(String word, String symbol, String colour) {
      this.word = word;
      this.symbol = symbol;
      this.colour = colour;
    }

    /// A coloured symbol on a terminal; a word where the text goes to a file or a mail.
    String mark(Shell shell) {
      if (shell.columns().isEmpty()) {
        return "%-8s".formatted(word);
      }
      return shell.coloured() ? colour + symbol + RESET : symbol;
    }

    /// How many columns its mark takes.
    int width(Shell shell) {
      return shell.columns().isEmpty() ? 8 : 1;
    }

    String json() {
      return word.toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String name, String text, ObjectNode facts) {
    return new Finding(name, Level.OK, text, Optional.empty(), facts);
  }

  static Finding warning(String name, String text, String remedy, ObjectNode facts) {
    return new Finding(name, Level.WARNING, text, Optional.of(remedy), facts);
  }

  static Finding fault(String name, String text, String remedy, ObjectNode facts) {
    return new Finding(name, Level.FAULT, text, Optional.of(remedy), facts);
  }

  /// @param why one line that says what to do
  static Finding unknown(String name, String why) {
    return new Finding(name, Level.UNKNOWN, why, Optional.empty(), Json.object());
  }

  static Finding notDone(String name, String why) {
    return new Finding(name, Level.NOT_DONE, why, Optional.empty(), Json.object());
  }

  ObjectNode json() {
    var json = Json.object().put("name", name).put("state", level.json()).put("text", text);
    remedy.ifPresent(what -> json.put("remedy", what));
    json.setAll(facts);
    return json;
  }
}
