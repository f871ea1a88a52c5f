package ivs.recordings.handler;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Standard output, where Lambda's log group picks up what the function prints: a line for each
/// event, and metrics. Log4j speaks for libraries, and for the rare fault that has no event; it
/// takes a third of a cold start to say its first word, so what every event prints goes past it.
final class StandardOutput {
  /// Where lines go instead, if somebody else asks for them.
  private static volatile @Nullable PrintStream instead;

  private StandardOutput() {}

  /// Prints lines somewhere else from now on; to nobody, where a test must be quiet.
  static void redirect(OutputStream out) {
    instead = new PrintStream(out, false, StandardCharsets.UTF_8);
  }

  /// Something that would print lines.
  interface Loud {
    void run() throws IOException;
  }

  /// Does it without a line of it being printed.
  static void quietly(Loud step) throws IOException {
    var before = instead;
    redirect(OutputStream.nullOutputStream());
    try {
      step.run();
    } finally {
      instead = before;
    }
  }

  /// Prints a line as a whole, whatever else is printed at the same time.
  ///
  /// @param line without its end, in UTF-8 whatever the platform says
  static void print(String line) {
    var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    var out = Objects.requireNonNullElse(instead, System.out);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }
}
