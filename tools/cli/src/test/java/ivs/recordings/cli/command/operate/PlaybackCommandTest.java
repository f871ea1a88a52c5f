package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@ExtendWith(SharedSystem.class)
class PlaybackCommandTest {
  @Test
  void anAvailableRecordingHasAnAddressForItsOwnerAndForAnOperator(Operator operator)
      throws Exception {
    var id = available(operator, "playing");
    var address = operator.system().apiAddress() + "/play/";

    var plain = operator.run("playback " + id);
    assertThat(plain.err()).isEmpty();
    assertThat(plain.out()).startsWith(address).endsWith("/master.m3u8\n");
    var token = operator.run("token --subject playing").out().strip();
    var json = operator.json("playback %s --token %s", id, token);
    assertThat(json.path("url").asText()).startsWith(address);
    assertThat(json.path("type").asText()).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(json.path("expiresAt").asText()).endsWith("Z");
  }

  @Test
  void eachRefusalIsOneLineWithAnExitCode(Operator operator) {
    var channel = operator.linked("notplaying");
    operator.sendRecordingOf(channel);
    var recording = channel.recording(1);
    var id = available(operator, "playedonce");
    var stranger = operator.run("token --subject notplaying").out().strip();

    var early = operator.run("playback " + recording);
    assertThat(early.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(early.complaint())
        .contains(recording + " cannot be played now", "has not ended", "explain " + recording);
    var noFile = operator.run("playback --download " + id);
    assertThat(noFile.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(noFile.complaint()).contains(id + " cannot be downloaded now");
    for (var unknown : List.of("playback nothing", "playback " + id + " --token " + stranger)) {
      var run = operator.run(unknown);
      assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
      assertThat(run.complaint()).contains("that the token may see", "./recordings list");
    }
    var forged = operator.run("playback %s --token %s", id, stranger + "x");
    assertThat(forged.exitCode()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(forged.complaint()).contains("the API does not accept the token (Unauthorized)");
    change(operator, id, Map.of("deletedAt", "2026-11-20T17:00:00Z"));
    var gone = operator.run("playback " + id);
    assertThat(gone.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(gone.complaint()).contains(id + " was deleted or has expired");
  }

  @Test
  void aStreamIsPlayedAsOneAndEachRefusalSaysWhy(Operator operator) throws Exception {
    var id = available(operator, "streaming");
    var stream = new TestChannel("streaming").stream(1);

    var run = operator.run("playback --stream " + stream);

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith(operator.system().apiAddress() + "/play/")
        .endsWith("/master.m3u8\n");
    var unknown = operator.run("playback --stream st-nothing");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(unknown.complaint()).contains("no stream st-nothing that the token may see");
    change(operator, id, Map.of("deletedAt", "2026-11-20T17:00:00Z"));
    var gone = operator.run("playback --stream " + stream);
    assertThat(gone.exitCode()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(gone.complaint()).contains("the stream " + stream + " was deleted or has expired");
  }

  /// A recording whose files were looked at; the function that does it runs in other tests.
  private static String available(Operator operator, String name) {
    var channel = new TestChannel(name);
    operator.link(channel, name);
    operator.sendRecordingOf(channel);
    operator.send(
        channel.recordingEnd(1, 1, "2026-01-01T10:30:00Z", 1_700_000, List.of(1)),
        channel.streamEnd(1, "2026-01-01T10:30:01Z"));
    change(
        operator,
        channel.recording(1),
        Map.of(
            "availableAt", "2026-01-01T10:31:00Z",
            "mediaPath", "media/hls/master.m3u8",
            "mediaVersion", "1",
            "s3BucketName", "example-recordings"));
    return channel.recording(1);
  }

  private static void change(Operator operator, String recording, Map<String, String> attributes) {
    try (var target = operator.target();
        var dynamo = target.dynamoDb()) {
      attributes.forEach((name, value) ->
          dynamo.updateItem(update ->
              update
                  .tableName("Recording")
                  .key(Map.of("recordingId", AttributeValue.fromS(recording)))
                  .updateExpression("SET #name = :value")
                  .expressionAttributeNames(Map.of("#name", name))
                  .expressionAttributeValues(Map.of(":value", AttributeValue.fromS(value)))));
    }
  }
}
