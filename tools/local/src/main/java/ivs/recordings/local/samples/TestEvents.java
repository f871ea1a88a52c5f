package ivs.recordings.local.samples;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/// The folder test-events/: what can be sent, what must be there before, and the rows that
/// test-events/README.md promises.
public final class TestEvents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROFILES = "profiles.json";
  private static final String COMPOSITIONS = "compositions.json";

  private static final Set<String> NO_EVENTS = Set.of(PROFILES, COMPOSITIONS);

  private final List<TestEventFile> files;
  private final List<Map<String, String>> profiles;
  private final List<JsonNode> compositions;
  private final List<ExpectedItem> expected;

  private TestEvents(
      List<TestEventFile> files,
      List<Map<String, String>> profiles,
      List<JsonNode> compositions,
      List<ExpectedItem> expected) {
    this.files = files;
    this.profiles = profiles;
    this.compositions = compositions;
    this.expected = expected;
  }

  public static TestEvents read(Path folder) {
    var page = ExpectedItem.Page.parse(text(folder.resolve("README.md")));
    var described = page.whatHappens().keySet();
    var present = eventFileNames(folder);
    if (!described.equals(present)) {
      throw new InvalidTestEventsException(
          "%s must describe each file once: it names %s, there are %s"
              .formatted(folder.resolve("README.md"), new TreeSet<>(described), present));
    }
    var files =
        page.whatHappens().entrySet().stream()
            .map(entry -> file(folder.resolve(entry.getKey()), entry.getValue()))
            .toList();
    return new TestEvents(
        files,
        profiles(folder.resolve(PROFILES)),
        List.copyOf(json(folder.resolve(COMPOSITIONS)).valueStream().toList()),
        page.rows());
  }

  /// The files, in the order of the README.
  public List<TestEventFile> files() {
    return files;
  }

  /// What must be in the Profile table: `sourceArn`, `profileId`, `channelName`, `displayName`.
  public List<Map<String, String>> profiles() {
    return profiles;
  }

  /// What GetComposition answers for the compositions that IVS still knows.
  public List<JsonNode> compositions() {
    return compositions;
  }

  /// Every row there must be once these files were sent, in whatever order. Where two files speak
  /// of one recording, the README has a line that names both, and it holds when both were sent.
  public List<TestRow> expectedAfter(Collection<String> sent) {
    var rows = new LinkedHashMap<String, ExpectedItem>();
    for (var row : expected) {
      if (sent.containsAll(row.files())) {
        rows.merge(row.row().name(), row, ExpectedItem::thatNamesMoreFiles);
      }
    }
    return rows.values().stream().map(ExpectedItem::row).toList();
  }

  /// What is wrong with the actual rows, a sentence for each fault; empty if nothing is.
  public static List<String> differences(Collection<TestRow> expected, Collection<TestRow> actual) {
    var actualByName = byName(actual);
    var expectedByName = byName(expected);
    var differences = new ArrayList<String>();
    for (var row : expected) {
      var found = actualByName.get(row.name());
      if (found == null) {
        differences.add(row.name() + " is missing");
        continue;
      }
      row.kind().columns().stream()
          .filter(column -> !found.value(column).equals(row.value(column)))
          .map(column ->
              "%s: %s is %s instead of %s"
                  .formatted(row.name(), column, found.value(column), row.value(column)))
          .forEach(differences::add);
    }
    actualByName.keySet().stream()
        .filter(name -> !expectedByName.containsKey(name))
        .map(name -> name + " should not be there")
        .forEach(differences::add);
    return differences;
  }

  private static Map<String, TestRow> byName(Collection<TestRow> rows) {
    return rows.stream()
        .collect(toMap(TestRow::name, identity(), (one, _) -> one, LinkedHashMap::new));
  }

  private static Set<String> eventFileNames(Path folder) {
    try (var paths = Files.list(folder)) {
      var names = new TreeSet<String>();
      paths
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".json") && !NO_EVENTS.contains(name))
          .forEach(names::add);
      return names;
    } catch (IOException unreadable) {
      throw new InvalidTestEventsException(
          "%s can't be read: %s".formatted(folder, unreadable), unreadable);
    }
  }

  private static TestEventFile file(Path path, String whatHappens) {
    var entries = StreamSupport.stream(json(path).spliterator(), false);
    return new TestEventFile(path, whatHappens, entries.map(entry -> event(path, entry)).toList());
  }

  private static TestEvent event(Path path, JsonNode entry) {
    try {
      return new TestEvent(
          entry.required("Source").textValue(),
          entry.required("DetailType").textValue(),
          entry.required("Detail").textValue(),
          JSON.convertValue(entry.required("Resources"), new TypeReference<List<String>>() {}),
          Instant.parse(entry.required("Time").textValue()));
    } catch (IllegalArgumentException | DateTimeParseException malformed) {
      throw new InvalidTestEventsException(
          "%s holds an entry that is no event: %s".formatted(path, malformed.getMessage()),
          malformed);
    }
  }

  private static List<Map<String, String>> profiles(Path path) {
    return JSON.convertValue(json(path), new TypeReference<List<Map<String, String>>>() {});
  }

  private static JsonNode json(Path path) {
    try {
      var json = JSON.readTree(text(path));
      if (!json.isArray()) {
        throw new InvalidTestEventsException("%s must be a JSON array".formatted(path));
      }
      return json;
    } catch (JsonProcessingException malformed) {
      throw new InvalidTestEventsException(
          "%s is not JSON: %s".formatted(path, malformed.getOriginalMessage()), malformed);
    }
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException unreadable) {
      throw new InvalidTestEventsException(
          "%s can't be read: %s".formatted(path, unreadable), unreadable);
    }
  }
}
