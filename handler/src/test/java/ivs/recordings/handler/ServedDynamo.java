package ivs.recordings.handler;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import ivs.recordings.store.DynamoDb;
import ivs.recordings.store.HttpDynamoDb;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// DynamoDB Local behind HTTP, so that the function's client stands before it as it does when it is
/// deployed.
final class ServedDynamo implements AutoCloseable {
  /// For what the test itself looks up: no machine is so slow that it takes longer.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Server server;
  private final LocalDynamoDBServerHandler engine;

  private ServedDynamo(Server server, LocalDynamoDBServerHandler engine) {
    this.server = server;
    this.engine = engine;
  }

  static ServedDynamo start() {
    try {
      var engine =
          new LocalDynamoDBServerHandler(
              new LocalDynamoDBRequestHandler(0, true, null, true, false), null);
      var server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.setHandler(engine);
      server.start();
      return new ServedDynamo(server, engine);
    } catch (Exception unable) {
      throw new IllegalStateException(unable);
    }
  }

  LocalTables tables() {
    var sdk =
        DynamoDbClient.builder()
            .endpointOverride(endpoint())
            .httpClientBuilder(AwsCrtHttpClient.builder())
            .overrideConfiguration(override -> override.apiCallTimeout(PATIENCE))
            .build();
    return new LocalTables(
        sdk,
        () -> {
          sdk.close();
          close();
        });
  }

  /// A wire as the function has it.
  Wire plainWire() {
    return new CrtWire(settings());
  }

  /// A wire that does not break until it is told to.
  FaultyHttp wire() {
    return new FaultyHttp(plainWire());
  }

  /// The function's client on this wire. It retries what it always retries and as often, only
  /// without the pauses in between.
  static DynamoDb client(Wire wire, Duration attempt) {
    return new HttpDynamoDb(wire, new HttpDynamoDb.Limits(attempt, Dynamo.CALL, Duration.ZERO));
  }

  AwsSettings settings() {
    return new AwsSettings(
        "us-east-1",
        endpoint(),
        Optional.of(new AwsSettings.Keys("local", "local", Optional.empty())));
  }

  URI endpoint() {
    return URI.create(
        "http://127.0.0.1:" + ((NetworkConnector) server.getConnectors()[0]).getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
      engine.close();
    } catch (Exception unable) {
      throw new IllegalStateException(unable);
    }
  }
}
