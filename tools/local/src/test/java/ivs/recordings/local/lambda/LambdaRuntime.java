package ivs.recordings.local.lambda;

import ivs.recordings.local.template.FunctionDefinition;
import ivs.recordings.local.template.LocalNames;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The packaged function in a process of its own, under AWS's runtime interface client, with
/// nothing on its class path but the artifact and that client.
final class LambdaRuntime implements AutoCloseable {
  private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  /// The property that names its native half.
  private static final String NATIVE_CLIENT =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  /// What the client's own artifact depends on.
  private static final List<String> CLIENT_JARS =
      List.of(
          "aws-lambda-java-runtime-interface-client-",
          "aws-lambda-java-serialization-",
          "utils-lite-");

  static final Map<String, String> KEYS =
      Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local");

  private final Process process;

  private LambdaRuntime(Process process) {
    this.process = process;
  }

  /// Lambda is Linux, and so is the client.
  static boolean isSupported() {
    return System.getProperty("os.name").equals("Linux");
  }

  /// Starts the runtime, which then asks the API for events, with the compiler and the collector
  /// that Lambda takes. As there, it shares its temporary files with no other process, and AWS's
  /// native client is laid out for it: left to itself each process unpacks that to the same file in
  /// `/tmp`, and one that has it loaded meanwhile crashes.
  ///
  /// @param unpacked the artifact's content
  /// @param endpoint where the function finds every service that it calls
  /// @param credentials variables of the environment, such as KEYS
  /// @param log takes what the function writes
  static LambdaRuntime start(
      FunctionDefinition function,
      Path unpacked,
      LambdaRuntimeApi api,
      URI endpoint,
      Map<String, String> credentials,
      Path log)
      throws IOException {
    var temporary = Files.createDirectories(log.resolveSibling(log.getFileName() + ".tmp"));
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + temporary,
            "-D%s=%s".formatted(NATIVE_CLIENT, nativeClient(temporary)),
            "-cp",
            classPath(unpacked),
            CLIENT,
            function.handler());
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("JAVA_TOOL"));
    environment.putAll(function.environment());
    environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "RecordingStatusHandler");
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(function.memoryMb()));
    environment.put("_HANDLER", function.handler());
    environment.put("LAMBDA_TASK_ROOT", unpacked.toString());
    environment.put("AWS_ENDPOINT_URL", endpoint.toString());
    environment.put("AWS_REGION", LocalNames.REGION);
    environment.putAll(credentials);
    return new LambdaRuntime(builder.start());
  }

  private static Path nativeClient(Path folder) throws IOException {
    var processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    var name = "libaws-lambda-jni.linux-%s.so".formatted(processor);
    var file = folder.resolve(name);
    try (var library = LambdaRuntime.class.getResourceAsStream("/jni/" + name)) {
      Files.copy(Objects.requireNonNull(library, name), file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static String classPath(Path unpacked) throws IOException {
    var path = new ArrayList<>(List.of(unpacked.toString()));
    try (var jars = Files.newDirectoryStream(unpacked.resolve("lib"), "*.jar")) {
      jars.forEach(jar -> path.add(jar.toString()));
    }
    clientJars().forEach(path::add);
    return String.join(System.getProperty("path.separator"), path);
  }

  private static Stream<String> clientJars() {
    var ours = System.getProperty("java.class.path").split(System.getProperty("path.separator"));
    return Arrays.stream(ours)
        .filter(jar ->
            CLIENT_JARS.stream().anyMatch(Path.of(jar).getFileName().toString()::startsWith));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Ends it by SIGKILL: nothing in it gets another chance.
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
  }
}
