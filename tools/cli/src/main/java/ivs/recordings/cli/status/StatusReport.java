package ivs.recordings.cli.status;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.delivery.DeadLetterQueueDepth;
import ivs.recordings.cli.doctor.HealthChecks;
import ivs.recordings.cli.finding.Advice;
import ivs.recordings.cli.finding.AlarmStates;
import ivs.recordings.cli.finding.HealthFinding;
import ivs.recordings.cli.finding.HealthReport;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.parking.ParkingDependency;
import ivs.recordings.cli.runtime.BuildVersion;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.QueryResult;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.recording.RecordingStatus;
import ivs.recordings.store.ParkedEvent;
import ivs.recordings.store.item.CorruptItem;
import ivs.recordings.store.item.VersionedItem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Asks each source how it stands, and says which of the answers need a person.
///
/// It is never calmer than the alarms: it has no thresholds for what an alarm watches, but asks
/// CloudWatch which alarms are on, and each that is on makes a fault of the line that it is about.
public record StatusReport(Target target, ErrorMapper diagnosis, Instant now) {
  private static final Duration TO_ANSWER = Duration.ofSeconds(20);

  /// As the alarm on parked events says, which hears of them only with the reconciler's next run.
  public static final Duration TOO_LONG_PARKED = Duration.ofHours(1);

  /// IVS has written all files by the end of a recording; a run of the reconciler is due every five
  /// minutes.
  public static final Duration TOO_LONG_UNPLAYABLE = Duration.ofMinutes(30);

  /// IVS begins a new prefix after 48 hours, and its end comes when the reconnect window is over.
  public static final Duration LONGEST_RECORDING = Duration.ofHours(49);

  private static final Duration A_DAY = Duration.ofDays(1);
  private static final DateTimeFormatter HOUR_AND_MINUTE =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private static final int MOST = 10_000;

  /// A look at the tables; doctor looks at more.
  private static final int ITEMS = 1_000;

  private static final String QUEUE = "RecordingEvents";
  private static final List<String> DEAD_LETTERS =
      List.of("RecordingEventsDLQ", "RecordingRuleDLQ", "RecordingInvocationDLQ");

  /// Holds no events, but where in the table's stream the changes are that a function failed with.
  private static final String GIVEN_UP = "RecordingStreamDLQ";

  /// Holds messages of webhooks that failed a hundred times or could not be handed over.
  private static final String UNNOTIFIED = "WebhookDLQ";

  /// Only where there are media jobs.
  private static final String LOST_MEDIA_JOBS = "MediaJobDLQ";

  /// Which line shows an alarm; of several that which is a fault already, or else the first.
  public static final Map<String, List<String>> LINES =
      Map.ofEntries(
          Map.entry("OldestMessageAlarm", List.of("queue")),
          Map.entry("QueueStandsStillAlarm", List.of("queue")),
          Map.entry("HandlerErrorsAlarm", List.of("handler")),
          Map.entry("HandlerThrottlesAlarm", List.of("handler")),
          Map.entry(
              "DeadLettersAlarm",
              Stream.concat(DEAD_LETTERS.stream(), Stream.of(GIVEN_UP)).toList()),
          Map.entry("ParkedTooLongAlarm", List.of("parked")),
          Map.entry("EventsLateAlarm", List.of("last hour")),
          Map.entry("RecordingsFailAlarm", List.of("recordings")),
          Map.entry("EventsLostAlarm", List.of("reconciler")),
          Map.entry("ReconcilerSilentAlarm", List.of("reconciler")),
          Map.entry("PublisherFailsAlarm", List.of("publisher")),
          Map.entry("FiguresFailAlarm", List.of("publisher")),
          Map.entry("WebhooksFailAlarm", List.of("webhooks", UNNOTIFIED)),
          Map.entry("WebhooksLateAlarm", List.of("webhooks")),
          Map.entry("ReadinessFailsAlarm", List.of("media")),
          Map.entry("RetentionFailsAlarm", List.of("media")),
          Map.entry("MediaJobsFailAlarm", List.of("media", LOST_MEDIA_JOBS)),
          Map.entry("ApiErrorsAlarm", List.of("api")),
          Map.entry("ApiSlowAlarm", List.of("api")));

  /// Alarms that only a stack with an API has, or with media jobs.
  private static final Set<String> OF_API =
      Set.of("ApiErrorsAlarm", "ApiSlowAlarm", "MediaJobsFailAlarm");

  public HealthReport findings() {
    var hour = QueryResult.of(diagnosis, this::lastHour);
    var board = QueryResult.of(diagnosis, this::board);
    var all = new ArrayList<HealthFinding>();
    all.add(asked("rules", this::rules));
    all.add(asked("queue", () -> queue(hour)));
    DEAD_LETTERS.forEach(name -> all.add(asked(name, () -> deadLetters(name, hour))));
    all.add(asked(GIVEN_UP, this::givenUp));
    all.add(asked(UNNOTIFIED, this::unnotified));
    switch (QueryResult.of(diagnosis, this::lostMediaJobs)) {
      case QueryResult.Given<Optional<HealthFinding>>(var finding) -> finding.ifPresent(all::add);
      case QueryResult.Withheld<Optional<HealthFinding>>(var why) ->
          all.add(HealthFinding.unknown(LOST_MEDIA_JOBS, why));
    }
    all.add(asked("parked", this::parked));
    all.add(asked("open", this::open));
    all.add(asked("media", this::media));
    all.add(asked("items", () -> HealthChecks.items(target, ITEMS)));
    switch (hour) {
      case QueryResult.Given<HourlyMetrics>(var known) -> {
        all.add(handler(known));
        all.add(events(known));
        all.add(recordings(known));
        all.add(reconciler(known));
        all.add(publisher(known));
        all.add(webhooks(known));
        all.add(api(known));
      }
      case QueryResult.Withheld<HourlyMetrics>(var why) ->
          all.add(HealthFinding.unknown("last hour", why));
    }
    all.add(asked("versions", this::versions));
    switch (board) {
      case QueryResult.Given<AlarmStates>(var known) -> alarms(known, all);
      case QueryResult.Withheld<AlarmStates>(var why) ->
          all.add(HealthFinding.unknown("alarms", why));
    }
    return new HealthReport(all);
  }

  private CommandHints calls() {
    return diagnosis.calls();
  }

  private AlarmStates board() {
    try (var cloudWatch = target.cloudWatch()) {
      return AlarmStates.of(cloudWatch, target.stackName());
    }
  }

  private void alarms(AlarmStates board, List<HealthFinding> all) {
    var missing =
        LINES.keySet().stream()
            .filter(alarm -> !board.standings().containsKey(alarm) && !OF_API.contains(alarm))
            .sorted()
            .toList();
    all.add(
        missing.isEmpty()
            ? HealthFinding.ok(
                "alarms",
                "%s of %d on"
                    .formatted(
                        board.on().isEmpty() ? "none" : String.valueOf(board.on().size()),
                        board.standings().size()),
                JsonOutput.object())
            : HealthFinding.fault(
                "alarms",
                "not there, so no mail is sent: " + String.join(", ", missing),
                "deploy template.yaml again: it was changed by hand; %s"
                    .formatted(CommandHints.runbook("is-everything-all-right")),
                JsonOutput.object()));
    for (var alarm : board.on()) {
      var line = line(alarm, all);
      all.set(line, all.get(line).alarmed(alarm, firstStep(alarm.alarm())));
    }
  }

  /// Where no line is about the alarm, or that line could not be asked, it is said at the end.
  private static int line(AlarmStates.Standing alarm, List<HealthFinding> all) {
    var lines = LINES.getOrDefault(alarm.alarm(), List.of());
    var names = all.stream().map(HealthFinding::name).toList();
    var candidates =
        lines.stream()
            .map(names::indexOf)
            .filter(i -> i >= 0 && all.get(i).level() != HealthFinding.Level.UNKNOWN)
            .toList();
    return candidates.stream()
        .filter(i -> all.get(i).level() == HealthFinding.Level.FAULT)
        .findFirst()
        .or(() -> candidates.stream().findFirst())
        .orElse(all.size() - 1);
  }

  /// What to look at first; the runbook, which the alarm names, goes on from there.
  private String firstStep(String alarm) {
    return switch (alarm) {
      case "DeadLettersAlarm" -> redrive();
      case "ParkedTooLongAlarm" -> parkedStep();
      case "RecordingsFailAlarm" -> failedStep();
      case "HandlerThrottlesAlarm" -> concurrencyStep();
      case "QueueStandsStillAlarm" -> target.isStack() ? mappingStep() : concurrencyStep();
      case "EventsLostAlarm" ->
          calls().line("audit --since " + now.minus(A_DAY).truncatedTo(ChronoUnit.SECONDS));
      case "ReconcilerSilentAlarm" -> calls().line("reconcile");
      case "RetentionFailsAlarm" -> calls().line("retention plan");
      case "MediaJobsFailAlarm" ->
          calls().line("redrive --dry-run") + " counts the media jobs that did not run";
      default -> log();
    };
  }

  private String concurrencyStep() {
    return calls()
        .aws(
            "lambda get-function-concurrency --function-name "
                + CommandHints.word(target.handlerName()));
  }

  /// The embedded Lambda tells of no mappings.
  private String mappingStep() {
    return calls()
        .aws(
            "lambda list-event-source-mappings --function-name "
                + CommandHints.word(target.handlerName() + ":live"));
  }

  /// The embedded system has no CloudWatch Logs.
  private String log() {
    return target
        .handlerLogGroup()
        .map(group -> calls().aws("logs tail --since 30m " + CommandHints.word(group)))
        .orElse("read handler.log; './recordings up' has said where it is");
  }

  private String redrive() {
    return Advice.lines(Finding.DEAD_LETTERS, Map.of(), calls()).getFirst();
  }

  /// Of the reconciler's usual window.
  private static String day(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(4).toString();
  }

  private String parkedStep() {
    return calls().line("parked") + " says what each waits for, and what to do";
  }

  private String failedStep() {
    return "%s names them; %s says why, %s what breaks the next"
        .formatted(
            calls().line("list --status FAILED"),
            calls().line("explain ID"),
            calls().line("doctor"));
  }

  private HealthFinding asked(String name, Supplier<HealthFinding> question) {
    return switch (QueryResult.of(diagnosis, question)) {
      case QueryResult.Given<HealthFinding>(var finding) -> finding;
      case QueryResult.Withheld<HealthFinding>(var why) -> HealthFinding.unknown(name, why);
    };
  }

  private HourlyMetrics lastHour() {
    try (var cloudWatch = target.cloudWatch();
        var sqs = target.sqs();
        var lambda = target.lambda(TO_ANSWER)) {
      var queues = new ArrayList<String>();
      queues.add(queueName(QUEUE, sqs));
      DEAD_LETTERS.forEach(name -> queues.add(queueName(name, sqs)));
      return HourlyMetrics.of(
          cloudWatch, namespace(lambda), target.handlerName(), target.publisherName(), queues, now);
    }
  }

  private String queueName(String logicalId, SqsClient sqs) {
    var url = target.queueUrl(logicalId, sqs);
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private String namespace(LambdaClient lambda) {
    var function = lambda.getFunctionConfiguration(get -> get.functionName(target.handlerName()));
    return Optional.ofNullable(function.environment())
        .map(environment -> environment.variables().get("METRICS_NAMESPACE"))
        .orElse("IvsRecordings");
  }

  private HealthFinding rules() {
    Map<String, String> states = new LinkedHashMap<>();
    try (var events = target.eventBridge()) {
      for (var rule : Target.RULES) {
        states.put(rule, state(rule, events));
      }
    }
    var facts = JsonOutput.object();
    states.forEach(facts::put);
    var disabled =
        states.entrySet().stream()
            .filter(rule -> !rule.getValue().equals("ENABLED"))
            .map(Map.Entry::getKey)
            .toList();
    return disabled.isEmpty()
        ? HealthFinding.ok("rules", "all enabled", facts)
        : HealthFinding.fault(
                "rules",
                String.join(" and ", disabled) + " disabled: its events arrive nowhere",
                disabled.stream()
                    .map(rule ->
                        calls()
                            .aws(
                                "events enable-rule --name "
                                    + CommandHints.word(target.ruleName(rule))))
                    .collect(joining(" && ")),
                facts)
            .and(
                "then send what was missed again: "
                    + calls().line("replay --from %s --to %s".formatted(now.minus(A_DAY), now)))
            .and(CommandHints.runbook("events-are-lost"));
  }

  private String state(String rule, EventBridgeClient events) {
    return String.valueOf(
        events.describeRule(describe -> describe.name(target.ruleName(rule))).stateAsString());
  }

  private record Depth(long waiting, long inWork) {}

  private Depth depth(String queue) {
    try (var sqs = target.sqs()) {
      var url = target.queueUrl(queue, sqs);
      var attributes =
          sqs.getQueueAttributes(get ->
                  get.queueUrl(url)
                      .attributeNames(
                          APPROXIMATE_NUMBER_OF_MESSAGES,
                          APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
              .attributes();
      return new Depth(
          Long.parseLong(attributes.getOrDefault(APPROXIMATE_NUMBER_OF_MESSAGES, "0")),
          Long.parseLong(attributes.getOrDefault(APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "0")));
    }
  }

  private HealthFinding queue(QueryResult<HourlyMetrics> hour) {
    var depth = depth(QUEUE);
    var oldest = hour.maybe().flatMap(known -> known.oldestMessage(0));
    var facts = JsonOutput.object().put("waiting", depth.waiting()).put("inWork", depth.inWork());
    oldest.ifPresent(age -> facts.put("oldestSeconds", age.toSeconds()));
    var text =
        "%,d waiting, %,d in work%s".formatted(depth.waiting(), depth.inWork(), aged(oldest));
    return HealthFinding.ok("queue", text, facts);
  }

  private static String aged(Optional<Duration> oldest) {
    return oldest
        .filter(Duration::isPositive)
        .map(age -> ", the oldest " + DisplayText.span(age))
        .orElse("");
  }

  private HealthFinding deadLetters(String name, QueryResult<HourlyMetrics> hour) {
    var waiting = depth(name).waiting();
    var oldest = hour.maybe().flatMap(known -> known.oldestMessage(1 + DEAD_LETTERS.indexOf(name)));
    var facts = JsonOutput.object().put("waiting", waiting);
    oldest.ifPresent(age -> facts.put("oldestSeconds", age.toSeconds()));
    return waiting == 0
        ? HealthFinding.ok(name, "none", facts)
        : HealthFinding.fault(
            name,
            DisplayText.count(waiting, "dead letter") + aged(oldest),
            Advice.lines(Finding.DEAD_LETTERS, Map.of(), calls()),
            facts);
  }

  private HealthFinding givenUp() {
    var waiting = depth(GIVEN_UP).waiting();
    return waits(
        GIVEN_UP,
        waiting,
        DisplayText.count(waiting, "batch") + " of changes given up",
        List.of(CommandHints.runbook("changes-that-were-given-up")));
  }

  private HealthFinding unnotified() {
    var waiting = depth(UNNOTIFIED).waiting();
    return waits(
        UNNOTIFIED,
        waiting,
        DisplayText.count(waiting, "message") + " of webhooks given up",
        List.of(
            "mend the cause, then move them back: " + calls().line("redrive"),
            CommandHints.runbook("webhooks-fail")));
  }

  private Optional<HealthFinding> lostMediaJobs() {
    try (var sqs = target.sqs()) {
      return target
          .lostMediaJobs(sqs)
          .map(queue -> lostMediaJobs(DeadLetterQueueDepth.in(queue, sqs).found()));
    }
  }

  private HealthFinding lostMediaJobs(long waiting) {
    return waits(
        LOST_MEDIA_JOBS,
        waiting,
        DisplayText.count(waiting, "media job") + " did not run",
        List.of(calls().line("redrive"), CommandHints.runbook("media-jobs-fail")));
  }

  /// A queue in which nothing should wait.
  private static HealthFinding waits(String queue, long waiting, String fault, List<String> steps) {
    var facts = JsonOutput.object().put("waiting", waiting);
    return waiting == 0
        ? HealthFinding.ok(queue, "none", facts)
        : HealthFinding.fault(queue, fault, steps, facts);
  }

  private HealthFinding parked() {
    var parked = target.tables().parkedEvents().oldest(MOST);
    if (parked.isEmpty()) {
      return HealthFinding.ok("parked", "none", JsonOutput.object().put("events", 0));
    }
    var byReason = parked.stream().collect(groupingBy(ParkedEvent::reason, TreeMap::new, toList()));
    var facts = JsonOutput.object().put("events", parked.size());
    var reasons = facts.putObject("byReason");
    var text =
        byReason.entrySet().stream()
            .map(one -> {
              var age = age(oldest(one.getValue()));
              reasons
                  .putObject(one.getKey())
                  .put("events", one.getValue().size())
                  .put("oldestSeconds", age.toSeconds());
              return "%,d %s, the oldest %s"
                  .formatted(one.getValue().size(), one.getKey(), DisplayText.span(age));
            })
            .collect(joining("; "));
    var said = parked.size() == MOST ? text + "; and maybe more" : text;
    var remedy = parkedStep();
    return needsAPerson(byReason)
        ? HealthFinding.fault("parked", said, remedy, facts)
            .and(CommandHints.runbook("effect-parked"))
        : HealthFinding.warning("parked", said, remedy, facts)
            .and(CommandHints.runbook("effect-parked"));
  }

  private static ParkedEvent oldest(List<ParkedEvent> events) {
    return events.stream().min(Comparator.comparing(ParkedEvent::parkedAt)).orElseThrow();
  }

  private Duration age(ParkedEvent event) {
    return Duration.between(event.parkedAt(), now);
  }

  /// What waits for a person waits for nothing else; the rest may come by itself, for a while.
  private boolean needsAPerson(Map<String, List<ParkedEvent>> byReason) {
    return byReason.values().stream()
        .map(StatusReport::oldest)
        .anyMatch(oldest ->
            ParkingDependency.of(oldest.waitingFor()) instanceof ParkingDependency.OfPerson
                || age(oldest).compareTo(TOO_LONG_PARKED) > 0);
  }

  /// Recordings that have ended and were not found playable; a failed one may have left nothing.
  private HealthFinding media() {
    var late =
        target.tables().recordings().endedSinceBefore(now, MOST).rows().stream()
            .map(VersionedItem::value)
            .filter(row -> row.status() == RecordingStatus.COMPLETED)
            .filter(row ->
                row.outcome()
                    .filter(end -> end.time().isBefore(now.minus(TOO_LONG_UNPLAYABLE)))
                    .isPresent())
            .toList();
    var facts = JsonOutput.object().put("recordings", late.size());
    if (late.isEmpty()) {
      return HealthFinding.ok("media", "no recording waits for its files", facts);
    }
    var oldest = late.getFirst();
    facts.put("oldest", oldest.id().value());
    return HealthFinding.warning(
            "media",
            "%s ended more than half an hour ago and cannot be played, such as %s"
                .formatted(DisplayText.count(late.size(), "recording"), oldest.id().value()),
            calls().line("explain " + CommandHints.word(oldest.id().value())),
            facts)
        .and(CommandHints.runbook("a-recording-that-cannot-be-played"));
  }

  private HealthFinding open() {
    var open = target.tables().recordings().openSinceBefore(now.plusSeconds(1), MOST);
    var facts =
        JsonOutput.object().put("recordings", open.rows().size()).put("corrupt", open.corrupt());
    if (open.corrupt() > 0) {
      return HealthFinding.fault(
          "open",
          "%s cannot be read, %s changed by hand: %s"
              .formatted(
                  DisplayText.count(open.corrupt(), "row"),
                  open.corrupt() == 1 ? "it was" : "they were",
                  HealthChecks.some(open.corruptItems().stream().map(CorruptItem::key))),
          Advice.ofRecording(
              Finding.ROW_UNREADABLE,
              open.corruptItems().getFirst().key(),
              Optional.empty(),
              day(now),
              calls()),
          facts);
    }
    if (open.rows().isEmpty()) {
      return HealthFinding.ok("open", "no recording", facts);
    }
    var oldest = open.rows().getFirst().value();
    var age = Duration.between(oldest.recordedAt(), now);
    facts.put("oldest", oldest.id().value()).put("oldestSeconds", age.toSeconds());
    var text =
        "%s, the oldest for %s (%s)"
            .formatted(
                DisplayText.count(open.rows().size(), "recording"),
                DisplayText.span(age),
                oldest.id().value());
    return age.compareTo(LONGEST_RECORDING) > 0
        ? HealthFinding.fault(
                "open",
                text + "; no recording lasts so long",
                calls().line("explain " + CommandHints.word(oldest.id().value())),
                facts)
            .and(CommandHints.runbook("a-recording-is-open-for-too-long"))
        : HealthFinding.ok("open", text, facts);
  }

  /// What is wrong with one event throws nothing; a function that throws or may not run is no
  /// event's fault.
  private HealthFinding handler(HourlyMetrics hour) {
    var facts = JsonOutput.object();
    HourlyMetrics.CALLS.forEach(name -> facts.put(name.toLowerCase(Locale.ROOT), hour.sum(name)));
    var text =
        "%s in the hour: %,d threw, %,d throttled"
            .formatted(
                DisplayText.count(hour.sum("Invocations"), "call"),
                hour.sum("Errors"),
                hour.sum("Throttles"));
    if (hour.sum("Throttles") > 0) {
      return HealthFinding.warning(
          "handler", text, CommandHints.runbook("the-handler-is-throttled"), facts);
    }
    return hour.sum("Errors") > 0
        ? HealthFinding.warning("handler", text, CommandHints.runbook("the-handler-throws"), facts)
        : HealthFinding.ok("handler", text, facts);
  }

  private static HealthFinding events(HourlyMetrics hour) {
    var facts = hour.json();
    var age =
        hour.eventAge("p50").isEmpty()
            ? ""
            : "; age p50 %s, p99 %s"
                .formatted(
                    DisplayText.span(hour.eventAge("p50").orElseThrow()),
                    hour.eventAge("p99").map(DisplayText::span).orElse("?"));
    var text =
        "%s: %,d written, %,d unchanged, %,d parked, %,d released, %,d ignored, %,d failed%s"
            .formatted(
                DisplayText.count(hour.sum("EventsReceived"), "event"),
                hour.sum("EventsWritten"),
                hour.sum("EventsUnchanged"),
                hour.sum("EventsParked"),
                hour.sum("EventsReleased"),
                hour.sum("EventsIgnored"),
                hour.sum("EventsFailed"),
                age);
    return hour.sum("EventsFailed") > 0
        ? HealthFinding.warning(
            "last hour",
            text,
            "what failed is tried again; why it failed: " + CommandHints.runbook("effect-failed"),
            facts)
        : HealthFinding.ok("last hour", text, facts);
  }

  private HealthFinding recordings(HourlyMetrics hour) {
    var failed = hour.sum("RecordingsFailed");
    var text =
        "%,d started, %,d completed, %,d failed"
            .formatted(hour.sum("RecordingsStarted"), hour.sum("RecordingsCompleted"), failed);
    var facts = JsonOutput.object().put("failed", failed);
    return failed > 0
        ? HealthFinding.warning("recordings", text, failedStep(), facts)
            .and(CommandHints.runbook("recordings-fail"))
        : HealthFinding.ok("recordings", text, facts);
  }

  /// Nothing runs on a schedule in the embedded system. A stack where nothing ran for an hour needs
  /// a person even where its alarm is gone.
  private HealthFinding reconciler(HourlyMetrics hour) {
    var last = hour.lastMinute("ReconcilerRuns");
    var facts = JsonOutput.object().put("lost", hour.sum("EventsLost"));
    last.ifPresent(minute -> facts.put("lastRunMinute", minute.toString()));
    var text =
        last.map(minute -> "a run ended at %s UTC".formatted(HOUR_AND_MINUTE.format(minute)))
                .orElse("no run in the last hour")
            + ", %,d repaired in the hour".formatted(hour.sum("EventsLost"));
    if (last.isPresent()) {
      return HealthFinding.ok("reconciler", text, facts);
    }
    return target.isStack()
        ? HealthFinding.fault(
                "reconciler",
                text,
                "lost events stay lost; now: " + calls().line("reconcile"),
                facts)
            .and(CommandHints.runbook("the-reconciler-is-silent"))
        : HealthFinding.notDone(
            "reconciler", "it has no schedule here: " + calls().line("reconcile"));
  }

  /// What other systems were told; what failed is tried again, and what was skipped is not.
  private static HealthFinding publisher(HourlyMetrics hour) {
    var facts = JsonOutput.object();
    hour.publisherLag().ifPresent(lag -> facts.put("lagSeconds", lag.toSeconds()));
    var text =
        "%s published, %,d failed, %,d skipped in the hour%s"
            .formatted(
                DisplayText.count(hour.sum("DomainEventsPublished"), "event"),
                hour.sum("DomainEventsFailed"),
                hour.sum("DomainEventsSkipped"),
                hour.publisherLag()
                    .map(lag -> ", %s behind the table".formatted(DisplayText.span(lag)))
                    .orElse(""));
    var faults = hour.sum("DomainEventsFailed") + hour.sum("DomainEventsSkipped");
    return counted("publisher", text, faults, "the-publisher-fails", facts);
  }

  private static HealthFinding webhooks(HourlyMetrics hour) {
    var facts = JsonOutput.object();
    var text =
        "%s, %,d disabled, %,d messages failed in the hour"
            .formatted(
                DisplayText.count(hour.sum("WebhookAttempts"), "attempt"),
                hour.sum("WebhooksDisabled"),
                hour.sum("WebhookFaults"));
    var faults = hour.sum("WebhooksDisabled") + hour.sum("WebhookFaults");
    return counted("webhooks", text, faults, "webhooks-fail", facts);
  }

  /// A stack without an API has no requests.
  private static HealthFinding api(HourlyMetrics hour) {
    var facts = JsonOutput.object();
    var text =
        "%s, %,d failed in the hour"
            .formatted(
                DisplayText.count(hour.sum("ApiRequests"), "request"), hour.sum("ApiErrors"));
    return counted("api", text, hour.sum("ApiErrors"), "the-api-fails", facts);
  }

  /// A warning where there were faults in the hour.
  ///
  /// @param anchor where the runbook speaks of them
  private static HealthFinding counted(
      String name, String text, long faults, String anchor, ObjectNode facts) {
    return faults > 0
        ? HealthFinding.warning(name, text, CommandHints.runbook(anchor), facts)
        : HealthFinding.ok(name, text, facts);
  }

  private HealthFinding versions() {
    var facts = JsonOutput.object().put("recordings", BuildVersion.text());
    var deployed = new ArrayList<String>();
    try (var lambda = target.lambda(TO_ANSWER)) {
      for (var name :
          List.of(target.handlerName(), target.reconcilerName(), target.publisherName())) {
        var function = lambda.getFunctionConfiguration(get -> get.functionName(name));
        var since = Optional.ofNullable(function.lastModified());
        var known = facts.putObject(name).put("runtime", function.runtimeAsString());
        since.ifPresent(time -> known.put("lastModified", time));
        deployed.add(
            "%s on %s%s"
                .formatted(
                    name, function.runtimeAsString(), since.map(t -> ", of " + t).orElse("")));
      }
    }
    return HealthFinding.ok(
        "versions",
        "this program %s; %s".formatted(BuildVersion.text(), String.join("; ", deployed)),
        facts);
  }
}
