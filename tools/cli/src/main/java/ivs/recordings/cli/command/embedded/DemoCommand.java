package ivs.recordings.cli.command.embedded;

import static java.util.Comparator.comparing;

import ivs.recordings.cli.delivery.EntryBatches;
import ivs.recordings.cli.delivery.EventEntry;
import ivs.recordings.cli.delivery.EventEntryFile;
import ivs.recordings.cli.delivery.EventSender;
import ivs.recordings.cli.delivery.SendResult;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.RecordingFormat;
import ivs.recordings.cli.format.TestRowFormat;
import ivs.recordings.cli.parking.ParkedEventFormat;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.samples.TestEventFile;
import ivs.recordings.local.samples.TestEvents;
import ivs.recordings.local.samples.TestRow;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.item.VersionedItem;
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
public final class DemoCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int ALL = 1_000;

  private final Shell shell;

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--day",
      description = {
        "Play a whole day in a minute or two: faults, the alarms that they set off, and what mends them."
      })
  private boolean day;

  public DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (day) {
      return new ScriptedDayReport(shell, output.isJson()).play().code();
    }
    var events = TestEvents.read(shell.home().resolve("test-events"));
    var options = new EmbeddedSystem.Options(shell.home(), 0, Optional.empty(), Map.of());
    try (var hosted = HostedSystem.start(options, () -> {})) {
      try (var target =
          Target.open(new TargetAddress.Endpoint(hosted.system().endpoint()), shell)) {
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
            .sorted(
                comparing((VersionedItem<Recording> row) -> row.value().recordedAt()).reversed())
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
    var entries = new ArrayList<EventEntry>();
    for (var file : files) {
      entries.addAll(EventEntryFile.read(file.path().toString(), shell.in()));
    }
    try (var eventBridge = target.eventBridge()) {
      var sender = new EventSender(eventBridge, FIRST_PAUSE);
      for (var chunk : EntryBatches.of(entries)) {
        for (var answer : sender.send(chunk)) {
          if (answer instanceof SendResult.Refused(var entry, var code, var message)) {
            throw new CommandException(
                ExitCode.DIFFERENT,
                "%s, entry %d: %s: %s".formatted(entry.file(), entry.number(), code, message));
          }
        }
      }
    }
    return entries.size();
  }

  private static List<TestRow> rows(DynamoDbClient dynamo) {
    var rows = new ArrayList<TestRow>();
    try (dynamo) {
      rows.addAll(TestRow.recordings(items(dynamo, TableNames.PLAIN.recording())));
      rows.addAll(TestRow.parkedEvents(items(dynamo, TableNames.PLAIN.parkedEvent())));
      rows.addAll(TestRow.streamSessions(items(dynamo, TableNames.PLAIN.streamSession())));
    }
    return rows;
  }

  private static Collection<Map<String, AttributeValue>> items(
      DynamoDbClient dynamo, String table) {
    return dynamo.scanPaginator(scan -> scan.tableName(table)).items().stream().toList();
  }

  private void say(List<VersionedItem<Recording>> recordings, List<TestRow> rows) {
    output.table(shell, new RecordingFormat(shell), recordings);
    shell.out().println();
    output.table(
        shell,
        new TestRowFormat(TestRow.Kind.PARKED_EVENT),
        rows.stream()
            .filter(row -> row.kind() == TestRow.Kind.PARKED_EVENT)
            .sorted(comparing(TestRow::name))
            .toList());
    shell.out().println();
  }

  private void judge(int sent, int files, List<TestRow> rows, List<String> differences) {
    var sessions = rows.stream().filter(row -> row.kind() == TestRow.Kind.STREAM_SESSION).count();
    shell
        .out()
        .printf(
            "%s of %d files, and beside the tables above %s.%n",
            DisplayText.count(sent, "event"), files, DisplayText.count(sessions, "stream session"));
    if (differences.isEmpty()) {
      shell.out().printf("all %d rows are what test-events/README.md says%n", rows.size());
      return;
    }
    differences.forEach(difference -> shell.out().println("  " + DisplayText.line(difference)));
    shell
        .out()
        .printf(
            "%s from what test-events/README.md says%n",
            DisplayText.count(differences.size(), "difference"));
  }

  private void json(
      List<VersionedItem<Recording>> recordings,
      List<ParkedEvent> parked,
      List<String> differences) {
    var json = JsonOutput.object();
    var rows = json.putArray("recordings");
    recordings.forEach(recording -> rows.add(new RecordingFormat(shell).json(recording)));
    var waiting = json.putArray("parkedEvents");
    parked.forEach(event -> waiting.add(new ParkedEventFormat().json(event)));
    var faults = json.putArray("differences");
    differences.forEach(faults::add);
    output.json(shell, json);
  }
}
