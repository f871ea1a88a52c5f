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
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What stands for IVS: the three calls about streams, answered from what the bus has heard. It is
/// no engine and streams nothing.
public final class IvsApi implements Request.Handler {
  public static final Set<String> OPERATIONS =
      Set.of("/ListStreamSessions", "/GetStreamSession", "/ListStreams");

  private static final int MAX_BODY_BYTES = 64 << 10;
  private static final int LARGEST_PAGE = 100;

  /// Audiences are small here, and the same whenever they are counted.
  private static final int LARGEST_AUDIENCE = 40;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final StreamRegistry streams;

  public IvsApi(StreamRegistry streams) {
    this.streams = streams;
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
      default ->
          throw new ServiceException(
              "UnknownOperationException",
              "the stand-in for IVS knows ListStreamSessions, GetStreamSession and ListStreams, not "
                  + operation);
    };
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
    var channel = asked.path("channelArn").asText();
    if (channel.isEmpty()) {
      throw new ServiceException("ValidationException", "channelArn is required");
    }
    var sessions = streams.of(channel);
    if (sessions.isEmpty()) {
      throw new NotThereException(channel);
    }
    return sessions;
  }

  private static void times(Stream stream, ObjectNode json) {
    json.put("streamId", stream.id());
    json.put("startTime", stream.start().toString());
    stream.end().ifPresent(end -> json.put("endTime", end.toString()));
  }

  private static ObjectNode page(
      List<Stream> all, JsonNode asked, String name, BiConsumer<Stream, ObjectNode> write)
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
    all.subList(from, to).forEach(stream -> write.accept(stream, list.addObject()));
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
