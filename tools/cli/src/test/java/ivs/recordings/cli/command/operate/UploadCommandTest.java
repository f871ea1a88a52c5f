package ivs.recordings.cli.command.operate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.cli.api.ApiClient;
import ivs.recordings.cli.runtime.CommandException;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.AwsStubServer.Request;
import ivs.recordings.cli.testing.BreakingProxy;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.upload.Destination;
import ivs.recordings.cli.upload.FileUpload;
import ivs.recordings.cli.upload.RetryPause;
import ivs.recordings.cli.upload.UploadMemory;
import ivs.recordings.cli.upload.VideoFile;
import ivs.recordings.model.recording.ProfileId;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A file that is brought in over a bad network. `-Psoak` sends 200 MB.
@ExtendWith(SharedSystem.class)
class UploadCommandTest {
  private static final int MIB = 1024 * 1024;
  private static final int PART = 8 * MIB;
  private static final int MEBIBYTES = Integer.getInteger("soak.upload", 16);
  private static final RetryPause SOON = new RetryPause(Duration.ofMillis(5));
  private static final Destination ANNA =
      new Destination(Optional.of(new ProfileId("anna")), Optional.of("abc123"), Optional.empty());
  private static final FileUpload.Progress UNSEEN = progress(() -> {});

  @TempDir Path folder;

  private static FileUpload.Progress progress(Runnable step) {
    return new FileUpload.Progress() {
      @Override
      public void at(long done, long all) {
        assertThat(done).isBetween(0L, all);
        step.run();
      }

      @Override
      public void goesOn(int arrived, int all) {
        step.run();
      }
    };
  }

  /// The first bytes of a WebM file, and noise.
  private Path webm(int length) throws IOException {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    System.arraycopy(new byte[] {0x1A, 0x45, (byte) 0xDF, (byte) 0xA3}, 0, bytes, 0, 4);
    System.arraycopy("webm".getBytes(US_ASCII), 0, bytes, 8, 4);
    return Files.write(folder.resolve("call.webm"), bytes);
  }

  private UploadMemory memory() {
    return new UploadMemory(Optional.of(folder.resolve("state/one.json")));
  }

  private static String token(Operator operator) {
    return operator.run("token --subject anna").out().strip();
  }

  /// What the object of an upload holds.
  private static String stored(Operator operator, String recordingId) throws Exception {
    operator.awaitQuiet();
    var row = operator.row(recordingId);
    assertThat(row.get("recordingStatus").s()).isEqualTo("COMPLETED");
    try (var target = operator.target();
        var s3 = target.s3();
        var object =
            s3.getObject(
                get -> get.bucket(row.get("s3BucketName").s()).key(row.get("s3ObjectKey").s()))) {
      return digest(object.readAllBytes());
    }
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void aFileArrivesWholeThoughItsConnectionIsKilledFiveTimes(Operator operator) throws Exception {
    var file = webm(MEBIBYTES * MIB + 17);
    try (var network = new BreakingProxy(operator.system().endpoint(), 5, 3 * MIB);
        var http = ApiClient.client();
        var s3 =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(network.address()))
                .build()) {
      var api = new ApiClient(http, operator.system().apiAddress().toString(), token(operator));

      var uploaded =
          new FileUpload(api, s3, SOON, VideoFile.of(file.toString()), ANNA, memory(), UNSEEN)
              .run();

      assertThat(network.left()).isZero();
      assertThat(uploaded.size()).isEqualTo(Files.size(file));
      assertThat(stored(operator, uploaded.recordingId()))
          .isEqualTo(digest(Files.readAllBytes(file)));
    }
  }

  /// An API that answers some requests otherwise.
  private FileUpload.Uploaded through(
      Operator operator, Function<Request, Answer> answers, UploadMemory memory, Path file)
      throws Exception {
    try (var api = new AwsStubServer(answers);
        var http = ApiClient.client()) {
      var client = new ApiClient(http, api.endpoint().toString(), token(operator));
      return new FileUpload(client, http, SOON, VideoFile.of(file.toString()), ANNA, memory, UNSEEN)
          .run();
    }
  }

  @Test
  void failuresOfTheApiAndExpiredAddressesAreSurvived(Operator operator) throws Exception {
    var file = webm(2 * PART + 1);
    var counts = new AtomicInteger[] {new AtomicInteger(), new AtomicInteger()};

    var uploaded =
        through(
            operator,
            request -> {
              var isParts = request.path().endsWith("/parts");
              var isComplete = request.path().endsWith("/complete");
              var number = isParts ? counts[0].incrementAndGet() : 0;
              if (number == 2) {
                return new Answer(500, "application/json", "{}");
              }
              var real = AwsStubServer.handOn(request, operator.system().apiAddress());
              if (number == 3) {
                // As of another time, which the storage answers as it does an expired address.
                return new Answer(
                    200, real.headers(), real.body().replace("X-Amz-Date=20", "X-Amz-Date=19"));
              }
              return isComplete && counts[1].incrementAndGet() == 1
                  ? new Answer(503, "application/json", "{\"message\": \"timeout\"}")
                  : real;
            },
            memory(),
            file);

    assertThat(counts[0]).hasValue(5);
    // Until the event of the object is processed, s3proxy lists a completed upload without parts.
    assertThat(counts[1]).hasValueBetween(2, 3);
    assertThat(stored(operator, uploaded.recordingId()))
        .isEqualTo(digest(Files.readAllBytes(file)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theSameCommandSendsWhatIsMissingOrAllWhereItWasGivenUp(boolean isGivenUp, Operator operator)
      throws Exception {
    var file = webm(3 * PART);
    var signed = new AtomicInteger();
    var isTokenOld = new AtomicBoolean(true);
    Function<Request, Answer> api =
        request ->
            request.path().endsWith("/parts") && signed.incrementAndGet() > 2 && isTokenOld.get()
                ? new Answer(401, "application/json", "{\"message\": \"Unauthorized\"}")
                : AwsStubServer.handOn(request, operator.system().apiAddress());

    assertThatThrownBy(() -> through(operator, api, memory(), file))
        .isInstanceOfSatisfying(
            CommandException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED));
    var begun = memory().recordingId().orElseThrow();
    if (isGivenUp) {
      giveUp(operator, begun);
    }
    isTokenOld.set(false);
    signed.set(0);
    var uploaded = through(operator, api, memory(), file);

    if (isGivenUp) {
      assertThat(uploaded.recordingId()).isNotEqualTo(begun);
      assertThat(signed).hasValue(3);
    } else {
      assertThat(uploaded.recordingId()).isEqualTo(begun);
      assertThat(signed).hasValueBetween(1, 2);
    }
    assertThat(stored(operator, uploaded.recordingId()))
        .isEqualTo(digest(Files.readAllBytes(file)));
    assertThat(folder.resolve("state")).isEmptyDirectory();
  }

  private static void giveUp(Operator operator, String id) throws Exception {
    var uri = URI.create(operator.system().apiAddress() + ApiClient.path("/v1/uploads", id));
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(uri)
                  .header("Authorization", "Bearer " + token(operator))
                  .DELETE()
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  @Test
  void aFileThatChangesMeanwhileIsNotCompleted(Operator operator) throws Exception {
    var file = webm(PART);
    try (var http = ApiClient.client()) {
      var api = new ApiClient(http, operator.system().apiAddress().toString(), token(operator));
      var changing =
          progress(() -> {
            try {
              Files.write(file, new byte[1], StandardOpenOption.APPEND);
            } catch (IOException unwritable) {
              throw new AssertionError(unwritable);
            }
          });
      var upload =
          new FileUpload(api, http, SOON, VideoFile.of(file.toString()), ANNA, memory(), changing);

      assertThatThrownBy(upload::run).hasMessageContaining("call.webm has changed");
    }
  }

  private CommandLineRun run(Operator operator, String line, Object... values) {
    return CommandLineRun.in(
        Map.of(
            "AWS_ENDPOINT_URL", operator.endpoint().toString(),
            "XDG_STATE_HOME", folder.resolve("xdg").toString()),
        "",
        CommandLineRun.words(line, values));
  }

  @Test
  void theIdOfTheRecordingIsPrinted(Operator operator) throws Exception {
    var file = webm(1000);

    var plain = run(operator, "upload %s --subject anna --room abc123", file);
    var json = run(operator, "upload %s --token %s --json", file, token(operator)).json();

    assertThat(plain.err()).isEmpty();
    var row = operator.row(plain.out().strip());
    assertThat(row.get("profileId").s()).isEqualTo("anna");
    assertThat(row.get("streamSessionId").s()).isEqualTo("room:anna/abc123");
    assertThat(row.get("fileName").s()).isEqualTo("call.webm");
    assertThat(json.path("size").asInt()).isEqualTo(1000);
    assertThat(json.path("parts").asInt()).isEqualTo(1);
    assertThat(json.path("recordingId").asText()).startsWith("upload:");
    assertThat(folder.resolve("xdg/recordings/uploads")).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none.webm   | --subject anna                  | 65 | none.webm can't be read: there is no such file
          .           | --subject anna                  | 65 | . is no file
          empty.webm  | --subject anna                  | 65 | empty.webm is empty
          notes.txt   | --subject anna                  | 65 | notes.txt is no .mp4, .webm or .mov
          call.mp4    | --subject anna                  | 65 | call.mp4 does not begin as a file .mp4 does
          call.webm   | --subject anna --room a/b       | 65 | the API does not take the upload: The request is not understood. roomId must have
          call.webm   | --subject anna --stream st-none | 3  | the profile has no stream st-none: check --stream
          call.webm   | --token a.b.c                   | 77 | the API does not accept the token
          """)
  void whatCannotBeUploadedIsSaidInOneLine(
      String name, String options, int exitCode, String words, Operator operator) throws Exception {
    webm(1000);
    Files.copy(folder.resolve("call.webm"), folder.resolve("call.mp4"));
    Files.createFile(folder.resolve("empty.webm"));
    Files.writeString(folder.resolve("notes.txt"), "words");

    var run = run(operator, "upload %s " + options, folder.resolve(name));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.complaint().replace(folder + "/", "")).startsWith("recordings: " + words);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anOperatorUploadsNothing(Operator operator) throws Exception {
    var olga = operator.run("token --subject olga --role operator").out().strip();

    var run = run(operator, "upload %s --token %s", webm(1000), olga);

    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT.code());
    assertThat(run.complaint()).contains("An operator brings nothing in");
  }
}
