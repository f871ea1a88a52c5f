package ivs.recordings.local;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

import ivs.recordings.local.api.ApiDefinition;
import ivs.recordings.local.api.HttpApi;
import ivs.recordings.local.batch.LocalBatch;
import ivs.recordings.local.cloudformation.CloudFormationApi;
import ivs.recordings.local.cloudwatch.AlarmEvaluator;
import ivs.recordings.local.cloudwatch.CloudWatchApi;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.dynamodb.DynamoDbEngine;
import ivs.recordings.local.events.EventArchive;
import ivs.recordings.local.events.EventBus;
import ivs.recordings.local.events.EventDelivery;
import ivs.recordings.local.events.ReplayManager;
import ivs.recordings.local.gateway.AwsService;
import ivs.recordings.local.gateway.Gateway;
import ivs.recordings.local.ivs.IvsApi;
import ivs.recordings.local.ivs.StreamRegistry;
import ivs.recordings.local.lambda.AsyncInvocations;
import ivs.recordings.local.lambda.EventSourceMapping;
import ivs.recordings.local.lambda.FunctionCode;
import ivs.recordings.local.lambda.FunctionOutput;
import ivs.recordings.local.lambda.LambdaApi;
import ivs.recordings.local.lambda.PackagedFunction;
import ivs.recordings.local.lambda.SdkProperties;
import ivs.recordings.local.lambda.StreamMapping;
import ivs.recordings.local.lifecycle.CannotStartException;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.lifecycle.DataFolder;
import ivs.recordings.local.lifecycle.FixedRateTimer;
import ivs.recordings.local.lifecycle.TemporaryFolder;
import ivs.recordings.local.media.MediaGate;
import ivs.recordings.local.queue.QueueEngine;
import ivs.recordings.local.queue.SqsRequestForwarder;
import ivs.recordings.local.s3.S3Engine;
import ivs.recordings.local.s3.S3RequestForwarder;
import ivs.recordings.local.samples.InvalidTestEventsException;
import ivs.recordings.local.samples.SampleBucket;
import ivs.recordings.local.samples.SampleData;
import ivs.recordings.local.samples.TestEvents;
import ivs.recordings.local.secrets.CdnKeyPair;
import ivs.recordings.local.secrets.LocalSecrets;
import ivs.recordings.local.secrets.SecretStore;
import ivs.recordings.local.secrets.SecretsManagerApi;
import ivs.recordings.local.template.FunctionDefinition;
import ivs.recordings.local.template.InvalidTemplateException;
import ivs.recordings.local.template.LocalNames;
import ivs.recordings.local.template.RuleDefinition;
import ivs.recordings.local.template.StreamSourceDefinition;
import ivs.recordings.local.template.Template;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.gaul.s3proxy.blobstore.BlobStore;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The whole system in this JVM, on one port of this machine: DynamoDB Local, ElasticMQ, s3proxy
/// with the recordings that the test events speak of, an event bus with the rules of template.yaml,
/// what stands for IVS, CloudWatch's metrics of all of it, and the packaged functions: behind
/// Lambda's own batch semantics of queues and streams, one behind the HTTP API, and all behind its
/// Invoke. The stock AWS CLI and every SDK work against [#endpoint]; the HTTP API has a port of its
/// own.
///
/// Some threads of the engines outlive [#close] for a while, so a program ends with [System#exit].
public final class EmbeddedSystem implements AutoCloseable {
  private static final String FUNCTION = "RecordingStatusHandler";
  private static final String API = "RecordingApi";
  private static final String API_URL = "RecordingApiUrl";

  private static final String SERVED_BUCKETS = "SERVED_BUCKETS";
  private static final String MEDIA_BUCKET = "MediaBucketName";

  /// The packaged container of media jobs, without its system.
  private static final String MEDIA_JOBS = "handler/media/target/media.zip";

  /// Whom the local tokens are for.
  private static final String AUDIENCE = "ivs-recordings";

  private static final long QUIET_CHECK_MILLIS = 20;

  private final CloseableStack running;
  private final URI endpoint;
  private final URI apiAddress;
  private final SqsClient sqs;
  private final List<String> queueUrls;
  private final Optional<Path> functionLog;
  private final Parts parts;

  private EmbeddedSystem(
      CloseableStack running,
      URI endpoint,
      URI apiAddress,
      SqsClient sqs,
      List<String> queueUrls,
      Optional<Path> functionLog,
      Parts parts) {
    this.running = running;
    this.endpoint = endpoint;
    this.apiAddress = apiAddress;
    this.sqs = sqs;
    this.queueUrls = queueUrls;
    this.functionLog = functionLog;
    this.parts = parts;
  }

  /// What it is made of, so that a part of it can be broken.
  public record Parts(
      Template template,
      MetricRecorder monitoring,
      AlarmEvaluator alarms,
      Gateway gateway,
      DynamoDbEngine tables,
      Queues queues,
      Files files,
      EventSourceMapping mapping,
      List<StreamMapping> streams,
      Map<String, LambdaApi.Deployed> functions,
      AsyncInvocations invocations,
      PackagedFunction handler) {}

  public record Queues(QueueEngine engine, SqsClient sqs) {}

  public record Files(StreamRegistry streams, BlobStore store, S3RequestForwarder forwarder) {}

  /// Parameters that add media jobs to what is started; FFmpeg must be on the PATH.
  public static final Map<String, String> MEDIA_JOB_PARAMETERS =
      Map.of("MediaImage", "local", "MediaSubnets", "local", "MediaSecurityGroups", "local");

  /// What to start, and where.
  ///
  /// @param home the folder that holds template.yaml and what it names
  /// @param port 0 takes any that is free
  /// @param apiPort where the HTTP API answers; 0 takes any that is free
  /// @param data where everything is kept; empty keeps it in memory
  /// @param parameters values for the template's parameters; `AcceptTestEvents` is `true`,
  ///   `DefaultVisibility` `PUBLIC` and `RecordingBuckets` the sample bucket unless they are among
  ///   them, and the API takes the tokens that are made here
  /// @param verbose whether the function's log is shown; otherwise it goes to `handler.log` in the
  ///   data folder, or in a folder that is gone afterwards
  /// @param streams whether the functions of table streams run
  /// @param localWebhooks whether webhooks may be sent to addresses of this machine
  public record Options(
      Path home,
      int port,
      int apiPort,
      Optional<Path> data,
      Map<String, String> parameters,
      boolean verbose,
      boolean streams,
      boolean localWebhooks) {
    public Options {
      var all =
          new HashMap<>(
              Map.of(
                  "AcceptTestEvents", "true",
                  "DefaultVisibility", "PUBLIC",
                  "RecordingBuckets", SampleData.BUCKET));
      all.putAll(parameters);
      parameters = Map.copyOf(all);
    }

    public Options(Path home, int port, Optional<Path> data, Map<String, String> parameters) {
      this(home, port, 0, data, parameters, false, true);
    }

    public Options(
        Path home,
        int port,
        int apiPort,
        Optional<Path> data,
        Map<String, String> parameters,
        boolean verbose,
        boolean streams) {
      this(home, port, apiPort, data, parameters, verbose, streams, false);
    }

    /// For what is about rows alone: nothing is told what can be played, and no domain event sent.
    public Options withoutStreams() {
      return new Options(home, port, apiPort, data, parameters, verbose, false, localWebhooks);
    }

    /// For receivers of webhooks on this machine.
    public Options withLocalWebhooks() {
      return new Options(home, port, apiPort, data, parameters, verbose, streams, true);
    }
  }

  /// Starts everything and returns when all of it answers.
  ///
  /// @throws CannotStartException with one line that says what to do; nothing is left running
  public static EmbeddedSystem start(Options options) {
    return start(options, Optional.empty());
  }

  /// Starts one that lives in another time. Nothing happens in it by itself: its queue is taken
  /// from and measured, its alarms are judged and its schedule is kept on command.
  public static EmbeddedSystem start(Options options, Clock clock) {
    return start(options, Optional.of(clock));
  }

  private static EmbeddedSystem start(Options options, Optional<Clock> otherTime) {
    var running = new CloseableStack();
    running.add(SdkProperties.current(), SdkProperties::putBack);
    try {
      return start(options, otherTime, running);
    } catch (Exception | LinkageError broken) {
      var refusal = refusal(broken);
      try {
        running.close();
      } catch (IllegalStateException alsoBroken) {
        refusal.addSuppressed(alsoBroken);
      }
      throw refusal;
    }
  }

  private static EmbeddedSystem start(
      Options options, Optional<Clock> otherTime, CloseableStack running) throws Exception {
    var gateway = running.add(Gateway.open(options.port()), Gateway::stop);
    var endpoint = gateway.endpoint();
    var api = running.add(HttpApi.open(options.apiPort()), HttpApi::stop);
    var template =
        Template.read(
            options.home().resolve("template.yaml"), parameters(options, api.address()), endpoint);
    var data =
        options.data().map(folder -> running.add(DataFolder.open(folder), DataFolder::close));
    var clock = otherTime.orElseGet(Clock::systemUTC);
    var monitoring = new MetricRecorder(clock);
    var alarms = new AlarmEvaluator(template.alarms(), monitoring, otherTime.isPresent());
    gateway.serve(AwsService.CLOUDWATCH, new CloudWatchApi(monitoring.metrics(), alarms));
    var secrets = startSecrets(template, data, gateway);
    gateway.serve(
        AwsService.CLOUDFORMATION,
        new CloudFormationApi(
            template.parameters(), outputs(template, api.address()), clock.instant()));
    var log = functionLog(options, data, running);
    var output =
        running.add(
            log.map(FunctionOutput::to)
                .orElseGet(FunctionOutput::shown)
                .heardBy(monitoring::logged),
            FunctionOutput::close);

    var function =
        async(() ->
            running.add(
                load(FUNCTION, template.function(FUNCTION), endpoint, output, monitoring),
                PackagedFunction::stop));
    var tables = async(() -> startTables(template, data, gateway, running));
    var queues = async(() -> startQueues(template, data, gateway, monitoring, running));
    var streams = async(() -> startFiles(options, template, data, gateway, clock, running));
    CompletableFuture.allOf(function, tables, queues, streams).join();

    var sqs = queues.join().sqs();
    var buses = EventDelivery.onBuses(template.buses(), template.rules(), sqs, monitoring);
    var replays =
        running.add(
            new ReplayManager(EventArchive.open(template.archives(), data), buses, clock),
            ReplayManager::close);
    gateway.serve(
        AwsService.EVENTS,
        new EventBus(buses, replays, clock).tell(streams.join().streams()::hear));
    Optional.ofNullable(buses.get(RuleDefinition.DEFAULT_BUS))
        .ifPresent(bus -> streams.join().forwarder().onCreated(bus::deliver));
    startMediaJobs(options, template, endpoint, output, gateway, buses, running);
    // The other functions are loaded into a stack of their own: one that is loaded while the rest
    // stops must not wait for that.
    var loaded = running.add(new CloseableStack(), CloseableStack::close);
    var invocations = running.add(new AsyncInvocations(sqs, clock), AsyncInvocations::stop);
    var functions =
        functions(options, template, function.join(), endpoint, output, monitoring, loaded);
    gateway.serve(AwsService.LAMBDA, new LambdaApi(functions, invocations));
    var mappings =
        streams(
            template,
            functions,
            gateway,
            sqs,
            data,
            monitoring,
            options.streams(),
            otherTime.isPresent(),
            running);
    api.serve(
        new HttpApi.Service(
            template.ids("AWS::Serverless::HttpApi").getFirst(),
            ApiDefinition.of(template),
            secrets::tokenKey,
            Optional.ofNullable(functions.get(API)).orElseThrow()::invoke,
            new MediaGate(
                api.address(),
                servedBuckets(template),
                secrets::cdnKeyPair,
                streams.join().store(),
                clock),
            monitoring));
    // It stops before what its function needs, and above it stops if nothing else starts.
    running.add(api, HttpApi::stop);
    var source = template.eventSource(FUNCTION);
    var mapping =
        running.add(
            otherTime.isPresent()
                ? EventSourceMapping.still(source, sqs, function.join())
                : EventSourceMapping.start(source, sqs, function.join()),
            EventSourceMapping::stop);
    var worked = new ArrayList<>(List.of(source.queue()));
    if (otherTime.isEmpty()) {
      worked.addAll(startOtherQueues(template, functions, sqs, running));
      var engine = queues.join().engine();
      Runnable minute =
          () -> {
            engine.measure(sqs);
            alarms.judge();
          };
      running.add(FixedRateTimer.start(Duration.ofMinutes(1), minute), FixedRateTimer::stop);
    }
    var queueUrls =
        worked.stream().map(name -> sqs.getQueueUrl(q -> q.queueName(name)).queueUrl()).toList();
    var parts =
        new Parts(
            template,
            monitoring,
            alarms,
            gateway,
            tables.join(),
            queues.join(),
            streams.join(),
            mapping,
            mappings,
            functions,
            invocations,
            function.join());
    return new EmbeddedSystem(running, endpoint, api.address(), sqs, queueUrls, log, parts);
  }

  /// The queue of media jobs, where the template has one: only where FFmpeg is there, which the
  /// command finds out.
  private static void startMediaJobs(
      Options options,
      Template template,
      URI endpoint,
      FunctionOutput output,
      Gateway gateway,
      Map<String, EventDelivery> buses,
      CloseableStack running)
      throws IOException {
    var variables = template.mediaJobs();
    if (variables.isPresent()) {
      var zip = options.home().resolve(MEDIA_JOBS);
      Consumer<String> events =
          event ->
              Optional.ofNullable(buses.get(RuleDefinition.DEFAULT_BUS))
                  .ifPresent(bus -> bus.deliver(event));
      var batch =
          running.add(
              LocalBatch.start(zip, variables.get(), endpoint, output, events), LocalBatch::close);
      gateway.serve(AwsService.BATCH, batch);
      buses.values().forEach(bus -> bus.beginJobsBy(batch::uploaded));
    }
  }

  /// The tables that the template names, behind the gateway. They are created through a gateway of
  /// their own, so that an early caller is told that DynamoDB is still starting, and not that a
  /// table is missing.
  private static DynamoDbEngine startTables(
      Template template, Optional<DataFolder> data, Gateway gateway, CloseableStack running)
      throws Exception {
    var engine =
        running.add(DynamoDbEngine.start(data.map(DataFolder::dynamoDb)), DynamoDbEngine::close);
    var setup = Gateway.open(0);
    setup.serve(AwsService.DYNAMODB, engine.handler());
    try (var dynamoDb = LocalClients.dynamoDb(setup.endpoint())) {
      DynamoDbEngine.createMissing(template.tables(), dynamoDb);
    } finally {
      setup.stop();
    }
    gateway.serve(AwsService.DYNAMODB, engine.handler());
    return engine;
  }

  /// The queues that the template names, behind the gateway, and our own way to them.
  private static Queues startQueues(
      Template template,
      Optional<DataFolder> data,
      Gateway gateway,
      MetricRecorder monitoring,
      CloseableStack running)
      throws Exception {
    var engine =
        running.add(
            QueueEngine.start(gateway.endpoint(), data.map(DataFolder::queues), monitoring),
            QueueEngine::stop);
    var sqs = running.add(LocalClients.sqs(engine.endpoint()), SqsClient::close);
    QueueEngine.create(template.queues(), sqs);
    gateway.serve(
        AwsService.SQS,
        running.add(new SqsRequestForwarder(engine.endpoint()), SqsRequestForwarder::close));
    return new Queues(engine, sqs);
  }

  /// S3 with the sample recordings, and what stands for IVS and knows their streams. Neither
  /// matters to an event, so a project without readable test events starts with an empty S3.
  private static Files startFiles(
      Options options,
      Template template,
      Optional<DataFolder> data,
      Gateway gateway,
      Clock clock,
      CloseableStack running)
      throws Exception {
    var engine = running.add(S3Engine.start(data.map(DataFolder::s3)), S3Engine::stop);
    var forwarder = new S3RequestForwarder(engine, clock);
    gateway.serve(AwsService.S3, forwarder);
    var testEvents = options.home().resolve("test-events");
    var samples = samples(testEvents);
    var streams =
        StreamRegistry.open(
            samples.map(SampleData::streams).orElse(Map.of()), data.map(DataFolder::streams));
    gateway.serve(
        AwsService.IVS,
        new IvsApi(
            streams, samples.map(SampleData::compositions).orElse(List.of()), SampleData.BUCKET));
    var bucket = new SampleBucket(engine.store());
    if (samples.isPresent() && !bucket.isThere()) {
      var silent = samples.get().silent(clock);
      silent.envelopes().forEach(streams::hear);
      var recordings = new ArrayList<>(samples.get().recordings());
      recordings.add(silent.recording());
      bucket.fill(recordings, SampleData.media(testEvents));
    }
    Optional.ofNullable(template.outputs().get(MEDIA_BUCKET))
        .filter(name -> !engine.store().containerExists(name))
        .ifPresent(engine.store()::createContainer);
    return new Files(streams, engine.store(), forwarder);
  }

  private static Optional<SampleData> samples(Path testEvents) {
    try {
      return Optional.of(new SampleData(TestEvents.read(testEvents)));
    } catch (InvalidTestEventsException _) {
      return Optional.empty();
    }
  }

  /// What was given, and before that what makes the API one of this machine.
  private static Map<String, String> parameters(Options options, URI api) {
    var all = new HashMap<String, String>();
    all.put("JwtIssuer", api.toString());
    all.put("JwtAudience", AUDIENCE);
    all.put("PublicUrl", api.toString());
    all.put("PlaybackBucket", SampleData.BUCKET);
    all.put("CdnKeySecret", LocalNames.regional("secretsmanager", "secret:" + CdnKeyPair.SECRET));
    all.putAll(options.parameters());
    return all;
  }

  /// The buckets that the API may hand out URLs of, and no others.
  private static Set<String> servedBuckets(Template template) {
    var named = template.function(API).environment().getOrDefault(SERVED_BUCKETS, "");
    return Arrays.stream(named.split(","))
        .filter(bucket -> !bucket.isEmpty())
        .collect(Collectors.toSet());
  }

  private static Map<String, String> outputs(Template template, URI api) {
    var outputs = new HashMap<>(template.outputs());
    outputs.put(API_URL, api.toString());
    return outputs;
  }

  private static LocalSecrets startSecrets(
      Template template, Optional<DataFolder> data, Gateway gateway) {
    var store =
        data.map(folder -> SecretStore.in(folder.secrets())).orElseGet(SecretStore::inMemory);
    var secrets = new LocalSecrets(template.secrets(), store);
    gateway.serve(AwsService.SECRETS_MANAGER, new SecretsManagerApi(secrets));
    return secrets;
  }

  /// Every function behind Invoke. All but the handler are loaded at their first call.
  private static Map<String, LambdaApi.Deployed> functions(
      Options options,
      Template template,
      PackagedFunction handler,
      URI endpoint,
      FunctionOutput output,
      MetricRecorder monitoring,
      CloseableStack loaded) {
    var functions = new HashMap<String, LambdaApi.Deployed>();
    for (var name : template.functions()) {
      var declared = template.function(name);
      functions.put(
          name,
          name.equals(FUNCTION)
              ? new LambdaApi.Deployed(declared, template.eventInvokes(name), () -> handler)
              : lazy(
                  name,
                  here(options, declared, endpoint),
                  template,
                  endpoint,
                  output,
                  monitoring,
                  loaded));
    }
    return functions;
  }

  private static LambdaApi.Deployed lazy(
      String name,
      FunctionDefinition function,
      Template template,
      URI endpoint,
      FunctionOutput output,
      MetricRecorder monitoring,
      CloseableStack loaded) {
    return new LambdaApi.Deployed(
        function,
        template.eventInvokes(name),
        () ->
            loaded.add(load(name, function, endpoint, output, monitoring), PackagedFunction::stop));
  }

  private static PackagedFunction load(
      String name,
      FunctionDefinition function,
      URI endpoint,
      FunctionOutput output,
      MetricRecorder monitoring)
      throws Exception {
    var code = FunctionCode.ofSystem(name, function.codeUri());
    return PackagedFunction.load(code, name, function, endpoint, output, monitoring);
  }

  /// What a function needs to call the engines on this machine.
  private static FunctionDefinition here(
      Options options, FunctionDefinition declared, URI endpoint) {
    var environment = new HashMap<>(declared.environment());
    environment.put("S3_PATH_STYLE", "true");
    environment.put("IVS_MILLIS_BETWEEN_CALLS", "1");
    environment.put("WEBHOOKS_ALLOW_LOCAL", Boolean.toString(options.localWebhooks()));
    environment.put("MEDIA_JOB_ENDPOINT", endpoint.toString());
    return new FunctionDefinition(
        declared.handler(),
        declared.codeUri(),
        declared.timeout(),
        declared.memoryMb(),
        environment);
  }

  /// A mapping for each stream of a table that invokes a function.
  private static List<StreamMapping> streams(
      Template template,
      Map<String, LambdaApi.Deployed> functions,
      Gateway gateway,
      SqsClient sqs,
      Optional<DataFolder> data,
      MetricRecorder monitoring,
      boolean isRead,
      boolean isStill,
      CloseableStack running) {
    var sources = isRead ? template.streamSources() : List.<StreamSourceDefinition>of();
    if (sources.isEmpty()) {
      return List.of();
    }
    var engines =
        new StreamMapping.Engines(
            running.add(LocalClients.dynamoDb(gateway.endpoint()), DynamoDbClient::close),
            running.add(LocalClients.streams(gateway.endpoint()), DynamoDbStreamsClient::close),
            sqs);
    var mappings = new ArrayList<StreamMapping>();
    for (var source : sources) {
      var function = Optional.ofNullable(functions.get(source.function())).orElseThrow();
      var checkpoint = data.map(folder -> folder.checkpoint(source.function()));
      mappings.add(
          running.add(
              isStill
                  ? StreamMapping.still(source, engines, function, monitoring)
                  : StreamMapping.start(source, engines, function, checkpoint, monitoring),
              StreamMapping::stop));
    }
    return mappings;
  }

  /// A mapping for each queue of another function than the handler, which the first message loads.
  ///
  /// @return the names of the queues
  private static List<String> startOtherQueues(
      Template template,
      Map<String, LambdaApi.Deployed> functions,
      SqsClient sqs,
      CloseableStack running) {
    var queues = new ArrayList<String>();
    for (var name : template.functionsOfQueues()) {
      if (!name.equals(FUNCTION)) {
        var function = Optional.ofNullable(functions.get(name)).orElseThrow();
        for (var source : template.eventSources(name)) {
          running.add(
              EventSourceMapping.start(source, sqs, batch -> function.loaded().invoke(batch)),
              EventSourceMapping::stop);
          queues.add(source.queue());
        }
      }
    }
    return queues;
  }

  /// Empty where it is shown.
  private static Optional<Path> functionLog(
      Options options, Optional<DataFolder> data, CloseableStack running) throws IOException {
    if (options.verbose()) {
      return Optional.empty();
    }
    if (data.isPresent()) {
      return data.map(DataFolder::functionLog);
    }
    var folder = running.add(TemporaryFolder.make(), TemporaryFolder::close);
    return Optional.of(folder.path().resolve(DataFolder.FUNCTION_LOG));
  }

  private static <T> CompletableFuture<T> async(Callable<T> start) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return start.call();
          } catch (Exception broken) {
            throw new CompletionException(broken);
          }
        },
        task -> Thread.ofPlatform().daemon().name("starter").start(task));
  }

  private static CannotStartException refusal(Throwable broken) {
    return switch (broken) {
      case CannotStartException refusal -> refusal;
      case InvalidTemplateException invalid ->
          new CannotStartException(String.valueOf(invalid.getMessage()), invalid);
      case CompletionException inParallel when inParallel.getCause() != null ->
          refusal(inParallel.getCause());
      case Throwable unexpected ->
          new CannotStartException("the embedded system doesn't start: " + unexpected, unexpected);
    };
  }

  public Parts parts() {
    return parts;
  }

  /// Where everything answers, for example `http://127.0.0.1:4566`.
  public URI endpoint() {
    return endpoint;
  }

  /// Where the HTTP API answers, for example `http://127.0.0.1:8080`.
  public URI apiAddress() {
    return apiAddress;
  }

  /// Where the functions' log is; empty where it is shown.
  public Optional<Path> functionLog() {
    return functionLog;
  }

  /// Returns when no event waits and none is being worked on, and the functions of streams are done
  /// with all that was written.
  ///
  /// @throws IllegalStateException if that takes longer than the patience, with the number of
  ///   events that are left
  public void awaitQuiet(Duration patience) throws InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    do {
      for (var left = events(); left > 0; left = events()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%d events are still not settled after %d ms".formatted(left, patience.toMillis()));
        }
        MILLISECONDS.sleep(QUIET_CHECK_MILLIS);
      }
      for (var stream : parts.streams()) {
        if (!stream.awaitCaughtUp(Duration.ofNanos(deadline - System.nanoTime()))) {
          throw new IllegalStateException(
              "changes of rows are still not settled after %d ms".formatted(patience.toMillis()));
        }
      }
      // A function of a stream may have caused another event.
    } while (events() > 0);
  }

  private int events() {
    return parts.invocations().pending() + waiting();
  }

  private int waiting() {
    return queueUrls.stream().mapToInt(this::waiting).sum();
  }

  private int waiting(String queueUrl) {
    return sqs
        .getQueueAttributes(q ->
            q.queueUrl(queueUrl)
                .attributeNames(
                    APPROXIMATE_NUMBER_OF_MESSAGES,
                    APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                    APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  /// Finishes the batches at work, then stops everything. What still waits in a queue stays there
  /// if there is a data folder.
  @Override
  public void close() {
    running.close();
  }
}
