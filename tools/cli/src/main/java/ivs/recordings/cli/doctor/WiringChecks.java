package ivs.recordings.cli.doctor;

import static java.util.stream.Collectors.joining;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_POLICY;

import com.fasterxml.jackson.databind.JsonNode;
import ivs.recordings.cli.finding.HealthFinding;
import ivs.recordings.cli.format.DisplayText;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;

/// Whether events can come from IVS's bus to the function, and are kept for a replay.
record WiringChecks(Target target, CommandHints calls) {
  private static final Duration TO_ANSWER = Duration.ofSeconds(20);
  private static final String DEPLOY = "deploy template.yaml again: it was changed by hand";

  List<HealthFinding> rules() {
    var wrong = new ArrayList<String>();
    try (var events = target.eventBridge()) {
      for (var rule : Target.RULES) {
        var described = events.describeRule(describe -> describe.name(target.ruleName(rule)));
        if (!"ENABLED".equals(described.stateAsString())) {
          wrong.add(rule + " is disabled");
        }
        if (!takesIvs(described)) {
          wrong.add(rule + " takes nothing from aws.ivs");
        }
        if (!"default".equals(Optional.ofNullable(described.eventBusName()).orElse("default"))) {
          wrong.add(rule + " listens on another bus than the default one");
        }
      }
    }
    return List.of(
        HealthChecks.of(
            "rules",
            "all enabled, on the default bus, for aws.ivs",
            wrong,
            Target.RULES.stream()
                    .map(rule ->
                        calls.aws(
                            "events enable-rule --name "
                                + CommandHints.word(target.ruleName(rule))))
                    .collect(joining(" && "))
                + "; for the rest "
                + DEPLOY));
  }

  private static boolean takesIvs(DescribeRuleResponse rule) {
    var sources =
        JsonOutput.read(String.valueOf(rule.eventPattern()))
            .map(pattern -> pattern.path("source"))
            .map(JsonNode::toString)
            .orElse("");
    return sources.contains("\"aws.ivs\"");
  }

  List<HealthFinding> ruleTargets() {
    var wrong = new ArrayList<String>();
    try (var events = target.eventBridge();
        var sqs = target.sqs()) {
      var queue = target.queue("RecordingEvents", sqs).arn();
      var deadLetters = target.queue("RecordingRuleDLQ", sqs).arn();
      for (var rule : Target.RULES) {
        wrong.addAll(ruleTargets(rule, queue, deadLetters, events));
      }
    }
    return List.of(
        HealthChecks.of(
            "rule targets",
            "all hand on to RecordingEvents, and what fails to RecordingRuleDLQ",
            wrong,
            DEPLOY));
  }

  private List<String> ruleTargets(
      String rule, String queue, String deadLetters, EventBridgeClient events) {
    var wrong = new ArrayList<String>();
    var targets = events.listTargetsByRule(list -> list.rule(target.ruleName(rule))).targets();
    var ours = targets.stream().filter(each -> queue.equals(each.arn())).findFirst();
    if (ours.isEmpty()) {
      wrong.add(rule + " does not hand on to RecordingEvents");
    } else if (ours.get().deadLetterConfig() == null
        || !deadLetters.equals(ours.get().deadLetterConfig().arn())) {
      wrong.add(rule + " has not RecordingRuleDLQ for what it cannot hand on");
    }
    return wrong;
  }

  List<HealthFinding> queue() {
    try (var sqs = target.sqs()) {
      var url = target.queueUrl("RecordingEvents", sqs);
      var policy =
          sqs.getQueueAttributes(get -> get.queueUrl(url).attributeNames(REDRIVE_POLICY))
              .attributes()
              .getOrDefault(REDRIVE_POLICY, "");
      var deadLetters =
          JsonOutput.read(policy).map(json -> json.path("deadLetterTargetArn").asText()).orElse("");
      var expected = target.queue("RecordingEventsDLQ", sqs).arn();
      return List.of(
          HealthChecks.of(
              "queue",
              "what cannot be stored comes to rest in RecordingEventsDLQ",
              deadLetters.equals(expected)
                  ? List.of()
                  : List.of("RecordingEvents has not RecordingEventsDLQ for what cannot be stored"),
              DEPLOY));
    }
  }

  List<HealthFinding> function() {
    try (var lambda = target.lambda(TO_ANSWER);
        var sqs = target.sqs()) {
      var queue = target.queue("RecordingEvents", sqs).arn();
      var mappings =
          lambda.listEventSourceMappings(list -> list.eventSourceArn(queue)).eventSourceMappings();
      var wrong = new ArrayList<String>();
      if (mappings.isEmpty()) {
        wrong.add("no function takes from RecordingEvents");
      }
      for (var mapping : mappings) {
        if (!"Enabled".equals(mapping.state()) && !"Updating".equals(mapping.state())) {
          wrong.add(
              "%s does not take from RecordingEvents: %s"
                  .formatted(mapping.functionArn(), mapping.state()));
        }
        if (!mapping.functionResponseTypesAsStrings().contains("ReportBatchItemFailures")) {
          wrong.add(mapping.functionArn() + " does not report failures one by one");
        }
      }
      return List.of(
          HealthChecks.of(
              "function",
              "takes from RecordingEvents and reports failures one by one",
              wrong,
              mappings.stream()
                      .map(mapping ->
                          calls.aws(
                              "lambda update-event-source-mapping --enabled --uuid "
                                  + CommandHints.word(String.valueOf(mapping.uuid()))))
                      .findFirst()
                      .orElse(DEPLOY)
                  + "; see "
                  + CommandHints.runbook("the-queue-stands-still")));
    }
  }

  List<HealthFinding> archive() {
    try (var events = target.eventBridge()) {
      var archive = events.describeArchive(describe -> describe.archiveName(target.archiveName()));
      var state = String.valueOf(archive.stateAsString());
      return List.of(
          HealthChecks.of(
              "archive",
              "on, keeps events "
                  + (archive.retentionDays() == null || archive.retentionDays() == 0
                      ? "for ever"
                      : DisplayText.count(archive.retentionDays(), "day")),
              state.equals("ENABLED")
                  ? List.of()
                  : List.of("the archive is %s: nothing can be replayed".formatted(state)),
              DEPLOY));
    }
  }
}
