package ivs.recordings.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.samples.SampleData;
import ivs.recordings.local.samples.TestEvent;
import ivs.recordings.local.samples.TestRow;
import ivs.recordings.local.template.ProjectTemplate;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ivs.IvsClient;
import software.amazon.awssdk.services.ivs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;
import software.amazon.awssdk.services.ivsrealtime.model.StageSessionSummary;
import software.amazon.awssdk.services.ivsrealtime.model.StorageConfigurationSummary;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

/// The reconciler through Lambda's Invoke, with the S3 and the stand-in for IVS that an operator
/// meets too.
final class EmbeddedReconcilerTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String EVERYTHING =
      "{\"since\": \"2022-08-01T00:00:00Z\", \"allChannels\": true}";
  private static final String NOTHING_IN_PARTICULAR = "{\"allChannels\": true}";
  private static final String ANNA = "arn:aws:ivs:us-east-1:111122223333:channel/uWq4mB7xKd2T";
  private static final String GUESTS = "arn:aws:ivs:us-east-1:111122223333:stage/tM5rKw9XbQ3d";
  private static final Set<String> ENDS =
      Set.of(
          "Recording End",
          "Recording End Failure",
          "Stream End",
          "Session Ended",
          "Session End",
          "Destination Failure");
  private static final List<String> DAY =
      List.of(
          "recording-start.json",
          "recording-end.json",
          "recording-end-failure.json",
          "end-before-start.json",
          "end-beats-failure.json",
          "merged-streams.json",
          "zero-duration.json",
          "without-session-id.json",
          "participant-recording.json",
          "participant-merged.json",
          "participant-end-failure.json",
          "composition.json",
          "composition-destination-failure.json");

  private static final TestEvent STILL_LIVE =
      new TestEvent(
          "recordings.test",
          "IVS Stream State Change",
          "{\"event_name\":\"Stream Start\",\"channel_name\":\"anna-live\",\"stream_id\":\"st-still-live\"}",
          List.of("arn:aws:ivs:us-east-1:111122223333:channel/stillLive1"),
          Instant.parse("2026-11-20T17:00:00Z"));

  private static final CloseableStack RUNNING = new CloseableStack();
  private static EmbeddedSystem system;
  private static TestEventPlayer player;
  private static DynamoDbClient dynamoDb;
  private static LambdaClient lambda;
  private static S3Client s3;
  private static IvsClient ivs;
  private static IvsRealTimeClient realTime;

  @BeforeAll
  static void start() {
    var options =
        new EmbeddedSystem.Options(ProjectTemplate.ROOT, 0, Optional.empty(), Map.of())
            .withoutStreams();
    system = RUNNING.add(EmbeddedSystem.start(options), EmbeddedSystem::close);
    player = RUNNING.add(new TestEventPlayer(system), TestEventPlayer::close);
    var endpoint = system.endpoint();
    dynamoDb = RUNNING.add(LocalClients.dynamoDb(endpoint), DynamoDbClient::close);
    lambda = RUNNING.add(AnyRequest.asks(endpoint, LambdaClient.builder()), LambdaClient::close);
    s3 = RUNNING.add(s3(endpoint), S3Client::close);
    ivs = RUNNING.add(AnyRequest.asks(endpoint, IvsClient.builder()), IvsClient::close);
    realTime =
        RUNNING.add(
            AnyRequest.asks(endpoint, IvsRealTimeClient.builder()), IvsRealTimeClient::close);
    player.linkProfiles();
  }

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  @BeforeEach
  void forgetRows() {
    player.forgetRows();
  }

  @Test
  void aDayWithoutItsEndsIsCompletedFromS3AndLaterRunsWriteNothing() throws Exception {
    player.play(withoutEnds());

    var answer = reconcile(EVERYTHING);

    assertThat(answer.path("faults")).as("%s", answer).isEmpty();
    var expected =
        TestEventPlayer.ALL.expectedAfter(DAY).stream()
            .filter(row -> row.kind() == TestRow.Kind.RECORDING)
            .collect(Collectors.toMap(TestRow::name, Function.identity()));
    var actual =
        player.rows().stream()
            .filter(row -> row.kind() == TestRow.Kind.RECORDING)
            .collect(Collectors.toMap(TestRow::name, Function.identity()));
    assertThat(actual).containsKeys(expected.keySet().toArray(String[]::new));
    expected.forEach((name, row) -> {
      for (var column : row.kind().columns()) {
        var found = actual.getOrDefault(name, row).value(column);
        if (column.equals("recordingDurationMs") && row.value(column).equals("-")) {
          assertThat(found).as("%s knows what the event did not", name).matches("\\d+");
        } else {
          assertThat(found).as("%s of %s", column, name).isEqualTo(row.value(column));
        }
      }
    });

    reconcile(EVERYTHING); // It finds what can be played of those that have just got their ends.
    var versions = versions();
    var later = reconcile(EVERYTHING);

    assertThat(versions()).isEqualTo(versions);
    assertThat(later.path("completed").asInt() + later.path("created").asInt()).isZero();
  }

  @Test
  void theRecordingThatNoEventSpokeOfIsFoundAmongTheFiles() throws Exception {
    var answer = reconcile(NOTHING_IN_PARTICULAR);

    assertThat(answer.path("created").asInt()).as("%s", answer).isPositive();
    assertThat(player.rows())
        .filteredOn(row -> row.kind() == TestRow.Kind.RECORDING)
        .filteredOn(row -> row.value("recordingDurationMs").equals("1856000"))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.value("recordingStatus")).isEqualTo("COMPLETED");
          assertThat(row.value("profileId")).isEqualTo("anna");
        });
  }

  @Test
  void withoutItsBucketTheRestWorksAndTheAnswerSaysSo() throws Exception {
    player.play(withoutEnds());
    var files = new HashMap<String, byte[]>();
    for (var object : s3.listObjectsV2Paginator(l -> l.bucket(SampleData.BUCKET)).contents()) {
      files.put(object.key(), read(object.key()));
      s3.deleteObject(delete -> delete.bucket(SampleData.BUCKET).key(object.key()));
    }
    s3.deleteBucket(delete -> delete.bucket(SampleData.BUCKET));

    var answer = reconcile(EVERYTHING);

    s3.createBucket(create -> create.bucket(SampleData.BUCKET));
    files.forEach((key, content) ->
        s3.putObject(p -> p.bucket(SampleData.BUCKET).key(key), RequestBody.fromBytes(content)));

    assertThat(answer.path("faults").path("S3").asInt()).as("%s", answer).isPositive();
    assertThat(answer.path("notes").toString()).contains("S3: ");
    assertThat(answer.path("rebuiltSessions").asInt()).isPositive();
  }

  @Test
  void bothFunctionsTellHowTheyAreConfigured() {
    var reconciler =
        lambda.getFunctionConfiguration(get -> get.functionName("RecordingReconciler"));
    var handler =
        lambda.getFunctionConfiguration(get -> get.functionName("RecordingStatusHandler:live"));

    assertThat(reconciler.environment().variables())
        .containsEntry("RECORDING_BUCKETS", SampleData.BUCKET);
    assertThat(reconciler.timeout()).isEqualTo(240);
    assertThat(handler.handler()).isEqualTo("ivs.recordings.handler.ingest.RecordingStatusHandler");
  }

  @Test
  void anInvokedHandlerTakesABatchAsAQueueWouldBringIt() throws Exception {
    var batch =
        "{\"Records\": [{\"messageId\": \"m-1\", \"body\": \"{}\", \"eventSourceARN\": \"arn\"}]}";

    var response = invoke("RecordingStatusHandler", batch);

    assertThat(response.functionError()).isNull();
    assertThat(JSON.readTree(response.payload().asUtf8String()).path("batchItemFailures"))
        .isEmpty();
  }

  @Test
  void whatAFunctionThrowsIsAnsweredAsLambdaDoes() throws Exception {
    var response = invoke("RecordingReconciler", "{\"since\": \"yesterday\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.functionError()).isEqualTo("Unhandled");
    var error = JSON.readTree(response.payload().asUtf8String());
    assertThat(error.path("errorMessage").asText()).contains("since must be a time");
    assertThat(error.path("errorType").asText()).isEqualTo("java.lang.IllegalArgumentException");
  }

  @Test
  void everySampleLiesInTheBucketAsIvsLaysItOut() throws Exception {
    var prefix = "ivs/v1/111122223333/Zp9rVn3GhY6c/2026/9/4/6/0/6rypV1NtdwJd/";
    var keys =
        s3.listObjectsV2(list -> list.bucket(SampleData.BUCKET).prefix(prefix)).contents().stream()
            .map(object -> object.key().substring(prefix.length()))
            .toList();

    assertThat(keys)
        .contains(
            "events/recording-started.json",
            "events/recording-failed.json",
            "media/hls/master.m3u8",
            "media/hls/160p30/playlist.m3u8",
            "media/latest_thumbnail/thumb.jpg");
    var manifest = JSON.readTree(read(prefix + "events/recording-failed.json"));
    assertThat(manifest.path("recording_status").asText())
        .isEqualTo("RECORDING_ENDED_WITH_FAILURE");
    assertThat(manifest.at("/media/hls/duration_ms").asLong()).isEqualTo(2_428_000);
    var thumbnail =
        ImageIO.read(new ByteArrayInputStream(read(prefix + "media/thumbnails/thumb1.jpg")));
    assertThat(thumbnail.getWidth()).isEqualTo(8);
  }

  @Test
  void whatAnybodyPutsIntoABucketComesBack() {
    s3.createBucket(create -> create.bucket("another"));
    var content = "x".repeat(100_000);
    s3.putObject(put -> put.bucket("another").key("a b/ü+%.txt"), RequestBody.fromString(content));

    assertThat(s3.getObjectAsBytes(get -> get.bucket("another").key("a b/ü+%.txt")).asUtf8String())
        .isEqualTo(content);
    assertThat(s3.headObject(head -> head.bucket("another").key("a b/ü+%.txt")).contentLength())
        .isEqualTo(100_000);
    assertThat(s3.listBuckets().buckets())
        .extracting(Bucket::name)
        .containsExactlyInAnyOrder("another", "example-recordings", "media-bucket");
  }

  @Test
  void ivsKnowsTheStreamsThatTheBusHeardOf() throws Exception {
    player.play(TestEventPlayer.file("merged-streams.json").events());
    player.play(List.of(STILL_LIVE));

    var pages = ivs.listStreamSessionsPaginator(list -> list.channelArn(ANNA).maxResults(2));

    assertThat(pages.stream().findFirst().orElseThrow().streamSessions()).hasSize(2);
    assertThat(pages.stream().toList())
        .hasSizeGreaterThan(1)
        .allSatisfy(page -> assertThat(page.streamSessions()).hasSizeLessThanOrEqualTo(2));
    assertThat(pages.stream().flatMap(page -> page.streamSessions().stream()))
        .hasSizeGreaterThan(2)
        .isSortedAccordingTo((one, other) -> other.startTime().compareTo(one.startTime()));
    assertThat(ivs.listStreams(list -> {}).streams())
        .filteredOn(live -> live.streamId().equals("st-still-live"))
        .singleElement()
        .satisfies(live -> assertThat(live.viewerCount()).isPositive());
    var session =
        ivs.getStreamSession(get -> get.channelArn(ANNA).streamId("st-1e0j9nXZ1KhFfEdRkPKDvBC"))
            .streamSession();
    assertThat(session.endTime()).isEqualTo("2026-09-06T07:21:05Z");
  }

  @Test
  void ivsKnowsTheSessionsOfStagesWhichAreOverWhenAllHaveLeft() throws Exception {
    player.play(TestEventPlayer.file("participant-merged.json").events());
    player.play(
        List.of(
            published("2026-11-20T17:00:04Z", "Published", "pA"),
            published("2026-11-20T17:00:01Z", "Published", "pB"),
            published("2026-11-20T17:20:00Z", "Unpublished", "pA")));
    var stage = GUESTS.replace("tM5r", "open");
    var open = realTime.getStageSession(get -> get.stageArn(stage).sessionId("st-stillOpen0001"));

    player.play(List.of(published("2026-11-20T17:30:00Z", "Unpublished", "pB")));

    assertThat(open.stageSession().startTime()).isEqualTo("2026-11-20T17:00:01Z");
    assertThat(open.stageSession().endTime()).isNull();
    assertThat(realTime.listStageSessions(list -> list.stageArn(stage)).stageSessions())
        .extracting(StageSessionSummary::endTime)
        .containsExactly(Instant.parse("2026-11-20T17:30:00Z"));
    assertThat(realTime.listStageSessions(list -> list.stageArn(GUESTS)).stageSessions())
        .filteredOn(session -> session.sessionId().equals("st-1Mc5RjYp7hKt9"))
        .extracting(StageSessionSummary::endTime)
        .containsExactly(Instant.parse("2026-09-14T12:30:00Z"));
    assertThat(ivs.listStreams(list -> {}).streams())
        .noneMatch(live -> live.streamId().equals("st-stillOpen0001"));
    assertThatThrownBy(
            () -> realTime.getStageSession(get -> get.stageArn(stage).sessionId("st-none")))
        .isInstanceOf(
            software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException.class);
  }

  private static TestEvent published(String time, String what, String participant) {
    return new TestEvent(
        "recordings.test",
        "IVS Stage Update",
        "{\"session_id\":\"st-stillOpen0001\",\"event_name\":\"Participant %s\",\"participant_id\":\"%s\"}"
            .formatted(what, participant),
        List.of(GUESTS.replace("tM5r", "open")),
        Instant.parse(time));
  }

  @Test
  void ivsSaysWhereACompositionIsRecorded() {
    var arn = GUESTS.replaceFirst("stage/.*", "composition/mR7xPq3LsV9t");
    var destination =
        realTime.getComposition(get -> get.arn(arn)).composition().destinations().getFirst();
    var storage = destination.configuration().s3().storageConfigurationArn();

    assertThat(destination.detail().s3().recordingPrefix())
        .isEqualTo("qE8wLn3ZkT6x/mR7xPq3LsV9t/d5Kz8WnB2yQf/composite");
    assertThat(
            realTime
                .getStorageConfiguration(get -> get.arn(storage))
                .storageConfiguration()
                .s3()
                .bucketName())
        .isEqualTo(SampleData.BUCKET);
    assertThat(realTime.listStorageConfigurations(list -> {}).storageConfigurations())
        .extracting(StorageConfigurationSummary::arn)
        .containsExactly(storage);
    assertThatThrownBy(() -> realTime.getComposition(get -> get.arn(arn + "x")))
        .isInstanceOf(
            software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException.class);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          tM5rKw9XbQ3d/st-1Kq8TzWn4vLx2/bN7xQw2LkR9v/2026-09-14T10-00-03Z/, high, high/2.mp4, high/1.jpg, renditions
          qE8wLn3ZkT6x/mR7xPq3LsV9t/d5Kz8WnB2yQf/composite/, 160p30-rQ7nXw2TzL9k, 160p30-rQ7nXw2TzL9k/2.ts, 284x160/thumb1.jpg, resolutions
          """)
  void aStagesRecordingLiesInTheBucketAsIvsLaysItOut(
      String prefix, String rendition, String segment, String thumbnail, String folders)
      throws Exception {
    var manifest = JSON.readTree(read(prefix + "events/recording-ended.json"));

    assertThat(manifest.path("stage_arn").asText()).isEqualTo(GUESTS);
    assertThat(manifest.at("/media/hls/playlist").asText()).isEqualTo("multivariant.m3u8");
    assertThat(manifest.at("/media/thumbnails").path(folders)).hasSize(1);
    assertThat(new String(read(prefix + "media/hls/multivariant.m3u8"), UTF_8))
        .contains(rendition + "/playlist.m3u8");
    var playlist = new String(read(prefix + "media/hls/" + rendition + "/playlist.m3u8"), UTF_8);
    assertThat(playlist).contains(segment.replaceFirst(".*/", ""));
    assertThat(
            ImageIO.read(new ByteArrayInputStream(read(prefix + "media/thumbnails/" + thumbnail))))
        .isNotNull();
  }

  /// As the stream of the table calls it after the last event of each. The old samples have no
  /// segments.
  @Test
  void theSamplesThatPlayBecomeAvailableAndTheOthersDoNot() throws Exception {
    var playable =
        List.of(
            "playable-landscape.json", "playable-portrait.json", "playable-two-recordings.json");
    player.play(
        Stream.concat(playable.stream(), Stream.of("end-before-start.json"))
            .flatMap(file -> TestEventPlayer.file(file).events().stream())
            .toList());

    var answer =
        invoke(
            "RecordingReadiness", streamOf(dynamoDb.scan(s -> s.tableName("Recording")).items()));

    assertThat(answer.payload().asUtf8String()).isEqualTo("{\"batchItemFailures\":[]}");
    var rows = dynamoDb.scan(s -> s.tableName("Recording")).items();
    assertThat(rows).hasSize(5);
    assertThat(rows.stream().filter(row -> row.containsKey("availableAt")))
        .hasSize(4)
        .allSatisfy(row -> {
          assertThat(row.get("mediaPath").s()).isEqualTo("media/hls/master.m3u8");
          assertThat(row.get("posters").l()).hasSize(5);
        })
        .extracting(row -> row.get("renditions").l().size())
        .containsExactlyInAnyOrder(2, 1, 1, 1);
    assertThat(dynamoDb.scan(s -> s.tableName("StreamSession")).items())
        .filteredOn(row -> row.containsKey("publishedMonth"))
        .hasSize(3);
  }

  private static String streamOf(List<Map<String, AttributeValue>> rows) {
    return rows.stream()
        .map(row ->
            """
            {"eventName": "MODIFY", "eventSource": "aws:dynamodb", "dynamodb": {"SequenceNumber": "%1$s",
              "NewImage": {"recordingId": {"S": "%1$s"}, "recordingStatus": {"S": "%2$s"},
                "s3KeyPrefix": {"S": "x"}}}}
            """
                .formatted(row.get("recordingId").s(), row.get("recordingStatus").s()))
        .collect(Collectors.joining(",", "{\"Records\": [", "]}"));
  }

  @Test
  void anUnknownChannelIsNotThere() {
    assertThatThrownBy(
            () -> ivs.listStreamSessions(list -> list.channelArn(ANNA.replace("uWq4", "none"))))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  private byte[] read(String key) {
    return s3.getObjectAsBytes(get -> get.bucket(SampleData.BUCKET).key(key)).asByteArray();
  }

  private static List<TestEvent> withoutEnds() {
    return DAY.stream()
        .flatMap(file -> TestEventPlayer.file(file).events().stream())
        .filter(event -> ENDS.stream().noneMatch(end -> event.detail().contains("\"" + end + "\"")))
        .toList();
  }

  private JsonNode reconcile(String request) throws Exception {
    var response = invoke("RecordingReconciler", request);
    var text = response.payload().asUtf8String();
    assertThat(response.functionError()).as(text).isNull();
    return JSON.readTree(text);
  }

  private InvokeResponse invoke(String function, String payload) {
    return lambda.invoke(i -> i.functionName(function).payload(SdkBytes.fromUtf8String(payload)));
  }

  private Map<String, String> versions() {
    return dynamoDb.scan(s -> s.tableName("Recording")).items().stream()
        .filter(item -> item.containsKey("version"))
        .collect(
            Collectors.toMap(
                item -> String.valueOf(item.get("recordingId")),
                item -> String.valueOf(item.get("version"))));
  }

  private static S3Client s3(URI endpoint) {
    return AnyRequest.asks(endpoint, S3Client.builder().forcePathStyle(true));
  }
}
