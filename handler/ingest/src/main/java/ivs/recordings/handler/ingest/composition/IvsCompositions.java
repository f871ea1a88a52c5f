package ivs.recordings.handler.ingest.composition;

import static java.util.Comparator.comparing;

import ivs.recordings.handler.runtime.ServiceClients;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Bucket;
import ivs.recordings.model.recording.S3Prefix;
import ivs.recordings.model.recording.StorageLocation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;
import software.amazon.awssdk.services.ivsrealtime.model.Composition;
import software.amazon.awssdk.services.ivsrealtime.model.Destination;
import software.amazon.awssdk.services.ivsrealtime.model.DestinationState;
import software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivsrealtime.model.ValidationException;

/// IVS's own API for stages.
public final class IvsCompositions implements Compositions {
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
    return ServiceClients.client(IvsRealTimeClient.builder(), interceptor);
  }

  @Override
  public Storage find(Optional<String> compositionArn) {
    if (compositionArn.isEmpty()) {
      return new Storage.Unknown();
    }
    try {
      var answer = client().getComposition(get -> get.arn(compositionArn.get()));
      return storage(answer.composition());
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
        .min(comparing(Destination::id))
        .<Storage>map(destination ->
            new Storage.S3(
                sound(composition.stageArn(), SourceArn::new),
                destination.id(),
                location(destination),
                composition.destinations().size() == 1
                    || destination.state() == DestinationState.FAILED))
        .orElseGet(Storage.Elsewhere::new);
  }

  private static boolean writesToS3(Destination destination) {
    return destination.configuration() != null && destination.configuration().s3() != null;
  }

  /// IVS tells the prefix here, and the bucket where it describes the storage configuration. What
  /// it does not tell, or tells in a form that no key has, is not known.
  private StorageLocation location(Destination destination) {
    return Optional.ofNullable(destination.detail())
        .flatMap(detail -> Optional.ofNullable(detail.s3()))
        .flatMap(s3 -> sound(s3.recordingPrefix(), S3Prefix::trimmed))
        .flatMap(prefix ->
            bucket(destination.configuration().s3().storageConfigurationArn())
                .map(bucket -> new StorageLocation(bucket, Optional.of(prefix))))
        .orElse(StorageLocation.UNKNOWN);
  }

  private Optional<Bucket> bucket(String storageConfigurationArn) {
    var known = Optional.ofNullable(buckets.get(storageConfigurationArn));
    if (known.isPresent()) {
      return known;
    }
    try {
      var storage = client().getStorageConfiguration(get -> get.arn(storageConfigurationArn));
      var bucket = sound(storage.storageConfiguration().s3().bucketName(), Bucket::new);
      bucket.ifPresent(name -> buckets.put(storageConfigurationArn, name));
      return bucket;
    } catch (ResourceNotFoundException deletedSince) {
      return Optional.empty();
    }
  }

  private static <T> Optional<T> sound(@Nullable String text, Function<String, T> model) {
    try {
      return Optional.ofNullable(text).filter(value -> !value.isBlank()).map(model);
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }
}
