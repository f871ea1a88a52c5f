package ivs.recordings.cli.command.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.RecordingsCommand;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.cli.status.StatusReport;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.FakeAws;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SdkEndpoints;
import ivs.recordings.cli.testing.SharedSystem;
import ivs.recordings.cli.testing.TestChannel;
import ivs.recordings.local.EmbeddedSystem;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.ParkingCause;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// `status` of a system that is well, and then has one trouble each.
class StatusCommandTest {
  private static Optional<EmbeddedSystem> running = Optional.empty();

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
  private final SdkEndpoints sdk = new SdkEndpoints();
  private final Operator operator = new Operator(running.orElseThrow());
  private final FakeAws aws = new FakeAws(operator.endpoint());
  private final List<Runnable> undo = new ArrayList<>();

  StatusCommandTest() throws Exception {}

  /// Its own: what other tests leave behind would be trouble here.
  @BeforeAll
  static void start() {
    running = Optional.of(SharedSystem.startWithoutStreams(Map.of()));
  }

  @AfterAll
  static void stop() {
    running.ifPresent(EmbeddedSystem::close);
  }

  @BeforeEach
  void aQuietHour() {
    aws.metric("mReconcilerRuns", Map.of(now.minusSeconds(120).toString(), 1.0));
  }

  @AfterEach
  void asItWas() {
    undo.forEach(Runnable::run);
    aws.close();
    sdk.asTheyWere();
  }

  @Test
  void whereAllIsWellNothingNeedsAPerson() {
    var run = status("");

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

    var hour = finding("last hour");

    assertThat(hour.path("text").asText())
        .isEqualTo(
            "123 events: 0 written, 3 unchanged, 0 parked, 0 released, 0 ignored, 0 failed; age p50"
                + " 1 s, p99 1 min 30 s");
    assertThat(hour.path("EventsReceived").asLong()).isEqualTo(123);
    assertThat(hour.path("EventAgeP99Ms").asLong()).isEqualTo(90_000);
  }

  @Test
  void faultsOfTheMomentAndFailedRecordingsAreWorthALook() throws Exception {
    now("mEventsFailed", 2);
    now("mRecordingsFailed", 1);

    var run = status("--json");

    assertThat(state(run.json(), "last hour")).isEqualTo("warning");
    assertThat(state(run.json(), "recordings")).isEqualTo("warning");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aDisabledRuleNeedsAPerson() throws Exception {
    aws.set("events DescribeRule IVSStreamStateRule", Answer.json("{\"State\": \"DISABLED\"}"));

    assertThat(textOfFault("rules")).contains("IVSStreamStateRule disabled");
  }

  @ParameterizedTest
  @CsvSource({
    "RecordingEventsDLQ, queue1",
    "RecordingRuleDLQ, queue2",
    "RecordingInvocationDLQ, queue3"
  })
  void deadLettersNeedAPersonAndSayHowOldTheyAre(String queue, String age) throws Exception {
    now(age, 7200);
    aws.alarm("DeadLettersAlarm", "ALARM");
    bury(queue);

    var status = status("--json").json();

    var fault = finding(status, queue);
    assertThat(fault.path("state").asText()).isEqualTo("fault");
    assertThat(fault.path("text").asText()).contains("1 dead letter, the oldest 2 h 0 min");
    assertThat(fault.path("remedy").asText())
        .contains("./recordings redrive", "docs/runbook.md#dead-letters");
    assertThat(fault.path("alarms")).hasSize(1);
    assertThat(status.path("findings"))
        .filteredOn(finding -> finding.path("name").asText().endsWith("DLQ"))
        .filteredOn(finding -> finding.path("state").asText().equals("ok"))
        .hasSize(4);
  }

  @Test
  void messagesOfWebhooksThatWereGivenUpAreMovedBack() throws Exception {
    aws.alarm("WebhooksFailAlarm", "ALARM");
    bury("WebhookDLQ");

    var fault = finding("WebhookDLQ");

    assertThat(fault.path("state").asText()).isEqualTo("fault");
    assertThat(fault.path("text").asText()).contains("1 message of webhooks given up");
    assertThat(fault.path("remedy").asText())
        .contains("./recordings redrive", "docs/runbook.md#webhooks-fail");
    assertThat(fault.path("alarms")).hasSize(1);
  }

  @Test
  void changesThatWereGivenUpLeadToTheRunbook() throws Exception {
    bury("RecordingStreamDLQ");

    var fault = finding("RecordingStreamDLQ");

    assertThat(fault.path("text").asText()).isEqualTo("1 batch of changes given up");
    assertThat(fault.path("remedy").asText())
        .isEqualTo("docs/runbook.md#changes-that-were-given-up");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, ok", "2, 0, warning", "0, 1, warning"})
  void thePublishersHourIsTold(int failed, int skipped, String state) throws Exception {
    now("mDomainEventsPublished", 7);
    now("mDomainEventsFailed", failed);
    now("mDomainEventsSkipped", skipped);
    now("lag", 61_000);

    var publisher = finding("publisher");

    assertThat(publisher.path("state").asText()).isEqualTo(state);
    assertThat(publisher.path("text").asText())
        .isEqualTo(
            "7 events published, %d failed, %d skipped in the hour, 1 min 1 s behind the table"
                .formatted(failed, skipped));
  }

  @Test
  void theQueueIsTold() throws Exception {
    now("queue0", 1800);
    aws.set(
        "sqs /",
        Answer.json(
            "{\"Attributes\": {\"ApproximateNumberOfMessages\": \"7\","
                + " \"ApproximateNumberOfMessagesNotVisible\": \"1\"}, \"QueueUrl\":"
                + " \"http://127.0.0.1:1/0/RecordingEvents\"}"));

    assertThat(finding("queue").path("text").asText())
        .isEqualTo("7 waiting, 1 in work, the oldest 30 min 0 s");
  }

  /// One mechanism: whatever sends an alarm is a fault here, with the alarm's own words. Alarms of
  /// one line take turns.
  @Test
  void anAlarmThatIsOnMakesItsLineAFaultThatLeadsToTheRunbook() throws Exception {
    var waiting = new ArrayList<>(FakeAws.alarms());
    while (!waiting.isEmpty()) {
      var on = new HashMap<String, String>();
      waiting.forEach(alarm -> on.putIfAbsent(lineOf(alarm), alarm));
      waiting.removeAll(on.values());
      on.values().forEach(alarm -> aws.alarm(alarm, "ALARM"));

      var run = status("--json");

      assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
      assertThat(faults(run.json())).hasSameElementsAs(on.keySet());
      for (var line : on.keySet()) {
        var alarm = on.get(line);
        var finding = finding(run.json(), line);
        assertThat(finding.path("alarms").toString()).isEqualTo("[\"%s\"]".formatted(alarm));
        assertThat(finding.path("remedy").asText())
            .startsWith(
                "%s is on since 2026-11-20T06:54:00Z: It is so. docs/runbook.md#%s; "
                    .formatted(alarm, alarm))
            .containsPattern("(\\./recordings|aws|handler\\.log)");
      }
      on.values().forEach(alarm -> aws.alarm(alarm, "OK"));
    }
  }

  private static List<String> faults(JsonNode status) {
    return status
        .path("findings")
        .valueStream()
        .filter(finding -> finding.path("state").asText().equals("fault"))
        .map(finding -> finding.path("name").asText())
        .toList();
  }

  /// Off a stack, where only the embedded Lambda answers.
  @ParameterizedTest
  @ValueSource(strings = {"QueueStandsStillAlarm", "HandlerThrottlesAlarm"})
  void whatAnAlarmsFirstStepAsksTheEmbeddedLambdaAnswers(String alarm) throws Exception {
    aws.alarm(alarm, "ALARM");
    var remedy = finding(lineOf(alarm)).path("remedy").asText();
    var step =
        Pattern.compile("aws --endpoint-url (\\S+) lambda (\\S+) --function-name ([^;\\s]+)")
            .matcher(remedy);

    assertThat(step.find()).as(remedy).isTrue();
    assertThat(step.group(1)).isEqualTo(aws.endpoint().toString());
    try (var target = operator.target();
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
    aws.alarm("QueueStandsStillAlarm", "ALARM");

    assertThat(finding(ofStack(FakeAws.STACK).json(), "queue").path("remedy").asText())
        .contains(
            "aws lambda list-event-source-mappings --function-name RecordingStatusHandler:live");
  }

  @Test
  void anAlarmWhoseLineCouldNotBeAskedIsSaidAtTheEnd() throws Exception {
    aws.set("dynamodb /", Answer.refused("dynamodb:Query"));
    aws.alarm("ParkedTooLongAlarm", "ALARM");

    var status = status("--json").json();

    assertThat(finding(status, "alarms").path("text").asText()).isEqualTo("1 of 19 on");
    assertThat(finding(status, "alarms").path("remedy").asText())
        .startsWith("ParkedTooLongAlarm is on");
    assertThat(state(status, "parked")).isEqualTo("unknown");
    assertThat(finding(status, "parked").path("text").asText()).contains("no permission");
    assertThat(status("").out()).endsWith("1 thing needs a person; 4 could not be looked at\n");
  }

  @Test
  void everyAlarmOfTheTemplateHasALine() {
    assertThat(StatusReport.LINES.keySet()).hasSameElementsAs(FakeAws.alarms());
  }

  @ParameterizedTest
  @CsvSource({
    "NewerAlarm, ALARM, 1 of 20 on, NewerAlarm is on",
    "EventsLostAlarm, '', 'not there, so no mail is sent: EventsLostAlarm', ''"
  })
  void anAlarmThatIsNotKnownHereOrNotThereNeedsAPerson(
      String alarm, String state, String said, String remedy) throws Exception {
    aws.alarm(alarm, state);

    assertThat(textOfFault("alarms")).isEqualTo(said);
    assertThat(finding("alarms").path("remedy").asText()).startsWith(remedy);
  }

  @Test
  void whereTheMetricsCannotBeReadTheAlarmsAreSaidAllTheSame() throws Exception {
    aws.set(
        "lambda /2015-03-31/functions/RecordingStatusHandler/configuration",
        Answer.refused("lambda:GetFunctionConfiguration"));
    aws.alarm("HandlerThrottlesAlarm", "ALARM");

    assertThat(textOfFault("alarms")).isEqualTo("1 of 19 on");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, ok, ''",
    "1, 3, warning, docs/runbook.md#the-handler-is-throttled",
    "1, 0, warning, docs/runbook.md#the-handler-throws"
  })
  void aHandlerThatFailsIsShownAndSentToItsSection(
      int threw, int throttled, String state, String remedy) throws Exception {
    now("mInvocations", 12);
    now("mErrors", threw);
    now("mThrottles", throttled);

    var handler = finding("handler");

    assertThat(handler.path("state").asText()).isEqualTo(state);
    assertThat(handler.path("text").asText())
        .startsWith("12 calls in the hour: %d threw, %d throttled".formatted(threw, throttled));
    assertThat(handler.path("remedy").asText()).isEqualTo(remedy);
  }

  @Test
  void theReconcilersRunIsToldAsPreciselyAsTheMetricKnowsIt() throws Exception {
    aws.metric("mReconcilerRuns", Map.of("2026-11-20T23:10:00Z", 1.0, "2026-11-20T23:15:00Z", 2.0));
    aws.metric("mEventsLost", Map.of("2026-11-20T23:15:00Z", 4.0));

    var reconciler = finding("reconciler");

    assertThat(reconciler.path("text").asText())
        .isEqualTo("a run ended at 23:15 UTC, 4 repaired in the hour");
    assertThat(reconciler.path("lastRunMinute").asText()).isEqualTo("2026-11-20T23:15:00Z");
  }

  @Test
  void whatWaitsForAPersonIsAFaultAtOnceAndTheRestAfterAnHour() throws Exception {
    var anHour = Instant.now().plus(StatusReport.TOO_LONG_PARKED);
    park(
        new ParkingCause.UnknownProfile(
            new SourceArn(new TestChannel("statusUnlinked").arn()), "x"));
    var run = status("--json");
    assertThat(state(run.json(), "parked")).isEqualTo("warning");
    assertThat(run.exitCode()).isZero();
    assertThat(stateAt(anHour.minusSeconds(60), "parked")).isEqualTo("warning");
    assertThat(stateAt(anHour.plusSeconds(60), "parked")).isEqualTo("fault");

    park(new ParkingCause.Malformed("json", "It is not JSON."));

    assertThat(textOfFault("parked")).contains("1 MALFORMED, the oldest", "1 UNKNOWN_PROFILE");
  }

  /// What has no alarm to ask has a threshold of its own, which others speak of, too.
  @ParameterizedTest
  @CsvSource({
    "handler/reconciler/src/main/java/ivs/recordings/handler/reconciler/ParkedEventRelease.java,"
        + " static final Duration LONG = Duration.ofHours(1);",
    "docs/runbook.md, a recording has been open for more than 49 hours"
  })
  void whatIsTooLongIsWhatTheReconcilerAndTheRunbookSay(String file, String said) throws Exception {
    assertThat(StatusReport.TOO_LONG_PARKED).isEqualTo(Duration.ofHours(1));
    assertThat(StatusReport.LONGEST_RECORDING).isEqualTo(Duration.ofHours(49));
    assertThat(Files.readString(CommandLineRun.HOME.resolve(file))).contains(said);
  }

  @Test
  void aRecordingThatIsOpenForLongerThanAnyLastsNeedsAPerson() throws Exception {
    var channel = operator.linked("statusOpen");
    var start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    operator.send(
        channel.streamStart(1, start.toString()), channel.recordingStart(1, 1, start.toString()));
    undo.add(() -> operator.forget(channel.recording(1)));

    assertThat(finding("open").path("state").asText()).isEqualTo("ok");
    assertThat(finding("open").path("oldest").asText()).isEqualTo(channel.recording(1));
    assertThat(stateAt(start.plus(StatusReport.LONGEST_RECORDING).plusSeconds(60), "open"))
        .isEqualTo("fault");
  }

  @Test
  void aSourceThatCannotBeAskedIsNamedAndTheRestIsTold() throws Exception {
    aws.set("monitoring", monitoringRefused());

    var run = status("--json");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(state(run.json(), "last hour")).isEqualTo("unknown");
    assertThat(finding(run.json(), "last hour").path("text").asText())
        .contains("no permission for cloudwatch:GetMetricData");
    assertThat(state(run.json(), "alarms")).isEqualTo("unknown");
    assertThat(state(run.json(), "rules")).isEqualTo("ok");
    assertThat(state(run.json(), "parked")).isEqualTo("ok");
  }

  @Test
  void onAStackAReconcilerThatIsSilentNeedsAPerson() throws Exception {
    var well = ofStack("mine");
    assertThat(well.err()).isEmpty();
    assertThat(state(well.json(), "reconciler")).isEqualTo("ok");

    aws.alarm("ReconcilerSilentAlarm", "ALARM");
    var silent = ofStack("mine");
    assertThat(state(silent.json(), "reconciler")).isEqualTo("fault");
    assertThat(silent.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(silent.out()).contains("./recordings reconcile --stack mine");

    aws.alarm("ReconcilerSilentAlarm", "OK");
    aws.metric("mReconcilerRuns", Map.of());
    assertThat(state(ofStack("mine").json(), "reconciler")).isEqualTo("fault");
  }

  @Test
  void aStackThatIsNamedByItsArnHasTheAlarmsOfItsName() throws Exception {
    aws.alarm("EventsLateAlarm", "ALARM");

    var run =
        ofStack(
            "arn:aws:cloudformation:us-east-1:111122223333:stack/" + FakeAws.STACK + "/0a1b2c3d");

    assertThat(run.err()).isEmpty();
    assertThat(finding(run.json(), "alarms").path("text").asText()).isEqualTo("1 of 19 on");
    assertThat(state(run.json(), "last hour")).isEqualTo("fault");
  }

  @Test
  void whereNothingIsScheduledNoRunIsMissed() throws Exception {
    aws.metric("mReconcilerRuns", Map.of());

    assertThat(finding("reconciler").path("state").asText()).isEqualTo("not done");
  }

  @Test
  void watchingLooksAgainAndEndsWithWhatWasSeenLast() {
    var out = new StringWriter();
    var shell = CommandLineRun.shell(CommandLineRun.HOME, Map.of(), "", out, out, Optional.empty());
    int exit =
        new CommandLine(new StatusCommand(shell, Duration.ofMillis(1)))
            .execute("--endpoint-url", aws.endpoint().toString(), "--watch", "--times", "3");

    assertThat(exit).isZero();
    assertThat(out.toString().lines().filter("all is well"::equals)).hasSize(3);
  }

  @Test
  void aTerminalShowsSymbolsInColourUnlessAskedNotTo() {
    assertThat(onTerminal(Map.of())).contains("\u001b[32m✓\u001b[0m");
    assertThat(onTerminal(Map.of("NO_COLOR", "1"))).contains("✓  rules").doesNotContain("\u001b");
    assertThat(status("").out()).contains("ok        rules").doesNotContain("✓", "\u001b");
  }

  private String onTerminal(Map<String, String> environment) {
    var out = new StringWriter();
    RecordingsCommand.run(
        CommandLineRun.shell(CommandLineRun.HOME, environment, "", out, out, Optional.of(100)),
        CommandLineRun.words("status --endpoint-url %s", aws.endpoint()));
    return out.toString();
  }

  private static Answer monitoringRefused() {
    return new Answer(
        403,
        "text/xml",
        """
        <ServiceError><Error><Type>Sender</Type><Code>AccessDenied</Code>
        <Message>User is not authorized to perform: cloudwatch:GetMetricData</Message></Error>
        </ServiceError>
        """);
  }

  private void now(String metric, double value) {
    aws.metric(metric, Map.of(now.toString(), value));
  }

  private void park(ParkingCause cause) {
    var target = operator.target();
    undo.add(target::close);
    var table = target.tables().parkedEvents();
    var parked = table.park(cause, "status-" + cause.reason(), "{}");
    undo.addFirst(() -> table.remove(parked));
  }

  private void bury(String queue) {
    try (var target = operator.target();
        var sqs = target.sqs()) {
      var url = target.queueUrl(queue, sqs);
      sqs.sendMessage(send -> send.queueUrl(url).messageBody("{}"));
      undo.add(() -> drain(url));
    }
  }

  private void drain(String url) {
    try (var target = operator.target();
        var sqs = target.sqs()) {
      sqs.purgeQueue(purge -> purge.queueUrl(url));
    }
  }

  private static String lineOf(String alarm) {
    return StatusReport.LINES.getOrDefault(alarm, List.of("?")).getFirst();
  }

  private String stateAt(Instant moment, String name) {
    var shell = CommandLineRun.shell();
    try (var target = Target.open(new TargetAddress.Endpoint(aws.endpoint()), shell)) {
      var report = new StatusReport(target, new ErrorMapper(shell, Optional.empty()), moment);
      return state(report.findings().json(), name);
    }
  }

  private String textOfFault(String name) throws Exception {
    var run = status("--json");
    var finding = finding(run.json(), name);
    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(finding.path("state").asText()).isEqualTo("fault");
    assertThat(finding.path("remedy").asText()).isNotEmpty();
    return finding.path("text").asText();
  }

  private static String state(JsonNode status, String name) {
    return finding(status, name).path("state").asText();
  }

  private JsonNode finding(String name) throws Exception {
    return finding(status("--json").json(), name);
  }

  private static JsonNode finding(JsonNode status, String name) {
    return status
        .path("findings")
        .valueStream()
        .filter(finding -> finding.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private CommandLineRun ofStack(String name) {
    sdk.goTo(aws.endpoint());
    return CommandLineRun.of("status", "--stack", name, "--json");
  }

  private CommandLineRun status(String option) {
    return CommandLineRun.at(aws.endpoint(), "status %s".formatted(option).strip());
  }
}
