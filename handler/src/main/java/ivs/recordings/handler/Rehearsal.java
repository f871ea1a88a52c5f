package ivs.recordings.handler;

import ivs.recordings.model.SourceArn;
import ivs.recordings.store.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// No database, but the answers that an event usually gets, as DynamoDB writes them: its channel
/// belongs to somebody, its stream is known, its recording is not, and the write holds. [Priming]
/// plays to it.
///
/// @param known what a read brings
record Rehearsal(Answer known) implements Wire {
  private static final int OK = 200;
  private static final Answer DONE = answer("{}");

  /// @param channel the one that belongs to somebody
  static Rehearsal of(SourceArn channel) {
    return new Rehearsal(
        answer(
            """
            {"Responses": {
               "Profile": [
                 {"sourceArn": {"S": "%1$s"}, "profileId": {"S": "priming"}}],
               "StreamSession": [
                 {"streamId": {"S": "priming"}, "profileId": {"S": "priming"},
                  "sourceArn": {"S": "%1$s"}, "status": {"S": "LIVE"},
                  "startTime": {"S": "2026-01-01T00:00:00Z"}, "version": {"N": "1"}}]},
             "UnprocessedKeys": {}}
            """
                .formatted(channel.value())));
  }

  private static Answer answer(String json) {
    return new Answer(OK, json.getBytes(StandardCharsets.UTF_8), -1);
  }

  @Override
  public Answer post(String operation, byte[] body, Duration patience) {
    return switch (operation) {
      case "BatchGetItem" -> known;
      case "UpdateItem" -> DONE;
      default -> throw new UnsupportedOperationException("no event that is rehearsed leads here");
    };
  }
}
