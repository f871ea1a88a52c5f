package ivs.recordings.local.browser;

import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.local.LocalClients;
import ivs.recordings.local.samples.SampleData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;

/// The recordings that the page shows: anna's, of every state, and one whose media goes on for
/// three minutes.
record ShownLibrary(DynamoDbClient dynamo, S3Client s3) {
  static final String LANDSCAPE = "ivs/v1/111122223333/uWq4mB7xKd2T/2026/9/20/10/0/hN4sWq8TzLc2";
  static final String LOW = "ivs/v1/111122223333/uWq4mB7xKd2T/2026/10/2/9/0/bLowOnly67890";
  static final String LONG = "ivs/v1/111122223333/uWq4mB7xKd2T/2026/11/1/10/0/aLongOne12345";
  static final String HOSTILE = "\u202E<img src=x onerror=alert(1)>\u0007\u2066";
  static final int OF_ANNA = 34;

  private static final Path CLOCK =
      Browsing.HOME.resolve("tools/local/src/browser/media/clock.webm");
  private static final String CHANNEL = "arn:aws:ivs:us-east-1:111122223333:channel/uWq4mB7xKd2T";
  private static final int REPETITIONS = 15;
  private static final Instant NEWEST =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(7200);

  static void fill(EmbeddedSystem system, Path testEvents) throws Exception {
    try (var dynamo = LocalClients.dynamoDb(system.endpoint());
        var s3 = s3(system.endpoint())) {
      new ShownLibrary(dynamo, s3).fill(testEvents.resolve("media/playable-landscape"));
    }
  }

  private static S3Client s3(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private void fill(Path media) throws Exception {
    store(LONG + "/clock.webm", Files.readAllBytes(CLOCK));
    oneObject("file", OF_ANNA - 1, "Half a minute in one file");
    storeLongMedia(media.resolve(LANDSCAPE).resolve("media"));
    storeLowMedia(media.resolve(LANDSCAPE).resolve("media"));
    playable("long", 0, "Three minutes of a clock", LONG, Duration.ofMinutes(3));
    playable("short", 1, "Twelve seconds of a clock", LANDSCAPE, Duration.ofSeconds(12));
    playable("hostile", 2, HOSTILE, LANDSCAPE, Duration.ofSeconds(12));
    recording(
        "live",
        3,
        "recordingStatus=STARTED",
        "title=Ranked climb, day 12",
        "endTime=",
        "recordingDurationMs=");
    recording("processing", 4, "title=Morning show");
    recording(
        "failed",
        5,
        "recordingStatus=FAILED",
        "recordingStatusReason=ValidationException",
        "title=Test run",
        "recordingDurationMs=");
    recording(
        "expired",
        6,
        "retainUntil=2026-01-01T00:00:00Z",
        "availableAt=2026-01-01T00:00:00Z",
        "title=مرحبا بالعالم");
    recording(
        "deleted",
        7,
        "deletedAt=2026-11-01T00:00:00Z",
        "title=A title that is long enough to need a second line on a card, and then a third one"
            + " which is not shown");
    for (int i = 8; i < OF_ANNA - 1; i++) {
      playable(
          "more-" + i,
          i,
          i % 4 == 0 ? "" : "Evening stream " + i,
          i == 14 ? LOW : LANDSCAPE,
          Duration.ofSeconds(12));
    }
    link("st-more-9", "more-10");
    link("st-more-13", "more-14");
    link("st-more-13", "more-15");
  }

  /// A recording of a second stream, which began before it.
  private void link(String stream, String recording) {
    dynamo.putItem(put ->
        put.tableName("RecordingStream")
            .item(
                Map.of(
                    "streamId",
                    AttributeValue.fromS(stream),
                    "recordingId",
                    AttributeValue.fromS(recording))));
    dynamo.updateItem(update ->
        update
            .tableName("Recording")
            .key(Map.of("recordingId", AttributeValue.fromS(recording)))
            .updateExpression("ADD streamIds :stream")
            .expressionAttributeValues(Map.of(":stream", AttributeValue.fromSs(List.of(stream)))));
  }

  /// The same segments again and again, each time after a discontinuity.
  private void storeLongMedia(Path media) throws Exception {
    var segments = List.of("0.ts", "1.ts", "2.ts");
    for (var segment : segments) {
      store(
          LONG + "/media/hls/180p15/" + segment,
          Files.readAllBytes(media.resolve("hls/180p15/" + segment)));
    }
    storeThumbnails(media, LONG);
    var lines = Files.readString(media.resolve("hls/180p15/playlist.m3u8"));
    var first = lines.indexOf("#EXTINF");
    var end = lines.indexOf("#EXT-X-ENDLIST");
    var round = lines.substring(first, end).replaceAll("#EXT-X-PROGRAM-DATE-TIME.*\n", "");
    var head = lines.substring(0, first).replaceAll("#EXT-X-PROGRAM-DATE-TIME.*\n", "");
    var all =
        head
            + String.join("#EXT-X-DISCONTINUITY\n", Collections.nCopies(REPETITIONS, round))
            + "#EXT-X-ENDLIST\n";
    store(LONG + "/media/hls/180p15/playlist.m3u8", all.getBytes(StandardCharsets.UTF_8));
    storeMasterWithout("90p15", media.resolve("hls/master.m3u8"), LONG);
  }

  /// A recording that has not the highest of the renditions that others have.
  private void storeLowMedia(Path media) throws Exception {
    for (var name : List.of("playlist.m3u8", "0.ts", "1.ts", "2.ts")) {
      store(
          LOW + "/media/hls/90p15/" + name, Files.readAllBytes(media.resolve("hls/90p15/" + name)));
    }
    storeThumbnails(media, LOW);
    storeMasterWithout("180p15", media.resolve("hls/master.m3u8"), LOW);
  }

  private void storeThumbnails(Path media, String prefix) throws Exception {
    for (int i = 0; i < 6; i++) {
      var name = "thumbnails/thumb%d.jpg".formatted(i);
      store(prefix + "/media/" + name, Files.readAllBytes(media.resolve(name)));
    }
  }

  /// Leaves out a rendition: its group, its attributes and its address.
  private void storeMasterWithout(String rendition, Path master, String prefix) throws Exception {
    var kept =
        Files.readAllLines(master).stream()
            .filter(line -> !line.contains('"' + rendition + '"'))
            .filter(line -> !line.startsWith(rendition))
            .collect(Collectors.joining("\n", "", "\n"));
    store(prefix + "/media/hls/master.m3u8", kept.getBytes(StandardCharsets.UTF_8));
  }

  private void store(String key, byte[] bytes) {
    s3.putObject(put -> put.bucket(SampleData.BUCKET).key(key), RequestBody.fromBytes(bytes));
  }

  private void playable(String id, int age, String title, String prefix, Duration length) {
    recording(
        id,
        age,
        "title=" + title,
        "s3KeyPrefix=" + prefix,
        "availableAt=" + NEWEST,
        "mediaPath=media/hls/master.m3u8",
        "mediaVersion=0123456789ab",
        "poster=media/thumbnails/thumb%d.jpg".formatted(age % 6),
        "recordingDurationMs=" + length.toMillis());
    stream(id, age, title);
  }

  private void oneObject(String id, int age, String title) {
    recording(
        id,
        age,
        "source=UPLOAD",
        "title=" + title,
        "s3ObjectKey=" + LONG + "/clock.webm",
        "s3KeyPrefix=",
        "contentType=video/webm",
        "availableAt=" + NEWEST,
        "recordingDurationMs=30000");
  }

  private void recording(String id, int age, String... more) {
    var start = NEWEST.minus(Duration.ofHours(5L * age));
    var item = new HashMap<String, AttributeValue>();
    put(item, "recordingId", id);
    put(item, "profileId", "anna");
    put(item, "streamSessionId", "st-" + id);
    item.put("streamIds", AttributeValue.fromSs(List.of("st-" + id)));
    put(item, "sourceArn", CHANNEL);
    put(item, "source", "IVS_CHANNEL");
    put(item, "recordingStatus", "COMPLETED");
    put(item, "s3BucketName", SampleData.BUCKET);
    put(item, "s3KeyPrefix", LANDSCAPE);
    put(item, "recordingDurationMs", "3600000");
    put(item, "startTime", start.toString());
    put(item, "endTime", start.plusSeconds(3600).toString());
    put(item, "version", "3");
    Arrays.stream(more)
        .forEach(each -> {
          var words = each.split("=", 2);
          put(item, words[0], words[1]);
        });
    place(item, start, id, "recordedMonth", "recordedAt");
    dynamo.putItem(put -> put.tableName("Recording").item(item));
  }

  private void stream(String id, int age, String title) {
    var start = NEWEST.minus(Duration.ofHours(5L * age));
    var item = new HashMap<String, AttributeValue>();
    put(item, "streamId", "st-" + id);
    put(item, "profileId", "anna");
    put(item, "sourceArn", CHANNEL);
    put(item, "status", "ENDED");
    put(item, "startTime", start.toString());
    put(item, "endTime", start.plusSeconds(3600).toString());
    put(item, "visibility", "PUBLIC");
    put(item, "title", title);
    put(item, "description", "The first line.\nThe second one.");
    put(item, "categoryId", "Gaming");
    put(item, "startedAt", at(start, "st-" + id));
    put(item, "version", "2");
    place(item, start, "st-" + id, "publishedMonth", "publishedAt");
    dynamo.putItem(put -> put.tableName("StreamSession").item(item));
  }

  private static void place(
      Map<String, AttributeValue> item, Instant start, String id, String month, String place) {
    put(item, month, start.toString().substring(0, 7));
    put(item, place, at(start, id));
  }

  private static String at(Instant start, String id) {
    return "%s.000Z#%s".formatted(start.toString().replace("Z", ""), id);
  }

  private static void put(Map<String, AttributeValue> item, String name, String value) {
    if (value.isEmpty()) {
      item.remove(name);
    } else if (name.equals("poster")) {
      item.put("posters", AttributeValue.fromL(List.of(AttributeValue.fromS(value))));
    } else {
      item.put(
          name, value.matches("\\d+") ? AttributeValue.fromN(value) : AttributeValue.fromS(value));
    }
  }
}
