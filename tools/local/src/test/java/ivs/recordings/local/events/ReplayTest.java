package ivs.recordings.local.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.local.LocalEngines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.IllegalStatusException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Each test lives in a year of its own, because all share one archive.
final class ReplayTest {
  private static final String RECORDING = "IVS Recording State Change";
  private static final String STREAM = "IVS Stream State Change";
  private static final String RULE = "arn:aws:events:us-east-1:000000000000:rule/";
  private static final String ARCHIVE =
      "arn:aws:events:us-east-1:000000000000:archive/RecordingArchive";
  private static final String BUS = "arn:aws:events:us-east-1:000000000000:event-bus/default";

  @RegisterExtension static final LocalEngines ENGINES = new LocalEngines();

  private EventBridgeClient events;
  private SqsClient sqs;
  private String queue;

  @BeforeEach
  void emptyQueue() {
    events = ENGINES.events();
    sqs = ENGINES.sqs();
    queue = ENGINES.emptied("RecordingEvents");
  }

  @Test
  void whatHappenedInTheWindowComesAgainUnderTheReplaysName() throws Exception {
    put(RECORDING, "2001-01-01T00:00:00Z", "{\"n\":1.50}");
    put(RECORDING, "2001-01-02T00:00:00Z", "{\"n\":2}");
    put(RECORDING, "2001-01-03T00:00:00Z", "{\"n\":3}");
    put("Order Placed", "2001-01-01T12:00:00Z", "{}");
    var first = received().getFirst();
    sqs.purgeQueue(q -> q.queueUrl(queue));

    start("window", "2001-01-01T00:00:00Z", "2001-01-03T00:00:00Z");
    var over = awaitEnd("window");

    var replayed = received();
    assertThat(replayed).hasSize(2).allMatch(e -> e.path("replay-name").asText().equals("window"));
    var again =
        replayed.stream().filter(e -> e.path("time").equals(first.path("time"))).findFirst();
    assertThat(again)
        .hasValueSatisfying(event -> {
          assertThat(event.path("detail").toString()).isEqualTo("{\"n\":1.50}");
          assertThat(event.path("id")).isNotEqualTo(first.path("id"));
          assertThat(UUID.fromString(event.path("id").asText())).isNotNull();
        });
    assertThat(over.state()).isEqualTo(ReplayState.COMPLETED);
    assertThat(over.eventLastReplayedTime()).isEqualTo(Instant.parse("2001-01-02T00:00:00Z"));
    assertThat(over.eventStartTime()).isEqualTo(Instant.parse("2001-01-01T00:00:00Z"));
    assertThat(over.eventEndTime()).isEqualTo(Instant.parse("2001-01-03T00:00:00Z"));
    assertThat(over.replayEndTime()).isAfterOrEqualTo(over.replayStartTime());
  }

  @Test
  void onlyTheNamedRulesGetThem() throws Exception {
    put(RECORDING, "2002-01-01T00:00:00Z", "{}");
    put(STREAM, "2002-01-01T00:00:00Z", "{}");
    sqs.purgeQueue(q -> q.queueUrl(queue));

    start("filtered", "2002-01-01T00:00:00Z", "2003-01-01T00:00:00Z", RULE + "IVSStreamStateRule");
    var over = awaitEnd("filtered");

    assertThat(received())
        .singleElement()
        .satisfies(event -> assertThat(event.path("detail-type").asText()).isEqualTo(STREAM));
    assertThat(over.destination().arn()).isEqualTo(BUS);
    assertThat(over.destination().filterArns()).containsExactly(RULE + "IVSStreamStateRule");
  }

  @Test
  void whatIsReplayedIsNotArchivedAgain() throws Exception {
    put(RECORDING, "2003-01-01T00:00:00Z", "{}");
    var before = events.describeArchive(a -> a.archiveName("RecordingArchive")).eventCount();

    start("once", "2003-01-01T00:00:00Z", "2004-01-01T00:00:00Z");
    awaitEnd("once");

    assertThat(events.describeArchive(a -> a.archiveName("RecordingArchive")).eventCount())
        .isEqualTo(before);
  }

  @Test
  void aReplayThatRunsCanBeCancelledAndOneThatIsOverCanNot() throws Exception {
    for (int chunk = 0; chunk < 30; chunk++) {
      put(RECORDING, "2004-01-01T00:00:00Z", "{}", "{}", "{}", "{}", "{}", "{}", "{}", "{}");
    }
    start("cancelled", "2004-01-01T00:00:00Z", "2005-01-01T00:00:00Z");

    assertThat(events.cancelReplay(c -> c.replayName("cancelled")).state())
        .isEqualTo(ReplayState.CANCELLING);

    assertThat(awaitEnd("cancelled").state()).isEqualTo(ReplayState.CANCELLED);
    assertThatThrownBy(() -> events.cancelReplay(c -> c.replayName("cancelled")))
        .isInstanceOf(IllegalStatusException.class);
    assertThat(events.listReplays(l -> {}).replays())
        .anySatisfy(replay -> assertThat(replay.replayName()).isEqualTo("cancelled"));
  }

  @Test
  void aReplayThatMakesNoSenseIsRefusedAsOnAws() {
    start("taken", "2005-01-01T00:00:00Z", "2005-01-02T00:00:00Z");

    assertThatThrownBy(() -> start("taken", "2005-01-01T00:00:00Z", "2005-01-02T00:00:00Z"))
        .isInstanceOf(ResourceAlreadyExistsException.class);
    assertThatThrownBy(() -> start("late", "2005-01-02T00:00:00Z", "2005-01-02T00:00:00Z"))
        .hasMessageContaining("EventStartTime must be before EventEndTime");
    assertThatThrownBy(() -> start("a b", "2005-01-01T00:00:00Z", "2005-01-02T00:00:00Z"))
        .hasMessageContaining("ReplayName");
    assertThatThrownBy(() -> events.describeReplay(d -> d.replayName("unheard-of")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("unheard-of");
    assertThatThrownBy(() -> events.cancelReplay(d -> d.replayName("unheard-of")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> events.describeArchive(a -> a.archiveName("Attic")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> startElsewhere(ARCHIVE + "Two", BUS))
        .hasMessageContaining("Must contain an archive.");
    assertThatThrownBy(() -> startElsewhere(ARCHIVE, BUS + "Two"))
        .hasMessageContaining("Must contain an event bus.");
  }

  @Test
  void theArchivesOfTheTemplateAreListed() {
    assertThat(events.listArchives(l -> {}).archives())
        .filteredOn(archive -> !archive.archiveName().equals("RecordingBusArchive"))
        .singleElement()
        .satisfies(archive -> {
          assertThat(archive.archiveName()).isEqualTo("RecordingArchive");
          assertThat(archive.eventSourceArn()).isEqualTo(BUS);
          assertThat(archive.stateAsString()).isEqualTo("ENABLED");
        });
    assertThat(events.describeArchive(a -> a.archiveName("RecordingArchive")).archiveArn())
        .isEqualTo(ARCHIVE);
  }

  private void put(String detailType, String time, String... details) {
    var entries = new ArrayList<PutEventsRequestEntry>();
    for (var detail : details) {
      entries.add(
          PutEventsRequestEntry.builder()
              .source("recordings.test")
              .detailType(detailType)
              .time(Instant.parse(time))
              .detail(detail)
              .build());
    }
    assertThat(events.putEvents(r -> r.entries(entries)).failedEntryCount()).isZero();
  }

  private void start(String name, String from, String to, String... filterArns) {
    events.startReplay(r ->
        r.replayName(name)
            .eventSourceArn(ARCHIVE)
            .eventStartTime(Instant.parse(from))
            .eventEndTime(Instant.parse(to))
            .destination(d -> d.arn(BUS).filterArns(filterArns)));
  }

  private void startElsewhere(String archive, String bus) {
    events.startReplay(r ->
        r.replayName("elsewhere")
            .eventSourceArn(archive)
            .eventStartTime(Instant.EPOCH)
            .eventEndTime(Instant.now())
            .destination(d -> d.arn(bus)));
  }

  private DescribeReplayResponse awaitEnd(String name) throws InterruptedException {
    for (int tries = 0; tries < 500; tries++) {
      var replay = events.describeReplay(d -> d.replayName(name));
      if (Replay.State.valueOf(replay.stateAsString()).isOver()) {
        return replay;
      }
      Thread.sleep(20);
    }
    throw new AssertionError(name + " does not end");
  }

  private List<JsonNode> received() throws Exception {
    var bodies = new ArrayList<JsonNode>();
    for (var message :
        sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)).messages()) {
      bodies.add(PutEventsEntry.JSON.readTree(message.body()));
    }
    return bodies;
  }
}
