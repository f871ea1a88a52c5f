package ivs.recordings.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.template.ProjectTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The packaged publisher between the stream of DynamoDB Local and the second bus.
final class EmbeddedPublisherTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BUS = "RecordingBus";
  private static final String QUEUE = "listener";

  @TempDir private Path data;

  private EmbeddedSystem system;
  private TestEventPlayer player;
  private SqsClient sqs;
  private EventBridgeClient events;

  /// A consumer that subscribes as docs/events.md says gets each version, and a restart publishes
  /// none of them again. A call that is not answered in time is retried, so an event may come
  /// twice.
  @Test
  void eachVersionOfARowReachesAConsumerAndARestartRepeatsNone() throws Exception {
    try (var running = new CloseableStack()) {
      start(running);
      player.linkProfiles();
      var queue = sqs.createQueue(create -> create.queueName(QUEUE)).queueUrl();
      subscribe("listening", "{\"source\": [\"ivs.recordings\"]}");
      play("recording-start.json");
      play("recording-end.json");
      system.awaitQuiet(PATIENCE);

      assertThat(received(queue))
          .containsExactly("recording.started RECORDING 1", "recording.completed PROCESSING 2");
      assertThat(events.describeRule(get -> get.name("listening").eventBusName(BUS)).arn())
          .isEqualTo("arn:aws:events:us-east-1:000000000000:rule/RecordingBus/listening");
      unsubscribe("listening");
      play("recording-end-failure.json");
      system.awaitQuiet(PATIENCE);
      assertThat(received(queue)).isEmpty();
      assertThatThrownBy(() -> events.describeRule(get -> get.name("listening").eventBusName(BUS)))
          .isInstanceOf(ResourceNotFoundException.class);
    }
    var archived = archived();
    try (var running = new CloseableStack()) {
      start(running);
      system.awaitQuiet(PATIENCE);
      assertThat(archived()).hasSize(archived.size());
      play("participant-recording.json");
      system.awaitQuiet(PATIENCE);

      var later = archived().stream().skip(archived.size()).toList();
      assertThat(later).isNotEmpty();
      assertThat(ids(later)).doesNotContainAnyElementsOf(ids(archived));
    }
  }

  private void start(CloseableStack running) {
    var options = new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.of(data), Map.of());
    system = running.add(EmbeddedSystem.start(options), EmbeddedSystem::close);
    player = running.add(new TestEventPlayer(system), TestEventPlayer::close);
    sqs = running.add(LocalClients.sqs(system.endpoint()), SqsClient::close);
    events = running.add(LocalEngines.events(system.endpoint()), EventBridgeClient::close);
  }

  private void play(String file) throws InterruptedException {
    player.play(TestEventPlayer.file(file).events());
  }

  private void subscribe(String rule, String pattern) {
    events.putRule(put -> put.name(rule).eventBusName(BUS).eventPattern(pattern));
    var target =
        Target.builder().id("queue").arn("arn:aws:sqs:us-east-1:000000000000:" + QUEUE).build();
    events.putTargets(put -> put.rule(rule).eventBusName(BUS).targets(target));
  }

  private void unsubscribe(String rule) {
    events.removeTargets(remove -> remove.rule(rule).eventBusName(BUS).ids("queue"));
    events.deleteRule(delete -> delete.name(rule).eventBusName(BUS));
  }

  /// By the id of the event: the same event may come twice, another one of the same version not.
  private Collection<String> received(String queue) throws Exception {
    var all = new LinkedHashMap<String, String>();
    for (var message :
        sqs.receiveMessage(get -> get.queueUrl(queue).maxNumberOfMessages(10)).messages()) {
      var detail = JSON.readTree(message.body()).path("detail");
      all.put(
          detail.path("id").asText(),
          "%s %s %s"
              .formatted(
                  detail.path("type").asText(),
                  detail.path("data").path("status").asText(),
                  detail.path("data").path("version").asText()));
    }
    return all.values();
  }

  private static List<String> ids(List<JsonNode> events) {
    return events.stream().map(event -> event.path("detail").path("id").asText()).toList();
  }

  private List<JsonNode> archived() throws Exception {
    var archived = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(data.resolve("RecordingBusArchive.jsonl"))) {
      archived.add(JSON.readTree(line));
    }
    return archived;
  }
}
