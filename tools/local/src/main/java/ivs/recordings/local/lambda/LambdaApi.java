package ivs.recordings.local.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.gateway.ErrorResponse;
import ivs.recordings.local.template.EventInvokeDefinition;
import ivs.recordings.local.template.FunctionDefinition;
import ivs.recordings.local.template.LocalNames;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Lambda's Invoke, answered by the packaged functions, and how they are configured.
public final class LambdaApi implements Request.Handler {
  public static final String FUNCTIONS = "/2015-03-31/functions/";

  /// Lambda's operations have the dates at which they were made.
  public static final Pattern ANY_FUNCTION = Pattern.compile("/\\d{4}-\\d{2}-\\d{2}/functions/");

  private static final Pattern PATH =
      Pattern.compile(Pattern.quote(FUNCTIONS) + "([^/]+)/(invocations|configuration)/?");

  /// How much of the account's concurrency is kept for a function. Here that is all or nothing.
  private static final Pattern CONCURRENCY =
      Pattern.compile("/(?:2017-10-31|2019-09-30)/functions/([^/]+)/concurrency/?");

  /// A name, or an ARN, each with or without a qualifier.
  private static final Pattern NAME =
      Pattern.compile("(?:arn:aws:lambda:[^:]+:[0-9]{12}:function:)?([A-Za-z0-9_-]+)(?::([^:]+))?");

  /// What is invoked by a name without a qualifier.
  private static final String LATEST = "$LATEST";

  /// Lambda's limit for a payload that is answered.
  private static final int MAX_PAYLOAD_BYTES = 6 << 20;

  /// Lambda takes a megabyte. The queues here take 256 KB, and the record of a failed invocation
  /// has to fit: the payload, and what was thrown.
  private static final int MAX_EVENT_BYTES = 240 << 10;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Map<String, Deployed> functions;
  private final AsyncInvocations invocations;

  public LambdaApi(Map<String, Deployed> functions, AsyncInvocations invocations) {
    this.functions = Map.copyOf(functions);
    this.invocations = invocations;
  }

  /// How a function is made ready.
  public interface Loading {
    PackagedFunction load() throws Exception;
  }

  /// A function that is loaded when it is first called.
  public static final class Deployed {
    private final FunctionDefinition function;
    private final List<EventInvokeDefinition> eventInvokes;
    private final Loading loading;
    private Optional<PackagedFunction> loaded = Optional.empty();

    /// @param eventInvokes what happens to asynchronous invocations that fail, by qualifier
    public Deployed(
        FunctionDefinition function, List<EventInvokeDefinition> eventInvokes, Loading loading) {
      this.function = function;
      this.eventInvokes = List.copyOf(eventInvokes);
      this.loading = loading;
    }

    /// The function, which the first call waits for.
    public synchronized PackagedFunction loaded() throws Exception {
      if (loaded.isEmpty()) {
        loaded = Optional.of(loading.load());
      }
      return loaded.get();
    }

    /// One call as an HTTP API makes it: JSON goes in and comes out.
    public String invoke(String payload) throws Exception {
      return loaded().invoke(payload);
    }

    private Optional<EventInvokeDefinition> eventInvoke(String qualifier) {
      return eventInvokes.stream().filter(each -> each.qualifier().equals(qualifier)).findFirst();
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var concurrency = CONCURRENCY.matcher(request.getHttpURI().getPath());
    if (concurrency.matches()) {
      concurrency(concurrency.group(1), request, response, callback);
      return true;
    }
    var path = PATH.matcher(request.getHttpURI().getPath());
    if (!path.matches()) {
      error(404, "UnknownOperationException", "the embedded Lambda knows no such operation")
          .write(response, callback);
      return true;
    }
    var name = name(path.group(1));
    var deployed = Optional.ofNullable(functions.get(name));
    if (deployed.isEmpty()) {
      error(404, "ResourceNotFoundException", "Function not found: " + arn(name))
          .write(response, callback);
    } else if (path.group(2).equals("configuration")) {
      answer(response, callback, configuration(name, deployed.get().function).toString());
    } else {
      var arn = arn(name) + ":" + qualifier(path.group(1), request);
      invoke(deployed.get(), arn, request, response, callback);
    }
    return true;
  }

  private static String qualifier(String asked, Request request) {
    var parts = NAME.matcher(URLDecoder.decode(asked, StandardCharsets.UTF_8));
    return Optional.ofNullable(Request.extractQueryParameters(request).getValue("Qualifier"))
        .or(() -> parts.matches() ? Optional.ofNullable(parts.group(2)) : Optional.empty())
        .orElse(LATEST);
  }

  private static String name(String asked) {
    var decoded = URLDecoder.decode(asked, StandardCharsets.UTF_8);
    var parts = NAME.matcher(decoded);
    return parts.matches() ? parts.group(1) : decoded;
  }

  private void concurrency(String asked, Request request, Response response, Callback callback) {
    var deployed = Optional.ofNullable(functions.get(name(asked)));
    if (deployed.isEmpty()) {
      error(404, "ResourceNotFoundException", "Function not found: " + arn(name(asked)))
          .write(response, callback);
      return;
    }
    try {
      var function = deployed.get().loaded();
      switch (request.getMethod()) {
        case "PUT" -> {
          var payload = Content.Source.asByteArrayAsync(request, MAX_PAYLOAD_BYTES).join();
          var reserved = JSON.readTree(payload).path("ReservedConcurrentExecutions");
          function.mayRun(reserved.asInt() > 0);
          answer(response, callback, reserved(reserved.asInt()));
        }
        case "DELETE" -> {
          function.mayRun(true);
          succeed(HttpStatus.NO_CONTENT_204, response, callback);
        }
        default -> answer(response, callback, function.mayRun() ? "{}" : reserved(0));
      }
    } catch (Exception broken) {
      error(400, "InvalidParameterValueException", String.valueOf(broken.getMessage()))
          .write(response, callback);
    }
  }

  private static String reserved(int concurrency) {
    return JSON.createObjectNode().put("ReservedConcurrentExecutions", concurrency).toString();
  }

  private void invoke(
      Deployed deployed, String arn, Request request, Response response, Callback callback) {
    var type =
        Optional.ofNullable(request.getHeaders().get("X-Amz-Invocation-Type"))
            .orElse("RequestResponse");
    if (!Set.of("RequestResponse", "Event", "DryRun").contains(type)) {
      error(
              400,
              "InvalidParameterValueException",
              "the invocation type must be RequestResponse, Event or DryRun, not " + type)
          .write(response, callback);
      return;
    }
    var most = type.equals("Event") ? MAX_EVENT_BYTES : MAX_PAYLOAD_BYTES;
    try {
      var payload = payload(Content.Source.asByteArrayAsync(request, most).join());
      switch (type) {
        case "Event" -> accept(deployed, arn, payload, response, callback);
        case "DryRun" -> succeed(HttpStatus.NO_CONTENT_204, response, callback);
        default -> call(deployed, payload, response, callback);
      }
    } catch (JsonProcessingException unfit) {
      error(
              400,
              "InvalidRequestContentException",
              "Could not parse request body into json: " + unfit.getOriginalMessage())
          .write(response, callback);
    } catch (CompletionException tooLong) {
      error(
              413,
              "RequestTooLargeException",
              "the payload is longer than %,d KB".formatted(most >> 10))
          .write(response, callback);
    }
  }

  /// @throws JsonProcessingException if it is no JSON
  private static String payload(byte[] body) throws JsonProcessingException {
    var text = new String(body, StandardCharsets.UTF_8);
    var payload = text.isBlank() ? "{}" : text;
    JSON.readTree(payload);
    return payload;
  }

  private void accept(
      Deployed deployed, String arn, String payload, Response response, Callback callback) {
    var qualifier = arn.substring(arn.lastIndexOf(':') + 1);
    var invocation =
        AsyncInvocations.Invocation.of(
            arn, payload, deployed.eventInvoke(qualifier), each -> deployed.loaded().invoke(each));
    if (!invocations.accept(invocation)) {
      error(503, "ServiceException", "the embedded Lambda is stopping").write(response, callback);
      return;
    }
    response.getHeaders().put("x-amzn-RequestId", invocation.requestId());
    succeed(HttpStatus.ACCEPTED_202, response, callback);
  }

  private static void succeed(int status, Response response, Callback callback) {
    response.setStatus(status);
    callback.succeeded();
  }

  private static void call(
      Deployed deployed, String payload, Response response, Callback callback) {
    response.getHeaders().put("X-Amz-Executed-Version", LATEST);
    try {
      answer(response, callback, deployed.loaded().invoke(payload));
    } catch (PackagedFunction.ThrottledException throttled) {
      error(429, "TooManyRequestsException", String.valueOf(throttled.getMessage()))
          .write(response, callback);
    } catch (
        Throwable thrown) { // Whatever it is, the function threw it and the caller must see it.
      response.getHeaders().put("X-Amz-Function-Error", "Unhandled");
      answer(response, callback, described(thrown).toString());
    }
  }

  /// What Lambda says of an exception.
  static ObjectNode described(Throwable thrown) {
    var description = JSON.createObjectNode();
    description.put("errorMessage", String.valueOf(thrown.getMessage()));
    description.put("errorType", thrown.getClass().getName());
    var trace = description.putArray("stackTrace");
    Arrays.stream(thrown.getStackTrace()).map(String::valueOf).forEach(trace::add);
    return description;
  }

  private static ObjectNode configuration(String name, FunctionDefinition function) {
    var configuration = JSON.createObjectNode();
    configuration.put("FunctionName", name);
    configuration.put("FunctionArn", arn(name));
    configuration.put("Runtime", "java25");
    configuration.put("Handler", function.handler());
    configuration.put("Timeout", function.timeout().toSeconds());
    configuration.put("MemorySize", function.memoryMb());
    configuration.put("Version", LATEST);
    configuration.put("State", "Active");
    var variables = configuration.putObject("Environment").putObject("Variables");
    function.environment().forEach(variables::put);
    return configuration;
  }

  private static String arn(String name) {
    return "arn:aws:lambda:%s:%s:function:%s"
        .formatted(LocalNames.REGION, LocalNames.ACCOUNT, name);
  }

  private static ErrorResponse error(int status, String code, String message) {
    return new ErrorResponse(status, code, message);
  }

  private static void answer(Response response, Callback callback, String json) {
    response.setStatus(HttpStatus.OK_200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(response, true, json, callback);
  }
}
