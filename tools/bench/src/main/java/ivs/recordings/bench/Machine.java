package ivs.recordings.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Where and on what the figures were made.
final class Machine {
  private Machine() {}

  static String describe(Path root) throws IOException, InterruptedException {
    var cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown processor");
    var changed = output(root, "git", "status", "--porcelain").isBlank() ? "" : ", with changes";
    return """
    | machine | commit | JDK | load before | date |
    |---|---|---|---|---|
    | %d x %s | %s%s | %s | %s | %s |
    """
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            cpu,
            output(root, "git", "rev-parse", "--short", "HEAD").strip(),
            changed,
            Runtime.version(),
            Files.readString(Path.of("/proc/loadavg")).split(" ")[0],
            LocalDate.now(ZoneOffset.UTC));
  }

  /// This process stays on one core, and leaves the first to the function.
  static void pinTo(int core) throws IOException, InterruptedException {
    var pid = String.valueOf(ProcessHandle.current().pid());
    output(Path.of("."), "taskset", "-a", "-c", "-p", String.valueOf(core), pid);
  }

  private static String output(Path folder, String... command)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + text);
    }
    return text;
  }
}
