package ivs.recordings.handler.api.live;

import ivs.recordings.handler.api.http.Answer.Failure;
import ivs.recordings.handler.api.http.ApiRequest;
import ivs.recordings.handler.api.http.BodyFields;
import ivs.recordings.handler.api.http.RejectedRequestException;
import ivs.recordings.handler.api.library.RecordingJson;
import ivs.recordings.handler.api.library.StreamRoutes;
import ivs.recordings.model.library.Change;
import ivs.recordings.model.library.StreamDescription;
import ivs.recordings.model.library.Visibility;
import java.time.Duration;
import java.util.Optional;

/// The body of a request, of which nothing is required. What the route has no use for is ignored,
/// because existing apps send more; null and empty texts are as if they were left out.
record LiveBody(BodyFields fields) {
  private static final int LONGEST_URL = 4096;

  /// No stream lasts longer than a week.
  private static final Duration LONGEST = Duration.ofDays(7);

  static LiveBody of(ApiRequest request) {
    return new LiveBody(
        new BodyFields(request.hasBody() ? request.json() : RecordingJson.object()));
  }

  /// What is said of a stream; what an app starts is public.
  StreamDescription description() {
    return new StreamDescription(
        hasText("title")
            ? value(fields.line("title", StreamRoutes.LONGEST_TITLE))
            : Optional.empty(),
        hasText("description")
            ? value(fields.lines("description", StreamRoutes.LONGEST_DESCRIPTION))
            : Optional.empty(),
        hasText("categoryId")
            ? value(fields.line("categoryId", StreamRoutes.LONGEST_CATEGORY))
            : Optional.empty(),
        Optional.empty(),
        Optional.of(Visibility.PUBLIC));
  }

  Optional<String> recordingUrl() {
    return hasText("recordingUrl")
        ? value(fields.line("recordingUrl", LONGEST_URL))
        : Optional.empty();
  }

  /// How long the media are; 0 says nothing.
  Optional<Duration> duration() {
    var value = fields.body().path("durationSeconds");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    double seconds = value.isNumber() ? value.doubleValue() : -1;
    if (!(seconds >= 0 && seconds <= LONGEST.toSeconds())) {
      throw new RejectedRequestException(
          new Failure(
              400, "durationSeconds must be a number from 0 to %d".formatted(LONGEST.toSeconds())));
    }
    return Optional.of(Duration.ofMillis(Math.round(seconds * 1000))).filter(Duration::isPositive);
  }

  private boolean hasText(String name) {
    var value = fields.body().path(name);
    return !(value.isTextual() && value.textValue().isBlank());
  }

  private static <T> Optional<T> value(Change<T> change) {
    return change.applied(Optional.empty());
  }
}
