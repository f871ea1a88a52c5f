package ivs.recordings.handler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.LogManager;

/// Whether the JVM runs on the ahead-of-time cache that its image was built with (JEP 483).
///
/// A cache is good for one build of the JVM and one class path; otherwise the JVM starts without it
/// and says nothing that anybody reads. Where `AOT_CACHE` promises one, its absence is logged, and
/// counted with the cold starts. Elsewhere nobody is asked, because asking takes time.
///
/// @param promised the file, empty where none is promised
record AotCache(String promised) {
  /// Linux's list of what is mapped into this process, a file at the end of a line. The JVM's own
  /// management beans know it too, and load 100 classes to say so.
  private static final Path MAPPED = Path.of("/proc/self/maps");

  static AotCache of(Map<String, String> environment) {
    return new AotCache(environment.getOrDefault("AOT_CACHE", ""));
  }

  boolean isUsed() {
    return isUsed(MAPPED);
  }

  /// @param list of what is mapped, as Linux writes it
  boolean isUsed(Path list) {
    if (promised.isEmpty()) {
      return false;
    }
    var used = isMapped(list);
    if (!used) {
      LogManager.getLogger(AotCache.class)
          .warn("the AOT cache {} is not used: the JVM or the class path is another", promised);
    }
    return used;
  }

  /// A cache that the JVM refuses it does not keep mapped.
  private boolean isMapped(Path list) {
    try (var mapped = Files.lines(list)) {
      var file = Path.of(promised).toRealPath().toString();
      return mapped.anyMatch(line -> line.endsWith(file));
    } catch (IOException | UncheckedIOException unreadable) { // While it is read, the latter.
      return false;
    }
  }
}
