package ivs.recordings.handler;

import static ivs.recordings.handler.Events.CHANNEL;
import static ivs.recordings.handler.Events.recording;
import static ivs.recordings.handler.Events.recordingOf;
import static ivs.recordings.handler.Events.stream;
import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.model.ParkingCause.UnknownStreamSession;
import ivs.recordings.model.StreamId;
import ivs.recordings.store.LocalTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// Every Logs Insights query of the runbook, run over what both functions really print on a day of
/// every trouble there is. The ids that the runbook asks for are those of that day.
@Tag("slow")
final class RunbookQueriesTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Path RUNBOOK =
      Path.of(System.getProperty("repository.root", ".."), "docs", "runbook.md");

  /// A line of a code block that is a query, or a variable of the shell that holds one.
  private static final Pattern QUERY =
      Pattern.compile("^(?:QUERY=')?((?:filter|stats|fields) .*?)'?$");

  private static final String SESSION = "a6RfV23ES97iyfoQ";
  private static final String STREAM = "st-1A2b3c4D5e6F78ghij9Klmn";
  private static final String EVENT_ID = "7590e6d7-9c4f-4d3e-8a51-0f2b6c1d9e33";

  /// Lambda's own words, which no run here can make it say.
  private static final String TIMED_OUT =
      "2026-11-02T09:00:30.000Z 00000000-0000-0000-0000-000000000000 Task timed out after 30.00 seconds";

  @RegisterExtension final PrintedLog printed = new PrintedLog();

  @Test
  void everyQueryFindsWhatItIsFor() throws Exception {
    var log = aDayOfEveryTrouble();

    assertThat(queries(Files.readAllLines(RUNBOOK)))
        .allSatisfy((line, query) -> {
          var understood = LogQuery.of(query);
          assertThat(fieldsOf(log)).as("line %d", line).containsAll(understood.fields());
          assertThat(understood.over(log))
              .as("line %d: %s", line, query)
              .isNotEmpty()
              .doesNotContain(Map.of());
        });
  }

  @Test
  void theRunbookHasQueriesAndNoneIsOverlooked() throws Exception {
    var lines = Files.readAllLines(RUNBOOK);

    assertThat(queries(lines)).hasSizeGreaterThan(12);
    assertThat(
            lines.stream().filter(line -> line.contains("| stats ") || line.startsWith("filter ")))
        .allSatisfy(line -> assertThat(QUERY.matcher(line).matches()).as(line).isTrue());
  }

  @Test
  void aQueryForAFieldThatNoLineHasWouldBeFound() throws Exception {
    assertThat(fieldsOf(aDayOfEveryTrouble()))
        .contains("effect", "missingStreamId", "EventsReceived")
        .doesNotContain("Effect", "outcome", "recording_id");
  }

  private static List<String> fieldsOf(List<String> log) {
    return log.stream().flatMap(line -> LogQuery.row(line).keySet().stream()).distinct().toList();
  }

  /// By the number of their line; only code blocks count.
  private static Map<Integer, String> queries(List<String> lines) {
    Map<Integer, String> queries = new LinkedHashMap<>();
    boolean code = false;
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (line.startsWith("```")) {
        code = !code;
      }
      var query = QUERY.matcher(line);
      if (code && query.matches()) {
        queries.put(i + 1, query.group(1));
      }
    }
    return queries;
  }

  private List<String> aDayOfEveryTrouble() {
    var desk = new Desk(LOCAL.dynamo());
    Reconciling.link(LOCAL, CHANNEL, "ada");
    var live = stream("Stream Start", "2026-11-02T09:05:10Z", STREAM);
    var start = recording("Recording Start", SESSION, "2026-11-02T09:05:11Z", 0, STREAM, STREAM);
    var end =
        recording("Recording End", SESSION, "2026-11-02T09:06:24Z", 70_000, STREAM, STREAM)
            .replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"" + EVENT_ID + "\"");

    desk.hand(start); // parked, because its stream is unknown
    desk.hand(live, end, end); // written, released, unchanged
    desk.hand("not json", "{\"detail-type\":\"IVS Limit Breach\"}"); // malformed, ignored
    desk.hand(recordingOf(Events.RIVAL, "Recording End", "x", "2026-11-02T09:06:24Z", 1, "st-x"));
    Reconciling.link(LOCAL, Events.RIVAL, "eve");
    desk.hand(
        recordingOf(Events.RIVAL, "Recording End", SESSION, "2026-11-02T09:06:24Z", 1, STREAM));
    throttled().hand(recording("Recording End", "two", "2026-11-02T09:06:24Z", 1, STREAM, STREAM));
    LOCAL
        .dynamo()
        .putItem(put ->
            put.tableName("Recording")
                .item(Map.of("recordingId", AttributeValue.fromS("spoiled"))));
    desk.hand(recording("Recording End", "spoiled", "2026-11-02T09:06:24Z", 1, STREAM, STREAM));
    LogManager.getLogger("software.amazon.awssdk")
        .warn("a library has something to say", new IllegalStateException());
    reconciled();

    var lines = new ArrayList<>(printed.text().lines().toList());
    lines.add(TIMED_OUT);
    return lines;
  }

  private static Desk throttled() {
    var client =
        new CountingClient(
            LOCAL.dynamo(),
            call -> {
              if (call instanceof UpdateItemRequest) {
                throw ProvisionedThroughputExceededException.builder().message("slow").build();
              }
            });
    return new Desk(client.client());
  }

  /// The reconciler lets in what nobody released.
  private static void reconciled() {
    LOCAL
        .tables(Clock.systemUTC())
        .parkedEvents()
        .park(
            new UnknownStreamSession(new StreamId(STREAM)),
            "waits",
            recording("Recording End", "three", "2026-11-02T09:06:24Z", 1, STREAM, STREAM));
    Reconciling.run(Reconciling.reconciler(LOCAL.dynamo(), new MemoryFiles(), new MemoryStreams()));
  }
}
