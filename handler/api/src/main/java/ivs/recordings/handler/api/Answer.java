package ivs.recordings.handler.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.model.library.EntityTag;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What a route answers with.
sealed interface Answer {
  int status();

  /// A document.
  record Found(ObjectNode body, Optional<EntityTag> tag) implements Answer {
    Found(ObjectNode body) {
      this(body, Optional.empty());
    }

    @Override
    public int status() {
      return 200;
    }
  }

  /// The client has this already.
  record NotModified(EntityTag tag) implements Answer {
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
  record Problem(int status, String name, String title, String detail) implements Answer {
    static Problem invalid(String detail) {
      return new Problem(400, "invalid-request", "The request is not understood.", detail);
    }

    /// Also what is not the caller's: a caller cannot tell one from the other.
    static Problem notFound() {
      return new Problem(404, "not-found", "There is no such resource.", "");
    }

    static Problem unexpected() {
      return new Problem(500, "unexpected", "An unexpected error occurred.", "");
    }
  }

  /// A playlist; it is compressed where the client takes that.
  record Playlist(String text) implements Answer {
    @Override
    public int status() {
      return 200;
    }
  }

  /// Another address.
  ///
  /// @param freshness how long a browser may follow it without asking again
  record Redirect(String location, Duration freshness) implements Answer {
    @Override
    public int status() {
      return 302;
    }
  }

  /// A file of the page, with all of its headers.
  ///
  /// @param body its text, or base64 of the compressed text
  record Asset(int status, Optional<String> body, boolean isCompressed, Map<String, String> headers)
      implements Answer {}

  /// Of the compatible routes.
  record Failure(int status, String message) implements Answer {}
}
