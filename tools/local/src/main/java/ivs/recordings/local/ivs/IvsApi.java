package ivs.recordings.local.ivs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.local.gateway.ErrorResponse;
import ivs.recordings.local.gateway.ServiceException;
import ivs.recordings.local.ivs.StreamRegistry.Stream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What stands for IVS: the calls about streams and the sessions of stages, answered from what the
/// bus has heard, and those about compositions, from what the samples say. It is no engine and
/// streams nothing.
public final class IvsApi implements Request.Handler {
  public static final Set<String> OPERATIONS =
      Set.of(
          "/ListStreamSessions",
          "/GetStreamSession",
          "/ListStreams",
          "/ListStageSessions",
          "/GetStageSession",
          "/GetComposition",
          "/GetStorageConfiguration",
          "/ListStorageConfigurations");

  private static final int MAX_BODY_BYTES = 64 << 10;
  private static final int LARGEST_PAGE = 100;

  /// Audiences are small here, and the same whenever they are counted.
  private static final int LARGEST_AUDIENCE = 40;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final StreamRegistry streams;
  private final List<JsonNode> compositions;
  private final String bucket;

  /// @param compositions what GetComposition answers
  /// @param bucket that all of them are recorded to
  public IvsApi(StreamRegistry streams, List<JsonNode> compositions, String bucket) {
    this.streams = streams;
    this.compositions = List.copyOf(compositions);
    this.bucket = bucket;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      var answer = answer(request.getHttpURI().getPath(), read(request));
      response.setStatus(HttpStatus.OK_200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      Content.Sink.write(response, true, answer.toString(), callback);
    } catch (ServiceException refused) {
      refused.asError().write(response, callback);
    } catch (NotThereException absent) {
      new ErrorResponse(
              HttpStatus.NOT_FOUND_404,
              "ResourceNotFoundException",
              String.valueOf(absent.getMessage()))
          .write(response, callback);
    }
    return true;
  }

  private static final class NotThereException extends Exception {
    private static final long serialVersionUID = 1L;

    NotThereException(String what) {
      super("Resource: %s not found".formatted(what));
    }
  }

  private ObjectNode answer(String operation, JsonNode asked)
      throws ServiceException, NotThereException {
    return switch (operation) {
      case "/ListStreamSessions" ->
          page(
              sessions(asked),
              asked,
              "streamSessions",
              (stream, json) -> {
                times(stream, json);
                json.put("hasErrorEvent", stream.hasFailed());
              });
      case "/GetStreamSession" -> getStreamSession(asked);
      case "/ListStreams" ->
          page(
              streams.live(),
              asked,
              "streams",
              (stream, json) -> {
                json.put("channelArn", stream.channel());
                times(stream, json);
                json.put("state", "LIVE");
                json.put("health", "HEALTHY");
                json.put(
                    "viewerCount", 1 + Math.floorMod(stream.id().hashCode(), LARGEST_AUDIENCE));
              });
      case "/ListStageSessions" ->
          page(streams.of(required(asked, "stageArn")), asked, "stageSessions", IvsApi::session);
      case "/GetStageSession" -> getStageSession(asked);
      case "/GetComposition" ->
          answer(
              "composition",
              required(asked, "arn"),
              compositions.stream(),
              composition -> composition.path("arn").asText(),
              composition -> composition);
      case "/GetStorageConfiguration" ->
          answer(
              "storageConfiguration",
              required(asked, "arn"),
              storages().stream(),
              arn -> arn,
              this::storage);
      case "/ListStorageConfigurations" ->
          page(
              storages(), asked, "storageConfigurations", (arn, json) -> json.setAll(storage(arn)));
      default ->
          throw new ServiceException(
              "UnknownOperationException",
              "the stand-in for IVS knows %s, not %s"
                  .formatted(new TreeSet<>(OPERATIONS), operation));
    };
  }

  private ObjectNode getStageSession(JsonNode asked) throws ServiceException, NotThereException {
    return answer(
        "stageSession",
        required(asked, "sessionId"),
        streams.of(required(asked, "stageArn")).stream(),
        Stream::id,
        session -> {
          var json = JSON.createObjectNode();
          session(session, json);
          return json;
        });
  }

  private static void session(Stream session, ObjectNode json) {
    json.put("sessionId", session.id());
    span(session, json);
  }

  /// The storage configurations that compositions name.
  private List<String> storages() {
    return compositions.stream()
        .flatMap(composition -> composition.findValuesAsText("storageConfigurationArn").stream())
        .distinct()
        .sorted()
        .toList();
  }

  private ObjectNode storage(String arn) {
    var json = JSON.createObjectNode().put("arn", arn);
    json.putObject("s3").put("bucketName", bucket);
    return json;
  }

  /// The one that is asked for, under the name that IVS answers it by.
  private static <T> ObjectNode answer(
      String name,
      String id,
      java.util.stream.Stream<T> all,
      Function<T, String> idOf,
      Function<T, JsonNode> write)
      throws NotThereException {
    var found = all.filter(each -> idOf.apply(each).equals(id)).findFirst().map(write);
    return JSON.createObjectNode().set(name, found.orElseThrow(() -> new NotThereException(id)));
  }

  private ObjectNode getStreamSession(JsonNode asked) throws ServiceException, NotThereException {
    var sessions = sessions(asked);
    var id = asked.path("streamId").asText(sessions.getFirst().id());
    var stream =
        sessions.stream()
            .filter(session -> session.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new NotThereException(id));
    var answer = JSON.createObjectNode();
    var json = answer.putObject("streamSession");
    times(stream, json);
    json.putObject("channel").put("arn", stream.channel());
    var events = json.putArray("truncatedEvents");
    for (var change : stream.changes().reversed()) {
      events
          .addObject()
          .put("name", change.name())
          .put("type", change.type())
          .put("eventTime", change.time().toString());
    }
    return answer;
  }

  /// The streams of the channel that is asked for, newest first.
  private List<Stream> sessions(JsonNode asked) throws ServiceException, NotThereException {
    var channel = required(asked, "channelArn");
    var sessions = streams.of(channel);
    if (sessions.isEmpty()) {
      throw new NotThereException(channel);
    }
    return sessions;
  }

  private static String required(JsonNode asked, String field) throws ServiceException {
    var value = asked.path(field).asText();
    if (value.isEmpty()) {
      throw new ServiceException("ValidationException", field + " is required");
    }
    return value;
  }

  private static void times(Stream stream, ObjectNode json) {
    json.put("streamId", stream.id());
    span(stream, json);
  }

  private static void span(Stream stream, ObjectNode json) {
    json.put("startTime", stream.start().toString());
    stream.end().ifPresent(end -> json.put("endTime", end.toString()));
  }

  private static <T> ObjectNode page(
      List<T> all, JsonNode asked, String name, BiConsumer<T, ObjectNode> write)
      throws ServiceException {
    var size = asked.path("maxResults").asInt(LARGEST_PAGE);
    var from = asked.path("nextToken").asInt(0);
    if (size < 1 || size > LARGEST_PAGE || from < 0 || from > all.size()) {
      throw new ServiceException(
          "ValidationException", "maxResults must be 1 to 100, nextToken one that was given out");
    }
    var to = Math.min(all.size(), from + size);
    var answer = JSON.createObjectNode();
    var list = answer.putArray(name);
    all.subList(from, to).forEach(each -> write.accept(each, list.addObject()));
    if (to < all.size()) {
      answer.put("nextToken", Integer.toString(to));
    }
    return answer;
  }

  private static JsonNode read(Request request) throws ServiceException {
    try {
      var body = Content.Source.asByteArrayAsync(request, MAX_BODY_BYTES).join();
      return JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (CompletionException | JsonProcessingException notJson) {
      throw new ServiceException("ValidationException", "the request is not JSON");
    }
  }
}
