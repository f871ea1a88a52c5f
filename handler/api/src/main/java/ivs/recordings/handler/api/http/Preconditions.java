package ivs.recordings.handler.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.api.http.Answer.Found;
import ivs.recordings.handler.api.http.Answer.NotModified;
import ivs.recordings.handler.api.http.Answer.Problem;
import ivs.recordings.model.library.EntityTag;
import java.util.Optional;

/// What a client knows of the resource it asks for or changes.
public final class Preconditions {
  private Preconditions() {}

  /// The document, or that the client has it.
  public static Answer found(ApiRequest request, ObjectNode body, EntityTag tag) {
    return request.header("if-none-match").filter(tag::isNamedBy).isPresent()
        ? new NotModified(tag)
        : new Found(body, Optional.of(tag));
  }

  /// Lets a change go on whose `If-Match` names the version of the row.
  public static void check(ApiRequest request, long version) {
    var ifMatch =
        request
            .header("if-match")
            .orElseThrow(() ->
                new RejectedRequestException(
                    new Problem(
                        428,
                        "if-match-required",
                        "The header If-Match is required.",
                        "Send the ETag of the answer that the change is based on.")));
    if (!EntityTag.namesVersion(ifMatch, version)) {
      throw new RejectedRequestException(stale());
    }
  }

  public static Problem stale() {
    return new Problem(
        412,
        "stale",
        "The resource has changed.",
        "Read it, apply the change to what it is now, and send its ETag in If-Match.");
  }
}
