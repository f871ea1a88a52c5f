package ivs.recordings.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemporaryFolderTest {
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

      try (var ours = TemporaryFolder.makeIn(parent);
          var second = TemporaryFolder.makeIn(parent)) {
        assertThat(abandoned).doesNotExist();
        assertThat(held).exists();
        assertThat(foreign).exists();
        aged(ours.path());
        TemporaryFolder.makeIn(parent).close();
        assertThat(ours.path()).exists();
        assertThat(second.path()).exists();
      }
    } finally {
      living.destroyForcibly();
      killed.destroyForcibly();
    }
  }

  /// Between its making and its lock it belongs to somebody, too.
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
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    return Path.of(String.valueOf(out.readLine()));
  }

  /// Makes a folder, says which, and holds it until it is killed.
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      var folder = TemporaryFolder.makeIn(Path.of(arguments[0]));
      System.out.println(folder.path());
      System.out.flush();
      Thread.sleep(60_000);
    }
  }
}
