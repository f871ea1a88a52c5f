package ivs.recordings.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamStatus;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.VersionedItem;
import ivs.recordings.store.item.WriteResult.Done;
import ivs.recordings.store.item.WriteResult.Raced;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

final class StreamSessionTableTest {
  @RegisterExtension static final LocalTables LOCAL = new LocalTables();

  private static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

  @Test
  void aRowIsReadBackAsItWasWritten() {
    var sessions = LOCAL.tables(Clock.fixed(NOW, ZoneOffset.UTC)).streamSessions();
    var ended = session(StreamStatus.ENDED, Optional.of(NINE.plusMillis(61_000)));

    assertThat(sessions.replace(0, ended)).isEqualTo(new Done<StreamSession>(1));

    assertThat(sessions.find(ended.streamId())).contains(new VersionedItem<>(ended, 1, NOW));
    assertThat(LOCAL.items("StreamSession").getFirst())
        .containsEntry("duration", AttributeValue.fromN("61000"))
        .containsEntry("startTime", AttributeValue.fromS("2026-11-02T09:00:00Z"))
        .doesNotContainKey("viewerCount");
  }

  @Test
  void theSecondWriterOfOneVersionLosesAndSeesTheWinner() {
    var sessions = LOCAL.tables(Clock.fixed(NOW, ZoneOffset.UTC)).streamSessions();
    var live = session(StreamStatus.LIVE, Optional.empty());
    sessions.replace(0, live);

    assertThat(sessions.replace(0, session(StreamStatus.ENDED, Optional.of(NINE))))
        .isEqualTo(new Raced<>(Optional.of(new VersionedItem<>(live, 1, NOW))));
  }

  @Test
  void theRowOfAnotherRaceIsNeverTakenForTheWinner() {
    var mistaken =
        new DynamoDbClient() {
          @Override
          public UpdateItemResponse updateItem(UpdateItemRequest request) {
            throw ConditionalCheckFailedException.builder()
                .item(Map.of("streamId", AttributeValue.fromS("st-another")))
                .build();
          }

          @Override
          public String serviceName() {
            return "dynamodb";
          }

          @Override
          public void close() {}
        };
    var sessions = new StreamSessionTable(mistaken, "StreamSession", Clock.systemUTC());

    assertThatThrownBy(() -> sessions.replace(0, session(StreamStatus.LIVE, Optional.empty())))
        .isInstanceOf(CorruptItemException.class)
        .hasMessageContaining("st-1");
  }

  private static StreamSession session(StreamStatus status, Optional<Instant> end) {
    return new StreamSession(
        new StreamId("st-1"),
        new ProfileId("ada"),
        new SourceArn("arn:aws:ivs:channel/Ab"),
        status,
        Optional.of(NINE),
        end,
        Optional.empty());
  }
}
