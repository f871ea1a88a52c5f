package ivs.recordings.local;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The function as it is deployed: the artifact unpacked and loaded by itself, so that what runs
/// here is what Lambda gets.
final class PackagedFunction implements LambdaFunction {
  private final String name;
  private final Function function;
  private final UnpackedArtifact artifact;
  private final FunctionClassLoader loader;
  private final FunctionOutput output;
  private final RequestHandler<SQSEvent, SQSBatchResponse> handler;

  private PackagedFunction(
      String name, Function function, UnpackedArtifact artifact, FunctionOutput output)
      throws Exception {
    this.name = name;
    this.function = function;
    this.artifact = artifact;
    this.loader = FunctionClassLoader.over(artifact.folder());
    this.output = output;
    this.handler = inFunction(this::construct);
  }

  /// Makes the function ready for its first call.
  ///
  /// @param endpoint where the function finds DynamoDB
  static PackagedFunction load(String name, Function function, URI endpoint, FunctionOutput output)
      throws Exception {
    var artifact = UnpackedArtifact.of(function.codeUri());
    try {
      pointSdkAt(endpoint);
      return new PackagedFunction(name, function, artifact, output);
    } catch (Exception | LinkageError broken) {
      artifact.close();
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
    return inFunction(() -> answer(batch));
  }

  /// Lambda writes what a function throws to the function's log, and so do we.
  private Optional<SQSBatchResponse> answer(SQSEvent batch) {
    try {
      return Optional.ofNullable(handler.handleRequest(batch, new Invocation(name, function)));
    } catch (RuntimeException | Error thrown) {
      thrown.printStackTrace(System.out);
      throw thrown;
    }
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

  void stop() throws Exception {
    try (artifact;
        loader) {
      if (handler instanceof AutoCloseable closeable) {
        inFunction(() -> {
          closeable.close();
          return true;
        });
      }
    }
  }
}
