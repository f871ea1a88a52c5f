package ivs.recordings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AotCacheTest {
  /// The JVM's own classes, which it maps as it maps a cache.
  private static final Path MAPPED = Path.of(System.getProperty("java.home"), "lib", "modules");

  @TempDir private Path folder;

  @Test
  void aPromisedFileIsUsedIfTheJvmHasMappedIt() {
    assertThat(new AotCache(MAPPED.toString()).isUsed())
        .isEqualTo(Files.exists(Path.of("/proc/self/maps")));
  }

  @Test
  void aPromisedFileThatIsThereAndNotMappedIsNotUsed() throws Exception {
    var file = Files.createFile(folder.resolve("cache"));

    assertThat(new AotCache(file.toString()).isUsed()).isFalse();
  }

  @Test
  void whereTheListCannotBeReadTheCacheCountsAsNotUsed() throws Exception {
    var list = Files.write(folder.resolve("maps"), new byte[] {(byte) 0xFF, '\n'});

    assertThat(new AotCache(MAPPED.toString()).isUsed(list)).isFalse();
    assertThat(new AotCache(MAPPED.toString()).isUsed(folder)).isFalse();
  }
}
