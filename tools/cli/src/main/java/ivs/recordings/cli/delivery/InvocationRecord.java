package ivs.recordings.cli.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.format.JsonOutput;
import java.util.List;
import java.util.Optional;

/// What Lambda sends to RecordingInvocationDLQ: its record of an asynchronous invocation that
/// failed, with the payload.
public final class InvocationRecord {
  private InvocationRecord() {}

  /// The bodies of the messages that the queue should have had: those of a batch of SQS, or else
  /// the payload itself, which the function parses, or parks with its original.
  ///
  /// @return empty if the text is no such record
  public static Optional<List<String>> bodies(String record) {
    try {
      return Optional.ofNullable(JsonOutput.EXACT.readTree(record).get("requestPayload"))
          .map(InvocationRecord::ofPayload);
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  private static List<String> ofPayload(JsonNode payload) {
    var bodies = payload.path("Records").valueStream().map(each -> each.path("body")).toList();
    return !bodies.isEmpty() && bodies.stream().allMatch(InvocationRecord::isOfMessage)
        ? bodies.stream().map(JsonNode::textValue).toList()
        : List.of(payload.toString());
  }

  /// SQS has no message without a body.
  private static boolean isOfMessage(JsonNode body) {
    return body.isTextual() && !body.textValue().isEmpty();
  }
}
