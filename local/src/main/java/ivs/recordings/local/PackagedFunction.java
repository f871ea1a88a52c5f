package ivs.recordings.local;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipInputStream;

/// The function as it is deployed: the artifact unpacked and loaded by itself, so that what runs
/// here is what Lambda gets.
final class PackagedFunction implements LambdaFunction {
  private final String name;
  private final Function function;
  private final Path unpacked;
  private final FunctionClassLoader loader;
  private final FunctionOutput output;
  private final RequestHandler<SQSEvent, SQSBatchResponse> handler;

  private PackagedFunction(
      String name,
      Function function,
      Path unpacked,
      FunctionClassLoader loader,
      FunctionOutput output)
      throws Exception {
    this.name = name;
    this.function = function;
    this.unpacked = unpacked;
    this.loader = loader;
    this.output = output;
    this.handler = inFunction(this::construct);
  }

  /// @param endpoint where the function finds DynamoDB
  static PackagedFunction load(String name, Function function, URI endpoint, FunctionOutput output)
      throws Exception {
    if (!Files.isRegularFile(function.codeUri())) {
      throw new CannotStart(
          "%s is not there: run ./mvnw package first".formatted(function.codeUri()));
    }
    pointSdkAt(endpoint);
    var unpacked = Files.createTempDirectory("ivs-recordings-");
    try {
      unzip(function.codeUri(), unpacked);
      return new PackagedFunction(
          name, function, unpacked, FunctionClassLoader.over(unpacked), output);
    } catch (Exception | LinkageError broken) {
      delete(unpacked);
      throw broken;
    }
  }

  /// The function's SDK reads its environment for these, as on Lambda; a process can't change that,
  /// but system properties come first.
  private static void pointSdkAt(URI endpoint) {
    System.setProperty("aws.endpointUrlDynamoDb", endpoint.toString());
    System.setProperty("aws.region", LocalNames.REGION);
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local");
  }

  @Override
  public Optional<SQSBatchResponse> invoke(SQSEvent batch) throws Exception {
    return inFunction(
        () -> Optional.ofNullable(handler.handleRequest(batch, new Invocation(name, function))));
  }

  @SuppressWarnings("unchecked")
  private RequestHandler<SQSEvent, SQSBatchResponse> construct() throws Exception {
    try {
      return (RequestHandler<SQSEvent, SQSBatchResponse>)
          loader
              .loadClass(function.handler())
              .getConstructor(Map.class)
              .newInstance(function.environment());
    } catch (InvocationTargetException thrown) {
      throw new CannotStart("the function doesn't start: " + thrown.getCause(), thrown);
    }
  }

  private <T> T inFunction(Callable<T> work) throws Exception {
    var thread = Thread.currentThread();
    var before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return output.of(work);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void unzip(Path artifact, Path folder) throws IOException {
    try (var zip = new ZipInputStream(Files.newInputStream(artifact))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("%s leads out of %s".formatted(entry.getName(), artifact));
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.resolveSibling(""));
          Files.copy(zip, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  void stop() throws Exception {
    if (handler instanceof AutoCloseable closeable) {
      inFunction(() -> {
        closeable.close();
        return true;
      });
    }
    loader.close();
    delete(unpacked);
  }
}
