package ivs.recordings.handler;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The patches under `mutants/` keep up with the sources. Whether their tests notice them is asked
/// by `mutants/run`, which takes minutes.
@Tag("slow")
final class SeededBugsTest {
  private static final Path ROOT = Path.of(System.getProperty("repository.root", ".."));

  @Test
  void everySeededBugStillApplies() {
    assertThat(SeededBug.all(ROOT)).hasSizeGreaterThanOrEqualTo(25);
    assertThat(SeededBug.all(ROOT))
        .allSatisfy(bug -> {
          assertThat(bug.hunks()).isNotEmpty();
          assertThat(bug.applied(ROOT)).isNotEqualTo(Files.readString(ROOT.resolve(bug.file())));
        });
  }

  @Test
  void everySeededBugNamesATestThatIsThere() throws IOException {
    for (var bug : SeededBug.all(ROOT)) {
      for (var witness : bug.witnesses()) {
        assertThat(Files.readString(witness.source(ROOT)))
            .as(bug.name())
            .contains("  void " + witness.test().substring(witness.test().indexOf('#') + 1) + "(");
      }
    }
  }

  /// A test that was never seen red proves nothing. Five look at the artifact, into which no bug
  /// can be planted without building it anew; they were broken by hand.
  @Test
  void everyTestThatKeepsAPromiseNoticesASeededBug() throws IOException {
    var seen =
        SeededBug.all(ROOT).stream()
            .flatMap(bug -> bug.witnesses().stream())
            .map(SeededBug.Witness::test)
            .collect(toSet());
    var promised =
        Pattern.compile("`(\\w+Test#\\w+)`")
            .matcher(Files.readString(ROOT.resolve("docs/INVARIANTS.md")))
            .results()
            .map(test -> test.group(1))
            .collect(toSet());

    promised.removeAll(seen);
    assertThat(promised)
        .containsExactlyInAnyOrder(
            "ArtifactTest#theHandlerHoldsNoClientItDoesNotCallAndNoSecondHttpClient",
            "ArtifactTest#theHandlerIsAtMostTwelveMegabytes",
            "LambdaRuntimeTest#aFunctionWithoutKeysFetchesThemWhereLambdaSays",
            "LambdaRuntimeTest#theFirstStoredEventNeedsFewClassesAndNoSwitchOverTypes",
            "LambdaRuntimeTest#theWayOfARecordingHasFewLambdas");
  }

  @Test
  void aPatchIsReadAsWhatStandsBeforeAndAfterIt() {
    assertThat(SeededBug.Hunk.of(" a\n-b\n+c\n d\n"))
        .isEqualTo(new SeededBug.Hunk("a\nb\nd\n", "a\nc\nd\n"));
    assertThat(List.of(SeededBug.Hunk.of("+c\n").sound())).containsExactly("");
  }
}
