package ivs.recordings.handler.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The Logs Insights queries of the runbook name no field that no line has.
final class RunbookQueriesTest {
  private static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));
  private static final Path HANDLER = ROOT.resolve("handler");

  /// A line that is a query, or a variable of the shell that holds one.
  private static final Pattern QUERY =
      Pattern.compile("(?m)^(?:QUERY=')?((?:filter|stats|fields) .*?)'?$");

  /// What EventLog puts into a line, and what a template of Log4j's layout does.
  private static final Pattern WRITTEN =
      Pattern.compile("\\.with\\(\"(\\w+)\"|\"(\\w+)\": \\{\"\\$resolver");

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|(?<=like )/[^/]*/");
  private static final Pattern ALIAS = Pattern.compile("\\bas (\\w+)");
  private static final Pattern WORD = Pattern.compile("(?<!\\w)@?[a-zA-Z]\\w*");

  /// Of the language, and the line as CloudWatch has it.
  private static final Set<String> LANGUAGE =
      Set.of(
          "filter stats fields sort display limit by as and or like asc desc count count_distinct min max bin ispresent @message"
              .split(" "));

  @Test
  void everyFieldOfAQueryIsOneThatALineHas() throws Exception {
    var queries = queries();

    assertThat(queries)
        .hasSizeGreaterThan(12)
        .allSatisfy(query -> assertThat(written()).as(query).containsAll(fields(query)));
  }

  @Test
  void aFieldThatNoLineHasWouldBeFound() throws Exception {
    assertThat(fields("filter outcome = \"x\" | stats count(*) as n by `where`, bin(5m) | sort n"))
        .containsExactlyInAnyOrder("outcome", "where");
    assertThat(written()).contains("effect", "logger").doesNotContain("outcome", "fields");
  }

  private static List<String> queries() throws Exception {
    return all(QUERY, Files.readString(ROOT.resolve("docs/runbook.md")));
  }

  private static Set<String> written() throws Exception {
    var sources =
        Files.readString(
                HANDLER.resolve("ingest/src/main/java/ivs/recordings/handler/ingest/EventLog.java"))
            + Files.readString(HANDLER.resolve("runtime/src/main/resources/EventLine.json"))
            + Files.readString(HANDLER.resolve("runtime/src/main/resources/LibraryLine.json"));
    return all(WRITTEN, sources).stream()
        .filter(name -> !name.equals("fields"))
        .collect(Collectors.toSet());
  }

  private static Set<String> fields(String query) {
    var bare = QUOTED.matcher(query).replaceAll("");
    var aliases = all(ALIAS, bare);
    return all(WORD, bare).stream()
        .filter(word -> !LANGUAGE.contains(word) && !aliases.contains(word))
        .collect(Collectors.toSet());
  }

  /// The first group that matched, or all.
  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(RunbookQueriesTest::word).toList();
  }

  private static String word(MatchResult match) {
    for (int group = 1; group <= match.groupCount(); group++) {
      if (match.start(group) >= 0) {
        return match.group(group);
      }
    }
    return match.group();
  }
}
