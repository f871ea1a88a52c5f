package ivs.recordings.local;

import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who may do what, in the template that is deployed.
final class TemplatePermissionsTest {
  private static final String DYNAMODB = "arn:aws:dynamodb:us-east-1:000000000000:table/";
  private static final String SQS = "arn:aws:sqs:us-east-1:000000000000:";
  private static final String EVENTS = "arn:aws:events:us-east-1:000000000000:rule/";
  private static final String LOGS = "arn:aws:logs:us-east-1:000000000000:log-group:";

  private final Template template = OurTemplate.asDeployed();

  @Test
  void theFunctionMayDoWhatItDoesAndNothingElse() {
    var allowed =
        inlineStatements("RecordingStatusHandlerRole")
            .flatMap(statement ->
                oneOrMore(statement, "Resource").map(resource -> Map.entry(resource, statement)))
            .collect(
                groupingBy(
                    Map.Entry::getKey,
                    flatMapping(entry -> oneOrMore(entry.getValue(), "Action"), toSet())));

    assertThat(allowed)
        .isEqualTo(
            Map.of(
                DYNAMODB + "Profile",
                Set.of("dynamodb:BatchGetItem"),
                DYNAMODB + "StreamSession",
                Set.of("dynamodb:BatchGetItem", "dynamodb:UpdateItem"),
                DYNAMODB + "Recording",
                Set.of("dynamodb:BatchGetItem", "dynamodb:UpdateItem", "dynamodb:PutItem"),
                DYNAMODB + "ParkedEvent",
                Set.of("dynamodb:UpdateItem", "dynamodb:Query", "dynamodb:DeleteItem"),
                SQS + "RecordingEvents",
                Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
                LOGS + "RecordingStatusHandlerLogGroup:*",
                Set.of("logs:CreateLogStream", "logs:PutLogEvents")));
  }

  @Test
  void noPolicyHasAWildcardOrAScan() {
    assertThat(allStatements()).isNotEmpty();
    for (var statement : allStatements().toList()) {
      assertThat(statement.values()).as(statement.at()).doesNotContainKey("NotAction");
      assertThat(oneOrMore(statement, "Action"))
          .as(statement.at())
          .allMatch(action -> !action.contains("*") && !action.equals("dynamodb:Scan"));
      // The ARN of a log group ends with one of its own, which stands for its streams.
      assertThat(oneOrMore(statement, "Resource"))
          .as(statement.at())
          .allMatch(arn -> !arn.replaceFirst("(" + LOGS + "\\w+):\\*$", "$1").contains("*"));
    }
  }

  @Test
  void aFunctionHasNoPermissionsButThoseOfItsOwnRole() {
    for (var id : template.ids("AWS::Serverless::Function")) {
      assertThat(template.properties(id).text("Role")).endsWith(":role/" + id + "Role");
      assertThat(template.properties(id).values()).doesNotContainKeys("Policies");
    }
    for (var id : template.ids("AWS::IAM::Role")) {
      assertThat(template.properties(id).values()).doesNotContainKey("ManagedPolicyArns");
    }
  }

  @Test
  void onlyLambdaMayTakeTheRole() {
    var trust =
        template.properties("RecordingStatusHandlerRole").section("AssumeRolePolicyDocument");

    assertThat(trust.sections("Statement"))
        .extracting(Section::values)
        .containsExactly(
            Map.of(
                "Effect", "Allow",
                "Principal", Map.of("Service", "lambda.amazonaws.com"),
                "Action", "sts:AssumeRole"));
  }

  @Test
  void onlyTheTwoRulesMaySendToTheQueueAndToTheirDeadLetters() {
    assertThat(senders("RecordingEvents")).containsExactly(onlyTheTwoRules("RecordingEvents"));
    assertThat(senders("RecordingRuleDLQ")).containsExactly(onlyTheTwoRules("RecordingRuleDLQ"));
    assertThat(senders("RecordingEventsDLQ")).isEmpty();
    assertThat(template.rules())
        .extracting(Rule::name)
        .containsExactlyInAnyOrder("IVSRecordingStatusRule", "IVSStreamStateRule");
  }

  private static Map<String, Object> onlyTheTwoRules(String queue) {
    return Map.of(
        "Sid",
        "OnlyTheTwoRules",
        "Effect",
        "Allow",
        "Principal",
        Map.of("Service", "events.amazonaws.com"),
        "Action",
        "sqs:SendMessage",
        "Resource",
        SQS + queue,
        "Condition",
        Map.of(
            "ArnEquals",
            Map.of(
                "aws:SourceArn",
                List.of(EVENTS + "IVSRecordingStatusRule", EVENTS + "IVSStreamStateRule"))));
  }

  private List<Map<String, Object>> senders(String queue) {
    return template.ids("AWS::SQS::QueuePolicy").stream()
        .map(template::properties)
        .filter(
            policy -> policy.texts("Queues").stream().anyMatch(url -> url.endsWith("/" + queue)))
        .flatMap(policy -> policy.section("PolicyDocument").sections("Statement").stream())
        .map(Section::values)
        .toList();
  }

  private Stream<Section> allStatements() {
    return Stream.concat(
        template.ids("AWS::IAM::Role").stream().flatMap(this::inlineStatements),
        template.ids("AWS::SQS::QueuePolicy").stream()
            .map(template::properties)
            .flatMap(policy -> policy.section("PolicyDocument").sections("Statement").stream()));
  }

  private Stream<Section> inlineStatements(String role) {
    return template.properties(role).sections("Policies").stream()
        .flatMap(policy -> policy.section("PolicyDocument").sections("Statement").stream());
  }

  private static Stream<String> oneOrMore(Section statement, String key) {
    return statement.value(key) instanceof List<?>
        ? statement.texts(key).stream()
        : Stream.of(statement.text(key));
  }
}
