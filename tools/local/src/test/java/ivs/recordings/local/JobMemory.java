package ivs.recordings.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// The memory that the child processes of this one have together, looked at ten times a second
/// where the system says it in `/proc`; 0 elsewhere.
final class JobMemory implements AutoCloseable {
  private static final String RESIDENT = "VmRSS:";
  private static final int KIBIBYTE = 1024;
  private static final int PAUSE = 100;

  private final AtomicLong most = new AtomicLong();
  private final Thread watcher = Thread.ofVirtual().unstarted(this::watchOn);

  private JobMemory() {}

  static JobMemory watch() {
    var memory = new JobMemory();
    memory.watcher.start();
    return memory;
  }

  static boolean isKnown() {
    return Files.exists(Path.of("/proc/self/status"));
  }

  /// The most bytes that were seen at once.
  long most() {
    return most.get();
  }

  private void watchOn() {
    try {
      while (true) {
        var now = ProcessHandle.current().descendants().mapToLong(JobMemory::resident).sum();
        most.accumulateAndGet(now, Math::max);
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static long resident(ProcessHandle process) {
    var status = Path.of("/proc", String.valueOf(process.pid()), "status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
          .sum();
    } catch (NoSuchFileException ended) {
      return 0;
    } catch (IOException ended) {
      if (Files.exists(status)) {
        throw new UncheckedIOException(ended);
      }
      return 0;
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
