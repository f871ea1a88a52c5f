package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.template.ProjectTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the documents to the code they speak of: what they name must be there, and a test that
/// they name must be one that runs.
final class InvariantsTest {
  private static final Pattern NAMED = Pattern.compile("`([\\w./-]+)#([\\w-]+)`");
  private static final Pattern ENFORCED =
      Pattern.compile("- .*[.] " + NAMED.pattern() + "(, " + NAMED.pattern() + ")*");
  private static final Pattern PROFILE = Pattern.compile(" -P([a-z]+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]+)(?:#[^)]*)?\\)");

  /// By the name of the file.
  private static final Map<String, List<Path>> SOURCES =
      Stream.of("model", "store", "handler", "tools")
          .map(ProjectTemplate.ROOT::resolve)
          .flatMap(InvariantsTest::walk)
          .collect(Collectors.groupingBy(file -> file.getFileName().toString()));

  /// `member` is a method, a constant, a type, or the id or name of an element of a pom.
  private record Reference(String page, String place, String member) {
    @Override
    public String toString() {
      return "%s#%s in %s".formatted(place, member, page);
    }
  }

  @Test
  void everyPromiseHasAnEnforcer() throws IOException {
    var promises =
        Files.readAllLines(ProjectTemplate.ROOT.resolve("docs/INVARIANTS.md")).stream()
            .filter(line -> line.startsWith("- "))
            .toList();

    assertThat(promises).hasSizeGreaterThan(50).allMatch(ENFORCED.asMatchPredicate());
  }

  @Test
  void everyEnforcerExists() throws IOException {
    assertThat(references()).hasSizeGreaterThan(80);
    assertThat(references()).filteredOn(reference -> !exists(reference)).isEmpty();
  }

  /// The two tests above are worth nothing if a wrong name passes for a right one.
  @Test
  void aNameThatIsNotThereIsFound() {
    assertThat(
            Stream.of(
                new Reference("a page", "InvariantsTest", "everyEnforcerExist"),
                new Reference("a page", "InvariantsTest", "references"),
                new Reference("a page", "NoSuchTest", "everyEnforcerExists"),
                new Reference("a page", "LocalNames", "noSuchMember"),
                new Reference("a page", "pom.xml", "no-such-rule"),
                new Reference("a page", "no-such-pom.xml", "formatted")))
        .noneMatch(InvariantsTest::exists);
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    for (var page : pages()) {
      assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
          .as("%s", page)
          .allMatch(link -> Files.exists(page.resolveSibling(link)));
    }
  }

  /// Maven warns of a profile that it does not know, and builds without it.
  @Test
  void everyProfileThatAPageNamesIsThere() throws IOException {
    var pom = read(ProjectTemplate.ROOT.resolve("pom.xml"));

    assertThat(pages().stream().flatMap(page -> PROFILE.matcher(read(page)).results()))
        .extracting(profile -> profile.group(1))
        .contains("soak", "pit")
        .allMatch(profile -> pom.contains("<id>" + profile + "</id>"));
  }

  private static List<Reference> references() throws IOException {
    return pages().stream()
        .flatMap(page ->
            NAMED
                .matcher(read(page))
                .results()
                .map(name ->
                    new Reference(page.getFileName().toString(), name.group(1), name.group(2))))
        .toList();
  }

  private static List<Path> pages() throws IOException {
    try (var docs = Files.walk(ProjectTemplate.ROOT.resolve("docs"));
        var root = Files.list(ProjectTemplate.ROOT)) {
      return Stream.concat(docs, root).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  private static boolean exists(Reference reference) {
    if (reference.place().endsWith(".xml")) {
      var pom = ProjectTemplate.ROOT.resolve(reference.place());
      return Files.exists(pom) && isRule(read(pom), reference.member());
    }
    return sources(reference.place()).stream()
        .anyMatch(source ->
            source.toString().contains("/src/test/")
                ? isTest(read(source), reference.member())
                : isMember(read(source), reference.member()));
  }

  private static boolean isRule(String pom, String rule) {
    return pom.contains("<id>" + rule + "</id>") || pom.contains("<" + rule + ">");
  }

  /// Tests stand apart by an empty line, with their annotations right above them; those of a
  /// contract are default methods.
  private static boolean isTest(String source, String test) {
    return Stream.of(source.split("\n\n", -1))
        .anyMatch(block ->
            Pattern.compile("(?m)^  @(Test|ParameterizedTest|Property)\\b").matcher(block).find()
                && Pattern.compile("(?m)^  (?:default )?void " + test + "\\(")
                    .matcher(block)
                    .find());
  }

  /// What begins with two spaces and holds no `=` before the name is a declaration.
  private static boolean isMember(String source, String member) {
    return Pattern.compile("(?m)^  [\\w][^=\\n]*\\b" + member + "(\\(| = )").matcher(source).find();
  }

  private static List<Path> sources(String type) {
    return SOURCES.getOrDefault(type + ".java", List.of());
  }

  private static Stream<Path> walk(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
