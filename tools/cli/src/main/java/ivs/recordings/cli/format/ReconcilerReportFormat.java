package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.Shell;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one run of the reconciler did, for people: a table of what it made good, and a sentence for
/// whatever a person should know besides.
public record ReconcilerReportFormat(Shell shell, CommandHints calls) {
  /// The report's names, in the order of its steps, and what each counts.
  private static final List<Map.Entry<String, String>> REPAIRS =
      List.of(
          Map.entry("released", "parked events whose cause was gone"),
          Map.entry("completed", "rows that learned their end or their start"),
          Map.entry("corrected", "ended rows that learned their duration or a better end"),
          Map.entry("created", "recordings that had no row"),
          Map.entry("rebuiltSessions", "streams whose events were lost"),
          Map.entry("filledIn", "ends of stage sessions and durations of compositions"),
          Map.entry("linked", "recordings that belong to a stream of an app"),
          Map.entry("parkedAmbiguous", "recordings without a row, for a person to look at"),
          Map.entry("resolvedAmbiguous", "of those, settled since"),
          Map.entry("yielded", "second rows that gave way to the first"),
          Map.entry("viewerCounts", "live streams with more viewers than ever"),
          Map.entry("available", "ended recordings that can be played now"),
          Map.entry("mediaMissing", "ended recordings whose files are not waited for any more"));

  public void say(JsonNode report) {
    var out = shell.out();
    if (report.path("dryRun").asBoolean()) {
      out.println("A dry run: nothing was changed. It would have made good:");
    }
    var table =
        new TextTable(
            List.of(
                TextTable.Column.whole("repair"),
                TextTable.Column.number("count"),
                TextTable.Column.whole("what")));
    for (var repair : REPAIRS) {
      var count = report.path(repair.getKey()).asLong();
      table.add(
          List.of(repair.getKey(), "%,d".formatted(count), repair.getValue()), Optional.empty());
    }
    table.lines(shell.width()).forEach(out::println);
    out.println();
    out.println(
        "%s walked, %s found."
            .formatted(
                DisplayText.count(report.path("channels").asLong(), "channel"),
                DisplayText.count(report.path("open").asLong(), "open recording")));
    sentence(report, "channelsLeft", "channel", "left for the next run: time or calls were up.");
    if (report.has("unreadableSince")) {
      sentence(
          report,
          "unreadableManifests",
          "manifest",
          "cannot be read: '%s' names them."
              .formatted(calls.line("audit --since " + unreadableSince(report))));
    }
    report
        .path("faults")
        .properties()
        .forEach(source ->
            out.println(
                DisplayText.line(
                    "%s: %s."
                        .formatted(
                            source.getKey(),
                            DisplayText.count(source.getValue().asLong(), "fault")))));
    report.path("notes").forEach(note -> out.println(DisplayText.line(note.asText())));
    if (report.path("outOfTime").asBoolean()) {
      out.println("Its time was up before it was done.");
    }
  }

  private static LocalDate unreadableSince(JsonNode report) {
    var since = Instant.parse(report.path("unreadableSince").asText());
    return LocalDate.ofInstant(since, ZoneOffset.UTC);
  }

  private void sentence(JsonNode report, String name, String noun, String end) {
    long count = report.path(name).asLong();
    if (count > 0) {
      shell.out().println(DisplayText.count(count, noun) + " " + end);
    }
  }
}
