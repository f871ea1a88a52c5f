package ivs.recordings.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.cli.RecordingsCommand;
import ivs.recordings.cli.runtime.Shell;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One run of the command in this process, and what came of it.
public record CommandLineRun(int exitCode, String out, String err) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static final Path HOME = Path.of(System.getProperty("repository.root", ".."));

  public static CommandLineRun of(String... arguments) {
    return in(Map.of(), "", arguments);
  }

  public static CommandLineRun in(
      Map<String, String> environment, String input, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var shell = shell(HOME, environment, input, out, err, Optional.empty());
    int exitCode = RecordingsCommand.run(shell, arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }

  /// Runs a command against an endpoint.
  ///
  /// @param line words between blanks; each `%s` of them stands for the next value
  public static CommandLineRun at(URI endpoint, String line, Object... values) {
    return in(Map.of("AWS_ENDPOINT_URL", endpoint.toString()), "", words(line, values));
  }

  public static String[] words(String line, Object... values) {
    var next = List.of(values).iterator();
    return Arrays.stream(line.split(" ", -1))
        .map(word -> word.contains("%s") ? word.formatted(next.next()) : word)
        .toArray(String[]::new);
  }

  /// Of a person who does not look.
  public static Shell shell() {
    return shell(Map.of(), "", Optional.empty());
  }

  public static Shell shell(
      Map<String, String> environment, String input, Optional<Integer> columns) {
    return shell(HOME, environment, input, new StringWriter(), new StringWriter(), columns);
  }

  public static Shell shell(
      Path home,
      Map<String, String> environment,
      String input,
      StringWriter out,
      StringWriter err,
      Optional<Integer> columns) {
    return new Shell(
        environment,
        home,
        "./recordings",
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        columns);
  }

  public JsonNode json() throws Exception {
    return JSON.readTree(out);
  }

  /// What it says that went wrong, in one line.
  public String complaint() {
    assertThat(err.lines()).as(err).hasSize(1);
    return err.strip();
  }
}
