package ivs.recordings.handler.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What the function prints with the configuration that is deployed.
public final class PrintedLog implements BeforeEachCallback, AfterEachCallback {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintStream console = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    forget();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    configure("/log4j2.json");
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    System.setOut(console);
    configure("/log4j2-test.properties");
  }

  private static void configure(String resource) throws Exception {
    Configurator.reconfigure(
        Objects.requireNonNull(PrintedLog.class.getResource(resource)).toURI());
  }

  /// Where a test itself may speak meanwhile.
  PrintStream console() {
    return console;
  }

  public void forget() {
    printed.reset();
  }

  public String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  List<JsonNode> lines() throws Exception {
    var lines = new ArrayList<JsonNode>();
    for (var line : text().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  /// One for each event; the others are metrics.
  List<JsonNode> eventLines() throws Exception {
    return lines().stream().filter(line -> !line.has("_aws")).toList();
  }
}
