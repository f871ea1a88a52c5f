package ivs.recordings.cli.testing;

import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.runtime.Target;
import ivs.recordings.cli.testing.AwsStubServer.Answer;
import ivs.recordings.cli.testing.AwsStubServer.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The embedded system with what it has not: IVS's channels and configurations, buckets' policies,
/// the targets of rules, metrics and stacks. All is well until a test says otherwise. Of Lambda it
/// answers what the embedded system does, and no more until a test says so.
public final class FakeAws implements AutoCloseable {
  static final String REGION = "us-east-1";
  public static final String CHANNEL = "arn:aws:ivs:us-east-1:111122223333:channel/doctorMade1";
  public static final String CONFIGURATION =
      "arn:aws:ivs:us-east-1:111122223333:recording-configuration/Conf1";
  public static final String STAGE = "arn:aws:ivs:us-east-1:111122223333:stage/doctorStage1";
  public static final String STORAGE =
      "arn:aws:ivs:us-east-1:111122223333:storage-configuration/Store1";
  public static final String BUCKET = "example-recordings";
  public static final String STACK = "mine";

  /// The bucket of IVS that the CDN serves, and what reads it.
  public static final String SERVED = "example-served";

  public static final String DISTRIBUTION = "arn:aws:cloudfront::111122223333:distribution/E1ABC";

  /// With the statement that IVS adds for stages.
  private static final String POLICY =
      """
      {"Statement": [{"Effect": "Allow", "Resource": "arn:aws:s3:::example-recordings/*",
        "Principal": {"Service": "ivs-composite.us-east-1.amazonaws.com"},
        "Action": ["s3:PutObject", "s3:PutObjectAcl"]}%s]}
      """;

  private static final Pattern QUERY_ID =
      Pattern.compile("MetricDataQueries\\.member\\.\\d+\\.Id=(\\w+)");
  private static final Pattern ALARM_PREFIX = Pattern.compile("AlarmNamePrefix=([^&]+)");
  private static final Pattern SERVICE = Pattern.compile("/([a-z0-9]+)/aws4_request");
  private static final String QUEUES = "arn:aws:sqs:us-east-1:000000000000:";

  private final URI engine;
  private final AwsStubServer server;
  private final ResourceList resources =
      new ResourceList(this::physicalId, Set.of("MediaJobsWanted"));
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Double>> metrics = new ConcurrentHashMap<>();
  private final Map<String, String> alarms = new ConcurrentHashMap<>();

  private String distribution = DISTRIBUTION;
  private String playbackBucket = SERVED;

  public FakeAws(URI engine) throws Exception {
    this.engine = engine;
    server = new AwsStubServer(this::answer);
    channels(channel(CHANNEL, CONFIGURATION));
    configuration("ACTIVE", 60, "INTERVAL");
    set("s3 HEAD /" + BUCKET, new Answer(200, Map.of("x-amz-bucket-region", REGION), ""));
    statements("");
    served();
    storage(STORAGE);
    stages(Map.of());
    for (var rule : Target.RULES) {
      set("events ListTargetsByRule " + rule, targets("RecordingEvents", "RecordingRuleDLQ"));
    }
    alarms().forEach(alarm -> alarm(alarm, "OK"));
  }

  /// A bucket that lacks nothing.
  private void served() {
    set("s3 HEAD /" + SERVED, new Answer(200, Map.of("x-amz-bucket-region", REGION), ""));
    served(
        "policy",
        """
        {"Statement": {"Sid": "Cdn", "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"},
          "Action": "s3:GetObject", "Resource": "arn:aws:s3:::%s/*",
          "Condition": {"StringEquals": {"AWS:SourceArn": "%s"}}}}
        """
            .formatted(SERVED, DISTRIBUTION));
    served(
        "cors",
        """
        <CORSConfiguration><CORSRule><ID>Pages</ID><AllowedOrigin>https://*.example.com</AllowedOrigin>
        <AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedHeader>*</AllowedHeader>
        </CORSRule></CORSConfiguration>
        """);
    served(
        "lifecycle",
        """
        <LifecycleConfiguration><Rule><ID>End</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>
        <AbortIncompleteMultipartUpload><DaysAfterInitiation>3</DaysAfterInitiation></AbortIncompleteMultipartUpload>
        </Rule></LifecycleConfiguration>
        """);
    served(
        "ownershipControls",
        "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>");
    served("notification", "<NotificationConfiguration></NotificationConfiguration>");
    servedHasNo("encryption", "ServerSideEncryptionConfigurationNotFoundError");
  }

  /// The ARN of the stack's distribution and the bucket of IVS that it serves, or `""`.
  public void cdn(String distribution, String playbackBucket) {
    this.distribution = distribution;
    this.playbackBucket = playbackBucket;
  }

  /// What the bucket that the CDN serves says of itself.
  ///
  /// @param about such as `policy` or `cors`
  public void served(String about, String said) {
    set(
        "s3 GET /%s?%s".formatted(SERVED, about),
        new Answer(200, said.startsWith("{") ? "application/json" : "application/xml", said));
  }

  public void servedHasNo(String about, String code) {
    set(
        "s3 GET /%s?%s".formatted(SERVED, about),
        new Answer(404, "application/xml", "<Error><Code>%s</Code></Error>".formatted(code)));
  }

  /// The alarms of template.yaml, by their logical ids.
  public static List<String> alarms() {
    return ResourceList.logicalIds("AWS::CloudWatch::Alarm");
  }

  /// Sets the state of an alarm.
  ///
  /// @param state such as `ALARM`; `""` if it was deleted
  public void alarm(String logicalId, String state) {
    alarms.put(logicalId, state);
  }

  public List<Request> requests() {
    return server.requests();
  }

  public URI endpoint() {
    return server.endpoint();
  }

  /// What is answered from now on.
  ///
  /// @param question such as `events DescribeRule IVSStreamStateRule` or `ivs /ListChannels`
  public void set(String question, Answer answer) {
    answers.put(question, answer);
  }

  public void channels(String... channels) {
    set(
        "ivs /ListChannels",
        Answer.json("{\"channels\": [%s]}".formatted(String.join(",", channels))));
  }

  public static String channel(String arn, String configuration) {
    return "{\"arn\": \"%s\", \"name\": \"x\", \"recordingConfigurationArn\": \"%s\"}"
        .formatted(arn, configuration);
  }

  public void configuration(String state, int window, String thumbnails) {
    var configuration =
        """
        {"arn": "%s", "state": "%s", "recordingReconnectWindowSeconds": %d,
         "destinationConfiguration": {"s3": {"bucketName": "%s"}},
         "thumbnailConfiguration": {"recordingMode": "%s"}}\
        """
            .formatted(CONFIGURATION, state, window, BUCKET, thumbnails);
    set(
        "ivs /ListRecordingConfigurations",
        Answer.json("{\"recordingConfigurations\": [%s]}".formatted(configuration)));
    set(
        "ivs /GetRecordingConfiguration",
        Answer.json("{\"recordingConfiguration\": %s}".formatted(configuration)));
  }

  /// The storage configurations, of which each has the one bucket.
  public void storage(String... arns) {
    var summaries = Stream.of(arns).map("{\"arn\": \"%s\"}"::formatted).toList();
    set(
        "ivs /ListStorageConfigurations",
        Answer.json("{\"storageConfigurations\": [%s]}".formatted(String.join(",", summaries))));
    storageIn(BUCKET);
  }

  /// The bucket of all storage configurations.
  public void storageIn(String bucket) {
    set(
        "ivs /GetStorageConfiguration",
        Answer.json(
            "{\"storageConfiguration\": {\"arn\": \"%s\", \"s3\": {\"bucketName\": \"%s\"}}}"
                .formatted(STORAGE, bucket)));
  }

  /// The stages that are there, by their ARNs.
  ///
  /// @param storage what the participants of each are recorded with, or `""`
  public void stages(Map<String, String> storage) {
    var summaries = storage.keySet().stream().map("{\"arn\": \"%s\"}"::formatted).toList();
    set(
        "ivs /ListStages",
        Answer.json("{\"stages\": [%s]}".formatted(String.join(",", summaries))));
    storage.forEach((arn, configuration) ->
        set(
            "ivs /GetStage " + arn,
            Answer.json(
                """
                {"stage": {"arn": "%s",
                  "autoParticipantRecordingConfiguration": {"storageConfigurationArn": "%s"}}}
                """
                    .formatted(arn, configuration))));
  }

  /// Adds statements to the policy that lets IVS record.
  ///
  /// @param more each after a comma
  public void statements(String more) {
    policy(POLICY.formatted(more));
  }

  public void policy(String policy) {
    set("s3 GET /" + BUCKET + "?policy", new Answer(200, "application/json", policy));
  }

  public static Answer targets(String queue, String deadLetters) {
    return Answer.json(
        "{\"Targets\": [{\"Id\": \"1\", \"Arn\": \"%s\", \"DeadLetterConfig\": {\"Arn\": \"%s\"}}]}"
            .formatted(QUEUES + queue, QUEUES + deadLetters));
  }

  public void mapping(String state, String types) {
    set(
        "lambda mappings",
        Answer.json(
            """
            {"EventSourceMappings": [{"UUID": "u", "State": "%s", "FunctionArn": "f:live",
              "FunctionResponseTypes": ["%s"]}]}
            """
                .formatted(state, types)));
  }

  /// Sets the values of a metric.
  ///
  /// @param id of the query: `m` and the metric's name, `p50`, `p99`, or `queue` and a number
  public void metric(String id, Map<String, Double> valuesByTime) {
    metrics.put(id, valuesByTime);
  }

  private Answer answer(Request request) {
    if (request.isFor("cloudformation")) {
      return request.body().contains("Action=ListStackResources")
          ? resources.answer(request)
          : stack();
    }
    var question = question(request);
    var said = answers.get(question);
    if (said != null) {
      return said;
    }
    if (question.startsWith("ivs /GetStage ")) {
      return Answer.error(404, "ResourceNotFoundException", "no such stage")
          .with("x-amzn-ErrorType", "ResourceNotFoundException");
    }
    if (request.isFor("monitoring")) {
      return request.body().contains("Action=DescribeAlarms")
          ? alarms(request.body())
          : metrics(request.body());
    }
    return AwsStubServer.handOn(request, engine);
  }

  /// A stack's alarms have CloudFormation's names for them.
  private Answer alarms(String body) {
    var asked = ALARM_PREFIX.matcher(body);
    var prefix = asked.find() ? URLDecoder.decode(asked.group(1), StandardCharsets.UTF_8) : "";
    var name = prefix.isEmpty() ? "%s" : STACK + "-%s-1A2B3C";
    var members = new StringBuilder();
    alarms.forEach((alarm, state) -> {
      if (!state.isEmpty() && name.formatted(alarm).startsWith(prefix)) {
        members.append(
            """
            <member><AlarmName>%s</AlarmName><AlarmDescription>It is so. docs/runbook.md#%s</AlarmDescription>
            <StateValue>%s</StateValue><StateTransitionedTimestamp>2026-11-20T06:54:00Z</StateTransitionedTimestamp></member>
            """
                .formatted(name.formatted(alarm), alarm, state));
      }
    });
    return new Answer(
        200,
        "text/xml",
        "<DescribeAlarmsResponse><DescribeAlarmsResult><MetricAlarms>%s</MetricAlarms></DescribeAlarmsResult></DescribeAlarmsResponse>"
            .formatted(members));
  }

  private static String question(Request request) {
    var service = SERVICE.matcher(request.authorization());
    var name = service.find() ? service.group(1) : "";
    return switch (name) {
      case "events" -> {
        var asked = JsonOutput.read(request.body()).orElseGet(JsonOutput::object);
        var about = asked.path("Name").asText(asked.path("Rule").asText(""));
        yield ("events " + request.target().replaceFirst(".*\\.", "") + " " + about).strip();
      }
      case "s3" -> "s3 " + request.method() + " " + request.path().replaceFirst("=$", "");
      case "lambda" ->
          request.path().contains("event-source-mappings")
              ? "lambda mappings"
              : "lambda " + request.path();
      case "monitoring" -> "monitoring";
      case "ivs" ->
          request.path().equals("/GetStage")
              ? "ivs /GetStage "
                  + JsonOutput.read(request.body()).orElseThrow().path("arn").asText()
              : "ivs " + request.path();
      default -> name + " " + request.path();
    };
  }

  private Answer metrics(String body) {
    var results = new StringBuilder();
    var ids = QUERY_ID.matcher(body);
    while (ids.find()) {
      var values = metrics.getOrDefault(ids.group(1), Map.of());
      results.append(
          "<member><Id>%s</Id><StatusCode>Complete</StatusCode><Timestamps>%s</Timestamps><Values>%s</Values></member>"
              .formatted(
                  ids.group(1),
                  members(values.keySet().stream().toList()),
                  members(values.values().stream().map(String::valueOf).toList())));
    }
    return new Answer(
        200,
        "text/xml",
        "<GetMetricDataResponse><GetMetricDataResult><MetricDataResults>%s</MetricDataResults></GetMetricDataResult></GetMetricDataResponse>"
            .formatted(results));
  }

  private static String members(List<String> values) {
    return String.join("", values.stream().map("<member>%s</member>"::formatted).toList());
  }

  private Answer stack() {
    var outputs =
        Map.of("MediaDistributionArn", distribution, "MediaBucketName", "example-media")
            .entrySet()
            .stream()
            .map(output ->
                "<member><OutputKey>%s</OutputKey><OutputValue>%s</OutputValue></member>"
                    .formatted(output.getKey(), output.getValue()))
            .collect(Collectors.joining());
    return new Answer(
        200,
        "text/xml",
        "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>%s</StackName><Parameters>%s</Parameters><Outputs>%s</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
            .formatted(STACK, parameters(), outputs));
  }

  /// The names of the embedded system, to which requests are handed on.
  private String physicalId(String logicalId, String type) {
    return switch (type) {
      case "AWS::SQS::Queue" -> endpoint().resolve("/000000000000/" + logicalId).toString();
      case "AWS::DynamoDB::Table" -> logicalId.replaceFirst("Table$", "");
      default -> logicalId;
    };
  }

  private String parameters() {
    return Stream.of("PlaybackBucket=" + playbackBucket, "AllowedOrigins=https://app.example.com")
        .map(pair -> pair.split("=", 2))
        .map(pair ->
            "<member><ParameterKey>%s</ParameterKey><ParameterValue>%s</ParameterValue></member>"
                .formatted(pair[0], pair[1]))
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    server.close();
  }
}
