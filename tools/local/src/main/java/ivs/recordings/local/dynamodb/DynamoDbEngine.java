package ivs.recordings.local.dynamodb;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import com.amazonaws.services.dynamodbv2.local.shared.access.sqlite.SQLiteLibraryLoader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.Request;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;

/// DynamoDB, played by DynamoDB Local inside the gateway: no port of its own, one database whatever
/// the caller's keys and region, and none of its telemetry, which only its own server starts.
public final class DynamoDbEngine implements AutoCloseable {
  /// Held, because a logger without a reference loses its level.
  private static final Logger SQLITE = Logger.getLogger("com.almworks.sqlite4java");

  /// The older SDK that reads streams in it warns of a library that it can do without.
  private static final Logger OLDER_SDK = Logger.getLogger("com.amazonaws");

  private final LocalDynamoDBServerHandler handler;

  private DynamoDbEngine(LocalDynamoDBServerHandler handler) {
    this.handler = handler;
  }

  /// Starts DynamoDB Local.
  ///
  /// @param folder where the tables are kept; empty keeps them in memory
  public static DynamoDbEngine start(Optional<Path> folder) throws Exception {
    SQLITE.setLevel(Level.WARNING);
    OLDER_SDK.setLevel(Level.SEVERE);
    SQLiteLibraryLoader.initialize();
    var requests =
        new LocalDynamoDBRequestHandler(
            0, folder.isEmpty(), folder.map(Path::toString).orElse(null), true, false);
    return new DynamoDbEngine(new LocalDynamoDBServerHandler(requests, null));
  }

  public Request.Handler handler() {
    return handler;
  }

  /// A table that is there keeps its items and its definition.
  public static void createMissing(List<CreateTableRequest> tables, DynamoDbClient dynamoDb) {
    var existing = new HashSet<String>();
    dynamoDb.listTablesPaginator().tableNames().forEach(existing::add);
    for (var table : tables) {
      if (!existing.contains(table.tableName())) {
        dynamoDb.createTable(table);
      }
    }
  }

  @Override
  public void close() {
    handler.close();
  }
}
