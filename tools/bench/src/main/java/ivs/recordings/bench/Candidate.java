package ivs.recordings.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// A packaged function, unpacked, and how to start it on the first core.
///
/// @param folder nothing but jars: a cache of classes refuses folders of classes, so those of the
///   artifact's root are put into a jar of their own, as an image would have them
record Candidate(String name, String handler, Path folder) {
  static final String RUNTIME = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  static final List<String> CLIENT_JARS =
      List.of(
          "aws-lambda-java-runtime-interface-client-",
          "aws-lambda-java-serialization-",
          "aws-lambda-java-core-",
          "utils-lite-");

  static Candidate of(String name, String handler, Path artifact, Path folder) throws IOException {
    Files.createDirectories(folder);
    var root = folder.resolve("function.jar");
    try (var zip = new ZipFile(artifact.toFile());
        var jar = new ZipOutputStream(Files.newOutputStream(root))) {
      for (var entry : zip.stream().filter(each -> !each.isDirectory()).toList()) {
        try (var in = zip.getInputStream(entry)) {
          if (entry.getName().startsWith("lib/")) {
            Files.copy(in, folder.resolve(entry.getName().substring("lib/".length())));
          } else {
            jar.putNextEntry(new ZipEntry(entry.getName()));
            in.transferTo(jar);
            jar.closeEntry();
          }
        }
      }
    }
    return new Candidate(name, handler, folder);
  }

  /// The same artifact with another HTTP client, and the function of ours that uses it.
  ///
  /// @param jars of the client, by the beginnings of their names
  Candidate on(String other, String otherHandler, List<String> jars) throws IOException {
    var otherFolder = Files.createDirectories(folder.resolveSibling(other));
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.copy(file, otherFolder.resolve(file.getFileName()));
      }
    }
    for (var jar : ours().filter(each -> isNamed(each, jars)).toList()) {
      Files.copy(Path.of(jar), otherFolder.resolve(Path.of(jar).getFileName()));
    }
    return new Candidate(other, otherHandler, otherFolder);
  }

  /// The artifact's jars in the order of their names, then AWS's runtime client.
  private String classPath() throws IOException {
    try (var jars = Files.list(folder)) {
      var path =
          new ArrayList<>(
              jars.map(Path::toString).filter(file -> file.endsWith(".jar")).sorted().toList());
      ours().filter(jar -> isNamed(jar, CLIENT_JARS)).forEach(path::add);
      path.add(bench());
      return String.join(File.pathSeparator, path);
    }
  }

  private static boolean isNamed(String jar, List<String> names) {
    return names.stream().anyMatch(Path.of(jar).getFileName().toString()::startsWith);
  }

  private static Stream<String> ours() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
  }

  /// AWS's runtime client with this function, which then asks the stub for events.
  Process start(Stub stub, List<String> flags, Map<String, String> more, Path log)
      throws IOException {
    return start(stub, flags, classPath(), List.of(RUNTIME, handler), more, log);
  }

  /// A main class of ours beside the function.
  Process startMain(Stub stub, List<String> flags, List<String> command, Path log)
      throws IOException {
    return start(stub, flags, classPath(), command, Map.of(), log);
  }

  private static String bench() {
    return Candidate.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  /// A main class or a function of ours, with the jars that it needs and nothing else of the
  /// function.
  ///
  /// @param jars by the beginnings of their names
  Process startOther(
      Stub stub, List<String> flags, List<String> jars, List<String> command, Path log)
      throws IOException {
    var path = new ArrayList<>(ours().filter(jar -> isNamed(jar, jars)).toList());
    path.add(bench());
    return start(stub, flags, String.join(File.pathSeparator, path), command, Map.of(), log);
  }

  private Process start(
      Stub stub,
      List<String> flags,
      String classPath,
      List<String> command,
      Map<String, String> more,
      Path log)
      throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var line = new ArrayList<>(List.of("taskset", "-c", "0", java));
    line.add("--enable-native-access=ALL-UNNAMED");
    line.addAll(flags);
    line.addAll(List.of("-cp", classPath));
    line.addAll(command);
    var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("AWS_") || key.startsWith("JAVA_TOOL"));
    environment.putAll(
        new HashMap<>(
            Map.of(
                "PROFILE_TABLE", "Profile",
                "STREAM_SESSION_TABLE", "StreamSession",
                "RECORDING_TABLE", "Recording",
                "RECORDING_STREAM_TABLE", "RecordingStream",
                "PARKED_EVENT_TABLE", "ParkedEvent",
                "_HANDLER", handler,
                "AWS_ENDPOINT_URL_DYNAMODB", "http://" + stub.address(),
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local")));
    environment.put("AWS_LAMBDA_RUNTIME_API", stub.address());
    environment.put("AWS_LAMBDA_FUNCTION_NAME", name);
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
    environment.put("LAMBDA_TASK_ROOT", folder.toString());
    environment.putAll(more);
    return builder.start();
  }
}
