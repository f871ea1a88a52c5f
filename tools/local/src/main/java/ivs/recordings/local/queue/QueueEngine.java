package ivs.recordings.local.queue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import ivs.recordings.local.cloudwatch.MetricRecorder;
import ivs.recordings.local.gateway.LocalServer;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.template.LocalNames;
import ivs.recordings.local.template.QueueDefinition;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.NodeAddress;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.actor.queue.QueueEvent;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import scala.Option;
import scala.jdk.javaapi.FutureConverters;
import software.amazon.awssdk.services.sqs.SqsClient;

/// SQS, played by ElasticMQ on a port of its own that only the gateway and this process use. With a
/// database a message in flight comes back after its visibility timeout when the system is started
/// again, as if the function had died.
public final class QueueEngine {
  /// What the engine acts on. It knows no retention, so nothing expires here, and no encryption.
  private static final Set<String> PLAYED_ATTRIBUTES =
      Set.of("DelaySeconds", "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "VisibilityTimeout");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Few threads, none of which keeps the JVM alive, and no word but warnings.
  private static final Config SMALL_AND_QUIET =
      ConfigFactory.parseString(
          """
          pekko {
            loglevel = WARNING
            stdout-loglevel = "OFF"
            loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
            logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
            log-dead-letters = off
            daemonic = on
            jvm-exit-on-fatal-error = off
            jvm-shutdown-hooks = off
            actor.default-dispatcher.fork-join-executor { parallelism-min = 2, parallelism-max = 4 }
          }
          """);

  private final CloseableStack running;
  private final URI endpoint;
  private final QueueMetrics watch;

  private QueueEngine(CloseableStack running, URI endpoint, QueueMetrics watch) {
    this.running = running;
    this.endpoint = endpoint;
    this.watch = watch;
  }

  /// Starts the engine with the queues that the database knows.
  ///
  /// @param visible the address that queue URLs begin with
  /// @param database where queues and messages are kept, without suffix; empty keeps them in memory
  /// @param monitoring who measures the queues
  public static QueueEngine start(URI visible, Optional<Path> database, MetricRecorder monitoring)
      throws Exception {
    var running = new CloseableStack();
    try {
      var kept = database.map(file -> running.add(QueueDatabase.open(file), QueueDatabase::close));
      var config = SMALL_AND_QUIET.withFallback(ConfigFactory.load());
      var actors = running.add(ActorSystem.create("queues", config), QueueEngine::terminate);
      var keeper = kept.map(queues -> queues.keeper(actors));
      var watch = new QueueMetrics(monitoring);
      var listener = watch.listener(actors, keeper);
      var server =
          running.add(
              serve(visible, actors, listener, keeper, monitoring.clock()),
              SQSRestServer::stopAndWait);
      var port = server.waitUntilStarted().localAddress().getPort();
      var endpoint = URI.create("http://%s:%d".formatted(LocalServer.HOST, port));
      return new QueueEngine(running, endpoint, watch);
    } catch (Exception | LinkageError broken) {
      running.close();
      throw broken;
    }
  }

  private static SQSRestServer serve(
      URI visible, ActorSystem actors, ActorRef listener, Optional<ActorRef> keeper, Clock clock)
      throws Exception {
    var limits = StrictSQSLimits$.MODULE$;
    var manager =
        actors.actorOf(
            Props.create(QueueManagerActor.class, now(clock), limits, Option.apply(listener)));
    var builder =
        SQSRestServerBuilder.withActorSystem(actors)
            .withQueueManagerActor(manager)
            .withInterface(LocalServer.HOST)
            .withPort(0)
            .withServerAddress(
                new NodeAddress(visible.getScheme(), visible.getHost(), visible.getPort(), ""))
            .withAWSRegion(LocalNames.REGION)
            .withAWSAccountId(LocalNames.ACCOUNT)
            .withQueueEventListener(listener);
    if (keeper.isPresent()) {
      Patterns.ask(keeper.get(), new QueueEvent.Restore(manager), PATIENCE)
          .toCompletableFuture()
          .get();
    }
    return builder.start();
  }

  private static NowProvider now(Clock clock) {
    return new NowProvider() {
      @Override
      public long nowMillis() {
        return clock.millis();
      }

      @Override
      public OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
      }
    };
  }

  private static void terminate(ActorSystem actors) throws Exception {
    FutureConverters.asJava(actors.terminate())
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  public URI endpoint() {
    return endpoint;
  }

  /// Makes what is missing and gives every queue the attributes it should have. Attributes come
  /// after the queues, so a queue may name its dead-letter queue in whatever order they are listed.
  public static void create(List<QueueDefinition> queues, SqsClient sqs) {
    for (var queue : queues) {
      sqs.createQueue(q -> q.queueName(queue.name()));
    }
    for (var queue : queues) {
      var attributes = new HashMap<>(queue.attributes());
      attributes.keySet().retainAll(PLAYED_ATTRIBUTES);
      if (!attributes.isEmpty()) {
        var url = sqs.getQueueUrl(q -> q.queueName(queue.name())).queueUrl();
        sqs.setQueueAttributes(q -> q.queueUrl(url).attributesWithStrings(attributes));
      }
    }
  }

  /// Measures what stands in each of the queues now.
  public void measure(SqsClient sqs) {
    for (var url : sqs.listQueues().queueUrls()) {
      watch.measure(url, sqs);
    }
  }

  /// What is in the database stays there.
  public void stop() {
    running.close();
  }
}
