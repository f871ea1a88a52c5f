package ivs.recordings.handler.readiness;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A change of a recording that has ended with files, after which there is something to do.
///
/// @param sequenceNumber of the first record of it
/// @param hasNewOutcome whether its files may be others than those that were checked before
record ChangedRecording(String recordingId, String sequenceNumber, boolean hasNewOutcome) {
  private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED");
  private static final List<String> OUTCOME =
      List.of("recordingStatus", "endTime", "recordingDurationMs");

  /// Reads a record. Of a recording that was playable before and has the same outcome and streams
  /// there is nothing to do; one that has just become playable is looked at once more, because its
  /// streams may have been made public meanwhile.
  static Optional<ChangedRecording> of(DynamodbStreamRecord changed) {
    var image = attributes(changed.getDynamodb().getNewImage());
    var before = attributes(changed.getDynamodb().getOldImage());
    var hasNewOutcome =
        !before.isEmpty()
            && OUTCOME.stream()
                .anyMatch(name -> !Objects.equals(image.get(name), before.get(name)));
    return text(image, "recordingId")
        .filter(_ -> text(image, "recordingStatus").filter(ENDED::contains).isPresent())
        .filter(_ -> hasFiles(image) && !image.containsKey("deletedAt"))
        .filter(_ ->
            hasNewOutcome
                || !image.containsKey("availableAt")
                || !before.containsKey("availableAt")
                || !streams(image).equals(streams(before)))
        .map(id ->
            new ChangedRecording(id, changed.getDynamodb().getSequenceNumber(), hasNewOutcome));
  }

  /// Both as one.
  ChangedRecording and(ChangedRecording later) {
    return new ChangedRecording(recordingId, sequenceNumber, hasNewOutcome || later.hasNewOutcome);
  }

  private static Map<String, AttributeValue> attributes(
      @Nullable Map<String, AttributeValue> image) {
    return image == null ? Map.of() : image;
  }

  private static boolean hasFiles(Map<String, AttributeValue> image) {
    return image.containsKey("s3KeyPrefix") || image.containsKey("s3ObjectKey");
  }

  private static Optional<String> text(Map<String, AttributeValue> image, String attribute) {
    return Optional.ofNullable(image.get(attribute)).map(AttributeValue::getS);
  }

  private static Set<String> streams(Map<String, AttributeValue> image) {
    return Optional.ofNullable(image.get("streamIds"))
        .map(AttributeValue::getSS)
        .map(Set::copyOf)
        .orElse(Set.of());
  }
}
