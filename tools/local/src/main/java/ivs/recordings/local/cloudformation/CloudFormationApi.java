package ivs.recordings.local.cloudformation;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.gateway.ErrorResponse;
import ivs.recordings.local.gateway.QueryProtocol;
import ivs.recordings.local.template.LocalNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// CloudFormation's DescribeStacks: the one stack that runs here, with its parameters and outputs,
/// so that both are found in the same way as on AWS.
public final class CloudFormationApi implements Request.Handler {
  private static final String NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
  private static final String STACK_ID =
      LocalNames.regional("cloudformation", "stack/" + LocalNames.STACK + "/local");
  private static final int MAX_BODY_BYTES = 1 << 16;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> parameters;
  private final Map<String, String> outputs;
  private final Instant since;

  /// @param since when the stack was made
  public CloudFormationApi(
      Map<String, String> parameters, Map<String, String> outputs, Instant since) {
    this.parameters = Map.copyOf(parameters);
    this.outputs = Map.copyOf(outputs);
    this.since = since;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String form;
    try {
      var body = Content.Source.asByteArrayAsync(request, MAX_BODY_BYTES).join();
      form = new String(body, StandardCharsets.UTF_8);
    } catch (CompletionException tooLong) {
      form = "";
    }
    var asked = QueryProtocol.read(form);
    var operation = asked.path("Action").asText();
    var stack = asked.path("StackName").asText(LocalNames.STACK);
    if (!Set.of(LocalNames.STACK, STACK_ID).contains(stack)) {
      error("ValidationError", "Stack with id " + stack + " does not exist")
          .write(request, response, callback);
    } else if (!operation.equals("DescribeStacks")) {
      error(
              "InvalidAction",
              "the embedded CloudFormation knows DescribeStacks, not %s: leave out --stack"
                  .formatted(operation))
          .write(request, response, callback);
    } else {
      response.setStatus(HttpStatus.OK_200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/xml");
      Content.Sink.write(
          response, true, QueryProtocol.answer(NAMESPACE, operation, stacks()), callback);
    }
    return true;
  }

  private ObjectNode stacks() {
    var answer = JSON.createObjectNode();
    var stack = answer.putArray("Stacks").addObject();
    stack.put("StackId", STACK_ID);
    stack.put("StackName", LocalNames.STACK);
    stack.put("CreationTime", since.toString());
    stack.put("StackStatus", "CREATE_COMPLETE");
    list(stack, "Parameter", parameters);
    list(stack, "Output", outputs);
    return answer;
  }

  private static void list(ObjectNode stack, String kind, Map<String, String> values) {
    var list = stack.putArray(kind + "s");
    values.forEach(
        (key, value) -> list.addObject().put(kind + "Key", key).put(kind + "Value", value));
  }

  private static ErrorResponse error(String code, String message) {
    return new ErrorResponse(HttpStatus.BAD_REQUEST_400, code, message);
  }
}
