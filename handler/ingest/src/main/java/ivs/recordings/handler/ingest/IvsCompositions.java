package ivs.recordings.handler.ingest;

import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;
import software.amazon.awssdk.services.ivsrealtime.model.Composition;
import software.amazon.awssdk.services.ivsrealtime.model.Destination;
import software.amazon.awssdk.services.ivsrealtime.model.DestinationState;
import software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivsrealtime.model.ValidationException;

/// IVS's own API for stages.
public final class IvsCompositions implements Compositions {
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  private final Supplier<IvsRealTimeClient> clients;

  /// A storage configuration cannot be changed, so its bucket is asked for once.
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  private @Nullable IvsRealTimeClient client;

  /// Makes an answer out of what IVS says.
  ///
  /// @param clients is asked for one on first use: most functions never hear of a composition
  public IvsCompositions(Supplier<IvsRealTimeClient> clients) {
    this.clients = clients;
  }

  /// The client that the functions use.
  public static IvsRealTimeClient client(ExecutionInterceptor interceptor) {
    return IvsRealTimeClient.builder()
        .httpClientBuilder(DynamoDbClients.http())
        .overrideConfiguration(override ->
            override
                .addExecutionInterceptor(interceptor)
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(DynamoDbClients.CALL)
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
        .build();
  }

  @Override
  public Storage find(Optional<String> compositionArn) {
    if (compositionArn.isEmpty()) {
      return new Storage.Unknown();
    }
    try {
      return storage(client().getComposition(get -> get.arn(compositionArn.get())).composition());
    } catch (ResourceNotFoundException | ValidationException unknown) {
      return new Storage.Unknown();
    }
  }

  private synchronized IvsRealTimeClient client() {
    if (client == null) {
      client = clients.get();
    }
    return client;
  }

  private Storage storage(Composition composition) {
    return composition.destinations().stream()
        .filter(IvsCompositions::writesToS3)
        .findFirst()
        .<Storage>map(destination ->
            new Storage.S3(
                destination.id(),
                location(destination),
                destination.state() == DestinationState.FAILED,
                composition.destinations().size() == 1))
        .orElseGet(Storage.Elsewhere::new);
  }

  private static boolean writesToS3(Destination destination) {
    return destination.configuration() != null && destination.configuration().s3() != null;
  }

  /// IVS tells the prefix here, and the bucket where it describes the storage configuration.
  private StorageLocation location(Destination destination) {
    var prefix =
        Optional.ofNullable(destination.detail())
            .flatMap(detail -> Optional.ofNullable(detail.s3()))
            .flatMap(s3 -> Optional.ofNullable(s3.recordingPrefix()))
            .filter(path -> !path.isBlank())
            .map(S3Prefix::trimmed);
    return prefix.isEmpty()
        ? StorageLocation.UNKNOWN
        : new StorageLocation(
            bucket(destination.configuration().s3().storageConfigurationArn()), prefix);
  }

  private Bucket bucket(String storageConfigurationArn) {
    return buckets.computeIfAbsent(
        storageConfigurationArn,
        arn ->
            new Bucket(
                client()
                    .getStorageConfiguration(get -> get.arn(arn))
                    .storageConfiguration()
                    .s3()
                    .bucketName()));
  }
}
