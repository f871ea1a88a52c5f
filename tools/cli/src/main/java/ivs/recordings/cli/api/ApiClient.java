package ivs.recordings.cli.api;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// Requests of one caller to the HTTP API.
///
/// @param address where the API answers
/// @param token of the caller
public record ApiClient(HttpClient http, String address, String token) {
  private static final Duration PATIENCE = Duration.ofSeconds(35);
  private static final Duration TO_CONNECT = Duration.ofSeconds(5);

  /// An answer.
  ///
  /// @param json an empty object where the answer is no JSON
  public record Answer(int status, JsonNode json) {
    public boolean isOk() {
      return status >= 200 && status < 300;
    }

    /// What the API says of a refusal.
    public String why() {
      var words =
          Stream.of("title", "detail", "message")
              .map(field -> json.path(field).asText())
              .filter(text -> !text.isBlank())
              .collect(joining(" "));
      return words.isEmpty() ? "HTTP status " + status : DisplayText.line(words);
    }
  }

  /// A client for the API and for the addresses that it gives. It speaks HTTP/1.1: S3 speaks
  /// nothing else.
  public static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(TO_CONNECT)
        .build();
  }

  /// The path of a resource.
  ///
  /// @param collection such as `/v1/recordings`
  /// @param segments an id and what belongs to it; a `/` of an id is written `~`
  public static String path(String collection, String... segments) {
    return Stream.concat(
            Stream.of(collection),
            Stream.of(segments).map(segment -> encoded(segment.replace('/', '~'))))
        .collect(joining("/"));
  }

  /// A text as a part of a path or query.
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  public Answer post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  /// Changes a resource, whatever its version.
  public Answer patch(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header("If-Match", "*")
            .method("PATCH", BodyPublishers.ofString(body.toString())));
  }

  /// Removes a resource, whatever its version.
  public Answer delete(String path) throws IOException, InterruptedException {
    return send(request(path).header("If-Match", "*").DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path))
        .header("Authorization", "Bearer " + token)
        .timeout(PATIENCE);
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(
        answer.statusCode(), JsonOutput.read(answer.body()).orElseGet(JsonOutput::object));
  }

  public CommandException unreachable(IOException silence) {
    return new CommandException(
        ExitCode.UNAVAILABLE,
        "the API does not answer at %s (%s): try again in a moment"
            .formatted(address, Optional.ofNullable(silence.getMessage()).orElse("no answer")),
        silence);
  }

  /// The refusal of what is refused whatever is asked.
  public static CommandException refused(Answer answer) {
    return switch (answer.status()) {
      case 401, 403 ->
          new CommandException(
              ExitCode.REFUSED,
              "the API does not accept the token (%s): it may have expired, or be of another issuer or audience"
                  .formatted(answer.why()));
      default ->
          new CommandException(
              ExitCode.UNAVAILABLE,
              "the API answers %d (%s): try again in a moment"
                  .formatted(answer.status(), answer.why()));
    };
  }
}
