package ivs.recordings.cli;

import static java.util.Comparator.comparing;

import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.Row;
import ivs.recordings.local.TestEventFile;
import ivs.recordings.local.TestEvents;
import ivs.recordings.model.Recording;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.Stored;
import ivs.recordings.store.TableNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Shows what the system does, on nothing but this machine.
@Command(
    name = "demo",
    descriptionHeading = "%n",
    description = {
      "Plays every test event through the embedded system and shows the rows.",
      "",
      "It starts in memory, takes every file of test-events/, and the rows it makes are compared with"
          + " what test-events/README.md says. That needs no AWS account and leaves nothing behind.",
      "",
      "With --day it plays a day on which everything goes wrong, and shows which alarms of template.yaml"
          + " go on and off."
    },
    optionListHeading = "%nOptions:%n",
    footer = {"", "Examples:", "  ./recordings demo", "  ./recordings demo --day"})
final class DemoCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int ALL = 1_000;

  private final Shell shell;

  @Mixin private Output output = new Output();

  @Option(
      names = "--day",
      description = {
        "Play a whole day in a minute or two: faults, the alarms that they set off, and what mends them."
      })
  private boolean day;

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (day) {
      return new Day(shell, output.isJson()).play().code();
    }
    var events = TestEvents.read(shell.home().resolve("test-events"));
    var options = new EmbeddedSystem.Options(shell.home(), 0, Optional.empty(), Map.of());
    try (var hosted = HostedSystem.start(options, () -> {})) {
      try (var target = Target.open(new Where.Endpoint(hosted.system().endpoint()), shell)) {
        return play(events, hosted.system(), target).code();
      } catch (RuntimeException broken) {
        hosted.waitIfInterrupted();
        throw broken;
      }
    }
  }

  private ExitCode play(TestEvents events, EmbeddedSystem system, Target target)
      throws InterruptedException {
    new SampleProfiles(events).putMissing(target.tables().profiles());
    int sent = send(events.files(), target);
    system.awaitQuiet(PATIENCE);

    var expected = events.expectedAfter(events.files().stream().map(TestEventFile::name).toList());
    var actual = rows(target.dynamoDb());
    var differences = TestEvents.differences(expected, actual);
    var tables = target.tables();
    var recordings =
        tables.recordings().some(ALL).rows().stream()
            .sorted(comparing((Stored<Recording> row) -> row.value().recordedAt()).reversed())
            .toList();
    var parked = tables.parkedEvents().oldest(ALL);
    if (output.isJson()) {
      json(recordings, parked, differences);
    } else {
      say(recordings, actual);
      judge(sent, events.files().size(), actual, differences);
    }
    return differences.isEmpty() ? ExitCode.OK : ExitCode.DIFFERENT;
  }

  private int send(List<TestEventFile> files, Target target) throws InterruptedException {
    var entries = new ArrayList<Entry>();
    for (var file : files) {
      entries.addAll(EntryFile.read(file.path().toString(), shell.in()));
    }
    try (var eventBridge = target.eventBridge()) {
      var sender = new Sender(eventBridge, FIRST_PAUSE);
      for (var chunk : Chunks.of(entries)) {
        for (var answer : sender.send(chunk)) {
          if (answer instanceof Sent.Refused(var entry, var code, var message)) {
            throw new Failure(
                ExitCode.DIFFERENT,
                "%s, entry %d: %s: %s".formatted(entry.file(), entry.number(), code, message));
          }
        }
      }
    }
    return entries.size();
  }

  private static List<Row> rows(DynamoDbClient dynamo) {
    var rows = new ArrayList<Row>();
    try (dynamo) {
      rows.addAll(Row.recordings(items(dynamo, TableNames.PLAIN.recording())));
      rows.addAll(Row.parkedEvents(items(dynamo, TableNames.PLAIN.parkedEvent())));
      rows.addAll(Row.streamSessions(items(dynamo, TableNames.PLAIN.streamSession())));
    }
    return rows;
  }

  private static Collection<Map<String, AttributeValue>> items(
      DynamoDbClient dynamo, String table) {
    return dynamo.scanPaginator(scan -> scan.tableName(table)).items().stream().toList();
  }

  private void say(List<Stored<Recording>> recordings, List<Row> rows) {
    output.table(shell, new RecordingFormat(shell), recordings);
    shell.out().println();
    output.table(
        shell,
        new TestRowFormat(Row.Kind.PARKED_EVENT),
        rows.stream()
            .filter(row -> row.kind() == Row.Kind.PARKED_EVENT)
            .sorted(comparing(Row::name))
            .toList());
    shell.out().println();
  }

  private void judge(int sent, int files, List<Row> rows, List<String> differences) {
    var sessions = rows.stream().filter(row -> row.kind() == Row.Kind.STREAM_SESSION).count();
    shell
        .out()
        .printf(
            "%s of %d files, and beside the tables above %s.%n",
            Legible.count(sent, "event"), files, Legible.count(sessions, "stream session"));
    if (differences.isEmpty()) {
      shell.out().printf("all %d rows are what test-events/README.md says%n", rows.size());
      return;
    }
    differences.forEach(difference -> shell.out().println("  " + Legible.line(difference)));
    shell
        .out()
        .printf(
            "%s from what test-events/README.md says%n",
            Legible.count(differences.size(), "difference"));
  }

  private void json(
      List<Stored<Recording>> recordings, List<ParkedEvent> parked, List<String> differences) {
    var json = Json.object();
    var rows = json.putArray("recordings");
    recordings.forEach(recording -> rows.add(new RecordingFormat(shell).json(recording)));
    var waiting = json.putArray("parkedEvents");
    parked.forEach(event -> waiting.add(new ParkedEventFormat().json(event)));
    var faults = json.putArray("differences");
    differences.forEach(faults::add);
    output.json(shell, json);
  }
}
