package ivs.recordings.cli.command.query;

import static org.assertj.core.api.Assertions.assertThat;

import ivs.recordings.cli.doctor.HealthChecks;
import ivs.recordings.cli.runtime.ErrorMapper;
import ivs.recordings.cli.runtime.ExitCode;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.runtime.TargetAddress;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.CommandLineRun;
import ivs.recordings.cli.testing.FakeAws;
import ivs.recordings.cli.testing.Operator;
import ivs.recordings.cli.testing.SharedSystem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// `doctor`, with the real clients against one who plays what the embedded system has not.
@ExtendWith(SharedSystem.class)
class DoctorCommandTest {
  private final Operator operator;
  private final FakeAws aws;
  private final List<String> linked = new ArrayList<>();
  private final Map<String, String> linkedStages = new HashMap<>();

  DoctorCommandTest(Operator operator) throws Exception {
    this.operator = operator;
    aws = new FakeAws(operator.endpoint());
    aws.mapping("Enabled", "ReportBatchItemFailures");
  }

  /// The system is shared, so every channel that another test linked is there, too.
  @BeforeEach
  void everyLinkedChannelIsThere() throws Exception {
    operator.run("profile put --channel %s --profile doc", FakeAws.CHANNEL);
    for (var profile : operator.json("profile list")) {
      linked.add(FakeAws.channel(profile.path("sourceArn").asText(), FakeAws.CONFIGURATION));
      linkedStages.put(profile.path("sourceArn").asText(), FakeAws.STORAGE);
    }
    linkedStages.keySet().removeIf(arn -> !arn.contains(":stage/"));
    aws.stages(linkedStages);
    aws.channels(linked.toArray(String[]::new));
  }

  @AfterEach
  void close() {
    aws.close();
  }

  @Test
  void whereAllIsWellNothingIsFound() {
    var run = doctor();

    assertThat(run.out()).doesNotContain("FAULT", "warning", "unknown", "not done");
    assertThat(run.out().lines()).last().isEqualTo("all is well");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatBreaksRecordingsIsAFaultWithARemedy(Consumer<FakeAws> broken, String said, String remedy)
      throws Exception {
    broken.accept(aws);

    var run = doctor("--json");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DIFFERENT.code());
    assertThat(run.json().path("findings"))
        .filteredOn(finding -> finding.path("state").asText().equals("fault"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.path("text").asText()).contains(said);
          assertThat(finding.path("remedy").asText()).isNotEmpty().contains(remedy);
          assertThat(finding.has("statement")).isEqualTo(said.contains("has not the statement"));
        });
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(aws -> aws.configuration("CREATE_FAILED", 60, "INTERVAL"), "is CREATE_FAILED"),
        fault(
            aws ->
                aws.set(
                    "ivs /ListRecordingConfigurations",
                    Answer.json("{\"recordingConfigurations\": []}")),
            "there is no recording configuration"),
        fault(
            aws -> {
              aws.storage();
              aws.set("s3 HEAD /" + FakeAws.BUCKET, new Answer(404, "", ""));
            },
            "its bucket is gone"),
        fault(
            aws -> {
              aws.storage();
              aws.set(
                  "s3 HEAD /" + FakeAws.BUCKET,
                  new Answer(200, Map.of("x-amz-bucket-region", "eu-west-1"), ""));
            },
            "its bucket is in eu-west-1 and not in us-east-1"),
        fault(
            aws -> aws.policy("{\"Statement\": []}"),
            "Store1 (bucket example-recordings): its bucket's policy has not the statement",
            "add the statement to the policy: {"),
        fault(
            aws -> {
              aws.storageIn("gone");
              aws.set("s3 HEAD /gone", new Answer(404, "", ""));
            },
            "Store1 (bucket gone): its bucket is gone",
            "ivs-realtime delete-storage-configuration --arn " + FakeAws.STORAGE),
        fault(
            aws -> {
              aws.storageIn("far");
              aws.set("s3 HEAD /far", new Answer(301, "", ""));
            },
            "its bucket is in another region than us-east-1",
            "make a storage configuration with a bucket in us-east-1"),
        fault(
            aws ->
                aws.set(
                    "s3 GET /" + FakeAws.BUCKET + "?policy",
                    new Answer(
                        404, "application/xml", "<Error><Code>NoSuchBucketPolicy</Code></Error>")),
            "its bucket's policy has not the statement"),
        fault(
            aws ->
                aws.statements(
                    """
                    , {"Sid": "NoService", "Effect": "Deny", "NotPrincipal": {"AWS": "AWSServiceRoleForIVSRecordToS3"},
                      "Action": "s3:PutObjectAcl", "Resource": "*"}
                    """),
            "its bucket's policy refuses IVS (statement NoService)",
            "does not refuse ivs-composite.us-east-1.amazonaws.com"),
        fault(
            aws ->
                aws.statements(
                    """
                    , {"Sid": "DenyAll", "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::1:root"},
                      "Action": "s3:Put*", "Resource": "arn:aws:s3:::example-recordings/*"}
                    """),
            "its bucket's policy refuses IVS (statement DenyAll)"),
        fault(
            aws ->
                aws.set(
                    "events DescribeRule IVSStreamStateRule",
                    Answer.json(
                        "{\"State\": \"DISABLED\", \"EventPattern\": \"{\\\"source\\\": [\\\"aws.ivs\\\"]}\"}")),
            "IVSStreamStateRule is disabled"),
        fault(
            aws ->
                aws.set(
                    "events DescribeRule IVSStreamStateRule",
                    Answer.json(
                        "{\"State\": \"ENABLED\", \"EventPattern\": \"{\\\"source\\\": [\\\"other\\\"]}\"}")),
            "IVSStreamStateRule takes nothing from aws.ivs"),
        fault(
            aws ->
                aws.set(
                    "events ListTargetsByRule IVSRecordingStatusRule",
                    Answer.json("{\"Targets\": []}")),
            "IVSRecordingStatusRule does not hand on to RecordingEvents"),
        fault(
            aws ->
                aws.set(
                    "events ListTargetsByRule IVSRecordingStatusRule",
                    FakeAws.targets("RecordingEvents", "Another")),
            "IVSRecordingStatusRule has not RecordingRuleDLQ"),
        fault(
            aws -> aws.set("events DescribeArchive", Answer.json("{\"State\": \"DISABLED\"}")),
            "the archive is DISABLED"),
        fault(
            aws -> aws.served("policy", "{\"Statement\": []}"),
            "bucket example-served: add the statement that lets the CDN read",
            "bucket plan --bucket example-served"),
        fault(aws -> aws.mapping("Disabled", "ReportBatchItemFailures"), "does not take from"),
        fault(aws -> aws.mapping("Enabled", "x"), "does not report failures one by one"),
        fault(
            aws -> aws.set("lambda mappings", Answer.json("{\"EventSourceMappings\": []}")),
            "no function takes from RecordingEvents"));
  }

  private static Arguments fault(Consumer<FakeAws> broken, String said) {
    return fault(broken, said, "");
  }

  private static Arguments fault(Consumer<FakeAws> broken, String said, String remedy) {
    return Arguments.of(broken, said, remedy);
  }

  @ParameterizedTest
  @MethodSource("oddities")
  void whatMakesLessOfRecordingsIsAWarning(Consumer<FakeAws> odd, String said) throws Exception {
    odd.accept(aws);

    var run = doctor("--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.json().path("findings"))
        .filteredOn(finding -> finding.path("state").asText().equals("warning"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.path("text").asText()).contains(said));
  }

  static Stream<Arguments> oddities() {
    return Stream.of(
        fault(aws -> aws.configuration("ACTIVE", 0, "INTERVAL"), "has no reconnect window"),
        fault(aws -> aws.configuration("ACTIVE", 60, "DISABLED"), "makes no thumbnails"),
        fault(
            aws -> aws.servedHasNo("cors", "NoSuchCORSConfiguration"),
            "add a rule for https://app"),
        fault(aws -> aws.cdn(FakeAws.DISTRIBUTION, ""), "the CDN serves no bucket of IVS"),
        fault(aws -> aws.configuration("CREATING", 60, "INTERVAL"), "is being made"),
        fault(
            aws ->
                aws.statements(
                    """
                    , {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::1:root"}, "Action": "s3:*",
                      "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}
                    """),
            "may refuse IVS (statement number 2)"),
        fault(
            aws -> {
              aws.storage();
              aws.set("s3 HEAD /" + FakeAws.BUCKET, new Answer(403, "", ""));
            },
            "no permission for s3:ListBucket"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stranger    | recorded | 1 channel is recorded and without a profile, their events are parked:
          doctorMade1 | not      | 1 channel has a profile and is not recorded:
          doctorMade1 | gone     | 1 profile is linked to a channel that is not in this account and region:
          """)
  void aChannelWhoseLinkAndRecordingDoNotAgreeIsNamed(String name, String state, String said) {
    var arn = "arn:aws:ivs:us-east-1:111122223333:channel/" + name;
    linked.removeIf(channel -> channel.contains(arn));
    if (!state.equals("gone")) {
      linked.add(FakeAws.channel(arn, state.equals("recorded") ? FakeAws.CONFIGURATION : ""));
    }
    aws.channels(linked.toArray(String[]::new));

    assertThat(doctor().out().replaceAll("\\s+", " ")).contains(said + " " + arn);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stranger     | recorded | 1 stage is recorded and without a profile, their events are parked:
          stranger     | not      |
          doctorStage1 | not      | 1 stage has a profile and no recording of participants, only compositions are recorded:
          doctorStage1 | gone     | 1 profile is linked to a stage that is not in this account and region:
          doctorStage1 | recorded |
          """)
  void aStageWhoseLinkAndRecordingDoNotAgreeIsNamed(String name, String state, String said) {
    operator.run("profile put --stage %s --profile doc", FakeAws.STAGE);
    var arn = "arn:aws:ivs:us-east-1:111122223333:stage/" + name;
    linkedStages.put(FakeAws.STAGE, FakeAws.STORAGE);
    linkedStages.remove(arn);
    if (!state.equals("gone")) {
      linkedStages.put(arn, state.equals("recorded") ? FakeAws.STORAGE : "");
    }
    aws.stages(linkedStages);

    var run = doctor();
    operator.run("profile remove --stage %s --yes", FakeAws.STAGE);

    assertThat(run.exitCode()).isZero();
    if (said == null) {
      assertThat(run.out()).doesNotContain("warning");
    } else {
      assertThat(run.out().replaceAll("\\s+", " ")).contains(said + " " + arn);
    }
  }

  @Test
  void aStageThatCannotBeLookedAtHidesNoOther() throws Exception {
    var stage = "arn:aws:ivs:us-east-1:111122223333:stage/";
    linkedStages.put(stage + "recorded", FakeAws.STORAGE);
    linkedStages.put(stage + "throttled", "");
    aws.stages(linkedStages);
    aws.set("ivs /GetStage " + stage + "throttled", Answer.refused("ivs:GetStage"));

    assertThat(doctor("--json").json().path("findings"))
        .filteredOn(finding -> !finding.path("state").asText().equals("ok"))
        .extracting(finding -> finding.path("text").asText())
        .satisfiesExactly(
            text -> assertThat(text).contains("without a profile", stage + "recorded"),
            text ->
                assertThat(text)
                    .contains("1 stage could not be looked at: " + stage + "throttled: no"));
  }

  @Test
  void anAccountWithoutStagesIsWell() {
    aws.storage();
    aws.policy("{\"Statement\": []}");

    var run = doctor();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("there is no storage configuration in us-east-1");
  }

  @Test
  void aRecordedChannelWithoutAProfileIsToBeLinked() {
    var arn = "arn:aws:ivs:us-east-1:111122223333:channel/stranger";
    linked.add(FakeAws.channel(arn, FakeAws.CONFIGURATION));
    aws.channels(linked.toArray(String[]::new));

    assertThat(doctor().out()).contains("profile put");
  }

  @Test
  void aCheckThatCannotBeMadeIsNamedAndTheRestIsMade() throws Exception {
    aws.set("ivs /ListChannels", Answer.refused("ivs:ListChannels"));

    var run = doctor("--json");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
    assertThat(run.json().path("findings"))
        .filteredOn(finding -> finding.path("state").asText().equals("unknown"))
        .hasSize(2)
        .allSatisfy(finding ->
            assertThat(finding.path("text").asText())
                .startsWith("no permission for ivs:ListChannels"));
    assertThat(run.json().path("findings"))
        .filteredOn(finding -> finding.path("state").asText().equals("ok"))
        .hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @CsvSource({"0, ok", "20, ok", "-60, warning", "60, warning", "400, fault", "-400, fault"})
  void aClockThatIsOffIsSaid(int seconds, String state) throws Exception {
    var shell = CommandLineRun.shell();
    try (var target = Target.open(new TargetAddress.Endpoint(aws.endpoint()), shell)) {
      var clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));
      var checkup = new HealthChecks(target, new ErrorMapper(shell, Optional.empty()), clock);

      assertThat(checkup.findings().json().path("findings").get(0).path("state").asText())
          .isEqualTo(state);
    }
  }

  @Test
  void theEmbeddedSystemIsCheckedAsFarAsItGoesAndTheRestIsNamed() throws Exception {
    var run = operator.run("doctor --json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.json().path("findings"))
        .extracting(
            finding -> finding.path("name").asText() + ": " + finding.path("state").asText())
        .containsExactly(
            "clock: ok",
            "rules: ok",
            "rule targets: not done",
            "queue: ok",
            "function: not done",
            "archive: ok",
            "items: ok",
            "reconciler: ok",
            "configurations: not done",
            "channels: not done",
            "storage: not done",
            "stages: not done",
            "playback: not done");
  }

  private CommandLineRun doctor(String... more) {
    return CommandLineRun.at(
        aws.endpoint(), String.join(" ", "doctor", String.join(" ", more)).strip());
  }
}
