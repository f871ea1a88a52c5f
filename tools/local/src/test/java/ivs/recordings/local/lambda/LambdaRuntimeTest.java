package ivs.recordings.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import ivs.recordings.local.LocalEngines;
import ivs.recordings.local.TestEventPlayer;
import ivs.recordings.local.samples.DocumentedEvents;
import ivs.recordings.local.template.ProjectTemplate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveResponse;

/// The artifact that is deployed, called by AWS's own runtime: what Lambda does with it.
final class LambdaRuntimeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STREAM = "st-1CLHysUnTiAg79Bi3itn5Dx";
  private static final String POISON = "this is no event";

  @RegisterExtension static final LocalEngines ENGINES = new LocalEngines();

  @TempDir private Path folder;

  /// The artifact has what it takes to say so, too.
  @Test
  void aMessageThatDynamoDbRefusesToTheLastAttemptIsKeptAndNamed() throws Exception {
    assumeTrue(LambdaRuntime.isSupported(), "AWS's runtime client runs on Linux only");
    var function = ProjectTemplate.asDeployed().function("RecordingStatusHandler");
    var broken = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    broken.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    broken.start();
    var endpoint = URI.create("http://127.0.0.1:" + broken.getAddress().getPort());
    var log = folder.resolve("function.log");
    try (var artifact = UnpackedArtifact.of(function.codeUri());
        var api = LambdaRuntimeApi.start(function.timeout());
        var runtime =
            LambdaRuntime.start(
                function, artifact.folder(), api, endpoint, LambdaRuntime.KEYS, log)) {
      var answer =
          api.invokeWhile(runtime::isAlive, batch(List.of(streamStart(), POISON))).orElseThrow();

      assertThat(answer.kind()).isEqualTo("response");
      assertThat(JSON.readTree(answer.body()).path("batchItemFailures")).hasSize(2);
    } finally {
      broken.stop(0);
    }
    assertThat(Files.readString(log))
        .contains("\"effect\":\"failed\"")
        .contains(
            "DynamoDbException: Service returned HTTP status code 500", "SDK Attempt Count: 3");
  }

  /// Under SnapStart there are no keys in the environment, but an address and a token to ask it
  /// with. The second batch stores nine rows and parks the poison message among them.
  @Test
  void aFunctionWithoutKeysFetchesThemWhereLambdaSays() throws Exception {
    assumeTrue(LambdaRuntime.isSupported(), "AWS's runtime client runs on Linux only");
    var function = ProjectTemplate.asDeployed().function("RecordingStatusHandler");
    var dynamoDb = ENGINES.dynamoDb();
    TestEventPlayer.linkProfiles(dynamoDb);
    var asked = new ConcurrentLinkedQueue<String>();
    var vault = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    vault.createContext(
        "/credentials",
        exchange -> {
          asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          var keys =
              """
              {"AccessKeyId": "AKIDFETCHED", "SecretAccessKey": "secret", "Token": "token",
               "Expiration": "2099-01-01T00:00:00Z"}
              """
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    vault.start();
    var where = "http://127.0.0.1:%d/credentials".formatted(vault.getAddress().getPort());
    var credentials =
        Map.of(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            where,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            "the-token");
    var log = folder.resolve("function.log");
    try (var artifact = UnpackedArtifact.of(function.codeUri());
        var api = LambdaRuntimeApi.start(function.timeout());
        var runtime =
            LambdaRuntime.start(
                function, artifact.folder(), api, ENGINES.endpoint(), credentials, log)) {
      assertAllDone(api.invokeWhile(runtime::isAlive, batch(List.of(streamStart()))), log);
      var ten = new ArrayList<>(IntStream.range(0, 9).mapToObj(n -> recordingStart(n)).toList());
      ten.add(4, POISON);
      assertAllDone(api.invokeWhile(runtime::isAlive, batch(ten)), log);
    } finally {
      vault.stop(0);
    }

    assertThat(asked).containsExactly("the-token");
    assertThat(rows(dynamoDb, "Recording"))
        .extracting(row -> row.get("recordingId"), row -> row.get("recordingStatus"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 9).mapToObj(n -> tuple(s("session" + n), s("STARTED"))).toList());
    assertThat(rows(dynamoDb, "ParkedEvent"))
        .extracting(row -> row.get("reason"), row -> row.get("event"))
        .containsExactly(tuple(s("MALFORMED"), s(POISON)));
  }

  /// A batch of the table's stream, as Lambda writes it, ends on the bus and in its archive.
  @Test
  void aChangeOfARowIsPublishedByTheArtifact() throws Exception {
    assumeTrue(LambdaRuntime.isSupported(), "AWS's runtime client runs on Linux only");
    var function = ProjectTemplate.asDeployed().function("RecordingEventPublisher");
    var log = folder.resolve("function.log");
    try (var artifact = UnpackedArtifact.of(function.codeUri());
        var api = LambdaRuntimeApi.start(function.timeout());
        var runtime =
            LambdaRuntime.start(
                function, artifact.folder(), api, ENGINES.endpoint(), LambdaRuntime.KEYS, log)) {
      assertAllDone(api.invokeWhile(runtime::isAlive, STREAM_BATCH), log);
      assertThat(api.invokeWhile(runtime::isAlive, "{}").orElseThrow().body())
          .contains("no records of a DynamoDB stream");
    }
    assertThat(ENGINES.events().describeArchive(get -> get.archiveName("RecordingBusArchive")))
        .extracting(DescribeArchiveResponse::eventCount)
        .isEqualTo(1L);
    assertThat(Files.readString(log)).contains("\"effect\":\"published\"", "recording.started");
  }

  private static final String STREAM_BATCH =
      """
      {"Records": [{"eventID": "1", "eventName": "INSERT", "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/Recording/stream/1",
        "dynamodb": {"ApproximateCreationDateTime": 1788419112, "SequenceNumber": "100",
          "SizeBytes": 300, "StreamViewType": "NEW_AND_OLD_IMAGES",
          "Keys": {"recordingId": {"S": "one"}},
          "NewImage": {"recordingId": {"S": "one"}, "profileId": {"S": "anna"},
            "source": {"S": "IVS_CHANNEL"}, "streamSessionId": {"S": "st-1"},
            "streamIds": {"SS": ["st-1"]}, "recordingStatus": {"S": "STARTED"},
            "startTime": {"S": "2026-09-03T07:05:12Z"}, "version": {"N": "1"},
            "updatedAt": {"S": "2026-09-03T07:05:13Z"}, "history": {"L": [{"S": "x"}]}}}}]}
      """;

  /// A batch of the table's stream, as Lambda writes it. No bucket is given here, so none is read.
  @Test
  void aChangeOfARowIsCheckedByTheArtifactOfReadiness() throws Exception {
    assumeTrue(LambdaRuntime.isSupported(), "AWS's runtime client runs on Linux only");
    var function = ProjectTemplate.asDeployed().function("RecordingReadiness");
    var dynamoDb = ENGINES.dynamoDb();
    var key = Map.of("recordingId", s("ended"));
    var row = new HashMap<>(key);
    row.put("profileId", s("anna"));
    row.put("sourceArn", s("arn:aws:ivs:us-east-1:111122223333:channel/uWq4mB7xKd2T"));
    row.put("source", s("IVS_CHANNEL"));
    row.put("streamSessionId", s(STREAM));
    row.put("streamIds", AttributeValue.fromSs(List.of(STREAM)));
    row.put("recordingStatus", s("COMPLETED"));
    row.put("endTime", s("2026-09-03T08:02:51Z"));
    row.put("s3BucketName", s("example-recordings"));
    row.put("s3KeyPrefix", s("ivs/v1/111122223333/uWq4mB7xKd2T/2026/9/3/7/5/wK6YzxuySxxa"));
    row.put("version", AttributeValue.fromN("1"));
    dynamoDb.putItem(put -> put.tableName("Recording").item(row));
    var log = folder.resolve("function.log");
    try (var artifact = UnpackedArtifact.of(function.codeUri());
        var api = LambdaRuntimeApi.start(function.timeout());
        var runtime =
            LambdaRuntime.start(
                function, artifact.folder(), api, ENGINES.endpoint(), LambdaRuntime.KEYS, log)) {
      assertAllDone(api.invokeWhile(runtime::isAlive, READINESS_BATCH), log);
      assertThat(api.invokeWhile(runtime::isAlive, "{}").orElseThrow().body())
          .contains("no records of a DynamoDB stream");
    } finally {
      dynamoDb.deleteItem(delete -> delete.tableName("Recording").key(key));
    }
    assertThat(Files.readString(log))
        .contains("\"effect\":\"bucket_not_read\"", "\"ReadinessChecks\":1");
  }

  private static final String READINESS_BATCH =
      """
      {"Records": [{"eventID": "1", "eventName": "MODIFY", "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/Recording/stream/1",
        "dynamodb": {"ApproximateCreationDateTime": 1788419112, "SequenceNumber": "100",
          "SizeBytes": 300, "StreamViewType": "NEW_AND_OLD_IMAGES",
          "Keys": {"recordingId": {"S": "ended"}},
          "OldImage": {"recordingId": {"S": "ended"}, "recordingStatus": {"S": "STARTED"}},
          "NewImage": {"recordingId": {"S": "ended"}, "recordingStatus": {"S": "COMPLETED"},
            "s3KeyPrefix": {"S": "x"}, "streamIds": {"SS": ["st-1"]}, "version": {"N": "1"},
            "history": {"L": [{"S": "x"}]}}}}]}
      """;

  private static void assertAllDone(Optional<LambdaRuntimeApi.Answer> given, Path log)
      throws IOException {
    var answer = given.orElseThrow();
    assertThat(answer.kind())
        .as("%s%n%s", answer.body(), Files.readString(log))
        .isEqualTo("response");
    assertThat(JSON.readTree(answer.body()))
        .isEqualTo(JSON.readTree("{\"batchItemFailures\": []}"));
  }

  private static String batch(List<String> bodies) {
    var records = bodies.stream().map(LambdaRuntimeTest::message).toList();
    return CrashingFunction.text(records);
  }

  private static SQSMessage message(String body) {
    var message = new SQSMessage();
    message.setMessageId(UUID.randomUUID().toString());
    message.setReceiptHandle("handle");
    message.setBody(body);
    message.setAttributes(Map.of("ApproximateReceiveCount", "1"));
    message.setMd5OfBody("0".repeat(32));
    message.setEventSource("aws:sqs");
    message.setEventSourceArn("arn:aws:sqs:us-east-1:000000000000:RecordingEvents");
    message.setAwsRegion("us-east-1");
    return message;
  }

  private static String streamStart() {
    return event(
        "IVS Stream State Change",
        """
        {"event_name": "Stream Start", "channel_name": "anna-live", "stream_id": "%s"}
        """
            .formatted(STREAM));
  }

  private static String recordingStart(int session) {
    return event(
        "IVS Recording State Change",
        """
        {"recording_status": "Recording Start", "recording_status_reason": "",
         "recording_s3_bucket_name": "example-recordings",
         "recording_s3_key_prefix": "ivs/v1/111122223333/uWq4mB7xKd2T/2026/9/3/7/5/r%d",
         "recording_duration_ms": 0, "channel_name": "anna-live", "stream_id": "%s",
         "recording_session_id": "session%d", "recording_session_stream_ids": ["%s"]}
        """
            .formatted(session, STREAM, session, STREAM));
  }

  private static String event(String detailType, String detail) {
    var channel = TestEventPlayer.ALL.profiles().getFirst().get("sourceArn");
    return DocumentedEvents.envelope("aws.ivs", detailType, "[\"%s\"]".formatted(channel), detail);
  }

  private static List<Map<String, AttributeValue>> rows(DynamoDbClient dynamoDb, String table) {
    return dynamoDb.scan(s -> s.tableName(table)).items();
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }
}
