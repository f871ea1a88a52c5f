package ivs.recordings.local.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// An error as AWS clients read it.
///
/// @param status the HTTP status: 4xx is the caller's mistake, 5xx is retried
/// @param code the error code, such as `ValidationException`
public record ErrorResponse(int status, String code, String message) {

  public void write(Response response, Callback callback) {
    var body = JsonNodeFactory.instance.objectNode();
    body.put("__type", code);
    body.put("message", message);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-amz-json-1.1");
    response.getHeaders().put("x-amzn-ErrorType", code);
    Content.Sink.write(response, true, body.toString(), callback);
  }

  /// In the words of the client's protocol: what isn't JSON is XML.
  public void write(Request request, Response response, Callback callback) {
    if (speaksJson(request)) {
      write(response, callback);
      return;
    }
    var error = "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message);
    var s3 = AwsService.signingName(request).filter("s3"::equals).isPresent();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/xml");
    Content.Sink.write(
        response, true, s3 ? error : "<ServiceError>" + error + "</ServiceError>", callback);
  }

  private static boolean speaksJson(Request request) {
    var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return request.getHeaders().contains("X-Amz-Target") || (type != null && type.contains("json"));
  }
}
