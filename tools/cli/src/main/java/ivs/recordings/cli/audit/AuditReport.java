package ivs.recordings.cli.audit;

import static java.util.Comparator.comparingInt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.finding.Advice;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.OutputOptions;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.format.TextTable;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.reconcile.Audit.Verdict;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// The account as people and programs read it: how many recordings there are of each verdict, and
/// by name all that are not right, the worst first.
public record AuditReport(
    AuditRun.Window window,
    AuditRun.Result result,
    DeadLetterCounts deadLetters,
    CommandHints calls) {
  /// The words for the verdicts, the worst last, as programs know them.
  private static final List<String> WORDS =
      List.of("right", "repaired", "open", "parked", "unexplained");

  public boolean hasUnexplained() {
    return count("unexplained") > 0;
  }

  private long count(String word) {
    return result.items().stream().filter(item -> word(item.verdict()).equals(word)).count();
  }

  private long count(Finding finding) {
    return result.items().stream()
        .filter(item -> item.verdict().finding().filter(finding::equals).isPresent())
        .count();
  }

  private List<AuditRun.Item> notRight() {
    return result.items().stream()
        .filter(item -> !(item.verdict() instanceof Verdict.Right))
        .sorted(
            comparingInt((AuditRun.Item item) -> -WORDS.indexOf(word(item.verdict())))
                .thenComparing(item -> item.began().orElse(Instant.EPOCH))
                .thenComparing(AuditRun.Item::name))
        .toList();
  }

  /// For people: who reads `repaired` takes it for done.
  private static String spoken(String word) {
    return word.equals("repaired") ? "to repair" : word;
  }

  public static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Right _ -> "right";
      case Verdict.Repairable _ -> "repaired";
      case Verdict.Open _ -> "open";
      case Verdict.Parked _ -> "parked";
      case Verdict.Unexplained _ -> "unexplained";
    };
  }

  public void say(Shell shell, OutputOptions output) {
    var out = shell.out();
    var titles = new ArrayList<TextTable.Column>();
    var counts = new ArrayList<String>();
    titles.add(TextTable.Column.number("found"));
    counts.add("%,d".formatted(result.items().size()));
    for (var word : WORDS) {
      titles.add(TextTable.Column.number(spoken(word)));
      counts.add("%,d".formatted(count(word)));
    }
    var table = new TextTable(titles);
    table.add(counts, Optional.empty());
    table.lines(shell.width()).forEach(out::println);
    out.println();
    var notRight = notRight();
    if (notRight.isEmpty()) {
      out.printf(
          "Every recording that began from %s to %s is right.%n", window.since(), window.until());
    } else {
      output.table(shell, new ItemFormat(), notRight);
    }
    sayWhatBelongsToNothing(shell);
    sayWhatIsMended(shell);
    sayWhatWaits(shell);
    sayWhatToDo(shell);
  }

  /// For the first of each finding: what helps one of them helps the others in the same way.
  private void sayWhatToDo(Shell shell) {
    var said = EnumSet.of(Finding.EVENTS_LOST); // Said once for all of them.
    for (var item : notRight()) {
      item.verdict()
          .finding()
          .filter(said::add)
          .ifPresent(finding -> {
            shell.out().printf("%n%s%n", DisplayText.line(item.name()) + ":");
            whatToDo(item).forEach(line -> shell.out().println(DisplayText.line("  -> " + line)));
          });
    }
    if (hasUnexplained()) {
      shell
          .out()
          .printf(
              "%n%s unexplained: '%s' tells the story of one.%n",
              DisplayText.count(count("unexplained"), "recording"), calls.line("explain ID"));
    }
  }

  private List<String> whatToDo(AuditRun.Item item) {
    return item.verdict()
        .finding()
        .map(finding ->
            Advice.ofRecording(
                finding, item.name(), item.channel(), window.since().toString(), calls))
        .orElse(List.of());
  }

  /// Both are 0 where nothing was lost and nothing was left behind.
  private void sayWhatBelongsToNothing(Shell shell) {
    shell
        .out()
        .printf(
            "%n%s without a recording, %s without objects.%n",
            DisplayText.count(count(Finding.ORPHAN_OBJECT), "object"),
            DisplayText.count(count(Finding.OBJECTS_MISSING), "row"));
  }

  private void sayWhatIsMended(Shell shell) {
    if (count("repaired") > 0) {
      shell
          .out()
          .printf(
              "%n%s will be repaired by the reconciler; at once: '%s'.%n",
              DisplayText.count(count("repaired"), "recording"),
              calls.line("reconcile --all-channels --since " + window.since()));
    }
  }

  private void sayWhatWaits(Shell shell) {
    var out = shell.out();
    if (result.waiting() > 0) {
      out.printf(
          "%n%s since then; '%s' shows what for.%n",
          DisplayText.count(result.waiting(), "parked event"), calls.line("parked"));
    }
    deadLetters
        .depths()
        .forEach((queue, depth) -> {
          if (depth > 0) {
            out.printf(
                "%n%s in %s may be what is missing: '%s'; %s.%n",
                DisplayText.count(depth, "message"),
                queue,
                calls.line("redrive"),
                CommandHints.runbook("dead-letters"));
          }
        });
  }

  public ObjectNode json() {
    var json =
        JsonOutput.object()
            .put("since", window.since().toString())
            .put("until", window.until().toString())
            .put("found", result.items().size());
    WORDS.forEach(word -> json.put(word, count(word)));
    json.put("orphanObjects", count(Finding.ORPHAN_OBJECT));
    json.put("rowsWithoutObjects", count(Finding.OBJECTS_MISSING));
    json.put("parkedEvents", result.waiting());
    var queues = json.putObject("deadLetters");
    deadLetters.depths().forEach(queues::put);
    var items = json.putArray("recordings");
    notRight()
        .forEach(item -> {
          var one = new ItemFormat().json(item);
          item.verdict().finding().ifPresent(finding -> one.put("finding", finding.name()));
          whatToDo(item).forEach(one.putArray("whatToDo")::add);
          items.add(one);
        });
    return json;
  }

  private static Optional<String> address(StorageLocation location) {
    return location.place().map("s3://"::concat);
  }

  private record ItemFormat() implements RowFormat<AuditRun.Item> {
    @Override
    public String noun() {
      return "recording";
    }

    @Override
    public List<TextTable.Column> columns() {
      return List.of(
          TextTable.Column.whole("verdict"),
          TextTable.Column.whole("recording"),
          TextTable.Column.whole("began"),
          TextTable.Column.shortenable("profile", 8));
    }

    @Override
    public List<String> cells(AuditRun.Item item) {
      return List.of(
          spoken(word(item.verdict())),
          item.name(),
          item.began().map(Instant::toString).orElse(""),
          item.profileId().map(ProfileId::value).orElse(""));
    }

    @Override
    public Optional<String> note(AuditRun.Item item) {
      return Optional.of(
          item.verdict().why()
              + item.location()
                  .flatMap(AuditReport::address)
                  .map(address -> " " + address)
                  .orElse(""));
    }

    @Override
    public ObjectNode json(AuditRun.Item item) {
      var json = JsonOutput.object().put("verdict", word(item.verdict()));
      json.put("name", item.name());
      item.recordingId().ifPresent(id -> json.put("recordingId", id));
      item.profileId().ifPresent(id -> json.put("profileId", id.value()));
      item.location()
          .flatMap(StorageLocation::bucket)
          .ifPresent(bucket -> json.put("s3BucketName", bucket.value()));
      item.location()
          .flatMap(StorageLocation::prefix)
          .ifPresent(prefix -> json.put("s3KeyPrefix", prefix.value()));
      item.began().ifPresent(began -> json.put("startTime", began.toString()));
      return json.put("why", item.verdict().why());
    }
  }
}
