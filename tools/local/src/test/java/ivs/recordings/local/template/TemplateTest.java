package ivs.recordings.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemplateTest {
  private static final String SMALL =
      """
      Parameters:
        AcceptTestEvents: {Type: String, Default: "false", AllowedValues: ["true", "false"]}
      Conditions:
        TestEvents: !Equals [!Ref AcceptTestEvents, "true"]
        Never: !And [!Condition TestEvents, !Not [!Condition TestEvents]]
        Always: !Or [!Condition TestEvents, !Not [!Condition TestEvents]]
      Resources:
        Inbox:
          Type: AWS::SQS::Queue
          Properties:
            VisibilityTimeout: 180
            RedrivePolicy:
              deadLetterTargetArn: !GetAtt InboxDLQ.Arn
              maxReceiveCount: 5
        InboxDLQ:
          Type: AWS::SQS::Queue
          Condition: Always
          Properties:
            MessageRetentionPeriod: 1209600
            QueueName: !If [Never, nothing, !Ref AWS::NoValue]
        Ghost:
          Type: AWS::SQS::Queue
          Condition: Never
        Arrivals:
          Type: AWS::Events::Rule
          Properties:
            EventPattern:
              source: !If [TestEvents, [aws.ivs, recordings.test], [aws.ivs]]
              account: [!Ref AWS::AccountId]
            Targets:
              - Id: Inbox
                Arn: {"Fn::GetAtt": [Inbox, Arn]}
        CatTable:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: PAY_PER_REQUEST
            AttributeDefinitions:
              - {AttributeName: name, AttributeType: S}
              - {AttributeName: born, AttributeType: S}
            KeySchema:
              - {AttributeName: name, KeyType: HASH}
            GlobalSecondaryIndexes:
              - IndexName: byBirth
                KeySchema:
                  - {AttributeName: born, KeyType: HASH}
                Projection: {ProjectionType: INCLUDE, NonKeyAttributes: [colour]}
        Cats:
          Type: AWS::Serverless::Function
          Properties:
            CodeUri: cats/target/cats.zip
            Handler: example.Cats
            MemorySize: 512
            Timeout: 30
            Environment:
              Variables:
                TABLE: !Ref CatTable
                QUEUE: !Ref Inbox
                SENTENCE: !Sub "${CatTable} in ${AWS::Region} by ${Inbox.Arn}, not ${!CatTable}"
                JOINED: !Join ["/", [!Ref AWS::Partition, !Sub ["${x}", {x: !Ref Cats}]]]
                REJOINED: !Join ["+", !Split [".", "tabby..!Ref"]]
            Events:
              Mail:
                Type: SQS
                Properties:
                  Queue: !GetAtt Inbox.Arn
                  BatchSize: 10
                  FunctionResponseTypes: [ReportBatchItemFailures]
                  ScalingConfig: {MaximumConcurrency: 5}
      """;

  @TempDir private Path folder;

  @Test
  void aTableIsNamedWithoutItsSuffixAndKeepsItsIndexes() {
    var table = template(SMALL, Map.of()).tables().getFirst();

    assertThat(table.tableName()).isEqualTo("Cat");
    assertThat(table.billingModeAsString()).isEqualTo("PAY_PER_REQUEST");
    assertThat(table.keySchema()).extracting("attributeName").containsExactly("name");
    var index = table.globalSecondaryIndexes().getFirst();
    assertThat(index.indexName()).isEqualTo("byBirth");
    assertThat(index.projection().nonKeyAttributes()).containsExactly("colour");
  }

  @Test
  void aDeadLetterQueueComesBeforeTheQueueThatNamesIt() {
    assertThat(template(SMALL, Map.of()).queues())
        .containsExactly(
            new QueueDefinition("InboxDLQ", Map.of("MessageRetentionPeriod", "1209600")),
            new QueueDefinition(
                "Inbox",
                Map.of(
                    "VisibilityTimeout",
                    "180",
                    "RedrivePolicy",
                    "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:InboxDLQ\","
                        + "\"maxReceiveCount\":5}")));
  }

  @Test
  void aParameterChangesWhatARuleTakes() {
    assertThat(template(SMALL, Map.of()).rules())
        .containsExactly(
            new RuleDefinition(
                "Arrivals", "{\"source\":[\"aws.ivs\"],\"account\":[\"000000000000\"]}", "Inbox"));
    assertThat(template(SMALL, Map.of("AcceptTestEvents", "true")).rules())
        .extracting(RuleDefinition::eventPattern)
        .containsExactly(
            "{\"source\":[\"aws.ivs\",\"recordings.test\"],\"account\":[\"000000000000\"]}");
  }

  @Test
  void aFunctionSeesTheLocalNamesOfWhatItUses() {
    var function =
        Template.read(write(SMALL), Map.of(), URI.create("http://127.0.0.1:9999")).function("Cats");

    assertThat(function)
        .isEqualTo(
            new FunctionDefinition(
                "example.Cats",
                folder.resolve("cats/target/cats.zip"),
                Duration.ofSeconds(30),
                512,
                Map.of(
                    "TABLE", "Cat",
                    "QUEUE", "http://127.0.0.1:9999/000000000000/Inbox",
                    "SENTENCE",
                        "Cat in us-east-1 by arn:aws:sqs:us-east-1:000000000000:Inbox, not"
                            + " ${CatTable}",
                    "JOINED", "aws/Cats",
                    "REJOINED", "tabby++!Ref")));
  }

  @Test
  void aFunctionOverridesAndExtendsTheGlobals() {
    var globals =
        """
        Globals:
          Function:
            Timeout: 7
            MemorySize: 128
            Architectures: [arm64]
            Layers: [first]
            LoggingConfig: {LogFormat: Text, LogGroup: !Ref Inbox}
            Environment:
              Variables: {TABLE: none, SHARED: !Ref AWS::Region, QUEUE: !Ref InboxDLQ}
        """;
    var own =
        "Handler: example.Cats\n      Layers: [second]\n      LoggingConfig: {LogGroup: cats}";

    var template = template(globals + SMALL.replace("Handler: example.Cats", own), Map.of());

    assertThat(template.function("Cats").timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(template.function("Cats").environment())
        .containsEntry("SHARED", "us-east-1")
        .containsEntry("TABLE", "Cat")
        .containsEntry("QUEUE", "http://127.0.0.1:4566/000000000000/Inbox")
        .containsKey("SENTENCE");
    assertThat(template.properties("Cats").values())
        .containsEntry("Architectures", List.of("arm64"))
        .containsEntry("Layers", List.of("first", "second"))
        .containsEntry("LoggingConfig", Map.of("LogFormat", "Text", "LogGroup", "cats"));
    assertThat(template.properties("Inbox").values()).doesNotContainKey("Timeout");
  }

  @Test
  void globalsOfOtherTypesAreRefused() {
    assertThatThrownBy(() -> template("Globals: {Api: {}}\n" + SMALL, Map.of()))
        .hasMessage("template.yaml.Globals may only hold Function here, not [Api]");
  }

  @Test
  void anEventSourceSaysHowBatchesAreMadeAndAnswered() {
    assertThat(template(SMALL, Map.of()).eventSource("Cats"))
        .isEqualTo(new EventSourceDefinition("Inbox", 10, true, 5));
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() {
    refused(
        "BatchSize: 10",
        "BatchSize: ten",
        "Cats.Properties.Events.Mail.Properties.BatchSize" + " must be a whole number, not ten");
    refused("Handler: example.Cats", "Runtime: java25", "Cats.Properties.Handler is missing");
    refused(
        "!Ref CatTable",
        "!Ref DogTable",
        "Cats.Properties.Environment.Variables.TABLE refers to DogTable, which is not in the"
            + " template");
    refused(
        "!Ref CatTable",
        "!Select [0, [CatTable]]",
        "Cats.Properties.Environment.Variables.TABLE: Fn::Select is not known here");
    refused(
        "!Ref CatTable",
        "!GetAtt CatTable.Colour",
        "Cats.Properties.Environment.Variables.TABLE asks for CatTable.Colour, which has no"
            + " local meaning");
    refused(
        "Condition: Always",
        "Condition: Sometimes",
        "InboxDLQ hangs on the condition Sometimes, which is not in the template");
    refused(
        "{\"Fn::GetAtt\": [Inbox, Arn]}",
        "!GetAtt CatTable.Arn",
        "Arrivals.Properties.Targets.Arn must be the ARN of a queue in the template, not"
            + " arn:aws:dynamodb:us-east-1:000000000000:table/Cat");
    refused("Timeout: 30", "Timeout:", "Cats.Properties.Timeout is empty");
  }

  @Test
  void aParameterThatIsUnknownOrNotAllowedIsRefused() {
    assertThatThrownBy(() -> template(SMALL, Map.of("Colour", "red")))
        .hasMessage("the template has no parameter Colour");
    assertThatThrownBy(() -> template(SMALL, Map.of("AcceptTestEvents", "yes")))
        .hasMessage("the parameter AcceptTestEvents must be one of [true, false], not yes");
  }

  @Test
  void aFileThatIsNoTemplateIsRefusedByName() {
    assertThatThrownBy(() -> template("Resources: [", Map.of()))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageContaining("template.yaml is not a YAML template");
    assertThatThrownBy(() -> template("just text", Map.of()))
        .hasMessage("template.yaml must be a map");
    assertThatThrownBy(() -> Template.read(folder.resolve("none.yaml"), Map.of()))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageContaining("none.yaml can't be read");
  }

  private void refused(String right, String wrong, String complaint) {
    assertThat(SMALL).contains(right);
    assertThatThrownBy(
            () -> {
              var template = template(SMALL.replace(right, wrong), Map.of());
              List.of(
                  template.tables(),
                  template.queues(),
                  template.rules(),
                  template.function("Cats"),
                  template.eventSource("Cats"));
            })
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessage(complaint);
  }

  private Template template(String yaml, Map<String, String> parameters) {
    return Template.read(write(yaml), parameters);
  }

  private Path write(String yaml) {
    try {
      return Files.writeString(folder.resolve("template.yaml"), yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
