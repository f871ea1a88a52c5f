package ivs.recordings.handler.api.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.Viewer;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One request, as API Gateway hands it over.
///
/// @param routeKey such as `GET /v1/recordings/{id}`
/// @param path the variables of the route's path, by their names
/// @param headers by their names in lower case
/// @param body as it was handed over
/// @param isBase64 whether that is base64 of what was sent
/// @param viewer empty where the route is public, or the token names no profile
public record ApiRequest(
    String routeKey,
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers,
    Optional<String> body,
    boolean isBase64,
    Optional<Viewer> viewer) {
  private static final String OPERATOR = "operator";

  public static ApiRequest of(APIGatewayV2HTTPEvent event, String profileClaim, String roleClaim) {
    var headers = new TreeMap<String, String>();
    nonNull(event.getHeaders())
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return new ApiRequest(
        Optional.ofNullable(event.getRouteKey()).orElse(""),
        nonNull(event.getPathParameters()),
        nonNull(event.getQueryStringParameters()),
        headers,
        Optional.ofNullable(event.getBody()),
        event.getIsBase64Encoded(),
        viewer(claims(event), profileClaim, roleClaim));
  }

  private static Map<String, String> nonNull(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  /// The body as it was sent.
  public byte[] bytes() {
    var sent = body.orElse("");
    try {
      return isBase64 ? Base64.getDecoder().decode(sent) : sent.getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private String text() {
    return isBase64 ? new String(bytes(), StandardCharsets.UTF_8) : body.orElse("");
  }

  private static Map<String, String> claims(APIGatewayV2HTTPEvent event) {
    return Optional.ofNullable(event.getRequestContext())
        .map(context -> context.getAuthorizer())
        .map(authorizer -> authorizer.getJwt())
        .map(jwt -> jwt.getClaims())
        .orElse(Map.of());
  }

  /// API Gateway writes a claim that is a list as its values between brackets; a text is one role,
  /// whatever it holds.
  private static Optional<Viewer> viewer(
      Map<String, String> claims, String profileClaim, String roleClaim) {
    var roles = Optional.ofNullable(claims.get(roleClaim)).orElse("");
    var isOperator =
        roles.startsWith("[")
            ? Arrays.asList(roles.split("[\\[\\], ]+")).contains(OPERATOR)
            : roles.equals(OPERATOR);
    if (isOperator) {
      return Optional.of(new Viewer.Operator());
    }
    try {
      return Optional.ofNullable(claims.get(profileClaim))
          .map(ProfileId::new)
          .map(Viewer.Owner::new);
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }

  /// Who asks, on a route that is not public.
  public Viewer caller() {
    return viewer.orElseThrow(() ->
        new RejectedRequestException(
            new Problem(
                401, "no-profile", "The token names no profile.", "Sign in as another caller.")));
  }

  /// Whose uploads and streams a request is about.
  public ProfileId profile() {
    return switch (caller()) {
      case Viewer.Owner(var profileId) -> profileId;
      case Viewer.Operator _ ->
          throw new RejectedRequestException(
              Problem.invalid("An operator brings nothing in: sign in as the owner."));
    };
  }

  /// What cannot be an id names nothing.
  public RecordingId recordingId() {
    return id(text -> new RecordingId(text.replace('~', '/')));
  }

  /// What cannot be an id names nothing.
  public StreamId streamId() {
    return id(text -> new StreamId(text.replace('~', '/')));
  }

  private <T> T id(Function<String, T> type) {
    try {
      return path("id")
          .map(type)
          .orElseThrow(() -> new RejectedRequestException(Problem.notFound()));
    } catch (IllegalArgumentException unsound) {
      throw new RejectedRequestException(Problem.notFound());
    }
  }

  /// A variable of the route's path.
  public Optional<String> path(String name) {
    return Optional.ofNullable(path.get(name));
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  public boolean hasBody() {
    return !text().isBlank();
  }

  /// The body, which must be one JSON object.
  public ObjectNode json() {
    try {
      return JsonFields.parse("The body", text()).object();
    } catch (UnsoundFieldException unsound) {
      throw new RejectedRequestException(Problem.invalid(String.valueOf(unsound.getMessage())));
    }
  }
}
