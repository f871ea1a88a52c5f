package ivs.recordings.model.webhook;

import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.RecordingId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A line of an endpoint's log: an event, and how far its delivery is.
///
/// @param recordingId empty of a test
/// @param profileId whose recording it is; empty of a test
/// @param attempts that were made since it was last sent on purpose
/// @param nextAttemptAt not before; empty: at once
/// @param last the last attempt
public record WebhookDelivery(
    EndpointOwner owner,
    EndpointId endpointId,
    DeliveryKey key,
    String type,
    Optional<RecordingId> recordingId,
    Optional<ProfileId> profileId,
    String body,
    DeliveryState state,
    long attempts,
    Optional<Instant> nextAttemptAt,
    Optional<Attempt> last) {

  /// An attempt.
  ///
  /// @param result one word, see [AttemptResult#word]
  /// @param status of the answer; empty where there was none
  /// @param answer the first 1,000 characters, or what was wrong
  public record Attempt(
      Instant at,
      String result,
      Optional<Integer> status,
      Optional<Duration> latency,
      Optional<String> answer) {

    public static Attempt of(AttemptResult result, Instant at) {
      return switch (result) {
        case AttemptResult.Answered answered ->
            new Attempt(
                at,
                result.word(),
                Optional.of(answered.status()),
                Optional.of(answered.latency()),
                Optional.of(answered.answer()).filter(text -> !text.isEmpty()));
        case AttemptResult.TimedOut(var latency) ->
            new Attempt(
                at, result.word(), Optional.empty(), Optional.of(latency), Optional.empty());
        case AttemptResult.Unreachable(var fault) -> failed(result, at, fault);
        case AttemptResult.Forbidden(var fault) -> failed(result, at, fault);
      };
    }

    private static Attempt failed(AttemptResult result, Instant at, String fault) {
      return new Attempt(at, result.word(), Optional.empty(), Optional.empty(), Optional.of(fault));
    }
  }

  /// Of an event that an endpoint is to be notified of.
  public static WebhookDelivery of(WebhookEndpoint endpoint, Notification event) {
    return new WebhookDelivery(
        endpoint.owner(),
        endpoint.id(),
        DeliveryKey.of(event.time(), event.id()),
        event.type(),
        Optional.of(event.recordingId()),
        Optional.of(event.profileId()),
        event.body(),
        endpoint.isEnabled() ? DeliveryState.PENDING : DeliveryState.SKIPPED,
        0,
        Optional.empty(),
        Optional.empty());
  }

  /// Whether the owner may receive it, whatever the endpoint wants.
  public boolean isPermitted() {
    return profileId.stream().allMatch(owner::mayReceive);
  }
}
