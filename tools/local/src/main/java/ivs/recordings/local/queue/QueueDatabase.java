package ivs.recordings.local.queue;

import ivs.recordings.local.lifecycle.CannotStartException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.elasticmq.persistence.sql.SqlQueuePersistenceActor;
import org.elasticmq.persistence.sql.SqlQueuePersistenceConfig;
import scala.collection.immutable.Nil$;
import scalikejdbc.ConnectionPool;

/// Where ElasticMQ keeps queues and messages between two runs: every message is on disk before its
/// sender gets an answer, and stays there until it is deleted. ElasticMQ has one connection for the
/// whole process, so there can be one such database at a time.
public final class QueueDatabase implements AutoCloseable {
  private static final Semaphore THE_CONNECTION = new Semaphore(1);

  private final String url;

  private QueueDatabase(String url) {
    this.url = url;
  }

  /// Opens the database, which is made if it isn't there.
  ///
  /// @param file its path without the suffix that is added
  public static QueueDatabase open(Path file) {
    if (!THE_CONNECTION.tryAcquire()) {
      throw new CannotStartException(
          "this process keeps queues already: start another in its own process");
    }
    var url = "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE".formatted(file);
    // ElasticMQ connects once per process and never again: a second start needs this.
    var settings = ConnectionPool.singleton$default$4();
    ConnectionPool.singleton(
        url, "", "", settings, ConnectionPool.singleton$default$5(url, "", "", settings));
    return new QueueDatabase(url);
  }

  /// The actor that ElasticMQ tells what changes, and asks what was there.
  ActorRef keeper(ActorSystem actors) {
    var config = new SqlQueuePersistenceConfig(true, "org.h2.Driver", url, "", "", false);
    return actors.actorOf(Props.create(SqlQueuePersistenceActor.class, config, Nil$.MODULE$));
  }

  @Override
  public void close() {
    ConnectionPool.closeAll();
    THE_CONNECTION.release();
  }
}
