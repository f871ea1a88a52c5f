package ivs.recordings.handler.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.model.library.EntityTag;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What a route answers with.
public sealed interface Answer {
  public int status();

  /// A document.
  public record Found(ObjectNode body, Optional<EntityTag> tag) implements Answer {
    public Found(ObjectNode body) {
      this(body, Optional.empty());
    }

    @Override
    public int status() {
      return 200;
    }
  }

  /// A document about what was begun or made.
  ///
  /// @param status 201 or 202
  record Made(int status, ObjectNode body) implements Answer {}

  /// The client has this already.
  public record NotModified(EntityTag tag) implements Answer {
    @Override
    public int status() {
      return 304;
    }
  }

  /// RFC 9457, of the native routes.
  ///
  /// @param name what kind of problem it is, for programs
  /// @param title the same for every problem of the kind
  /// @param detail about this one; may be empty
  public record Problem(int status, String name, String title, String detail) implements Answer {
    public static Problem invalid(String detail) {
      return new Problem(400, "invalid-request", "The request is not understood.", detail);
    }

    /// Also what is not the caller's: a caller cannot tell one from the other.
    public static Problem notFound() {
      return new Problem(404, "not-found", "There is no such resource.", "");
    }

    public static Problem unexpected() {
      return new Problem(500, "unexpected", "An unexpected error occurred.", "");
    }
  }

  /// A playlist; it is compressed where the client takes that.
  public record Playlist(String text) implements Answer {
    @Override
    public int status() {
      return 200;
    }
  }

  /// Another address.
  ///
  /// @param freshness how long a browser may follow it without asking again
  public record Redirect(String location, Duration freshness) implements Answer {
    @Override
    public int status() {
      return 302;
    }
  }

  /// A file of the page, with all of its headers.
  ///
  /// @param body its text, or base64 of the compressed text
  public record Asset(
      int status, Optional<String> body, boolean isCompressed, Map<String, String> headers)
      implements Answer {}

  /// Of the compatible routes.
  public record Failure(int status, String message) implements Answer {
    /// An answer in the form of the compatible routes.
    public static Answer of(Answer answer) {
      return answer instanceof Problem problem
          ? new Failure(problem.status(), (problem.title() + " " + problem.detail()).strip())
          : answer;
    }
  }
}
