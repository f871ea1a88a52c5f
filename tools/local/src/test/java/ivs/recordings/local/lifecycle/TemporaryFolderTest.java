package ivs.recordings.local.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemporaryFolderTest {
  private static final String DEEP = "-deep".repeat(40); // characters
  private static final int DEPTH = 25; // 5,000 characters, where Linux takes 4,096

  @TempDir private Path parent;

  @Test
  void itIsGoneWhenItIsClosed() throws Exception {
    try (var folder = TemporaryFolder.makeIn(parent)) {
      Files.writeString(Files.createDirectories(folder.path().resolve("a/b")).resolve("c"), "x");
    }

    assertThat(parent).isEmptyDirectory();
  }

  /// With processes of their own, as a lock within one tells nothing.
  @Test
  void whatAKilledProcessLeftBehindIsRemovedAndWhatALivingOneHoldsIsNot() throws Exception {
    var living = process();
    var killed = process();
    try {
      var held = folderOf(living);
      var abandoned = folderOf(killed);
      killed.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      aged(held);
      aged(abandoned);
      var foreign = Files.createDirectory(parent.resolve("ivs-recordings-without-lock"));

      TemporaryFolder.makeIn(parent).close();

      assertThat(abandoned).doesNotExist();
      assertThat(held).exists();
      assertThat(foreign).exists();
    } finally {
      living.destroyForcibly();
      killed.destroyForcibly();
    }
  }

  /// `up` that unpacks the reconciler long after the handler, while another starts.
  @Test
  void whoMakesASecondFolderLaterKeepsTheFirst() throws Exception {
    var living = process();
    try (var folders = folders(living)) {
      var first = Path.of(String.valueOf(folders.readLine()));
      aged(first);
      living.getOutputStream().write('\n');
      living.getOutputStream().flush();
      var second = Path.of(String.valueOf(folders.readLine()));
      aged(second);

      TemporaryFolder.makeIn(parent).close();

      assertThat(first).exists();
      assertThat(second).exists().isNotEqualTo(first);
    } finally {
      living.destroyForcibly();
    }
  }

  /// Between its making and its lock it is in use, too.
  @Test
  void aFolderThatWasMadeJustNowIsLeftAlone() throws Exception {
    var fresh = Files.createDirectory(parent.resolve("ivs-recordings-fresh"));
    Files.createFile(fresh.resolve("lock"));

    TemporaryFolder.makeIn(parent).close();
    assertThat(fresh).exists();
    aged(fresh);
    TemporaryFolder.makeIn(parent).close();

    assertThat(fresh).doesNotExist();
  }

  /// As when two clean up at once and what the one walks through vanishes under its feet.
  @Test
  void whatCannotBeWalkedThroughBlocksNoFolder() throws Exception {
    var abandoned = Files.createDirectory(parent.resolve("ivs-recordings-abandoned"));
    Files.createFile(abandoned.resolve("lock"));
    aged(abandoned);
    var folders = deeperThanAnyPath(abandoned);
    try {
      TemporaryFolder.makeIn(parent).close();
    } finally {
      flatten(folders);
    }

    assertThat(abandoned).isDirectoryContaining("glob:**/lock");
  }

  /// Folders in one another whose path is longer than the system takes: they can be renamed into
  /// one another and out again, and cannot be walked to the end.
  private static Path deeperThanAnyPath(Path folder) throws Exception {
    var inner = Files.createDirectory(folder.resolve("0" + DEEP));
    for (int i = 1; i < DEPTH; i++) {
      var outer = Files.createDirectory(folder.resolve(i + DEEP));
      Files.move(inner, outer.resolve(inner.getFileName()));
      inner = outer;
    }
    return inner;
  }

  private static void flatten(Path folders) throws Exception {
    var outer = folders;
    for (int i = DEPTH - 2; i >= 0; i--) {
      var inner = outer.resolveSibling(i + DEEP);
      Files.move(outer.resolve(inner.getFileName()), inner);
      Files.delete(outer);
      outer = inner;
    }
  }

  private static void aged(Path folder) throws Exception {
    Files.setLastModifiedTime(
        folder.resolve("lock"), FileTime.from(Instant.now().minusSeconds(120)));
  }

  private Process process() throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            parent.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Path folderOf(Process process) throws Exception {
    return Path.of(String.valueOf(folders(process).readLine()));
  }

  private static BufferedReader folders(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /// Makes a folder, another for each byte it is sent, says which, and holds them until it is
  /// killed or its input ends.
  static final class Holder {
    /// A channel without a reference is closed, and its lock is gone.
    private static final List<TemporaryFolder> HELD = new ArrayList<>();

    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      do {
        HELD.add(TemporaryFolder.makeIn(Path.of(arguments[0])));
        System.out.println(HELD.getLast().path());
        System.out.flush();
      } while (System.in.read() >= 0);
    }
  }
}
