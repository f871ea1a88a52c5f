package ivs.recordings.local;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The function as it is deployed: the artifact unpacked and loaded by itself, so that what runs
/// here is what Lambda gets. It answers a batch from a queue, and JSON as Invoke brings it.
final class PackagedFunction implements LambdaFunction {
  /// As Lambda reads and writes JSON: `Records` and `eventSourceARN` are properties of an SQSEvent.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final String name;
  private final Function function;
  private final URI endpoint;
  private final FunctionClassLoader loader;
  private final FunctionOutput output;
  private final AutoCloseable code;
  private final RequestHandler<Object, Object> handler;

  private PackagedFunction(
      String name,
      Function function,
      URI endpoint,
      FunctionClassLoader loader,
      FunctionOutput output,
      AutoCloseable code)
      throws Exception {
    this.name = name;
    this.function = function;
    this.endpoint = endpoint;
    this.loader = loader;
    this.output = output;
    this.code = code;
    pointSdkAt(endpoint);
    this.handler = inFunction(this::construct);
  }

  /// Makes the function ready for its first call.
  ///
  /// @param endpoint where the function finds DynamoDB and whatever else it calls
  static PackagedFunction load(String name, Function function, URI endpoint, FunctionOutput output)
      throws Exception {
    var artifact = UnpackedArtifact.of(function.codeUri());
    try {
      var loader = FunctionClassLoader.over(artifact.folder());
      return new PackagedFunction(
          name, function, endpoint, loader, output, () -> close(loader, artifact));
    } catch (Exception | LinkageError broken) {
      artifact.close();
      throw broken;
    }
  }

  /// Another function of the same artifact. It must be stopped before this one.
  PackagedFunction another(String otherName, Function other) throws Exception {
    if (!other.codeUri().equals(function.codeUri())) {
      throw new InvalidTemplate(
          "%s must have the CodeUri of %s: they are built as one".formatted(otherName, name));
    }
    return new PackagedFunction(otherName, other, endpoint, loader, output, () -> {});
  }

  private static void close(FunctionClassLoader loader, UnpackedArtifact artifact)
      throws IOException {
    try (artifact;
        loader) {
      // Both are closed, whatever the first says.
    }
  }

  /// The function's SDK reads its environment for these, as on Lambda; a process can't change that,
  /// but system properties come first.
  private static void pointSdkAt(URI endpoint) {
    for (var service : new String[] {"DynamoDb", "S3", "Ivs"}) {
      System.setProperty("aws.endpointUrl" + service, endpoint.toString());
    }
    System.setProperty("aws.region", LocalNames.REGION);
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local");
  }

  @Override
  public Optional<SQSBatchResponse> invoke(SQSEvent batch) throws Exception {
    return inFunction(() -> Optional.ofNullable((SQSBatchResponse) answer(batch)));
  }

  /// One call as Invoke makes it: JSON goes in and comes out.
  ///
  /// @throws JsonProcessingException if the payload is not what the function takes
  String invoke(String payload) throws Exception {
    var input = JSON.readValue(payload.isBlank() ? "{}" : payload, inputType());
    return JSON.writeValueAsString(inFunction(() -> answer(input)));
  }

  private Class<?> inputType() {
    return Arrays.stream(handler.getClass().getMethods())
        .filter(method -> method.getName().equals("handleRequest") && !method.isBridge())
        .map(method -> method.getParameterTypes()[0])
        .findFirst()
        .orElseThrow();
  }

  /// Lambda writes what a function throws to the function's log, and so do we.
  private Object answer(Object input) {
    try {
      return handler.handleRequest(input, new Invocation(name, function));
    } catch (RuntimeException | Error thrown) {
      thrown.printStackTrace(System.out);
      throw thrown;
    }
  }

  @SuppressWarnings("unchecked")
  private RequestHandler<Object, Object> construct() throws Exception {
    try {
      return (RequestHandler<Object, Object>)
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
    try (code) {
      if (handler instanceof AutoCloseable closeable) {
        inFunction(() -> {
          closeable.close();
          return true;
        });
      }
    }
  }
}
