package ivs.recordings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.model.ParkingCause;
import ivs.recordings.model.SourceArn;
import ivs.recordings.store.Tables;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// `status` of a system that is well, and then has one trouble each.
class StatusCommandTest {
  private static final List<String> SDK_ENDPOINTS =
      List.of("aws.endpointUrl", "aws.endpointUrlDynamoDb");
  private static final Map<String, Optional<String>> BEFORE = new HashMap<>();
  private static Optional<EmbeddedSystem> running = Optional.empty();

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
  private final PlayedAws aws;
  private final List<Runnable> undo = new ArrayList<>();

  StatusCommandTest() throws Exception {
    aws = new PlayedAws(system().endpoint());
  }

  private static EmbeddedSystem system() {
    return running.orElseThrow();
  }

  /// Its own: what other tests leave behind would be trouble here.
  @BeforeAll
  static void start() {
    SDK_ENDPOINTS.forEach(name -> BEFORE.put(name, Optional.ofNullable(System.getProperty(name))));
    running =
        Optional.of(
            EmbeddedSystem.start(
                new EmbeddedSystem.Options(CommandLineRun.HOME, 0, Optional.empty(), Map.of())));
  }

  @AfterAll
  static void stop() {
    system().close();
  }

  @BeforeEach
  void aQuietHour() {
    aws.metric("mReconcilerRuns", Map.of(now.minusSeconds(120).toString(), 1.0));
  }

  @AfterEach
  void asItWas() {
    undo.forEach(Runnable::run);
    aws.close();
    BEFORE.forEach((name, value) ->
        value.ifPresentOrElse(
            endpoint -> System.setProperty(name, endpoint), () -> System.clearProperty(name)));
  }

  @Test
  void whereAllIsWellNothingNeedsAPerson() {
    var run = status();

    assertThat(run.out()).doesNotContain("FAULT", "warning", "unknown", "->");
    assertThat(run.out().lines()).last().isEqualTo("all is well");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void theLastHourIsTold() throws Exception {
    var earlier = now.minusSeconds(1800).toString();
    aws.metric("mEventsReceived", Map.of(earlier, 100.0, now.toString(), 23.0));
    aws.metric("mEventsUnchanged", Map.of(earlier, 3.0));
    aws.metric("p50", Map.of(earlier, 1500.0));
    aws.metric("p99", Map.of(earlier, 90_000.0, now.toString(), 4000.0));

    assertThat(finding("last hour").path("text").asText())
        .isEqualTo(
            "123 events: 0 written, 3 unchanged, 0 parked, 0 released, 0 ignored, 0 failed; age p50 1 s, p99 1 min 30 s");
    assertThat(finding("last hour").path("EventsReceived").asLong()).isEqualTo(123);
    assertThat(finding("last hour").path("EventAgeP99Ms").asLong()).isEqualTo(90_000);
  }

  @Test
  void faultsOfTheMomentAndFailedRecordingsAreWorthALook() throws Exception {
    aws.metric("mEventsFailed", Map.of(now.toString(), 2.0));
    aws.metric("mRecordingsFailed", Map.of(now.toString(), 1.0));

    assertThat(state("last hour")).isEqualTo("warning");
    assertThat(state("recordings")).isEqualTo("warning");
    assertThat(status().exitCode()).isZero();
  }

  @Test
  void aDisabledRuleNeedsAPerson() throws Exception {
    aws.set("events DescribeRule IVSStreamStateRule", PlayedAws.json("{\"State\": \"DISABLED\"}"));

    assertThat(needsAPerson("rules")).contains("IVSStreamStateRule disabled");
  }

  @Test
  void deadLettersNeedAPersonAndSayHowOldTheyAre() throws Exception {
    aws.metric("queue1", Map.of(now.toString(), 7200.0));
    try (var target = target();
        var sqs = target.sqs()) {
      var url = target.queueUrl("RecordingEventsDLQ", sqs);
      sqs.sendMessage(send -> send.queueUrl(url).messageBody("{}"));
      undo.add(() -> drain("RecordingEventsDLQ"));

      assertThat(needsAPerson("RecordingEventsDLQ"))
          .contains("1 dead letter, the oldest 2 h 0 min");
      assertThat(finding("RecordingEventsDLQ").path("remedy").asText())
          .contains("./recordings redrive", "docs/runbook.md#dead-letters");
    }
  }

  @Test
  void theQueueIsTold() throws Exception {
    aws.metric("queue0", Map.of(now.toString(), 1800.0));
    aws.set(
        "sqs /",
        PlayedAws.json(
            "{\"Attributes\": {\"ApproximateNumberOfMessages\": \"7\", \"ApproximateNumberOfMessagesNotVisible\": \"1\"}, \"QueueUrl\": \"http://127.0.0.1:1/0/RecordingEvents\"}"));

    assertThat(finding("queue").path("text").asText())
        .isEqualTo("7 waiting, 1 in work, the oldest 30 min 0 s");
  }

  static List<String> alarms() {
    return PlayedAws.alarms();
  }

  /// One mechanism: whatever wakes somebody up is a fault here, with the alarm's own words.
  @ParameterizedTest
  @MethodSource("alarms")
  void anAlarmThatIsOnMakesItsLineAFaultThatLeadsToTheRunbook(String alarm) throws Exception {
    aws.alarm(alarm, "ALARM");

    var run = status("--json");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    var line = finding(run.json(), StatusReport.LINES.getOrDefault(alarm, List.of("?")).getFirst());
    assertThat(line.path("state").asText()).isEqualTo("fault");
    assertThat(line.path("alarms").toString()).isEqualTo("[\"%s\"]".formatted(alarm));
    assertThat(line.path("remedy").asText())
        .startsWith(
            "%s is on since 2026-11-20T06:54:00Z: It is so. docs/runbook.md#%s; "
                .formatted(alarm, alarm))
        .containsPattern("(\\./recordings|aws|handler\\.log)");
    assertThat(status().out()).contains("1 thing needs a person");
  }

  /// Off a stack, where only the embedded Lambda answers.
  @ParameterizedTest
  @ValueSource(strings = {"QueueStandsStillAlarm", "HandlerThrottlesAlarm"})
  void whatAnAlarmsFirstStepAsksTheEmbeddedLambdaAnswers(String alarm) throws Exception {
    aws.alarm(alarm, "ALARM");
    var remedy = finding(StatusReport.LINES.getOrDefault(alarm, List.of("?")).getFirst());
    var step =
        Pattern.compile("aws --endpoint-url (\\S+) lambda (\\S+) --function-name ([^;\\s]+)")
            .matcher(remedy.path("remedy").asText());

    assertThat(step.find()).as("%s", remedy).isTrue();
    assertThat(step.group(1)).isEqualTo(aws.endpoint().toString());
    try (var target = target();
        var lambda = target.lambda(Duration.ofSeconds(20))) {
      var function = step.group(3);
      assertThatCode(
              () -> {
                switch (step.group(2)) {
                  case "get-function-concurrency" ->
                      lambda.getFunctionConcurrency(get -> get.functionName(function));
                  case "list-event-source-mappings" ->
                      lambda.listEventSourceMappings(list -> list.functionName(function));
                  default -> throw new AssertionError("try it here, too: " + step.group());
                }
              })
          .doesNotThrowAnyException();
    }
  }

  @Test
  void onAStackAQueueThatStandsStillLeadsToWhatLiesBetweenItAndTheFunction() throws Exception {
    SDK_ENDPOINTS.forEach(name -> System.setProperty(name, aws.endpoint().toString()));
    aws.alarm("QueueStandsStillAlarm", "ALARM");

    var run = CommandLineRun.of("status", "--stack", PlayedAws.STACK, "--json");

    assertThat(finding(run.json(), "queue").path("remedy").asText())
        .contains(
            "aws lambda list-event-source-mappings --function-name RecordingStatusHandler:live");
  }

  @Test
  void anAlarmWhoseLineCouldNotBeAskedIsSaidAtTheEnd() throws Exception {
    aws.set("dynamodb /", PlayedAws.refused("dynamodb:Query"));
    aws.alarm("ParkedTooLongAlarm", "ALARM");

    assertThat(needsAPerson("alarms")).isEqualTo("1 of 10 on");
    assertThat(finding("alarms").path("remedy").asText()).startsWith("ParkedTooLongAlarm is on");
    assertThat(state("parked")).isEqualTo("unknown");
    assertThat(finding("parked").path("text").asText()).contains("no permission");
    assertThat(status().out()).endsWith("1 thing needs a person; 2 could not be looked at\n");
  }

  @Test
  void everyAlarmOfTheTemplateHasALine() {
    assertThat(StatusReport.LINES.keySet()).hasSameElementsAs(PlayedAws.alarms());
  }

  @Test
  void anAlarmAboutDeadLettersIsSaidWhereTheyAre() throws Exception {
    aws.alarm("DeadLettersAlarm", "ALARM");
    try (var target = target();
        var sqs = target.sqs()) {
      var url = target.queueUrl("RecordingRuleDLQ", sqs);
      sqs.sendMessage(send -> send.queueUrl(url).messageBody("{}"));
      undo.add(() -> drain("RecordingRuleDLQ"));

      assertThat(state("RecordingEventsDLQ")).isEqualTo("ok");
      assertThat(finding("RecordingRuleDLQ").path("alarms")).hasSize(1);
    }
  }

  @Test
  void anAlarmThatIsNotKnownHereIsSaidAllTheSame() throws Exception {
    aws.alarm("NewerAlarm", "ALARM");

    assertThat(needsAPerson("alarms")).isEqualTo("1 of 11 on");
    assertThat(finding("alarms").path("remedy").asText()).startsWith("NewerAlarm is on");
  }

  @Test
  void whereTheMetricsCannotBeReadTheAlarmsAreSaidAllTheSame() throws Exception {
    aws.set("lambda /2015-03-31/functions/RecordingStatusHandler/configuration", refusedByLambda());
    aws.alarm("HandlerThrottlesAlarm", "ALARM");

    assertThat(needsAPerson("alarms")).isEqualTo("1 of 10 on");
  }

  @Test
  void anAlarmThatSomebodyHasDeletedNeedsAPerson() throws Exception {
    aws.alarm("EventsLostAlarm", "");

    assertThat(needsAPerson("alarms")).isEqualTo("not there, so nobody is told: EventsLostAlarm");
  }

  @Test
  void aThrottledHandlerIsShownAndSentToTheSectionAboutThrottles() throws Exception {
    aws.metric("mInvocations", Map.of(now.toString(), 12.0));
    assertThat(state("handler")).isEqualTo("ok");
    aws.metric("mThrottles", Map.of(now.toString(), 3.0));
    aws.metric("mErrors", Map.of(now.toString(), 1.0));

    assertThat(state("handler")).isEqualTo("warning");
    assertThat(finding("handler").path("text").asText())
        .isEqualTo("12 calls in the hour: 1 threw, 3 throttled");
    assertThat(finding("handler").path("remedy").asText())
        .isEqualTo("docs/runbook.md#the-handler-is-throttled");
    aws.metric("mThrottles", Map.of());
    assertThat(finding("handler").path("remedy").asText())
        .isEqualTo("docs/runbook.md#the-handler-throws");
  }

  @Test
  void theReconcilersRunIsToldAsPreciselyAsTheMetricKnowsIt() throws Exception {
    aws.metric("mReconcilerRuns", Map.of("2026-11-20T23:10:00Z", 1.0, "2026-11-20T23:15:00Z", 2.0));
    aws.metric("mEventsLost", Map.of("2026-11-20T23:15:00Z", 4.0));

    assertThat(finding("reconciler").path("text").asText())
        .isEqualTo("a run ended at 23:15 UTC, 4 repaired in the hour");
    assertThat(finding("reconciler").path("lastRunMinute").asText())
        .isEqualTo("2026-11-20T23:15:00Z");
  }

  @Test
  void whatWaitsForAPersonIsAFaultAtOnceAndTheRestAfterAnHour() throws Exception {
    var channel = new SourceArn(new Channel("statusNobody").arn());
    park(tables(), new ParkingCause.UnknownProfile(channel, "x"));
    assertThat(state("parked")).isEqualTo("warning");
    assertThat(status().exitCode()).isZero();

    park(tables(), new ParkingCause.Malformed("json", "It is not JSON."));

    assertThat(needsAPerson("parked")).contains("1 MALFORMED, the oldest", "1 UNKNOWN_PROFILE");
  }

  @Test
  void whatHasBeenParkedForMoreThanAnHourNeedsAPerson() throws Exception {
    var report = reportAt(Instant.now().plus(StatusReport.TOO_LONG_PARKED).minusSeconds(60));
    park(tables(), new ParkingCause.UnknownProfile(new SourceArn(new Channel("sN").arn()), "x"));
    assertThat(state(report.findings(), "parked")).isEqualTo("warning");

    var later = reportAt(Instant.now().plus(StatusReport.TOO_LONG_PARKED).plusSeconds(60));

    assertThat(state(later.findings(), "parked")).isEqualTo("fault");
  }

  /// What has no alarm to ask has a threshold of its own, which others speak of, too.
  @Test
  void whatIsTooLongIsWhatTheReconcilerAndTheRunbookSay() throws Exception {
    var reconciler =
        Files.readString(
            CommandLineRun.HOME.resolve(
                "handler/src/main/java/ivs/recordings/handler/ParkedRelease.java"));
    var runbook = Files.readString(CommandLineRun.HOME.resolve("docs/runbook.md"));

    assertThat(reconciler)
        .contains(
            "static final Duration LONG = Duration.ofHours(%d);"
                .formatted(StatusReport.TOO_LONG_PARKED.toHours()));
    assertThat(runbook)
        .contains(
            "a recording has been open for more than %d hours"
                .formatted(StatusReport.LONGEST_RECORDING.toHours()));
  }

  @Test
  void aRecordingThatIsOpenForLongerThanAnyLastsNeedsAPerson(@TempDir Path folder)
      throws Exception {
    var channel = new Channel("statusOpen");
    var start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    run("profile", "put", "--channel", channel.arn(), "--profile", "open");
    var file =
        Channel.file(
            folder,
            "open.json",
            channel.streamStart(1, start.toString()),
            channel.recordingStart(1, 1, start.toString()));
    run("send", file.toString());
    system().awaitQuiet(Duration.ofSeconds(30));
    undo.add(() -> removeRow(channel.recording(1)));

    assertThat(state("open")).isEqualTo("ok");
    var later = reportAt(start.plus(StatusReport.LONGEST_RECORDING).plusSeconds(60));

    assertThat(state(later.findings(), "open")).isEqualTo("fault");
    assertThat(finding("open").path("oldest").asText()).isEqualTo(channel.recording(1));
  }

  @Test
  void aSourceThatCannotBeAskedIsNamedAndTheRestIsTold() throws Exception {
    aws.set("monitoring", monitoringRefused());

    var run = status("--json");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(state("last hour")).isEqualTo("unknown");
    assertThat(finding("last hour").path("text").asText())
        .contains("no permission for cloudwatch:GetMetricData");
    assertThat(state("alarms")).isEqualTo("unknown");
    assertThat(state("rules")).isEqualTo("ok");
    assertThat(state("parked")).isEqualTo("ok");
  }

  @Test
  void whereNothingAnswersNothingIsCalledWell() {
    var run = CommandLineRun.of("status", "--endpoint-url", "http://127.0.0.1:1");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("recordings: nothing answers at http://127.0.0.1:1");
  }

  @Test
  void onAStackAReconcilerThatIsSilentNeedsAPerson() throws Exception {
    SDK_ENDPOINTS.forEach(name -> System.setProperty(name, aws.endpoint().toString()));

    var well = CommandLineRun.of("status", "--stack", "mine", "--json");
    assertThat(well.err()).isEmpty();
    assertThat(state(well.json(), "reconciler")).isEqualTo("ok");
    aws.alarm("ReconcilerSilentAlarm", "ALARM");
    var silent = CommandLineRun.of("status", "--stack", "mine", "--json");
    assertThat(state(silent.json(), "reconciler")).isEqualTo("fault");
    assertThat(silent.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(silent.out()).contains("./recordings reconcile --stack mine");

    aws.alarm("ReconcilerSilentAlarm", "OK");
    aws.metric("mReconcilerRuns", Map.of());
    var never = CommandLineRun.of("status", "--stack", "mine", "--json");

    assertThat(state(never.json(), "reconciler")).isEqualTo("fault");
  }

  @Test
  void aStackThatIsNamedByItsArnHasTheAlarmsOfItsName() throws Exception {
    SDK_ENDPOINTS.forEach(name -> System.setProperty(name, aws.endpoint().toString()));
    aws.alarm("EventsLateAlarm", "ALARM");

    var arn =
        "arn:aws:cloudformation:us-east-1:111122223333:stack/" + PlayedAws.STACK + "/0a1b2c3d";
    var run = CommandLineRun.of("status", "--stack", arn, "--json");

    assertThat(run.err()).isEmpty();
    assertThat(finding(run.json(), "alarms").path("text").asText()).isEqualTo("1 of 10 on");
    assertThat(state(run.json(), "last hour")).isEqualTo("fault");
  }

  @Test
  void whereNothingIsScheduledNoRunIsMissed() throws Exception {
    aws.metric("mReconcilerRuns", Map.of());

    assertThat(state("reconciler")).isEqualTo("not done");
  }

  @Test
  void watchingLooksAgainAndEndsWithWhatWasSeenLast() throws Exception {
    var shell = new StringWriter();
    var command =
        new StatusCommand(
            CommandLineRun.shell(CommandLineRun.HOME, Map.of(), "", shell, shell, Optional.empty()),
            Duration.ofMillis(1));
    int exit =
        new CommandLine(command)
            .execute("--endpoint-url", aws.endpoint().toString(), "--watch", "--times", "3");

    assertThat(exit).isZero();
    assertThat(shell.toString().lines().filter("all is well"::equals)).hasSize(3);
  }

  @Test
  void timesWithoutWatchIsRefused() {
    assertThat(status("--times=2").exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void aTerminalShowsSymbolsInColourUnlessAskedNotTo() {
    assertThat(onTerminal(Map.of())).contains("\u001b[32m✓\u001b[0m");
    assertThat(onTerminal(Map.of("NO_COLOR", "1"))).contains("✓  rules").doesNotContain("\u001b");
    assertThat(status().out()).contains("ok        rules").doesNotContain("✓", "\u001b");
  }

  private String onTerminal(Map<String, String> environment) {
    var out = new StringWriter();
    Recordings.run(
        CommandLineRun.shell(CommandLineRun.HOME, environment, "", out, out, Optional.of(100)),
        "status",
        "--endpoint-url",
        aws.endpoint().toString());
    return out.toString();
  }

  private static ScriptedAws.Answer refusedByLambda() {
    return PlayedAws.refused("lambda:GetFunctionConfiguration");
  }

  private static ScriptedAws.Answer monitoringRefused() {
    return new ScriptedAws.Answer(
        403,
        "text/xml",
        """
        <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
        <Message>User is not authorized to perform: cloudwatch:GetMetricData</Message></Error>
        </ErrorResponse>
        """);
  }

  private void park(Tables tables, ParkingCause cause) {
    var parked = tables.parkedEvents().park(cause, "status-" + cause.reason(), "{}");
    undo.add(() -> tables.parkedEvents().remove(parked));
  }

  private Tables tables() {
    var target = target();
    undo.add(target::close);
    return target.tables();
  }

  private StatusReport reportAt(Instant moment) {
    var target = target();
    undo.add(target::close);
    var diagnosis = new Diagnosis(shell(), Optional.empty());
    return new StatusReport(target, diagnosis, moment);
  }

  private Target target() {
    return Target.open(new Where.Endpoint(aws.endpoint()), shell());
  }

  private static Shell shell() {
    return CommandLineRun.shell(
        CommandLineRun.HOME,
        Map.of(),
        "",
        new StringWriter(),
        new StringWriter(),
        Optional.empty());
  }

  private void drain(String queue) {
    try (var target = target();
        var sqs = target.sqs()) {
      var url = target.queueUrl(queue, sqs);
      sqs.purgeQueue(purge -> purge.queueUrl(url));
    }
  }

  private void removeRow(String recording) {
    try (var target = target()) {
      var recordings = target.tables().recordings();
      recordings.find(recording).ifPresent(recordings::remove);
    }
  }

  private String needsAPerson(String name) throws Exception {
    assertThat(status().exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(state(name)).isEqualTo("fault");
    assertThat(finding(name).path("remedy").asText()).isNotEmpty();
    return finding(name).path("text").asText();
  }

  private String state(String name) throws Exception {
    return finding(name).path("state").asText();
  }

  private static String state(Findings findings, String name) {
    return state(findings.json(), name);
  }

  private static String state(JsonNode json, String name) {
    return finding(json, name).path("state").asText();
  }

  private JsonNode finding(String name) throws Exception {
    return finding(status("--json").json(), name);
  }

  private static JsonNode finding(JsonNode json, String name) {
    return StreamSupport.stream(json.path("findings").spliterator(), false)
        .filter(finding -> finding.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private CommandLineRun status(String... more) {
    return more.length == 0 ? run("status") : run("status", more[0]);
  }

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.in(Map.of("AWS_ENDPOINT_URL", aws.endpoint().toString()), "", arguments);
  }
}
