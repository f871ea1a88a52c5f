package ivs.recordings.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

import ivs.recordings.store.ParkedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Asks each source how it stands, and says which of the answers need a person.
///
/// @param command how the person reaches the same system again, for lines to copy
record StatusReport(Target target, Diagnosis diagnosis, String command, String where, Instant now) {
  private static final Duration TO_ANSWER = Duration.ofSeconds(20);

  /// As the alarm on the oldest message says.
  static final Duration TOO_OLD_A_MESSAGE = Duration.ofMinutes(4);

  /// As the alarm on parked events says.
  static final Duration TOO_LONG_PARKED = Duration.ofHours(1);

  /// IVS begins a new prefix after 48 hours, and its end comes when the reconnect window is over.
  static final Duration LONGEST_RECORDING = Duration.ofHours(49);

  /// It runs every five minutes, so it has missed two.
  static final Duration TOO_LONG_SILENT = Duration.ofMinutes(15);

  private static final int MOST = 10_000;
  private static final String QUEUE = "RecordingEvents";
  private static final List<String> DEAD_LETTERS =
      List.of("RecordingEventsDLQ", "RecordingRuleDLQ");

  Findings findings() {
    var hour = Answer.of(diagnosis, this::lastHour);
    var all = new ArrayList<Finding>();
    all.add(asked("rules", this::rules));
    all.add(asked("queue", () -> queue(hour)));
    DEAD_LETTERS.forEach(name -> all.add(asked(name, () -> deadLetters(name, hour))));
    all.add(asked("parked", this::parked));
    all.add(asked("open", this::open));
    switch (hour) {
      case Answer.Given<LastHour>(var known) -> {
        all.add(events(known));
        all.add(recordings(known));
        all.add(reconciler(known));
      }
      case Answer.Withheld<LastHour>(var why) -> all.add(Finding.unknown("last hour", why));
    }
    all.add(asked("versions", this::versions));
    return new Findings(all);
  }

  private Finding asked(String name, Supplier<Finding> question) {
    return switch (Answer.of(diagnosis, question)) {
      case Answer.Given<Finding>(var finding) -> finding;
      case Answer.Withheld<Finding>(var why) -> Finding.unknown(name, why);
    };
  }

  private LastHour lastHour() {
    try (var cloudWatch = target.cloudWatch();
        var sqs = target.sqs();
        var lambda = target.lambda(TO_ANSWER)) {
      var queues = new ArrayList<String>();
      queues.add(queueName(QUEUE, sqs));
      DEAD_LETTERS.forEach(name -> queues.add(queueName(name, sqs)));
      return LastHour.of(cloudWatch, namespace(lambda), queues, now);
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

  private Finding rules() {
    Map<String, String> states = new LinkedHashMap<>();
    try (var events = target.eventBridge()) {
      for (var rule : Target.RULES) {
        states.put(rule, state(rule, events));
      }
    }
    var facts = Json.object();
    states.forEach(facts::put);
    var disabled =
        states.entrySet().stream()
            .filter(rule -> !rule.getValue().equals("ENABLED"))
            .map(Map.Entry::getKey)
            .toList();
    return disabled.isEmpty()
        ? Finding.ok("rules", "both enabled", facts)
        : Finding.fault(
            "rules",
            String.join(" and ", disabled) + " disabled: its events arrive nowhere",
            "aws events enable-rule --name NAME, then replay what was missed: %s replay"
                .formatted(command),
            facts);
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

  private Finding queue(Answer<LastHour> hour) {
    var depth = depth(QUEUE);
    var oldest = hour.maybe().flatMap(known -> known.oldestMessage(0));
    var facts = Json.object().put("waiting", depth.waiting()).put("inWork", depth.inWork());
    oldest.ifPresent(age -> facts.put("oldestSeconds", age.toSeconds()));
    var text =
        "%,d waiting, %,d in work%s".formatted(depth.waiting(), depth.inWork(), aged(oldest));
    var stands =
        depth.waiting() + depth.inWork() > 0
            && oldest.filter(age -> age.compareTo(TOO_OLD_A_MESSAGE) > 0).isPresent();
    return stands
        ? Finding.fault(
            "queue",
            text,
            "events are not being stored: look for effect \"failed\" in the log (docs/runbook.md#effect-failed)",
            facts)
        : Finding.ok("queue", text, facts);
  }

  private static String aged(Optional<Duration> oldest) {
    return oldest
        .filter(Duration::isPositive)
        .map(age -> ", the oldest " + Legible.span(age))
        .orElse("");
  }

  private Finding deadLetters(String name, Answer<LastHour> hour) {
    var waiting = depth(name).waiting();
    var oldest = hour.maybe().flatMap(known -> known.oldestMessage(1 + DEAD_LETTERS.indexOf(name)));
    var facts = Json.object().put("waiting", waiting);
    oldest.ifPresent(age -> facts.put("oldestSeconds", age.toSeconds()));
    return waiting == 0
        ? Finding.ok(name, "none", facts)
        : Finding.fault(
            name,
            Legible.count(waiting, "dead letter") + aged(oldest),
            "once its cause is gone: %s redrive%s".formatted(command, where),
            facts);
  }

  private Finding parked() {
    var parked = target.tables().parkedEvents().oldest(MOST);
    if (parked.isEmpty()) {
      return Finding.ok("parked", "none", Json.object().put("events", 0));
    }
    var byReason = parked.stream().collect(groupingBy(ParkedEvent::reason, TreeMap::new, toList()));
    var facts = Json.object().put("events", parked.size());
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
                  .formatted(one.getValue().size(), one.getKey(), Legible.span(age));
            })
            .collect(joining("; "));
    var said = parked.size() == MOST ? text + "; and maybe more" : text;
    var remedy =
        "%s parked%s says what they wait for; docs/runbook.md#effect-parked what to do"
            .formatted(command, where);
    return needsAPerson(byReason)
        ? Finding.fault("parked", said, remedy, facts)
        : Finding.warning("parked", said, remedy, facts);
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
            WaitedFor.of(oldest.waitingFor()) instanceof WaitedFor.OfPerson
                || age(oldest).compareTo(TOO_LONG_PARKED) > 0);
  }

  private Finding open() {
    var open = target.tables().recordings().openSinceBefore(now.plusSeconds(1), MOST);
    var facts = Json.object().put("recordings", open.rows().size()).put("spoiled", open.spoiled());
    if (open.spoiled() > 0) {
      return Finding.fault(
          "open",
          Legible.count(open.spoiled(), "row") + " cannot be read: somebody changed them by hand",
          "repair or delete them; docs/runbook.md#effect-failed shows how to find them",
          facts);
    }
    if (open.rows().isEmpty()) {
      return Finding.ok("open", "no recording", facts);
    }
    var oldest = open.rows().getFirst().value();
    var age = Duration.between(oldest.recordedAt(), now);
    facts.put("oldest", oldest.id().value()).put("oldestSeconds", age.toSeconds());
    var text =
        "%s, the oldest for %s (%s)"
            .formatted(
                Legible.count(open.rows().size(), "recording"),
                Legible.span(age),
                oldest.id().value());
    return age.compareTo(LONGEST_RECORDING) > 0
        ? Finding.fault(
            "open",
            text + "; no recording lasts so long",
            "%s explain %s%s".formatted(command, oldest.id().value(), where),
            facts)
        : Finding.ok("open", text, facts);
  }

  private static Finding events(LastHour hour) {
    var facts = hour.json();
    var age =
        hour.eventAge("p50").isEmpty()
            ? ""
            : "; age p50 %s, p99 %s"
                .formatted(
                    Legible.span(hour.eventAge("p50").orElseThrow()),
                    hour.eventAge("p99").map(Legible::span).orElse("?"));
    var text =
        "%s: %,d written, %,d unchanged, %,d parked, %,d released, %,d ignored, %,d failed%s"
            .formatted(
                Legible.count(hour.sum("EventsReceived"), "event"),
                hour.sum("EventsWritten"),
                hour.sum("EventsUnchanged"),
                hour.sum("EventsParked"),
                hour.sum("EventsReleased"),
                hour.sum("EventsIgnored"),
                hour.sum("EventsFailed"),
                age);
    return hour.sum("EventsFailed") > 0
        ? Finding.warning(
            "last hour",
            text,
            "what failed is tried again; docs/runbook.md#effect-failed says why it failed",
            facts)
        : Finding.ok("last hour", text, facts);
  }

  private static Finding recordings(LastHour hour) {
    var failed = hour.sum("RecordingsFailed");
    var text =
        "%,d started, %,d completed, %,d failed"
            .formatted(hour.sum("RecordingsStarted"), hour.sum("RecordingsCompleted"), failed);
    var facts = Json.object().put("failed", failed);
    return failed > 0
        ? Finding.warning(
            "recordings",
            text,
            "'list --status FAILED' names them, 'explain ID' says why, 'doctor' what breaks the next",
            facts)
        : Finding.ok("recordings", text, facts);
  }

  /// Nothing runs on a schedule in the embedded system.
  private Finding reconciler(LastHour hour) {
    var last = hour.last("ReconcilerRuns", now);
    var facts = Json.object().put("lost", hour.sum("EventsLost"));
    last.ifPresent(time -> facts.put("lastRun", time.toString()));
    var silent =
        last.filter(time -> Duration.between(time, now).compareTo(TOO_LONG_SILENT) <= 0).isEmpty();
    var text =
        last.map(time -> "last run %s ago".formatted(Legible.span(Duration.between(time, now))))
                .orElse("no run in the last hour")
            + ", %,d repaired in the hour".formatted(hour.sum("EventsLost"));
    if (!target.isStack()) {
      return last.isPresent()
          ? Finding.ok("reconciler", text, facts)
          : Finding.notDone(
              "reconciler", "it has no schedule here: %s reconcile".formatted(command));
    }
    return silent
        ? Finding.fault(
            "reconciler",
            text,
            "lost events stay lost: docs/runbook.md#the-reconciler-is-silent; now: %s reconcile%s"
                .formatted(command, where),
            facts)
        : Finding.ok("reconciler", text, facts);
  }

  private Finding versions() {
    var facts = Json.object().put("recordings", Version.text());
    var deployed = new ArrayList<String>();
    try (var lambda = target.lambda(TO_ANSWER)) {
      for (var name : List.of(target.handlerName(), target.reconcilerName())) {
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
    return Finding.ok(
        "versions",
        "this program %s; %s".formatted(Version.text(), String.join("; ", deployed)),
        facts);
  }
}
