package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.LocalEngines;
import ivs.recordings.local.TestEventPlayer;
import ivs.recordings.local.samples.DocumentedEvents;
import ivs.recordings.local.template.ProjectTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Whatever is handed to the function, under AWS's own runtime client: it becomes a row, a parked
/// event with its original, a counted ignored event, or a failed invocation. `-Dpayloads.seed`
/// plays a run again; `-Psoak` sends 10,000.
final class PayloadLawTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAYLOADS = Integer.getInteger("soak.payloads", 150);

  @RegisterExtension static final LocalEngines ENGINES = new LocalEngines();

  @TempDir private Path folder;

  private final long seed = Long.getLong("payloads.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final TreeSet<String> streams = new TreeSet<>();
  private final TreeSet<String> recordings = new TreeSet<>();
  private final TreeSet<String> parked = new TreeSet<>();
  private long ignored;
  private int number;

  @Test
  void everyPayloadIsStoredParkedCountedOrFails() throws Exception {
    assumeTrue(LambdaRuntime.isSupported(), "AWS's runtime client runs on Linux only");
    System.out.printf("Payloads: %,d with -Dpayloads.seed=%d%n", PAYLOADS, seed);
    var function = ProjectTemplate.asDeployed().function("RecordingStatusHandler");
    TestEventPlayer.linkProfiles(ENGINES.dynamoDb());
    var log = folder.resolve("function.log");
    try (var artifact = UnpackedArtifact.of(function.codeUri());
        var api = LambdaRuntimeApi.start(function.timeout());
        var runtime =
            LambdaRuntime.start(
                function, artifact.folder(), api, ENGINES.endpoint(), LambdaRuntime.KEYS, log)) {
      streams.add("st-known");
      api.invokeWhile(
          runtime::isAlive,
          "{\"Records\": [%s]}".formatted(record(streamStart(channel(), "st-known"))));
      for (int i = 0; i < PAYLOADS; i++) {
        var isBatch = random.nextBoolean();
        var payload = isBatch ? batch() : foreign();
        var answer = api.invokeWhile(runtime::isAlive, payload).orElseThrow();
        assertThat(answer.kind()).as(payload).isEqualTo(isBatch ? "response" : "error");
        if (isBatch) {
          assertThat(JSON.readTree(answer.body()).path("batchItemFailures")).as(payload).isEmpty();
        }
      }
    }

    assertThat(values("StreamSession", "streamId")).isEqualTo(streams);
    assertThat(values("Recording", "recordingId")).isEqualTo(recordings);
    assertThat(values("ParkedEvent", "event")).isEqualTo(parked);
    assertThat(
            Files.readString(log).lines().filter(line -> line.contains("\"effect\":\"ignored\"")))
        .hasSize((int) ignored);
  }

  /// A batch of SQS, as the queue hands it over.
  private String batch() throws Exception {
    var bodies = new ArrayList<String>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      bodies.add(body());
    }
    return "{\"Records\": [%s]}"
        .formatted(bodies.stream().map(PayloadLawTest::record).collect(Collectors.joining(", ")));
  }

  private static String record(String body) {
    return """
    {"messageId": "%s", "receiptHandle": "r", "body": %s, "eventSource": "aws:sqs",
     "attributes": {"ApproximateReceiveCount": "1"}, "awsRegion": "us-east-1"}\
    """
        .formatted(UUID.randomUUID(), JSON.valueToTree(body));
  }

  private String body() {
    number++;
    var stream = "st-payload%d".formatted(number);
    return switch (random.nextInt(13)) {
      case 0 -> {
        streams.add(stream);
        yield streamStart(channel(), stream);
      }
      case 1 -> {
        recordings.add("payload" + number);
        yield recordingStart("st-known");
      }
      case 2 -> parked(recordingStart("st-unseen" + number));
      case 3 -> parked(streamStart("arn:aws:ivs:us-east-1:111122223333:channel/none", stream));
      case 4 -> parked("no JSON %d".formatted(number));
      case 5 -> parked("[%s]".formatted(streamStart(channel(), stream)));
      case 6 ->
          parked(
              "{\"Type\": \"Notification\", \"Message\": %s}"
                  .formatted(JSON.valueToTree(streamStart(channel(), stream))));
      case 7 -> {
        streams.add(stream);
        recordings.add("participant:example-recordings/stage/payload%d".formatted(number));
        yield participantStart("\"session_id\": \"%s\",".formatted(stream));
      }
      case 8 -> parked(participantStart(""));
      case 9 -> {
        streams.add(stream);
        yield event(
            "IVS Stage Update",
            stage(),
            "{\"event_name\": \"Participant Published\", \"session_id\": \"%s\"}"
                .formatted(stream));
      }
      case 10 -> {
        recordings.add("composition:payload" + number);
        yield composition(stage());
      }
      case 11 -> parked(composition("arn:aws:ivs:us-east-1:111122223333:stage/none"));
      default -> {
        ignored++;
        yield event("IVS Limit Breach", channel(), "{\"limit_name\": \"n%d\"}".formatted(number));
      }
    };
  }

  /// Of a rule that targets the function, a test in the console, another service, or a pipe.
  private String foreign() throws Exception {
    number++;
    var event = streamStart(channel(), "st-foreign" + number);
    var text = JSON.valueToTree(event).toString();
    return List.of(
            event,
            "{}",
            "[]",
            "[%s]".formatted(event),
            "\"text\"",
            "7",
            "{\"Records\": []}",
            "[%s]".formatted(record(event)),
            "{\"Records\": [{\"EventSource\": \"aws:sns\", \"Sns\": {\"Message\": %s}}]}"
                .formatted(text),
            "{\"Records\": [{\"eventSource\": \"aws:s3\", \"s3\": {\"object\": {\"key\": \"k\"}}}]}",
            "{\"Records\": [{\"eventSource\": \"aws:kinesis\", \"kinesis\": {\"data\": \"e30=\"}}]}",
            "{\"Records\": [{\"messageId\": \"m\", \"eventSource\": \"aws:sqs\"}]}",
            "{\"Records\": [{\"messageId\": \"m\", \"body\": %s, \"eventSource\": \"aws:sqs\"}]}"
                .formatted(event),
            "{\"Records\": [%s, {\"eventSource\": \"aws:s3\"}]}".formatted(record(event)))
        .get(random.nextInt(14));
  }

  private String parked(String original) {
    parked.add(original);
    return original;
  }

  private static String channel() {
    return String.valueOf(TestEventPlayer.ALL.profiles().getFirst().get("sourceArn"));
  }

  private static String stage() {
    return String.valueOf(TestEventPlayer.ALL.profiles().getLast().get("sourceArn"));
  }

  private String participantStart(String session) {
    return event(
        "IVS Participant Recording State Change",
        stage(),
        """
        {%s "event_name": "Recording Start", "participant_id": "p%d",
         "recording_s3_bucket_name": "example-recordings",
         "recording_s3_key_prefix": "stage/payload%d"}
        """
            .formatted(session, number, number));
  }

  private String composition(String stage) {
    return event(
        "IVS Composition State Change",
        "arn:aws:ivs:us-east-1:111122223333:composition/payload" + number,
        "{\"event_name\": \"Session Start\", \"stage_arn\": \"%s\"}".formatted(stage));
  }

  private static String streamStart(String channel, String stream) {
    return event(
        "IVS Stream State Change",
        channel,
        "{\"event_name\": \"Stream Start\", \"channel_name\": \"c\", \"stream_id\": \"%s\"}"
            .formatted(stream));
  }

  private String recordingStart(String stream) {
    return event(
        "IVS Recording State Change",
        channel(),
        """
        {"recording_status": "Recording Start", "recording_s3_bucket_name": "example-recordings",
         "recording_s3_key_prefix": "ivs/v1/111122223333/c/2026/9/3/7/5/r%d",
         "recording_duration_ms": 0, "channel_name": "c", "stream_id": "%s",
         "recording_session_id": "payload%d"}
        """
            .formatted(number, stream, number));
  }

  private static String event(String detailType, String channel, String detail) {
    return DocumentedEvents.envelope("aws.ivs", detailType, "[\"%s\"]".formatted(channel), detail);
  }

  private static TreeSet<String> values(String table, String attribute) {
    return ENGINES.dynamoDb().scanPaginator(scan -> scan.tableName(table)).items().stream()
        .map((Map<String, AttributeValue> item) -> item.get(attribute).s())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
