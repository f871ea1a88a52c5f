package ivs.recordings.local;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
import org.elasticmq.persistence.sql.SqlQueuePersistenceActor;
import org.elasticmq.persistence.sql.SqlQueuePersistenceConfig;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import scala.Option;
import scala.collection.immutable.Nil$;
import scala.jdk.javaapi.FutureConverters;
import scalikejdbc.ConnectionPool;
import software.amazon.awssdk.services.sqs.SqsClient;

/// SQS, played by ElasticMQ on a port of its own that only the gateway and this process use.
///
/// With a folder every message is on disk before its sender gets an answer, and a message in flight
/// comes back after its visibility timeout, as if the function had died. ElasticMQ has one database
/// connection per JVM, so only one engine with a folder can run in a process.
final class QueueEngine {
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

  private final ActorSystem actors;
  private final SQSRestServer server;
  private final URI endpoint;

  private QueueEngine(ActorSystem actors, SQSRestServer server) {
    this.actors = actors;
    this.server = server;
    var port = server.waitUntilStarted().localAddress().getPort();
    this.endpoint = URI.create("http://%s:%d".formatted(Gateway.HOST, port));
  }

  /// @param visible the address that queue URLs begin with
  /// @param database where queues and messages are kept, without suffix; empty keeps them in memory
  static QueueEngine start(URI visible, Optional<Path> database) throws Exception {
    var actors = ActorSystem.create("queues", SMALL_AND_QUIET.withFallback(ConfigFactory.load()));
    try {
      var storage = Option.apply(database.map(file -> storage(actors, file)).orElse(null));
      var manager =
          actors.actorOf(
              Props.create(
                  QueueManagerActor.class, new NowProvider(), StrictSQSLimits$.MODULE$, storage));
      var builder =
          SQSRestServerBuilder.withActorSystem(actors)
              .withQueueManagerActor(manager)
              .withInterface(Gateway.HOST)
              .withPort(0)
              .withServerAddress(
                  new NodeAddress(visible.getScheme(), visible.getHost(), visible.getPort(), ""))
              .withAWSRegion(LocalNames.REGION)
              .withAWSAccountId(LocalNames.ACCOUNT);
      if (storage.isDefined()) {
        builder = builder.withQueueEventListener(storage.get());
        Patterns.ask(storage.get(), new QueueEvent.Restore(manager), PATIENCE)
            .toCompletableFuture()
            .get();
      }
      return new QueueEngine(actors, builder.start());
    } catch (Exception | Error broken) {
      actors.terminate();
      throw broken;
    }
  }

  private static ActorRef storage(ActorSystem actors, Path database) {
    var url = "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE".formatted(database);
    var config = new SqlQueuePersistenceConfig(true, "org.h2.Driver", url, "", "", false);
    // ElasticMQ connects once per JVM and never again, so a second start has to do it instead.
    ConnectionPool.singleton(
        url,
        "",
        "",
        ConnectionPool.singleton$default$4(),
        ConnectionPool.singleton$default$5(url, "", "", ConnectionPool.singleton$default$4()));
    return actors.actorOf(Props.create(SqlQueuePersistenceActor.class, config, Nil$.MODULE$));
  }

  URI endpoint() {
    return endpoint;
  }

  /// Makes what is missing and gives every queue the attributes it should have. Attributes come
  /// after the queues, so a queue may name its dead-letter queue in whatever order they are listed.
  static void create(List<Queue> queues, SqsClient sqs) {
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

  void stop() throws Exception {
    try {
      server.stopAndWait();
      FutureConverters.asJava(actors.terminate())
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      ConnectionPool.closeAll();
    }
  }
}
