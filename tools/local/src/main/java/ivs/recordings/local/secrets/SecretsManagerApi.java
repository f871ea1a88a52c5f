package ivs.recordings.local.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.gateway.ErrorResponse;
import ivs.recordings.local.template.LocalNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Secrets Manager's GetSecretValue, and what webhooks need to make, change and remove a secret.
public final class SecretsManagerApi implements Request.Handler {
  private static final int MAX_BODY_BYTES = 1 << 16;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PREFIX = "secretsmanager.";
  private static final List<String> OPERATIONS =
      List.of("GetSecretValue", "CreateSecret", "PutSecretValue", "DeleteSecret");

  /// A name, or an ARN. AWS ends the ARN of a secret with six characters of its own.
  private static final Pattern SECRET_ID =
      Pattern.compile("(?:arn:aws:secretsmanager:[^:]+:[0-9]{12}:secret:)?(.+?)");

  private static final Pattern WITH_SUFFIX = Pattern.compile("(.+)-[A-Za-z0-9]{6}");

  private final LocalSecrets secrets;

  public SecretsManagerApi(LocalSecrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var target = String.valueOf(request.getHeaders().get("X-Amz-Target"));
    var operation = target.startsWith(PREFIX) ? target.substring(PREFIX.length()) : "";
    if (!OPERATIONS.contains(operation)) {
      error(
              "InvalidAction",
              "the embedded Secrets Manager knows %s, not %s"
                  .formatted(String.join(", ", OPERATIONS), target))
          .write(response, callback);
      return true;
    }
    try {
      var body = Content.Source.asByteArrayAsync(request, MAX_BODY_BYTES).join();
      var asked = JSON.readTree(new String(body, StandardCharsets.UTF_8));
      answer(operation, asked, response, callback);
    } catch (JsonProcessingException | CompletionException unfit) {
      error("InvalidRequestException", "the request is not JSON of at most 64 KB")
          .write(response, callback);
    }
    return true;
  }

  private void answer(String operation, JsonNode asked, Response response, Callback callback) {
    var isNew = operation.equals("CreateSecret");
    var name =
        isNew ? Optional.of(asked.path("Name").asText()) : name(asked.path("SecretId").asText());
    var before = name.flatMap(secrets::find);
    if (isNew && before.isPresent()) {
      error("ResourceExistsException", "the secret already exists.").write(response, callback);
      return;
    }
    if (!isNew && before.isEmpty()) {
      error("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
          .write(response, callback);
      return;
    }
    var known = name.orElseThrow();
    var given = asked.path("SecretString").asText();
    switch (operation) {
      case "GetSecretValue" -> answer(response, callback, known, before);
      case "DeleteSecret" -> {
        secrets.remove(known);
        answer(response, callback, known, Optional.empty());
      }
      default -> {
        if (secrets.put(known, given)) {
          answer(response, callback, known, Optional.empty());
        } else {
          error("InvalidParameterException", "the embedded Secrets Manager keeps no " + known)
              .write(response, callback);
        }
      }
    }
  }

  private Optional<String> name(String asked) {
    var id = SECRET_ID.matcher(asked);
    if (!id.matches()) {
      return Optional.empty();
    }
    var suffixed = WITH_SUFFIX.matcher(id.group(1));
    return secrets.knows(id.group(1)) || !suffixed.matches()
        ? Optional.of(id.group(1))
        : Optional.of(suffixed.group(1));
  }

  /// @param secret where the answer shows it
  private static void answer(
      Response response, Callback callback, String name, Optional<String> secret) {
    var answer = JSON.createObjectNode();
    answer.put("ARN", LocalNames.regional("secretsmanager", "secret:" + name));
    answer.put("Name", name);
    secret.ifPresent(value -> answer.put("SecretString", value));
    answer.put("VersionId", "00000000-0000-0000-0000-000000000001");
    secret.ifPresent(_ -> answer.putArray("VersionStages").add("AWSCURRENT"));
    response.setStatus(HttpStatus.OK_200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/x-amz-json-1.1");
    Content.Sink.write(response, true, answer.toString(), callback);
  }

  private static ErrorResponse error(String code, String message) {
    return new ErrorResponse(HttpStatus.BAD_REQUEST_400, code, message);
  }
}
