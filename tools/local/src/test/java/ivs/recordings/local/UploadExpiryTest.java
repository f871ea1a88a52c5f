package ivs.recordings.local;

import static ivs.recordings.local.LibraryClient.json;
import static ivs.recordings.local.LibraryClient.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.local.lambda.StreamMapping;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.lifecycle.ManualClock;
import ivs.recordings.local.template.ProjectTemplate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;

/// A recording of a call, from its upload to the end of its thirty days, by a clock that is moved
/// on.
final class UploadExpiryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String BUCKET = "media-bucket";
  private static final byte[] WEBM =
      "\u001a\u0045\u00df\u00a3....webm: a few bytes".getBytes(StandardCharsets.ISO_8859_1);

  /// What was sent now must be old enough for the queue to hand it out.
  private final ManualClock clock =
      new ManualClock(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(60));

  @Test
  void afterThirtyDaysItIsGoneForPlayersAtOnceAndForGoodAfterTheNextRun() throws Exception {
    try (var running = new CloseableStack()) {
      var options = new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.empty(), Map.of());
      var system = running.add(EmbeddedSystem.start(options, clock), EmbeddedSystem::close);
      var client = new LibraryClient(system);
      var asked = "{\"room_id\": \"abc123\", \"filename\": \"call.webm\"}";
      var given = json(client.post("anna", "/recordings/upload-url", asked), 200);
      assertThat(put(given.path("upload_url").asText(), "video/webm", WEBM)).isEqualTo(200);
      var id = "upload:" + given.path("recording_id").asText();
      var until = Instant.now().plus(PATIENCE);
      while (!recording(client, id).path("status").asText().equals("AVAILABLE")) {
        assertThat(Instant.now()).isBefore(until);
        deliver(system);
      }
      assertThat(playback(client, id)).isEqualTo(200);
      assertThat(system.parts().files().store().blobExists(BUCKET, key(given))).isTrue();

      clock.advance(Duration.ofDays(30).minusSeconds(60));
      assertThat(retention(system)).contains("\"count\":0,");
      assertThat(playback(client, id)).isEqualTo(200);

      clock.advance(Duration.ofSeconds(60));
      assertThat(recording(client, id).path("status").asText()).isEqualTo("EXPIRED");
      assertThat(playback(client, id)).isEqualTo(410);
      assertThat(system.parts().files().store().blobExists(BUCKET, key(given))).isTrue();

      assertThat(retention(system)).contains("\"count\":1,\"objects\":1");
      deliver(system);
      assertThat(system.parts().files().store().blobExists(BUCKET, key(given))).isFalse();
      assertThat(recording(client, id).path("status").asText()).isEqualTo("DELETED");
      assertThat(playback(client, id)).isEqualTo(410);
      assertThat(json(client.get("anna", "/recordings?room_id=abc123"), 200).path("recordings"))
          .isEmpty();
    }
  }

  private static void deliver(EmbeddedSystem system) {
    system.parts().mapping().drain();
    system.parts().streams().forEach(StreamMapping::drain);
  }

  private static String key(JsonNode given) {
    return given.path("s3_key").asText();
  }

  private static JsonNode recording(LibraryClient client, String id) throws Exception {
    return json(client.get("anna", "/v1/recordings/" + id), 200);
  }

  private static int playback(LibraryClient client, String id) throws Exception {
    return client.post("anna", "/v1/recordings/%s/playback".formatted(id), "{}").statusCode();
  }

  private static String retention(EmbeddedSystem system) {
    try (var lambda = AnyRequest.asks(system.endpoint(), LambdaClient.builder())) {
      return lambda
          .invoke(call ->
              call.functionName("RecordingRetention")
                  .payload(SdkBytes.fromUtf8String("{\"mode\": \"apply\"}")))
          .payload()
          .asUtf8String();
    }
  }
}
