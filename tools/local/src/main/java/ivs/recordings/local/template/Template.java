package ivs.recordings.local.template;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import ivs.recordings.local.cloudwatch.Alarm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;

/// template.yaml, read the way CloudFormation reads it, so that what runs on one machine is wired
/// by the same file as what runs on AWS. Account 000000000000, region us-east-1, names as
/// [LocalNames] says. Whatever can't be followed is an [InvalidTemplateException].
public final class Template {
  private static final URI DEFAULT_ENDPOINT = URI.create("http://127.0.0.1:4566");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Map<String, TemplateSection> resources;
  private final TemplateSection outputs;
  private final LocalNames names;
  private final Map<String, String> parameters;
  private final IntrinsicFunctions intrinsics;

  private Template(
      Path file,
      Map<String, TemplateSection> resources,
      TemplateSection outputs,
      LocalNames names,
      Map<String, String> parameters,
      IntrinsicFunctions intrinsics) {
    this.file = file;
    this.resources = resources;
    this.outputs = outputs;
    this.names = names;
    this.parameters = parameters;
    this.intrinsics = intrinsics;
  }

  /// Reads a template for an embedded system at the usual address, http://127.0.0.1:4566.
  public static Template read(Path file, Map<String, String> parameters) {
    return read(file, parameters, DEFAULT_ENDPOINT);
  }

  /// Reads a template.
  ///
  /// @param parameters values that replace the defaults of the template's parameters
  /// @param endpoint where the embedded system answers; URLs of queues begin with it
  public static Template read(Path file, Map<String, String> parameters, URI endpoint) {
    var document = TemplateYaml.read(file);
    var globals = Globals.of(document);
    var folder = file.toAbsolutePath().resolveSibling("");
    var values = TemplateParameters.values(document.sectionOrEmpty("Parameters"), parameters);
    var conditions = document.sectionOrEmpty("Conditions");
    var onlyParameters =
        new IntrinsicFunctions(values, conditions, new LocalNames(Map.of(), endpoint), folder);
    var types = new LinkedHashMap<String, String>();
    var declared = document.section("Resources");
    // What hangs on a condition that does not hold is not there to be named, as in CloudFormation.
    declared.values().keySet().stream()
        .filter(id -> onlyParameters.holds(TemplateSection.of(id, declared.value(id))))
        .forEach(id -> types.put(id, declared.section(id).text("Type")));
    var named = new LinkedHashMap<>(types);
    types
        .keySet()
        .forEach(id ->
            alias(id, declared.section(id))
                .ifPresent(alias -> named.put(alias, "AWS::Lambda::Alias")));
    var names = new LocalNames(named, endpoint);
    var intrinsics = new IntrinsicFunctions(values, conditions, names, folder);
    var resources = new LinkedHashMap<String, TemplateSection>();
    for (var id : types.keySet()) {
      var resource = globals.mergedInto(TemplateSection.of(id, declared.value(id)));
      resources.put(id, intrinsics.resolve(resource));
    }
    var told = document.sectionOrEmpty("Outputs");
    var held = new LinkedHashMap<String, Object>();
    told.values()
        .forEach((name, output) -> {
          if (intrinsics.holds(told.section(name))) {
            held.put(name, output);
          }
        });
    var outputs = intrinsics.resolve(TemplateSection.of(told.at(), held));
    return new Template(file.toAbsolutePath(), resources, outputs, names, values, intrinsics);
  }

  /// What SAM calls the alias that it makes for a function.
  private static Optional<String> alias(String id, TemplateSection resource) {
    return resource
        .sectionOrEmpty("Properties")
        .find("AutoPublishAlias")
        .map(alias -> "%sAlias%s".formatted(id, alias));
  }

  /// Requests that make the tables with their indexes; safe to send to any DynamoDB.
  public List<CreateTableRequest> tables() {
    return ids("AWS::DynamoDB::Table").stream().map(this::table).toList();
  }

  public List<RuleDefinition> rules() {
    return ids("AWS::Events::Rule").stream().map(this::rule).toList();
  }

  /// The names of the event buses: the default one, and those that the template makes.
  public List<String> buses() {
    return Stream.concat(
            Stream.of(RuleDefinition.DEFAULT_BUS),
            ids("AWS::Events::EventBus").stream().map(names::name))
        .toList();
  }

  /// The archives of the buses.
  public List<ArchiveDefinition> archives() {
    return ids("AWS::Events::Archive").stream().map(this::archive).toList();
  }

  /// The queues, each after the dead letter queue that it names.
  public List<QueueDefinition> queues() {
    return ids("AWS::SQS::Queue").stream()
        .map(this::queue)
        .sorted(comparing(queue -> queue.attributes().containsKey("RedrivePolicy")))
        .toList();
  }

  /// Its alarms, in their order in the template.
  public List<Alarm> alarms() {
    return ids("AWS::CloudWatch::Alarm").stream().map(id -> Alarm.of(id, properties(id))).toList();
  }

  /// The logical ids of the functions that a queue invokes.
  public List<String> functionsOfQueues() {
    return functions().stream()
        .filter(function -> {
          var events = properties(function).sectionOrEmpty("Events");
          return events.values().keySet().stream()
              .anyMatch(event -> events.section(event).text("Type").equals("SQS"));
        })
        .toList();
  }

  /// How messages reach a function; there must be exactly one queue.
  public EventSourceDefinition eventSource(String function) {
    var sources = eventSources(function);
    if (sources.size() != 1) {
      throw new InvalidTemplateException(
          "%s must name one queue, not %d"
              .formatted(properties(function).section("Events").at(), sources.size()));
    }
    return sources.getFirst();
  }

  /// How messages reach a function, from each of its queues.
  public List<EventSourceDefinition> eventSources(String function) {
    var events = properties(function).section("Events");
    return events.values().keySet().stream()
        .map(events::section)
        .filter(event -> event.text("Type").equals("SQS"))
        .map(event -> eventSource(event.section("Properties")))
        .toList();
  }

  private EventSourceDefinition eventSource(TemplateSection source) {
    return new EventSourceDefinition(
        queueName(source, "Queue"),
        source.number("BatchSize"),
        source.texts("FunctionResponseTypes").contains("ReportBatchItemFailures"),
        source.section("ScalingConfig").number("MaximumConcurrency"));
  }

  /// How the streams of tables reach functions.
  public List<StreamSourceDefinition> streamSources() {
    return functions().stream()
        .flatMap(function -> {
          var events = properties(function).sectionOrEmpty("Events");
          return events.values().keySet().stream()
              .map(events::section)
              .filter(event -> event.text("Type").equals("DynamoDB"))
              .map(event -> streamSource(function, event.section("Properties")));
        })
        .toList();
  }

  private StreamSourceDefinition streamSource(String function, TemplateSection source) {
    if (!source.text("StartingPosition").equals("TRIM_HORIZON")) {
      throw new InvalidTemplateException(
          "%s must be TRIM_HORIZON: another loses what was written before"
              .formatted(source.at("StartingPosition")));
    }
    var stream = source.text("Stream");
    return new StreamSourceDefinition(
        function,
        ids("AWS::DynamoDB::Table").stream()
            .map(names::name)
            .filter(table -> LocalNames.streamArn(table).equals(stream))
            .findFirst()
            .orElseThrow(() ->
                new InvalidTemplateException(
                    "%s must be the stream of a table in the template, not %s"
                        .formatted(source.at("Stream"), stream))),
        source.number("BatchSize"),
        Boolean.parseBoolean(source.text("BisectBatchOnFunctionError")),
        source.number("MaximumRetryAttempts"),
        Duration.ofSeconds(source.number("MaximumRecordAgeInSeconds")),
        source.texts("FunctionResponseTypes").contains("ReportBatchItemFailures"),
        queueName(source.section("DestinationConfig").section("OnFailure"), "Destination"));
  }

  /// The logical ids of the functions.
  public List<String> functions() {
    return ids("AWS::Serverless::Function");
  }

  /// What Lambda does with asynchronous invocations of a function that fail, for each qualifier
  /// that has a resource of its own for that.
  public List<EventInvokeDefinition> eventInvokes(String function) {
    return ids("AWS::Lambda::EventInvokeConfig").stream()
        .map(this::properties)
        .filter(config -> config.text("FunctionName").equals(names.ref(function)))
        .map(config ->
            new EventInvokeDefinition(
                config.text("Qualifier"),
                config.number("MaximumRetryAttempts"),
                queueName(config.section("DestinationConfig").section("OnFailure"), "Destination")))
        .toList();
  }

  public FunctionDefinition function(String logicalId) {
    var function = properties(logicalId);
    var variables = function.sectionOrEmpty("Environment").sectionOrEmpty("Variables");
    var environment = new LinkedHashMap<String, String>();
    variables.values().keySet().forEach(name -> environment.put(name, variables.text(name)));
    return new FunctionDefinition(
        function.text("Handler"),
        file.resolveSibling(function.text("CodeUri")).normalize(),
        Duration.ofSeconds(function.number("Timeout")),
        function.number("MemorySize"),
        environment);
  }

  /// The variables of the container of media jobs; empty where the stack has none.
  public Optional<Map<String, String>> mediaJobs() {
    return ids("AWS::Batch::JobDefinition").stream()
        .findFirst()
        .map(id -> {
          var variables = new LinkedHashMap<String, String>();
          properties(id)
              .section("ContainerProperties")
              .sections("Environment")
              .forEach(each -> variables.put(each.text("Name"), each.text("Value")));
          return variables;
        });
  }

  /// The secrets that Secrets Manager makes up.
  public List<SecretDefinition> secrets() {
    return ids("AWS::SecretsManager::Secret").stream()
        .map(id -> SecretDefinition.of(names.name(id), properties(id)))
        .toList();
  }

  /// The values of its parameters: those that were given, and the defaults of the others.
  public Map<String, String> parameters() {
    return Map.copyOf(parameters);
  }

  /// A YAML file beside the template, as it stands there: nothing in it is resolved.
  public TemplateSection included(String name) {
    return TemplateYaml.read(file.resolveSibling(name));
  }

  /// A part of an included file with everything in it resolved, as if it stood in the template.
  public TemplateSection resolved(TemplateSection included) {
    return intrinsics.resolve(included);
  }

  /// What a stack would tell of itself, with the names that hold here.
  public Map<String, String> outputs() {
    var values = new LinkedHashMap<String, String>();
    outputs
        .values()
        .keySet()
        .forEach(name -> values.put(name, outputs.section(name).text("Value")));
    return values;
  }

  /// A resource with everything in it resolved.
  TemplateSection resource(String logicalId) {
    return Optional.ofNullable(resources.get(logicalId))
        .orElseThrow(() -> new InvalidTemplateException("the template has no " + logicalId));
  }

  public TemplateSection properties(String logicalId) {
    return resource(logicalId).section("Properties");
  }

  public List<String> ids(String type) {
    return resources.keySet().stream()
        .filter(id -> resource(id).text("Type").equals(type))
        .toList();
  }

  private CreateTableRequest table(String id) {
    var table = properties(id);
    var request =
        CreateTableRequest.builder()
            .tableName(names.name(id))
            .billingMode(table.text("BillingMode"))
            .keySchema(keySchema(table))
            .attributeDefinitions(
                table.sections("AttributeDefinitions").stream()
                    .map(Template::attributeDefinition)
                    .toList());
    table
        .find("StreamSpecification")
        .map(_ -> table.section("StreamSpecification"))
        .ifPresent(stream ->
            request.streamSpecification(specification ->
                specification.streamEnabled(true).streamViewType(stream.text("StreamViewType"))));
    var indexes = table.sections("GlobalSecondaryIndexes").stream().map(Template::index).toList();
    return indexes.isEmpty() ? request.build() : request.globalSecondaryIndexes(indexes).build();
  }

  private static AttributeDefinition attributeDefinition(TemplateSection attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute.text("AttributeName"))
        .attributeType(attribute.text("AttributeType"))
        .build();
  }

  private static List<KeySchemaElement> keySchema(TemplateSection tableOrIndex) {
    return tableOrIndex.sections("KeySchema").stream()
        .map(key ->
            KeySchemaElement.builder()
                .attributeName(key.text("AttributeName"))
                .keyType(key.text("KeyType"))
                .build())
        .toList();
  }

  private static GlobalSecondaryIndex index(TemplateSection index) {
    var projection = index.section("Projection");
    var projected = Projection.builder().projectionType(projection.text("ProjectionType"));
    if (projection.find("NonKeyAttributes").isPresent()) {
      projected.nonKeyAttributes(projection.texts("NonKeyAttributes"));
    }
    return GlobalSecondaryIndex.builder()
        .indexName(index.text("IndexName"))
        .keySchema(keySchema(index))
        .projection(projected.build())
        .build();
  }

  private RuleDefinition rule(String id) {
    var rule = properties(id);
    var targets = rule.sections("Targets");
    if (targets.size() != 1) {
      throw new InvalidTemplateException(
          "%s must have one target, not %d".formatted(rule.at("Targets"), targets.size()));
    }
    return new RuleDefinition(
        rule.find("EventBusName").isPresent()
            ? rule.text("EventBusName")
            : RuleDefinition.DEFAULT_BUS,
        names.name(id),
        json(rule.section("EventPattern").values()),
        targets.getFirst().find("BatchParameters").isPresent()
            ? RuleDefinition.JOBS
            : queueName(targets.getFirst(), "Arn"));
  }

  private ArchiveDefinition archive(String id) {
    var archive = properties(id);
    var source = archive.text("SourceArn");
    return new ArchiveDefinition(
        names.name(id),
        source.substring(source.lastIndexOf('/') + 1),
        json(archive.section("EventPattern").values()),
        archive.number("RetentionDays"));
  }

  private QueueDefinition queue(String id) {
    var properties = properties(id);
    var attributes = new TreeMap<String, String>();
    properties
        .values()
        .forEach((name, value) -> {
          if (!name.equals("Tags")) {
            attributes.put(name, value instanceof Map<?, ?> ? json(value) : properties.text(name));
          }
        });
    return new QueueDefinition(names.name(id), attributes);
  }

  private String queueName(TemplateSection section, String key) {
    String arn = section.text(key);
    return ids("AWS::SQS::Queue").stream()
        .filter(id -> names.attribute(section.at(key), id, "Arn").equals(arn))
        .map(names::name)
        .findFirst()
        .orElseThrow(() ->
            new InvalidTemplateException(
                "%s must be the ARN of a queue in the template, not %s"
                    .formatted(section.at(key), arn)));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new AssertionError("maps, lists and scalars are always JSON", impossible);
    }
  }
}
