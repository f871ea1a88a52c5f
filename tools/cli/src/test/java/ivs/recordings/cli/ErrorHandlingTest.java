package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.FakeAws;
import ivs.recordings.cli.testing.SdkEndpoints;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.local.EmbeddedSystem;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever goes wrong is told in one line that says what to do, and by an exit code.
@ExtendWith(SharedSystem.class)
class ErrorHandlingTest {
  private final SdkEndpoints sdk = new SdkEndpoints();

  @AfterEach
  void theSdkGoesWhereItUsedToGo() {
    sdk.asTheyWere();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "status",
        "doctor",
        "show x",
        "parked",
        "profile list",
        "send -",
        "release",
        "redrive",
        "replay --from 2026-01-01 --to 2026-01-02"
      })
  void whereNothingAnswersTheWayOutIsNamed(String command) throws Exception {
    var unused = freePort();

    var run =
        CommandLineRun.in(
            Map.of("AWS_ENDPOINT_URL", unused),
            """
            [{"Source": "a", "DetailType": "b", "Detail": "{}"}]
            """,
            command.split(" "));

    assertThat(run)
        .isEqualTo(
            new CommandLineRun(
                ExitCode.UNAVAILABLE.code(),
                "",
                "recordings: nothing answers at %s: start it with './recordings up' and wait until it says Ready, or name another with --endpoint-url%n"
                    .formatted(unused)));
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(
            Answer.error(400, "ExpiredTokenException", "The security token is expired"),
            ExitCode.REFUSED,
            "the AWS keys have expired: sign in again"),
        Arguments.of(
            Answer.error(400, "UnrecognizedClientException", "The security token is invalid."),
            ExitCode.REFUSED,
            "AWS does not know these keys (UnrecognizedClientException): check AWS_PROFILE"),
        Arguments.of(
            Answer.error(
                400,
                "AccessDeniedException",
                "User: u is not authorized to perform: dynamodb:Scan on resource: r"),
            ExitCode.REFUSED,
            "no permission for dynamodb:Scan: ask for it"),
        Arguments.of(
            Answer.error(400, "ResourceNotFoundException", "Requested resource not found"),
            ExitCode.ELSEWHERE,
            "has not the tables and queues of this system (Requested resource not found): name"),
        Arguments.of(
            Answer.error(400, "ProvisionedThroughputExceededException", "slow down"),
            ExitCode.UNAVAILABLE,
            "is too busy: try again in a moment"),
        Arguments.of(
            Answer.error(503, "ServiceUnavailable", "dynamodb is still starting"),
            ExitCode.UNAVAILABLE,
            "is not ready yet: wait until './recordings up' says Ready, then try again"),
        Arguments.of(
            Answer.error(500, "InternalServerError", "broken"),
            ExitCode.UNAVAILABLE,
            "answers InternalServerError: broken; try again in a moment"),
        Arguments.of(
            Answer.error(400, "ValidationException", "line one\\nline two \\u001b[31m"),
            ExitCode.ELSEWHERE,
            "answers ValidationException: line one line two ?[31m"),
        Arguments.of(
            new Answer(404, "text/html", "<html>not here</html>"),
            ExitCode.ELSEWHERE,
            "is not this system (HTTP status 404): name another with --endpoint-url"),
        Arguments.of(
            new Answer(200, "text/html", "<html>welcome</html>"),
            ExitCode.ELSEWHERE,
            "is not this system (something else): name another with --endpoint-url"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void whatTheOtherSideSaysIsToldInOneLine(Answer answer, ExitCode exit, String words)
      throws Exception {
    try (var aws = new AwsStubServer(_ -> answer)) {
      var run = CommandLineRun.of("list", "--endpoint-url", aws.endpoint().toString());

      assertThat(run.complaint()).startsWith("recordings: ").contains(words);
      assertThat(run.out()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(exit.code());
    }
  }

  /// CloudWatch answers first, and each other service when it is ready.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "show x",
        "explain x",
        "status",
        "doctor",
        "parked",
        "audit --since 2026-01-01"
      })
  void whileTheSystemStartsEachCommandSaysSoInOneLine(String command) throws Exception {
    try (var aws =
        new AwsStubServer(request ->
            Answer.error(503, "ServiceUnavailable", request.target() + " is still starting"))) {
      var run = CommandLineRun.at(aws.endpoint(), command);

      assertThat(run.complaint()).contains(" is not ready yet: wait until './recordings up' says");
      assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
    }
  }

  @Test
  void aCorruptRowIsNotTakenForOneOfOurs() throws Exception {
    try (var aws =
        new AwsStubServer(
            _ -> Answer.json("{\"Count\": 1, \"Items\": [{\"recordingId\": {\"S\": \"x\"}}]}"))) {
      var run = CommandLineRun.of("list", "--endpoint-url", aws.endpoint().toString());

      assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(run.err()).contains("the item x of Recording cannot be read");
    }
  }

  @Test
  void theWholeStoryIsToldOnlyIfAskedFor() throws Exception {
    var unused = freePort();

    assertThat(CommandLineRun.of("list", "--endpoint-url", unused).err()).doesNotContain("\tat ");
    assertThat(CommandLineRun.of("list", "--debug", "--endpoint-url", unused).err())
        .startsWith("recordings: nothing answers")
        .contains("\tat ");
  }

  @Test
  void aStackTellsItsTablesItsArchiveItsRulesAndItsQueues(EmbeddedSystem system) throws Exception {
    var here = "arn:aws:events:us-east-1:000000000000:";
    try (var aws = new FakeAws(system.endpoint())) {
      sdk.goTo(aws.endpoint());

      var list = ofStack("profile list");
      var replay = ofStack("replay --from 1998-01-01 --to 1998-01-02");
      var redrive = ofStack("redrive");

      assertThat(list.exitCode()).isZero();
      assertThat(list.err() + replay.err() + redrive.err()).isEmpty();
      assertThat(replay.exitCode()).as(replay.out()).isZero();
      assertThat(aws.requests().getFirst().body())
          .contains("Action=ListStackResources", "StackName=mine");
      assertThat(aws.requests())
          .anySatisfy(request ->
              assertThat(request.body())
                  .contains("\"EventSourceArn\":\"%sarchive/RecordingArchive\"".formatted(here))
                  .contains("\"Arn\":\"%sevent-bus/default\"".formatted(here))
                  .contains(
                      "\"FilterArns\":[\"%1$srule/IVSRecordingStatusRule\",\"%1$srule/IVSStreamStateRule\",\"%1$srule/IVSRealTimeRule\"]"
                          .formatted(here)))
          .anySatisfy(request ->
              assertThat(request.body())
                  .contains(
                      "\"SourceArn\":\"arn:aws:sqs:us-east-1:000000000000:RecordingEventsDLQ\""));
    }
  }

  private static CommandLineRun ofStack(String command) {
    return CommandLineRun.of(CommandLineRun.words(command + " --stack mine"));
  }

  @Test
  void aStackWithoutOurResourcesIsNotOurs() throws Exception {
    try (var aws =
        new AwsStubServer(_ ->
            new Answer(
                200,
                "text/xml",
                """
                <ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries><member>
                <LogicalResourceId>Website</LogicalResourceId><PhysicalResourceId>a</PhysicalResourceId>
                <ResourceStatus>CREATE_COMPLETE</ResourceStatus></member></StackResourceSummaries>
                </ListStackResourcesResult></ListStackResourcesResponse>
                """))) {
      sdk.goTo(aws.endpoint());

      var run = CommandLineRun.of("list", "--stack", "theirs");

      assertThat(run.exitCode()).isEqualTo(ExitCode.ELSEWHERE.code());
      assertThat(run.err())
          .isEqualTo(
              "recordings: the stack theirs has no resource ProfileTable: name a stack of template.yaml, or wait until its deployment is done\n");
    }
  }

  @Test
  void anUnknownStackIsSaidToBeNone() throws Exception {
    try (var aws =
        new AwsStubServer(_ ->
            new Answer(
                400,
                "text/xml",
                """
                <ServiceError><Error><Type>Sender</Type><Code>ValidationError</Code>
                <Message>Stack with id typo does not exist</Message></Error></ServiceError>
                """))) {
      sdk.goTo(aws.endpoint());

      var run = CommandLineRun.of("list", "--stack", "typo");

      assertThat(run.exitCode()).isEqualTo(ExitCode.ELSEWHERE.code());
      assertThat(run.err())
          .startsWith(
              "recordings: the stack typo does not exist in this region and account: check");
    }
  }

  @Test
  void whereAwsCannotBeReachedNoStartIsSuggested() throws Exception {
    sdk.goTo(URI.create(freePort()));

    var run = ofStack("list");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(run.err())
        .isEqualTo(
            "recordings: AWS can't be reached (Connection refused): check the network and AWS_REGION\n");
  }

  @Test
  void aForgottenVariableThatLeadsAwayFromAwsIsNamed() throws Exception {
    var unused = freePort();
    sdk.goTo(URI.create(unused));

    var run = CommandLineRun.in(Map.of("AWS_ENDPOINT_URL", unused), "", "list", "--stack", "mine");

    assertThat(run.err())
        .endsWith("; $AWS_ENDPOINT_URL is %s: unset it to reach AWS%n".formatted(unused));
  }

  /// The embedded system has no stack of that name; it says so in words that can be passed on.
  @Test
  void theEmbeddedSystemHasNoOtherStacks(EmbeddedSystem system) {
    sdk.goTo(system.endpoint());

    var run = ofStack("list");

    assertThat(run.complaint()).contains("the stack mine does not exist");
    assertThat(run.exitCode()).isEqualTo(ExitCode.ELSEWHERE.code());
  }

  private static String freePort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }
}
