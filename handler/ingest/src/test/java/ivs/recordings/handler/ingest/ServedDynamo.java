package ivs.recordings.handler.ingest;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import ivs.recordings.handler.runtime.DeadlineInterceptor;
import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.store.LocalTables;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// DynamoDB Local behind HTTP, so that the SDK's own client stands before it as it does when it is
/// deployed.
public final class ServedDynamo implements AutoCloseable {
  /// For what the test itself looks up: no machine is so slow that it takes longer.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Server server;
  private final LocalDynamoDBServerHandler engine;
  private final SdkHttpClient wire = Apache5HttpClient.builder().maxConnections(64).build();

  private ServedDynamo(Server server, LocalDynamoDBServerHandler engine) {
    this.server = server;
    this.engine = engine;
  }

  public static ServedDynamo start() {
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

  public LocalTables tables() {
    return new LocalTables(client(wire(), PATIENCE, PATIENCE), this::close);
  }

  /// A wire that does not break until it is told to.
  public FaultyHttp wire() {
    return new FaultyHttp(wire);
  }

  /// The function's client on this wire. It retries what it always retries and as often, only
  /// without the pauses in between, and without growing tired of it after a hundred scenarios.
  public DynamoDbClient client(FaultyHttp http, Duration attempt) {
    return client(http, attempt, DynamoDbClients.CALL);
  }

  private DynamoDbClient client(FaultyHttp http, Duration attempt, Duration call) {
    return DynamoDbClients.builder(new DeadlineInterceptor(), (Wire) _ -> http)
        .endpointOverride(endpoint())
        .overrideConfiguration(override ->
            override.apiCallAttemptTimeout(attempt).apiCallTimeout(call).retryStrategy(impatient()))
        .build();
  }

  URI endpoint() {
    return URI.create(
        "http://127.0.0.1:" + ((NetworkConnector) server.getConnectors()[0]).getLocalPort());
  }

  private static StandardRetryStrategy impatient() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .backoffStrategy(BackoffStrategy.retryImmediately())
        .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
        .circuitBreakerEnabled(false)
        .build();
  }

  /// A client that is there already, where the SDK wants to be told how one is built.
  interface Wire extends SdkHttpClient.Builder<Wire> {}

  @Override
  public void close() {
    try {
      wire.close();
      server.stop();
      engine.close();
    } catch (Exception unable) {
      throw new IllegalStateException(unable);
    }
  }
}
