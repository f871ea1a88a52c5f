package ivs.recordings.cli.parking;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.model.event.SessionId;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Audit.Waiting;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.ParticipantId;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.ParkedEventTable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// A parked event, as far as it says which recording it is about; a malformed one may say little.
///
/// @param recordingId the id that the row of the recording has, or would have
/// @param channel or stage
/// @param time when it happened, or else when it was parked
public record ParkedEventSummary(
    ParkedEvent parked,
    Optional<StorageLocation> location,
    Optional<String> recordingId,
    Optional<SourceArn> channel,
    Instant time) {

  private static final String PARTICIPANT = "IVS Participant Recording State Change";
  private static final String COMPOSITION = "IVS Composition State Change";

  /// Those that were parked since a moment: none waits before it happened.
  public static List<ParkedEventSummary> since(Instant moment, ParkedEventTable table) {
    return table.causesSince(moment).stream()
        .flatMap(cause -> table.waitingFor(cause).stream())
        .filter(parked -> !parked.parkedAt().isBefore(moment))
        .map(ParkedEventSummary::of)
        .toList();
  }

  static ParkedEventSummary of(ParkedEvent parked) {
    var event = JsonOutput.read(parked.event());
    var detail = event.map(json -> json.path("detail"));
    var bucket = detail.flatMap(json -> word(json, "recording_s3_bucket_name", Bucket::new));
    var prefix = detail.flatMap(json -> word(json, "recording_s3_key_prefix", S3Prefix::trimmed));
    return new ParkedEventSummary(
        parked,
        bucket.filter(_ -> prefix.isPresent()).map(known -> new StorageLocation(known, prefix)),
        event.flatMap(ParkedEventSummary::recordingId),
        detail
            .flatMap(json -> word(json, "stage_arn", SourceArn::new))
            .or(() -> event.flatMap(json -> word(json.path("resources"), 0))),
        event.flatMap(ParkedEventSummary::time).orElse(parked.parkedAt()));
  }

  private static Optional<String> recordingId(JsonNode event) {
    var detail = event.path("detail");
    return switch (event.path("detail-type").asText()) {
      case PARTICIPANT ->
          word(detail, "recording_s3_key_prefix", S3Prefix::trimmed)
              .flatMap(prefix ->
                  word(detail, "recording_s3_bucket_name", Bucket::new)
                      .map(bucket -> RecordingId.ofParticipant(bucket, prefix)))
              .or(() ->
                  word(detail, "session_id", StreamId::new)
                      .flatMap(session ->
                          word(detail, "participant_id", ParticipantId::new)
                              .map(who -> RecordingId.ofParticipant(session, who))))
              .map(RecordingId::value);
      case COMPOSITION ->
          sound(
                  event.path("resources").path(0).asText(),
                  arn -> new SessionId(arn.substring(arn.lastIndexOf('/') + 1)))
              .map(composition -> RecordingId.ofComposition(composition).value());
      default -> word(detail, "recording_session_id", Function.identity());
    };
  }

  /// Whether it speaks of a recording that can be told from others.
  public boolean isOfARecording() {
    return location.isPresent() || recordingId.isPresent();
  }

  /// What it calls the recording.
  public String name() {
    return location
        .flatMap(StorageLocation::prefix)
        .map(S3Prefix::value)
        .or(() -> recordingId)
        .orElse(parked.eventId());
  }

  public Waiting waiting() {
    return new Waiting(parked.reason(), parked.detail());
  }

  private static Optional<Instant> time(JsonNode event) {
    try {
      return Optional.of(Instant.parse(event.path("time").asText()));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }

  private static Optional<SourceArn> word(JsonNode list, int index) {
    return sound(list.path(index).asText(), SourceArn::new);
  }

  private static <T> Optional<T> word(JsonNode json, String field, Function<String, T> model) {
    return sound(json.path(field).asText(), model);
  }

  private static <T> Optional<T> sound(String text, Function<String, T> model) {
    return Stream.of(text)
        .filter(word -> !word.isBlank())
        .flatMap(word -> {
          try {
            return Stream.of(model.apply(word));
          } catch (IllegalArgumentException unsound) {
            return Stream.empty();
          }
        })
        .findFirst();
  }
}
