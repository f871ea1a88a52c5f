package ivs.recordings.cli.command.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `send`, to the embedded system where its answer matters and to a fake where that must be odd.
@ExtendWith(SharedSystem.class)
class SendCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENTRY =
      """
      {"Source": "recordings.test", "DetailType": "unmatched", "Detail": "{}"}\
      """;

  private static final String PATTERN = "{\"source\": [{\"exists\": true}]}";

  @TempDir private Path folder = Path.of("");

  @Test
  void everyTestEventIsTakenAsItIs(Operator operator) throws Exception {
    Object[] files;
    try (var paths = Files.list(CommandLineRun.HOME.resolve("test-events"))) {
      files = paths.filter(path -> path.toString().endsWith(".json")).toArray();
    }

    var run = operator.run("send" + " %s".repeat(files.length), files);

    assertThat(run.err().lines())
        .hasSize(5)
        .allMatch(line ->
            line.endsWith("profiles.json holds profiles and no events: left out")
                || line.endsWith("compositions.json holds compositions and no events: left out")
                || line.matches(".*ignored.json, entry \\d: no rule matches it .*"));
    assertThat(run.exitCode()).isZero();
    operator.awaitQuiet();
  }

  @Test
  void standardInputIsAFileToo(Operator operator) {
    assertThat(typed(operator.endpoint(), ENTRY).out()).isEqualTo("1 event sent\n");
  }

  @Test
  void anEntryThatIsRefusedIsNamedAndTheOthersAreSent(Operator operator) throws Exception {
    var aws = ENTRY.replace("recordings.test", "aws.ivs");
    var odd = ENTRY.replace("\"{}\"", "\"no json\"");
    var file = TestChannel.file(folder, "mixed.json", ENTRY, aws, odd);

    var run = operator.run("send %s", file);

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(run.out()).isEqualTo("1 event sent\n");
    assertThat(run.err().lines())
        .satisfiesExactly(
            second ->
                assertThat(second)
                    .startsWith(file + ", entry 2: NotAuthorizedForSourceException: "),
            third -> assertThat(third).startsWith(file + ", entry 3: MalformedDetail: "),
            sum -> assertThat(sum).isEqualTo("recordings: 2 events refused, for the reasons above"),
            warning ->
                assertThat(warning)
                    .isEqualTo(
                        file
                            + ", entry 1: no rule matches it (source 'recordings.test', detail-type 'unmatched'), so it has no effect"));

    var json = operator.run("send --json %s", file);
    assertThat(json.err()).isEmpty();
    assertThat(json.json().get("sent").asInt()).isEqualTo(1);
    assertThat(json.json().get("failed").asInt()).isEqualTo(2);
    assertThat(json.json().get("entries"))
        .map(entry -> entry.path("errorCode").asText("-"))
        .containsExactly("-", "NotAuthorizedForSourceException", "MalformedDetail");
    assertThat(json.json().get("entries").get(0).get("matchesRule").asBoolean()).isFalse();
    assertThat(json.json().get("entries").get(1).get("entry").asInt()).isEqualTo(2);
  }

  private static final String NATIVE =
      """
      {"version": "0", "id": "0c1d2e3f-0000-4000-8000-000000000001",
       "detail-type": "IVS Stream State Change", "source": "aws.ivs", "account": "111122223333",
       "time": "2026-11-01T08:06:24Z", "region": "us-east-1", "resources": ["arn:x"],
       "detail": {"event_name": "Stream Start", "duration": 70000.0, "deep": {"a": [1e400]}}}
      """;

  /// A file, and how many events it holds.
  static Stream<Arguments> forms() {
    var line = NATIVE.replace("\n", " ") + "\n";
    return Stream.of(
        Arguments.of(NATIVE, 1),
        Arguments.of("[" + NATIVE + ", " + NATIVE + "]", 2),
        Arguments.of(line + line + line, 3),
        Arguments.of("{\"Entries\": [" + ENTRY + ", " + NATIVE + "]}", 2),
        Arguments.of(ENTRY + "\n\n" + line, 2));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void eventsAreTakenInEachFormTheyAreKeptIn(String content, int events) throws Exception {
    var file = Files.writeString(folder.resolve("events.json"), content);
    try (var aws = bus(SendCommandTest::accepting)) {
      var run = CommandLineRun.at(aws.endpoint(), "send %s", file);

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).isEqualTo(events + (events == 1 ? " event sent\n" : " events sent\n"));
      var last = entries(aws).getFirst().getLast();
      assertThat(entries(aws).getFirst()).hasSize(events);
      if (last.get("DetailType").asText().startsWith("IVS")) {
        assertThat(run.complaint()).contains("of aws.ivs sent as test events: with the source");
        assertThat(last.get("Source").asText()).isEqualTo("recordings.test");
        assertThat(last.get("Time").asLong()).isEqualTo(1_793_520_384);
        assertThat(last.get("Resources").toString()).isEqualTo("[\"arn:x\"]");
        assertThat(last.get("Detail").asText())
            .isEqualTo(
                "{\"event_name\":\"Stream Start\",\"duration\":70000.0,\"deep\":{\"a\":[1E+400]}}");
      }
    }
  }

  @Test
  void anEventOfIvsThatIsSentAgainReachesItsRow(Operator operator) throws Exception {
    var channel = operator.linked("nativeSend");
    var file =
        Files.writeString(
            folder.resolve("native.json"),
            NATIVE
                .replace("arn:x", channel.arn())
                .replace(
                    "\"duration\"", "\"stream_id\": \"%s\", \"x\"".formatted(channel.stream(1)))
                .replace(", \"deep\": {\"a\": [1e400]}", ""));

    assertThat(operator.run("send %s", file).err()).doesNotContain("no rule matches");
    operator.awaitQuiet();

    assertThat(operator.run("list --stream %s", channel.stream(1)).exitCode()).isZero();
  }

  @Test
  void whoMayNotReadRulesMaySendEvents() throws Exception {
    try (var aws =
        new AwsStubServer(request ->
            request.target().endsWith("DescribeRule")
                ? Answer.refused("events:DescribeRule")
                : accepting(request))) {
      var run = typed(aws.endpoint(), ENTRY);

      assertThat(run.exitCode()).isZero();
      assertThat(run.complaint())
          .startsWith("whether a rule matches them is unknown: no permission for events:Descri");
    }
  }

  static Stream<Arguments> malformedFiles() {
    return Stream.of(
        Arguments.of("", "line 1, column 1: the file is empty"),
        Arguments.of("{}", "line 1, column 2: the object is empty"),
        Arguments.of("1", "line 1, column 1: expected '[' or '{'"),
        Arguments.of("{\"Entries\": {}}", "column 13: Entries must be an array"),
        Arguments.of("{\"Entries\": [" + ENTRY + "], \"a\": 1}", "beside Entries there is 'a'"),
        Arguments.of("{\"source\": \"a\", \"Detail\": \"{}\"}", "an event has no field 'Detail'"),
        Arguments.of("{\"detail\": \"{}\"}", "column 12: detail must be an object"),
        Arguments.of("[]", "line 1, column 2: the array holds no entries"),
        Arguments.of("[1]", "line 1, column 2: expected '{'"),
        Arguments.of("[\n  {\"Detail\": {}}]", "line 2, column 14: Detail must be a string that"),
        Arguments.of("[{\"Source\": 1}]", "line 1, column 13: Source must be a string"),
        Arguments.of("[{\"Sauce\": 1}]", "line 1, column 12: an entry has no field 'Sauce'"),
        Arguments.of(
            "[{\"Resources\": \"x\"}]", "column 16: Resources must be an array of strings"),
        Arguments.of("[{\"Resources\": [1]}]", "column 17: each of Resources must be a string"),
        Arguments.of("[{\"Time\": \"soon\"}]", "column 11: Time 'soon' is neither"),
        Arguments.of("[{\"Time\": true}]", "column 11: Time must be a string or a number"),
        Arguments.of("[{\"Source\": \"a\", \"Source\": \"b\"}]", "line 1, column 26: Duplicate"),
        Arguments.of("[{\"Source\": \"a\"}", "line 1, column 17: Unexpected end-of-input"),
        Arguments.of("[{\"Source\" \"a\"}]", "line 1, column 12: Unexpected character"),
        Arguments.of("[" + ENTRY + "] more", "Unrecognized token 'more'"),
        Arguments.of("[" + ENTRY + "] []", "something follows after the array"),
        Arguments.of("[{\"Time\": 99999999999999999999}]", "line 1, column 31: Numeric value"));
  }

  @ParameterizedTest
  @MethodSource("malformedFiles")
  void nothingIsSentIfOneFileIsMalformed(String content, String complaint) throws Exception {
    var good = TestChannel.file(folder, "good.json", ENTRY);
    var bad = Files.writeString(folder.resolve("bad.json"), content);

    try (var aws = bus(SendCommandTest::accepting)) {
      var run = CommandLineRun.at(aws.endpoint(), "send %s %s", good, bad);

      assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT.code());
      assertThat(run.out()).isEmpty();
      assertThat(run.complaint()).contains(bad + ", ", complaint);
      assertThat(aws.requests()).isEmpty();
    }
  }

  @Test
  void aFileOfProfilesIsRefusedWhereThereIsNoOther(Operator operator) throws Exception {
    var profiles = CommandLineRun.HOME.resolve("test-events/profiles.json").toString();

    assertThat(operator.run("send %s", profiles).err())
        .contains("an entry has no field 'sourceArn'");
    var twice = operator.run("send %s %s", profiles, profiles);

    assertThat(twice.exitCode()).isEqualTo(ExitCode.BAD_INPUT.code());
    assertThat(twice.err()).contains("none of the files holds events");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    var missing = folder.resolve("missing.json");

    var run = CommandLineRun.of("send", missing.toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT.code());
    assertThat(run.err())
        .isEqualTo("recordings: %s can't be read: there is no such file\n".formatted(missing));
    assertThat(CommandLineRun.of("send", folder.toString()).exitCode())
        .isEqualTo(ExitCode.BAD_INPUT.code());
  }

  @ParameterizedTest
  @MethodSource("times")
  void aTimeIsWrittenAsTheAwsCliTakesIt(String written, long epochSecond) throws Exception {
    var entry = ENTRY.replace("{\"Source\"", "{\"Time\": %s, \"Source\"".formatted(written));
    try (var aws = bus(SendCommandTest::accepting)) {
      typed(aws.endpoint(), entry);

      assertThat(entries(aws).getFirst().getFirst().get("Time").asLong()).isEqualTo(epochSecond);
    }
  }

  static Stream<Arguments> times() {
    return Stream.of(
        Arguments.of("\"2026-11-20T17:00:00Z\"", 1_795_194_000),
        Arguments.of("\"2026-11-20T18:00:00+01:00\"", 1_795_194_000),
        Arguments.of("\"2026-11-20T17:00:00.250Z\"", 1_795_194_000),
        Arguments.of("\"2026-11-20T17:00:00\"", 1_795_194_000),
        Arguments.of("\"2026-11-20T17:00Z\"", 1_795_194_000),
        Arguments.of("\"2026-11-19T24:00:00Z\"", 1_795_132_800),
        Arguments.of("\"2026-11-19T24:00:00\"", 1_795_132_800),
        Arguments.of("1795194000", 1_795_194_000),
        Arguments.of("1795194000.25", 1_795_194_000),
        Arguments.of("\"1795194000\"", 1_795_194_000));
  }

  @Test
  void aRequestCarriesTenEntriesAtMost() throws Exception {
    var file = TestChannel.file(folder, "many.json", copies(ENTRY, 23));
    try (var aws = bus(SendCommandTest::accepting)) {
      var run = CommandLineRun.at(aws.endpoint(), "send %s", file);

      assertThat(run.out()).isEqualTo("23 events sent\n");
      assertThat(entries(aws)).map(List::size).containsExactly(10, 10, 3);
    }
  }

  /// What is too big for any request goes alone, and its refusal is only its own.
  @Test
  void aRequestStaysBelowTheSizeThatEventBridgeTakes(Operator operator) throws Exception {
    var big = ENTRY.replace("\"{}\"", "\"{\\\"a\\\":\\\"%s\\\"}\"".formatted("x".repeat(100_000)));
    var huge = ENTRY.replace("\"{}\"", "\"{\\\"a\\\":\\\"%s\\\"}\"".formatted("x".repeat(300_000)));
    var file = TestChannel.file(folder, "big.json", big, big, big, huge, ENTRY);
    try (var aws = bus(SendCommandTest::accepting)) {
      CommandLineRun.at(aws.endpoint(), "send %s", file);

      assertThat(entries(aws)).map(List::size).containsExactly(2, 1, 1, 1);
    }
    var run = operator.run("send %s", file);
    assertThat(run.out()).isEqualTo("4 events sent\n");
    assertThat(run.err()).startsWith(file + ", entry 4: ValidationException: ");
  }

  @Test
  void whatIsOnlyThrottledIsSentAgainAloneAndKeepsItsPlace() throws Exception {
    var calls = new AtomicInteger();
    try (var aws =
        bus(request ->
            calls.incrementAndGet() == 1
                ? Answer.json(
                    """
                    {"FailedEntryCount": 3, "Entries": [
                      {"ErrorCode": "MalformedDetail", "ErrorMessage": "no"},
                      {"ErrorCode": "ThrottlingException", "ErrorMessage": "slow"},
                      {"EventId": "third"},
                      {"ErrorCode": "InternalFailure", "ErrorMessage": "oops"}]}
                    """)
                : accepting(request))) {
      var file =
          TestChannel.file(
              folder, "four.json", sourced("a"), sourced("b"), sourced("c"), sourced("d"));

      var run = CommandLineRun.at(aws.endpoint(), "send --json %s", file);

      assertThat(run.json().get("entries"))
          .map(entry -> entry.path("eventId").asText("refused"))
          .containsExactly("refused", "b", "third", "d");
      assertThat(entries(aws)).map(List::size).containsExactly(4, 2);
    }
  }

  @Test
  void patienceEnds() throws Exception {
    try (var aws =
        bus(_ ->
            Answer.json(
                """
                {"FailedEntryCount": 1, "Entries": [
                  {"ErrorCode": "InternalFailure", "ErrorMessage": "oops\\u001b[31m"}]}
                """))) {
      var file = TestChannel.file(folder, "one.json", ENTRY);

      var run = CommandLineRun.at(aws.endpoint(), "send %s", file);

      assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(run.err()).startsWith(file + ", entry 1: InternalFailure: oops?[31m\n");
      assertThat(puts(aws)).hasSize(5);
    }
  }

  @Test
  void whatStopsHalfWaySaysHowFarItCame() throws Exception {
    var calls = new AtomicInteger();
    try (var aws =
        bus(request ->
            calls.incrementAndGet() == 1
                ? accepting(request)
                : Answer.refused("events:PutEvents"))) {
      var file = TestChannel.file(folder, "many.json", copies(ENTRY, 12));

      var run = CommandLineRun.at(aws.endpoint(), "send %s", file);

      assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED.code());
      assertThat(run.err())
          .isEqualTo(
              """
              recordings: stopped after 10 of 12 events
              recordings: no permission for events:PutEvents: ask for it, or use other keys
              """);
    }
  }

  @Test
  void aLongSendShowsHowFarItIs() throws Exception {
    var file = TestChannel.file(folder, "many.json", copies(ENTRY, 2_500));
    try (var aws = bus(SendCommandTest::accepting)) {
      var run = CommandLineRun.at(aws.endpoint(), "send %s", file);

      assertThat(run.err()).isEqualTo("1,000 of 2,500\n2,000 of 2,500\n");
      assertThat(run.out()).isEqualTo("2,500 events sent\n");
    }
  }

  private static CommandLineRun typed(URI endpoint, String entry) {
    var environment = Map.of("AWS_ENDPOINT_URL", endpoint.toString());
    return CommandLineRun.in(environment, TestChannel.file(entry), "send", "-");
  }

  private static String sourced(String source) {
    return ENTRY.replace("recordings.test", source);
  }

  private static String[] copies(String entry, int count) {
    return IntStream.range(0, count).mapToObj(_ -> entry).toArray(String[]::new);
  }

  /// Every event gets its source for an id.
  private static Answer accepting(AwsStubServer.Request request) {
    var answer = JSON.createObjectNode().put("FailedEntryCount", 0);
    var entries = answer.putArray("Entries");
    read(request)
        .forEach(entry -> entries.addObject().put("EventId", entry.get("Source").asText()));
    return Answer.json(answer.toString());
  }

  /// Its rules match every entry of these tests.
  private static AwsStubServer bus(Function<AwsStubServer.Request, Answer> answers)
      throws Exception {
    var rule = JSON.createObjectNode().put("State", "ENABLED").put("EventPattern", PATTERN);
    return new AwsStubServer(request ->
        request.target().endsWith("DescribeRule")
            ? Answer.json(rule.toString())
            : answers.apply(request));
  }

  private static List<AwsStubServer.Request> puts(AwsStubServer aws) {
    return aws.requests().stream().filter(one -> one.target().endsWith("PutEvents")).toList();
  }

  private static List<List<JsonNode>> entries(AwsStubServer aws) {
    return puts(aws).stream().map(SendCommandTest::read).toList();
  }

  private static List<JsonNode> read(AwsStubServer.Request request) {
    try {
      var entries = new ArrayList<JsonNode>();
      JSON.readTree(request.body()).get("Entries").forEach(entries::add);
      return entries;
    } catch (java.io.IOException notJson) {
      throw new AssertionError(request.body(), notJson);
    }
  }
}
