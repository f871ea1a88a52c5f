package ivs.recordings.local.s3;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.local.gateway.AwsService;
import ivs.recordings.local.gateway.Gateway;
import ivs.recordings.local.lifecycle.CloseableStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Presigned URLs of the gateway, whose signatures are checked as S3 does.
final class PresignedRequestsTest {
  private static final CloseableStack RUNNING = new CloseableStack();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int ROUNDS = 25;
  private static final String KEY = "recordings/room/a b.webm";
  private static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = RUNNING.add(Gateway.open(0), Gateway::stop);
    var engine = RUNNING.add(S3Engine.start(Optional.empty()), S3Engine::stop);
    engine.store().createContainer("media-bucket");
    gateway.serve(AwsService.S3, new S3RequestForwarder(engine, Clock.systemUTC()));
  }

  @AfterAll
  static void stop() {
    HTTP.close();
    RUNNING.close();
  }

  @Test
  void aPresignedUrlPutsAndGetsOneObjectOfTheSignedLength() throws Exception {
    var put = HttpRequest.newBuilder(put("local", 5)).PUT(BodyPublishers.ofString("12345"));
    var longer = HttpRequest.newBuilder(put("local", 5)).PUT(BodyPublishers.ofString("123456"));

    assertThat(send(longer).statusCode()).isEqualTo(403);
    assertThat(send(put).statusCode()).isEqualTo(200);
    assertThat(send(HttpRequest.newBuilder(get("local"))).body()).isEqualTo("12345");
  }

  @Test
  void aRefusedBodyDoesNotBreakTheNextRequest() throws Exception {
    var file = "x".repeat(400_000);
    for (int round = 0; round < ROUNDS; round++) {
      var refused = HttpRequest.newBuilder(put("other", file.length()));
      var put = HttpRequest.newBuilder(put("local", file.length()));

      var answer = send(refused.PUT(BodyPublishers.ofString(file)));
      assertThat(answer.statusCode()).as("%d: %s", round, answer.body()).isEqualTo(403);
      answer = send(put.PUT(BodyPublishers.ofString(file)));
      assertThat(answer.statusCode()).as("%d: %s", round, answer.body()).isEqualTo(200);
    }
  }

  @Test
  void aSignatureOfAnotherKeyOrUrlIsRefusedAndAnUnsignedRequestIsNot() throws Exception {
    var put = HttpRequest.newBuilder(put("local", 1)).PUT(BodyPublishers.ofString("1"));
    assertThat(send(put).statusCode()).isEqualTo(200);
    var signed = get("local").toString();

    for (var other :
        new String[] {
          get("other").toString(),
          signed.replace("a%20b", "c"),
          signed.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
          signed.replace("127.0.0.1", "localhost")
        }) {
      assertThat(send(HttpRequest.newBuilder(URI.create(other))).statusCode())
          .as(other)
          .isEqualTo(403);
    }
    var unsigned = signed.substring(0, signed.indexOf('?'));
    assertThat(send(HttpRequest.newBuilder(URI.create(unsigned))).body()).isEqualTo("1");
  }

  private static URI put(String secret, long length) throws Exception {
    try (var presigner = presigner(secret)) {
      return presigner
          .presignPutObject(sign ->
              sign.signatureDuration(Duration.ofMinutes(1))
                  .putObjectRequest(
                      put -> put.bucket("media-bucket").key(KEY).contentLength(length)))
          .url()
          .toURI();
    }
  }

  private static URI get(String secret) throws Exception {
    try (var presigner = presigner(secret)) {
      return presigner
          .presignGetObject(sign ->
              sign.signatureDuration(Duration.ofMinutes(1))
                  .getObjectRequest(get -> get.bucket("media-bucket").key(KEY)))
          .url()
          .toURI();
    }
  }

  private static S3Presigner presigner(String secret) {
    return S3Presigner.builder()
        .endpointOverride(gateway.endpoint())
        .region(Region.US_EAST_1)
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", secret)))
        .build();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}
