package ivs.recordings.handler;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import ivs.recordings.handler.SeededBug.Witness;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Plants one seeded bug after the other, each in a scratch copy of the one file it breaks, and
/// asks the tests that must notice it. Started by `mutants/run`.
final class SeededBugs {
  /// A bug may make a test endless; the slowest takes a minute.
  private static final int PATIENCE_S = 150;

  private final Path root;
  private final Path scratch;

  private SeededBugs(Path root, Path scratch) {
    this.root = root;
    this.scratch = scratch;
  }

  /// `ROOT` hunts all bugs, `ROOT NAME…` those whose names contain one of the words; `-test FILE
  /// CLASS#METHOD…` runs tests and writes down which were red, if each of them was run.
  public static void main(String[] arguments) throws Exception {
    var words = List.of(arguments).subList(1, arguments.length);
    if (arguments[0].equals("-test")) {
      try {
        run(Path.of(words.getFirst()), words.subList(1, words.size()));
      } finally {
        System.exit(0); // Some engines leave threads behind that would keep the process.
      }
    }
    var scratch = Files.createTempDirectory("mutants");
    try {
      System.exit(new SeededBugs(Path.of(arguments[0]), scratch).hunt(words) ? 0 : 1);
    } finally {
      try (var files = Files.walk(scratch)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private static void run(Path redOnes, List<String> tests) throws IOException {
    var witness = new Listener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(tests.stream().map(SeededBugs::method).toList())
                .build(),
            witness);
    if (witness.begun.containsAll(tests)) {
      Files.write(redOnes, tests.stream().filter(witness::sawRed).toList());
    }
  }

  /// By its name alone, whatever its parameters are.
  private static MethodSelector method(String test) {
    try {
      var type =
          Class.forName(
              test.substring(0, test.indexOf('#')), false, SeededBugs.class.getClassLoader());
      var name = test.substring(test.indexOf('#') + 1);
      return selectMethod(
          type,
          Stream.of(type.getDeclaredMethods())
              .filter(method -> method.getName().equals(name))
              .findFirst()
              .orElseThrow());
    } catch (ClassNotFoundException gone) {
      throw new IllegalArgumentException(test, gone);
    }
  }

  /// Which methods were run, and which failed; with a class all of its methods do.
  private static final class Listener implements TestExecutionListener {
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final Set<String> red = ConcurrentHashMap.newKeySet();

    boolean sawRed(String test) {
      return red.contains(test) || red.contains(test.substring(0, test.indexOf('#')));
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      name(test).ifPresent(begun::add);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        name(test).ifPresent(red::add);
      }
    }

    private static Optional<String> name(TestIdentifier test) {
      return test.getSource()
          .flatMap(source ->
              switch (source) {
                case MethodSource method ->
                    Optional.of(method.getClassName() + "#" + method.getMethodName());
                case ClassSource type -> Optional.of(type.getClassName());
                default -> Optional.empty();
              });
    }
  }

  /// @return whether every bug was caught
  private boolean hunt(List<String> words) throws Exception {
    var bugs =
        SeededBug.all(root).stream()
            .filter(bug -> words.isEmpty() || words.stream().anyMatch(bug.name()::contains))
            .toList();
    var began = System.nanoTime();
    var alwaysRed =
        redOnes(bugs.stream().flatMap(bug -> bug.witnesses().stream()).toList(), root, "");
    Map<SeededBug, Future<String>> verdicts = new LinkedHashMap<>();
    var survivors = 0;
    try (var two = Executors.newFixedThreadPool(2)) {
      for (var bug : bugs) {
        verdicts.put(bug, two.submit(() -> verdict(bug, alwaysRed)));
      }
      for (var verdict : verdicts.entrySet()) {
        var said = said(verdict.getValue());
        survivors += said.equals("caught") ? 0 : 1;
        var tests = verdict.getKey().witnesses().stream().map(Witness::test).toList();
        System.out.printf("%-36s %s %s%n", verdict.getKey().name(), said, tests);
      }
    }
    System.out.printf(
        "%d seeded bugs, %d caught by all of their %d tests, in %d s%n",
        bugs.size(),
        bugs.size() - survivors,
        bugs.stream().mapToInt(bug -> bug.witnesses().size()).sum(),
        (System.nanoTime() - began) / 1_000_000_000);
    return survivors == 0 && !bugs.isEmpty();
  }

  private static String said(Future<String> verdict) throws InterruptedException {
    try {
      return verdict.get();
    } catch (ExecutionException failed) {
      return "NOT TRIED: " + failed.getCause();
    }
  }

  /// @param alwaysRed tests that say nothing, because they are red without any bug
  private String verdict(SeededBug bug, Set<Witness> alwaysRed)
      throws IOException, InterruptedException {
    if (bug.witnesses().stream().anyMatch(alwaysRed::contains)) {
      return "RED WITHOUT IT";
    }
    var broken = Files.createDirectories(scratch.resolve(bug.name()));
    var isSource = bug.file().endsWith(".java");
    if (isSource && !compiles(bug, broken)) {
      return "DOES NOT COMPILE";
    }
    if (!isSource) {
      copyOfRoot(broken, bug);
    }
    var red =
        isSource
            ? redOnes(bug.witnesses(), root, broken.toString())
            : redOnes(bug.witnesses(), broken, "");
    var green = bug.witnesses().stream().filter(test -> !red.contains(test)).toList();
    return green.isEmpty() ? "caught" : "SURVIVED " + green;
  }

  private boolean compiles(SeededBug bug, Path classes) throws IOException {
    var source = classes.resolve(Path.of(bug.file()).getFileName());
    Files.writeString(source, bug.applied(root));
    var module = bug.file().substring(0, bug.file().indexOf('/'));
    var path = String.join(File.pathSeparator, classPath(module));
    return ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                OutputStream.nullOutputStream(),
                "-nowarn",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                path,
                source.toString())
        == 0;
  }

  /// Links to everything in the project but the one file that is broken.
  private void copyOfRoot(Path copy, SeededBug bug) throws IOException {
    var original = root;
    var here = copy;
    for (var name : Path.of(bug.file())) {
      try (var siblings = Files.list(original)) {
        for (var sibling : siblings.filter(each -> !each.endsWith(name)).toList()) {
          Files.createSymbolicLink(here.resolve(sibling.getFileName()), sibling);
        }
      }
      original = original.resolve(name);
      here = here.resolve(name);
      if (Files.isDirectory(original)) {
        Files.createDirectory(here);
      }
    }
    Files.writeString(here, bug.applied(root));
  }

  /// The tests that are red, or were not run to their end.
  ///
  /// @param repository the root of the project as the tests see it
  /// @param first what comes first on their class path
  private Set<Witness> redOnes(List<Witness> tests, Path repository, String first)
      throws IOException, InterruptedException {
    var red = new HashSet<Witness>();
    var byModule = tests.stream().collect(groupingBy(Witness::module, TreeMap::new, toSet()));
    for (var module : byModule.entrySet()) {
      var said = Files.createTempFile(scratch, "red", ".txt");
      Files.delete(said);
      test(module.getKey(), List.copyOf(module.getValue()), repository, first, said);
      var names = Files.exists(said) ? Files.readAllLines(said) : List.<String>of();
      module.getValue().stream()
          .filter(test -> !Files.exists(said) || names.contains(test.qualified()))
          .forEach(red::add);
    }
    return red;
  }

  private void test(String module, List<Witness> tests, Path repository, String first, Path said)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-Drepository.root=" + repository,
            "-Daws.region=us-east-1",
            "-Daws.accessKeyId=local",
            "-Daws.secretAccessKey=local"));
    if (module.equals("handler")) { // Elsewhere the function itself would run without its log.
      command.add(
          "-Dlog4j2.configurationFactory=" + PropertiesConfigurationFactory.class.getName());
    }
    command.add("-cp");
    var path = new ArrayList<>(first.isEmpty() ? List.<String>of() : List.of(first));
    path.addAll(classPath(module));
    path.add(root.resolve("handler/target/test-classes").toString());
    path.add(root.resolve("handler/target/classes").toString()); // For what our tests start with.
    command.add(String.join(File.pathSeparator, path));
    command.addAll(List.of(SeededBugs.class.getName(), "-test", said.toString()));
    tests.forEach(test -> command.add(test.qualified()));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(PATIENCE_S + 10L * tests.size(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
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
