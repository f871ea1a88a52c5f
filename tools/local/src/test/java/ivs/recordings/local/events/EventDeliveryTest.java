package ivs.recordings.local.events;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.LocalEngines;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.gateway.AwsService;
import ivs.recordings.local.gateway.Gateway;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.template.RuleDefinition;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.SqsClient;

/// What the bus does with an event once it is accepted, with rules of the test's own.
final class EventDeliveryTest {
  @RegisterExtension static final LocalEngines ENGINES = new LocalEngines();

  private final CloseableStack running = new CloseableStack();
  private final SqsClient sqs = ENGINES.sqs();

  @Test
  void anEventThatTwoRulesMatchIsDeliveredTwice() throws Exception {
    sqs.createQueue(q -> q.queueName("twice"));
    var rules = List.of(rule("one", "twice"), rule("two", "twice"), other("twice"));

    var answer = put(rules, "\"2026-09-03T07:05:12.9+02:00\"");

    assertThat(answer).contains("\"FailedEntryCount\":0");
    assertThat(bodies("twice")).hasSize(2).allMatch(body -> body.contains("2026-09-03T05:05:12Z"));
  }

  @Test
  void theTimeOfTheCliIsANumberOfSeconds() throws Exception {
    sqs.createQueue(q -> q.queueName("epoch"));

    put(List.of(rule("one", "epoch")), "1788419112.75");

    assertThat(bodies("epoch").getFirst()).contains("\"time\":\"2026-09-03T07:05:12Z\"");
  }

  @Test
  void aTimeThatIsNoneRefusesTheRequest() throws Exception {
    assertThat(put(List.of(), "\"yesterday\"")).contains("SerializationException");
  }

  @Test
  void anEventThatCanNotBeDeliveredIsReportedToItsSender() throws Exception {
    assertThat(put(List.of(rule("one", "nowhere")), "null"))
        .contains("\"FailedEntryCount\":1")
        .contains("InternalFailure");
  }

  private static RuleDefinition rule(String name, String queue) {
    return new RuleDefinition(name, "{\"source\":[\"orders\"]}", queue);
  }

  private static RuleDefinition other(String queue) {
    return new RuleDefinition("other", "{\"source\":[\"invoices\"]}", queue);
  }

  /// Sends one event to a bus with these rules, as text, which the SDK would not let us write.
  private String put(List<RuleDefinition> rules, String time) throws Exception {
    var gateway = running.add(Gateway.open(0), Gateway::stop);
    var clock = Clock.systemUTC();
    var delivery =
        new EventDelivery(new RuleMatcher(rules), sqs, new MetricRecorder(Clock.systemUTC()));
    var buses = Map.of(RuleDefinition.DEFAULT_BUS, delivery);
    var replays = running.add(new ReplayManager(List.of(), buses, clock), ReplayManager::close);
    gateway.serve(AwsService.EVENTS, new EventBus(buses, replays, clock));
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request(gateway.endpoint(), time), BodyHandlers.ofString()).body();
    } finally {
      running.close();
    }
  }

  private static HttpRequest request(URI endpoint, String time) {
    var entry =
        """
        {"Entries": [{"Source": "orders", "DetailType": "any", "Detail": "{}", "Time": %s}]}
        """
            .formatted(time);
    return HttpRequest.newBuilder(endpoint)
        .header("X-Amz-Target", "AWSEvents.PutEvents")
        .POST(BodyPublishers.ofString(entry))
        .build();
  }

  private List<String> bodies(String queue) {
    var url = sqs.getQueueUrl(q -> q.queueName(queue)).queueUrl();
    return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages().stream()
        .map(message -> message.body())
        .toList();
  }
}
