package ivs.recordings.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ivs.recordings.cli.testing.AwsStubServer;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.ResourceList;
import ivs.recordings.cli.testing.SdkEndpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A stack's names are the physical ids that CloudFormation has for the resources of template.yaml.
final class TargetTest {
  private static final Path SOURCES = CommandLineRun.HOME.resolve("tools/cli/src/main/java");
  private static final Pattern NAME = Pattern.compile("\"[A-Z]\\w+\"");
  private static final Pattern TABLE = Pattern.compile("(?<=tableName\\(|TABLE = )\"\\w+\"");
  private static final Pattern QUEUE =
      Pattern.compile(
          "(?<=queue\\(|queueUrl\\()\"\\w+\"|\"(\\w+DLQ|RecordingEvents|Webhook\\w*Queue)\"");

  /// Types whose physical id is known: see [#eachTypeHasItsOwnPhysicalIdOnWhateverPage].
  private static final List<String> TYPES =
      List.of(
          "AWS::Batch::JobDefinition",
          "AWS::Batch::JobQueue",
          "AWS::DynamoDB::Table",
          "AWS::Events::Archive",
          "AWS::Events::EventBus",
          "AWS::Events::Rule",
          "AWS::Logs::LogGroup",
          "AWS::SQS::Queue",
          "AWS::Serverless::Function");

  /// How a document asks with the function of the runbook.
  private static final Pattern PHYSICAL = Pattern.compile("(?<=\\$\\(physical )\\w+");

  private final SdkEndpoints sdk = new SdkEndpoints();

  @AfterEach
  void theSdkGoesWhereItUsedToGo() {
    sdk.asTheyWere();
  }

  @Test
  void everyLogicalIdInCommandsExistsInTheTemplate() throws Exception {
    var target = Files.readString(SOURCES.resolve("ivs/recordings/cli/runtime/Target.java"));

    assertThat(literals(NAME, target.replace("\"RecordingApiUrl\"", "an output")))
        .hasSizeGreaterThan(15)
        .isSubsetOf(ofKnownTypes());
    assertThat(literals(TABLE, target))
        .hasSizeGreaterThan(7)
        .isSubsetOf(ResourceList.logicalIds("AWS::DynamoDB::Table"));
    assertThat(Target.RULES).isSubsetOf(ResourceList.logicalIds("AWS::Events::Rule"));
    assertThat(literals(QUEUE, text(SOURCES, ".java")))
        .contains("RecordingEvents", "MediaJobDLQ")
        .isSubsetOf(ResourceList.logicalIds("AWS::SQS::Queue"));
  }

  @Test
  void everyLogicalIdInDocumentsExistsInTheTemplate() throws Exception {
    assertThat(literals(PHYSICAL, text(CommandLineRun.HOME.resolve("docs"), ".md")))
        .hasSizeGreaterThan(20)
        .isSubsetOf(ofKnownTypes());
  }

  private static List<String> ofKnownTypes() {
    return TYPES.stream().flatMap(type -> ResourceList.logicalIds(type).stream()).toList();
  }

  @Test
  void eachTypeHasItsOwnPhysicalIdOnWhateverPage() throws Exception {
    var all = new ResourceList(TargetTest::physicalId, Set.of());
    try (var aws = new AwsStubServer(all::answer);
        var target = open(aws);
        var sqs = target.sqs()) {
      assertThat(target.handlerName()).isEqualTo("mine-RecordingStatusHandler-1A2B3C");
      assertThat(target.handlerLogGroup()).contains("mine-RecordingStatusHandlerLogGroup-1A2B3C");
      assertThat(target.archiveName()).isEqualTo("mine-RecordingArchive-1A2B3C");
      assertThat(target.busName()).isEqualTo("mine-RecordingBus-1A2B3C");
      assertThat(target.ruleName("IVSStreamStateRule")).isEqualTo("mine-IVSStreamStateRule-1A2B3C");
      assertThat(target.queueUrl("RecordingEvents", sqs))
          .isEqualTo(
              "https://sqs.us-east-1.amazonaws.com/111122223333/mine-RecordingEvents-1A2B3C");
      assertThat(target.mediaJobQueue())
          .isEqualTo("arn:aws:batch:us-east-1:111122223333:job-queue/mine-MediaJobQueue-1A2B3C");
      assertThat(target.mediaJobDefinition())
          .endsWith(":job-definition/mine-MediaJobDefinition-1A2B3C:3");
      assertThat(target.tableName("RecordingTable")).isEqualTo("mine-RecordingTable-1A2B3C");
      assertThat(target.mediaJobs()).isPresent();
      assertThat(aws.requests())
          .hasSize(2)
          .allSatisfy(request ->
              assertThat(request.body()).contains("Action=ListStackResources", "StackName=mine"));
    }
  }

  /// As CloudFormation makes them.
  private static String physicalId(String logicalId, String type) {
    var name = "mine-" + logicalId + "-1A2B3C";
    return switch (type) {
      case "AWS::SQS::Queue" -> "https://sqs.us-east-1.amazonaws.com/111122223333/" + name;
      case "AWS::Batch::JobQueue" -> "arn:aws:batch:us-east-1:111122223333:job-queue/" + name;
      case "AWS::Batch::JobDefinition" ->
          "arn:aws:batch:us-east-1:111122223333:job-definition/" + name + ":3";
      default -> name;
    };
  }

  @Test
  void deletedAndUncreatedResourcesAreIgnored() throws Exception {
    var members =
        Stream.of(
                "<LogicalResourceId>MediaJobTable</LogicalResourceId><PhysicalResourceId>a</PhysicalResourceId><ResourceStatus>DELETE_SKIPPED</ResourceStatus>",
                "<LogicalResourceId>RecordingArchive</LogicalResourceId><PhysicalResourceId>b</PhysicalResourceId><ResourceStatus>DELETE_COMPLETE</ResourceStatus>",
                "<LogicalResourceId>RecordingBus</LogicalResourceId><ResourceStatus>CREATE_IN_PROGRESS</ResourceStatus>")
            .map("<member>%s</member>"::formatted)
            .toList();
    var answer =
        "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>%s</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>"
            .formatted(String.join("", members));
    try (var aws = new AwsStubServer(_ -> new Answer(200, "text/xml", answer));
        var target = open(aws)) {
      assertThat(target.mediaJobs()).isEmpty();
      assertThatThrownBy(target::archiveName)
          .hasMessage(
              "the stack mine has no resource RecordingArchive: name a stack of template.yaml, or wait until its deployment is done");
      assertThatThrownBy(target::busName).hasMessageContaining("has no resource RecordingBus: ");
    }
  }

  private Target open(AwsStubServer aws) {
    sdk.goTo(aws.endpoint());
    return Target.open(new TargetAddress.Stack("mine"), CommandLineRun.shell());
  }

  private static List<String> literals(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group().replace("\"", "")).toList();
  }

  private static String text(Path folder, String ending) throws Exception {
    try (var files = Files.walk(folder)) {
      var text = new StringBuilder();
      for (var file : files.filter(path -> path.toString().endsWith(ending)).toList()) {
        text.append(Files.readString(file));
      }
      return text.toString();
    }
  }
}
