package ivs.recordings.local.lambda;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.template.FunctionDefinition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The function as it is deployed: the artifact unpacked and loaded by itself, so that what runs
/// here is what Lambda gets. What goes in and comes out is JSON, whether the function reads it
/// itself or takes what the runtime makes of it.
public final class PackagedFunction implements LambdaFunction {
  /// As Lambda reads and writes JSON: `Records` and `eventSourceARN` are properties of an SQSEvent.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(SQSEvent.class, BatchNames.class)
          .addMixIn(SQSEvent.SQSMessage.class, MessageNames.class)
          .build();

  private interface BatchNames {
    @JsonProperty("Records")
    List<SQSEvent.SQSMessage> getRecords();
  }

  private interface MessageNames {
    @JsonProperty("eventSourceARN")
    String getEventSourceArn();
  }

  private final String name;
  private final FunctionDefinition function;
  private final FunctionClassLoader loader;
  private final FunctionOutput output;
  private final MetricRecorder monitoring;
  private final FunctionCode code;
  private volatile RequestStreamHandler handler;
  private volatile boolean mayRun = true;

  private PackagedFunction(
      String name,
      FunctionDefinition function,
      URI endpoint,
      FunctionCode code,
      FunctionOutput output,
      MetricRecorder monitoring)
      throws Exception {
    this.name = name;
    this.function = function;
    this.code = code;
    this.loader = code.loader();
    this.output = output;
    this.monitoring = monitoring;
    SdkProperties.pointAt(endpoint);
    this.handler = inFunction(() -> construct(function.environment()));
  }

  /// Makes the function ready for its first call.
  ///
  /// @param code closed with the function, or where it does not start
  /// @param endpoint where the function finds DynamoDB and whatever else it calls
  public static PackagedFunction load(
      FunctionCode code,
      String name,
      FunctionDefinition function,
      URI endpoint,
      FunctionOutput output,
      MetricRecorder monitoring)
      throws Exception {
    try {
      return new PackagedFunction(name, function, endpoint, code, output, monitoring);
    } catch (Exception | LinkageError broken) {
      code.close();
      throw broken;
    }
  }

  @Override
  public Optional<SQSBatchResponse> invoke(SQSEvent batch) throws Exception {
    var answer = call(JSON.writeValueAsBytes(batch));
    return Optional.ofNullable(JSON.readValue(answer, SQSBatchResponse.class));
  }

  /// One call as Invoke makes it: JSON goes in and comes out.
  String invoke(String json) throws Exception {
    return new String(call(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /// Lambda writes what a function throws to the function's log, and so do we.
  private byte[] call(byte[] payload) throws Exception {
    if (!mayRun) {
      monitoring.throttled(name);
      throw new ThrottledException();
    }
    return inFunction(() -> {
      var out = new ByteArrayOutputStream();
      var begin = System.nanoTime();
      var failed = true;
      try {
        handler.handleRequest(
            new ByteArrayInputStream(payload), out, new InvocationContext(name, function));
        failed = false;
      } catch (IOException | RuntimeException | Error thrown) {
        thrown.printStackTrace(System.out);
        throw thrown;
      } finally {
        monitoring.called(name, Duration.ofNanos(System.nanoTime() - begin), failed);
      }
      return out.toByteArray();
    });
  }

  /// The function's reserved concurrency is 0, so it may not run.
  public static final class ThrottledException extends Exception {
    private static final long serialVersionUID = 1L;

    ThrottledException() {
      super("Rate Exceeded.");
    }
  }

  /// Whether it may run at all: concurrency 0 is how people stop a function.
  void mayRun(boolean allowed) {
    mayRun = allowed;
  }

  boolean mayRun() {
    return mayRun;
  }

  /// The same code with other variables, as a deployment brings it. If it doesn't start, every call
  /// fails, as it does on Lambda.
  public void deploy(Map<String, String> environment) throws Exception {
    try {
      handler = inFunction(() -> construct(environment));
    } catch (CannotStartException refusal) {
      handler =
          (_, _, _) -> {
            throw refusal;
          };
    }
  }

  private RequestStreamHandler construct(Map<String, String> environment) throws Exception {
    try {
      var made =
          loader
              .loadClass(function.handler())
              .getConstructor(Map.class, Clock.class)
              .newInstance(environment, monitoring.clock());
      return made instanceof RequestStreamHandler streams
          ? streams
          : streams((RequestHandler<?, ?>) made);
    } catch (InvocationTargetException thrown) {
      throw new CannotStartException("the function doesn't start: " + thrown.getCause(), thrown);
    }
  }

  /// A function that takes and gives objects, with the runtime's part around it.
  @SuppressWarnings("unchecked")
  private static RequestStreamHandler streams(RequestHandler<?, ?> objects) {
    var inputType =
        Arrays.stream(objects.getClass().getMethods())
            .filter(method -> method.getName().equals("handleRequest") && !method.isBridge())
            .map(method -> method.getParameterTypes()[0])
            .findFirst()
            .orElseThrow();
    var handler = (RequestHandler<Object, Object>) objects;
    return (in, out, context) ->
        JSON.writeValue(out, handler.handleRequest(read(in, inputType), context));
  }

  /// The names of a stream's fields are not those of its classes; Lambda's runtime knows both.
  private static Object read(InputStream in, Class<?> inputType) throws IOException {
    return inputType == DynamodbEvent.class
        ? LambdaEventSerializers.serializerFor(
                DynamodbEvent.class, DynamodbEvent.class.getClassLoader())
            .fromJson(in)
        : JSON.readValue(in, inputType);
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

  public void stop() throws Exception {
    code.close();
  }
}
