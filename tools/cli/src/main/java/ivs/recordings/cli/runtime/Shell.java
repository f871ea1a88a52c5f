package ivs.recordings.cli.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What surrounds a command.
///
/// @param environment the environment variables
/// @param home the folder of the project: template.yaml, test-events and what is built
/// @param command how the person called it, for lines to copy
/// @param columns the width of the terminal; empty if standard output is none
public record Shell(
    Map<String, String> environment,
    Path home,
    String command,
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    Optional<Integer> columns) {

  private static final int NARROWEST = 80;

  /// Wide enough for whole ids, narrow enough for a mail.
  private static final int USUAL = 120;

  /// The surroundings of this process. The start script knows what Java doesn't: where the project
  /// is, how it was called itself and how wide the terminal is.
  public static Shell ofProcess(OutputStream out) {
    return new Shell(
        System.getenv(),
        Path.of(System.getProperty("recordings.home", "")).toAbsolutePath(),
        System.getProperty("recordings.command", "./recordings"),
        System.in,
        utf8(out),
        utf8(new FileOutputStream(FileDescriptor.err)),
        Optional.ofNullable(Integer.getInteger("recordings.columns")));
  }

  /// UTF-8 wherever it goes: a bare container names no character set at all, and JSON has only one.
  private static PrintWriter utf8(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /// How wide a table may be.
  public int width() {
    return columns.map(wide -> Math.max(NARROWEST, wide)).orElse(USUAL);
  }

  /// Colours are for people who look at a terminal and have not asked for none (no-color.org).
  public boolean coloured() {
    return columns.isPresent() && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /// A path as short as it can be told from the current folder, for lines to copy.
  public static String fromHere(Path path) {
    var here = Path.of("").toAbsolutePath();
    var absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }

  /// An environment variable, unless it is blank.
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
