package ivs.recordings.handler;

import static java.util.stream.Collectors.groupingBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// Plants one seeded bug after the other, each in a scratch copy of the one class it breaks, and
/// asks the test that must notice it. Started by `mutants/run`.
final class SeededBugs {
  private static final int GREEN = 0;
  private static final int RED = 1;
  private static final int NOTHING_RUN = 2;
  private static final int PATIENCE_S = 180;

  private final Path root;
  private final Path scratch;

  private SeededBugs(Path root, Path scratch) {
    this.root = root;
    this.scratch = scratch;
  }

  /// `ROOT` hunts all bugs, `ROOT NAME…` those whose names contain one of the words; `-test
  /// CLASS#METHOD…` runs tests and answers by its exit code.
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("-test")) {
      System.exit(run(List.of(arguments).subList(1, arguments.length)));
    }
    var scratch = Files.createTempDirectory("mutants");
    try {
      var words = List.of(arguments).subList(1, arguments.length);
      System.exit(new SeededBugs(Path.of(arguments[0]), scratch).hunt(words) ? 0 : 1);
    } finally {
      try (var files = Files.walk(scratch)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private static int run(List<String> tests) {
    var summary = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(tests.stream().map(test -> selectMethod(test)).toList())
                .build(),
            summary);
    if (summary.getSummary().getTestsStartedCount() < tests.size()) {
      return NOTHING_RUN;
    }
    return summary.getSummary().getTotalFailureCount() == 0 ? GREEN : RED;
  }

  /// @return whether every bug was caught
  private boolean hunt(List<String> words) throws Exception {
    var bugs =
        SeededBug.all(root).stream()
            .filter(bug -> words.isEmpty() || words.stream().anyMatch(bug.name()::contains))
            .toList();
    var began = System.nanoTime();
    if (bugs.isEmpty() || !allTestsAreGreenWithoutThem(bugs)) {
      return false;
    }
    Map<SeededBug, Future<String>> verdicts = new LinkedHashMap<>();
    var survivors = 0;
    try (var two = Executors.newFixedThreadPool(2)) {
      for (var bug : bugs) {
        verdicts.put(bug, two.submit(() -> verdict(bug)));
      }
      for (var verdict : verdicts.entrySet()) {
        var said = said(verdict.getValue());
        survivors += said.startsWith("caught") ? 0 : 1;
        System.out.printf(
            "%-36s %-18s %s%n", verdict.getKey().name(), said, verdict.getKey().test());
      }
    }
    System.out.printf(
        "%d seeded bugs, %d caught, in %d s%n",
        bugs.size(), bugs.size() - survivors, (System.nanoTime() - began) / 1_000_000_000);
    return survivors == 0;
  }

  private static String said(Future<String> verdict) throws InterruptedException {
    try {
      return verdict.get();
    } catch (ExecutionException failed) {
      return "NOT TRIED: " + failed.getCause();
    }
  }

  /// A red test says nothing if it is red anyway.
  private boolean allTestsAreGreenWithoutThem(List<SeededBug> bugs) throws Exception {
    var byModule =
        bugs.stream()
            .collect(groupingBy(SeededBug::module, TreeMap::new, groupingBy(SeededBug::test)));
    for (var module : byModule.entrySet()) {
      if (test(module.getKey(), List.copyOf(module.getValue().keySet()), List.of()) != GREEN) {
        System.out.printf("The tests of %s are not green without any bug.%n", module.getKey());
        return false;
      }
    }
    return true;
  }

  private String verdict(SeededBug bug) throws IOException, InterruptedException {
    var classes = Files.createDirectories(scratch.resolve(bug.name()));
    var source = classes.resolve(Path.of(bug.file()).getFileName());
    Files.writeString(source, bug.applied(root));
    var module = bug.file().substring(0, bug.file().indexOf('/'));
    var compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                String.join(File.pathSeparator, classPath(module)),
                source.toString());
    if (compiled != 0) {
      return "DOES NOT COMPILE";
    }
    return switch (test(bug.module(), List.of(bug.test()), List.of(classes.toString()))) {
      case RED -> "caught";
      case GREEN -> "SURVIVED";
      case NOTHING_RUN -> "NO SUCH TEST";
      default -> "caught (no end)";
    };
  }

  private int test(String module, List<String> tests, List<String> first)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Drepository.root=" + root,
            "-Daws.region=us-east-1",
            "-Daws.accessKeyId=local",
            "-Daws.secretAccessKey=local",
            "-Dlog4j2.configurationFactory=" + PropertiesConfigurationFactory.class.getName(),
            "-cp"));
    var path = new ArrayList<>(first);
    path.addAll(classPath(module));
    path.add(root.resolve("handler/target/test-classes").toString());
    command.add(String.join(File.pathSeparator, path));
    command.addAll(List.of(SeededBugs.class.getName(), "-test"));
    tests.forEach(test -> command.add("ivs.recordings.%s.%s".formatted(module, test)));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  /// As Maven wrote it down.
  private List<String> classPath(String module) throws IOException {
    var written = Files.readString(root.resolve(module).resolve("target/test-classpath.txt"));
    return Stream.concat(
            Stream.of("test-classes", "classes")
                .map(folder -> root.resolve(module).resolve("target").resolve(folder).toString()),
            Stream.of(written.strip().split(File.pathSeparator, -1)))
        .toList();
  }
}
