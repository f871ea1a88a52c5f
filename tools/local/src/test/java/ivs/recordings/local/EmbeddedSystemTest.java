package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.local.gateway.Gateway;
import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.lifecycle.DataFolder;
import ivs.recordings.local.queue.QueueDatabase;
import ivs.recordings.local.template.ProjectTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

final class EmbeddedSystemTest {
  @TempDir private Path folder;

  @Test
  void rowsAndWaitingMessagesSurviveARestartAndAreNoneOfASystemInMemory() throws Exception {
    var data = folder.resolve("data");
    try (var system = start(data);
        var sqs = LocalClients.sqs(system.endpoint())) {
      play(system, "recording-start.json");
      sqs.sendMessage(m -> m.queueUrl(url(sqs, "RecordingEventsDLQ")).messageBody("waiting"));
    }

    try (var system = start(data);
        var dynamoDb = LocalClients.dynamoDb(system.endpoint());
        var sqs = LocalClients.sqs(system.endpoint())) {
      assertThat(sqs.receiveMessage(r -> r.queueUrl(url(sqs, "RecordingEventsDLQ"))).messages())
          .extracting(Message::body)
          .containsExactly("waiting");
      play(system, "recording-end.json");
      assertThat(dynamoDb.scan(s -> s.tableName("Recording")).items())
          .extracting(row -> row.get("recordingStatus"))
          .containsExactly(AttributeValue.fromS("COMPLETED"));
      try (var inMemory = EmbeddedSystem.start(options(Optional.empty(), 0));
          var another = LocalClients.dynamoDb(inMemory.endpoint())) {
        assertThat(another.scan(s -> s.tableName("Recording")).items()).isEmpty();
      }
      assertThat(dynamoDb.scan(s -> s.tableName("Recording")).items()).hasSize(1);
    }
    assertThat(data.resolve("handler.log")).content().contains("2vkLQJtftdhT");
  }

  @Test
  void aSecondSystemWithDataNeedsAProcessOfItsOwn() throws Exception {
    try (var _ = QueueDatabase.open(folder.resolve("queues"))) {
      assertRefused(
          options(Optional.of(folder.resolve("other")), 0),
          "this process keeps queues already: start another in its own process");
    }
  }

  @Test
  void aDataFolderInUseIsRefusedInOneLine() throws Exception {
    try (var owner = DataFolder.open(folder)) {
      assertRefused(
          options(Optional.of(folder), 0),
          "data folder %s is in use by another running system: stop that one, or choose another with --data"
              .formatted(folder));
      assertThat(owner.dynamoDb()).isDirectory();
    }
    DataFolder.open(folder).close();
  }

  @Test
  void aDataFolderThatCanNotBeMadeIsRefusedInOneLine() throws Exception {
    var below = Files.createFile(folder.resolve("file")).resolve("data");

    assertRefused(
        options(Optional.of(below), 0),
        "data folder %s can't be written: make it writable, or choose another with --data"
            .formatted(below));
  }

  @Test
  void aDataFolderOfAnotherSchemaIsRefusedInOneLine() throws Exception {
    var old = Files.createDirectories(folder.resolve("old"));
    Files.createFile(Files.createDirectories(old.resolve("dynamodb")).resolve("shared-local.db"));
    var remedy = "this version needs schema 2: remove the folder, or choose another with --data";

    assertRefused(
        options(Optional.of(old), 0),
        "data folder %s has tables of schema 1, and %s".formatted(old, remedy));

    var fresh = folder.resolve("fresh");
    DataFolder.open(fresh).close();
    DataFolder.open(fresh).close();
    Files.writeString(fresh.resolve("schema"), "3");
    assertRefused(
        options(Optional.of(fresh), 0),
        "data folder %s has tables of schema 3, and %s".formatted(fresh, remedy));
  }

  @Test
  void aRefusalLeavesNothingRunning() throws Exception {
    var gateway = Gateway.open(0);
    var port = gateway.endpoint().getPort();
    gateway.stop();
    var noTemplate = new EmbeddedSystem.Options(folder, port, Optional.of(folder), Map.of());

    assertThatThrownBy(() -> EmbeddedSystem.start(noTemplate))
        .isInstanceOf(CannotStartException.class)
        .hasMessageContaining("template.yaml");

    Gateway.open(port).stop();
    DataFolder.open(folder).close();
  }

  private static void assertRefused(EmbeddedSystem.Options options, String line) {
    assertThatThrownBy(() -> EmbeddedSystem.start(options))
        .isInstanceOf(CannotStartException.class)
        .hasMessage(line)
        .hasNoSuppressedExceptions();
  }

  private static EmbeddedSystem start(Path data) {
    return EmbeddedSystem.start(options(Optional.of(data), 0));
  }

  private static EmbeddedSystem.Options options(Optional<Path> data, int port) {
    return new EmbeddedSystem.Options(ProjectTemplate.ROOT, port, data, Map.of());
  }

  private static void play(EmbeddedSystem system, String file) throws Exception {
    try (var player = new TestEventPlayer(system)) {
      player.linkProfiles();
      player.play(TestEventPlayer.file(file).events());
    }
  }

  private static String url(SqsClient sqs, String queue) {
    return sqs.getQueueUrl(q -> q.queueName(queue)).queueUrl();
  }
}
