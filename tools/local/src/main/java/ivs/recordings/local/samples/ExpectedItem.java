package ivs.recordings.local.samples;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A line of a table in test-events/README.md: the row there must be once these files were sent.
record ExpectedItem(Set<String> files, TestRow row) {
  ExpectedItem {
    files = Set.copyOf(files);
  }

  ExpectedItem thatNamesMoreFiles(ExpectedItem other) {
    return files.size() >= other.files.size() ? this : other;
  }

  /// The tables of the page. The first column of each names files.
  record Page(Map<String, String> whatHappens, List<ExpectedItem> rows) {
    static Page parse(String markdown) {
      var whatHappens = new LinkedHashMap<String, String>();
      var rows = new ArrayList<ExpectedItem>();
      Optional<List<String>> columns = Optional.empty();
      for (var line : markdown.lines().toList()) {
        if (!line.startsWith("|")) {
          columns = Optional.empty();
        } else if (columns.isEmpty()) {
          columns = Optional.of(cells(line));
        } else if (!line.startsWith("|--")) {
          read(columns.get(), cells(line), whatHappens, rows);
        }
      }
      return new Page(whatHappens, List.copyOf(rows));
    }

    private static void read(
        List<String> columns,
        List<String> cells,
        Map<String, String> whatHappens,
        List<ExpectedItem> rows) {
      if (columns.size() != cells.size()) {
        throw new InvalidTestEventsException(
            "a line of test-events/README.md has %d cells instead of %d: %s"
                .formatted(cells.size(), columns.size(), cells));
      }
      if (columns.equals(List.of("file", "what happens"))) {
        whatHappens.put(cells.get(0), cells.get(1));
        return;
      }
      var attributes = new LinkedHashMap<String, String>();
      IntStream.range(1, cells.size())
          .filter(index -> !cells.get(index).isEmpty() && !cells.get(index).equals("-"))
          .forEach(index -> attributes.put(columns.get(index), cells.get(index)));
      var files = Set.of(cells.getFirst().split(" +"));
      rows.add(new ExpectedItem(files, new TestRow(kind(columns), attributes)));
    }

    private static TestRow.Kind kind(List<String> columns) {
      return Stream.of(TestRow.Kind.values())
          .filter(kind -> columns.subList(1, columns.size()).equals(kind.columns()))
          .findFirst()
          .orElseThrow(() ->
              new InvalidTestEventsException(
                  "a table of test-events/README.md has columns that are no row's: "
                      + columns.stream().collect(joining(", "))));
    }

    private static List<String> cells(String line) {
      var trimmed = line.strip();
      return Stream.of(trimmed.substring(1, trimmed.length() - 1).split("\\|", -1))
          .map(String::strip)
          .toList();
    }
  }
}
