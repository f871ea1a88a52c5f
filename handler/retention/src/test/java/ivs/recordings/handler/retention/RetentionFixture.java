package ivs.recordings.handler.retention;

import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import ivs.recordings.model.event.EventMetadata;
import ivs.recordings.model.event.RecordingEvent;
import ivs.recordings.model.event.RecordingEvent.Ended;
import ivs.recordings.model.event.RecordingEvent.Started;
import ivs.recordings.model.event.RecordingEvent.Subject;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.library.Change;
import ivs.recordings.model.library.RecordingPatch;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.Source;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.retention.RetentionPolicy;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.RetentionTable;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.library.Library;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;

/// DynamoDB Local and S3 in this process, empty before every test, with a bucket that IVS records
/// to and the stack's own.
final class RetentionFixture implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  static final String RECORDINGS = "example-recordings";
  static final String MEDIA = "media";

  private final LocalTables local = new LocalTables();
  private final S3Proxy proxy =
      S3Proxy.builder()
          .blobStore(new TransientNio2BlobStore())
          .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "local", "local")
          .endpoint(URI.create("http://127.0.0.1:0"))
          .build();
  private Optional<S3Client> s3 = Optional.empty();

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    proxy.start();
    s3 =
        Optional.of(
            S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + proxy.getPort()))
                .forcePathStyle(true)
                .build());
    for (var bucket : List.of(RECORDINGS, MEDIA)) {
      s3().createBucket(create -> create.bucket(bucket));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    empty();
  }

  void empty() {
    local.empty();
    keys()
        .forEach(place -> {
          var parts = place.split("/", 2);
          s3().deleteObject(delete -> delete.bucket(parts[0]).key(parts[1]));
        });
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    s3().close();
    proxy.stop();
    local.close();
  }

  LocalTables local() {
    return local;
  }

  S3Client s3() {
    return s3.orElseThrow();
  }

  HandlerFixture handler() {
    return new HandlerFixture(local.dynamo());
  }

  RetentionTable table(Instant now) {
    return RetentionTable.of(local.dynamo(), TableNames.PLAIN, at(now));
  }

  static Clock at(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  void put(String bucket, String... keys) {
    for (var key : keys) {
      s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(key));
    }
  }

  /// Every object, as `bucket/key`.
  Set<String> keys() {
    var keys = new TreeSet<String>();
    for (var bucket : List.of(RECORDINGS, MEDIA)) {
      s3().listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream()
          .map(object -> bucket + "/" + object.key())
          .forEach(keys::add);
    }
    return keys;
  }

  Map<String, AttributeValue> row(String id) {
    return local.items("Recording").stream()
        .filter(item -> item.get("recordingId").s().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /// A row, from its start on or with its end, by the rules of a policy.
  Recording write(
      RecordingId id,
      Source source,
      String profile,
      StorageLocation location,
      Instant end,
      boolean hasEnded,
      RetentionPolicy policy,
      Optional<Integer> ofProfile) {
    var stream =
        source.hasStreamSession() ? Optional.of(new StreamId("st-1")) : Optional.<StreamId>empty();
    var owner = new ProfileId(profile);
    var begin = subject(id, source, stream, location, end.minusSeconds(60));
    var row = Recording.of(owner, new Started(begin));
    if (hasEnded) {
      RecordingEvent ended =
          new Ended(
              subject(id, source, stream, location, end), Optional.of(Duration.ofSeconds(60)));
      row = row.join(Recording.of(owner, ended));
    }
    Tables.of(local.dynamo(), TableNames.PLAIN, at(end), policy)
        .recordings()
        .replace(Optional.empty(), row, List.of(), () -> ofProfile);
    return row;
  }

  private static Subject subject(
      RecordingId id,
      Source source,
      Optional<StreamId> stream,
      StorageLocation location,
      Instant time) {
    return new Subject(
        new EventMetadata("e-" + time, time, new SourceArn("arn:aws:ivs:x"), ""),
        source,
        id,
        Optional.empty(),
        stream,
        List.of(),
        location);
  }

  void hold(RecordingId id, Instant now) {
    var table = table(now);
    table.hold(table.find(id).orElseThrow(), true);
  }

  void retain(RecordingId id, Instant until, Instant now) {
    var library =
        Library.of(local.dynamo(), TableNames.PLAIN, at(now), RetentionPolicy.DEFAULT).recordings();
    library.change(
        library.find(id).orElseThrow(),
        new RecordingPatch(new Change.Keep<>(), new Change.Keep<>(), new Change.Assign<>(until)));
  }

  static Map<String, String> environment() {
    var environment = new HashMap<>(HandlerFixture.ENVIRONMENT);
    environment.put("RECORDING_BUCKETS", RECORDINGS);
    environment.put("MEDIA_BUCKET", MEDIA);
    environment.put("MEDIA_JOB_TABLE", "MediaJob");
    return environment;
  }

  /// What a run answers.
  Map<String, Object> run(String mode, Instant now) {
    return run(Map.of("mode", mode), now, new Calls(Integer.MAX_VALUE));
  }

  Map<String, Object> run(Map<String, Object> input, Instant now, Calls calls) {
    return run(input, now, calls, Optional.empty());
  }

  Map<String, Object> run(
      Map<String, Object> input, Instant now, Calls calls, Optional<EdgeCache> edge) {
    return new RecordingRetention(
            environment(),
            _ -> calls.of(DynamoDbClient.class, local.dynamo()),
            _ -> calls.of(S3Client.class, s3()),
            _ -> edge,
            at(now))
        .handleRequest(input, new SyntheticInvocation(() -> Duration.ofMinutes(15)));
  }

  /// The part of an answer that names recordings, without the word for what became of them.
  static List<Map<String, Object>> recordings(Map<String, Object> answer) {
    var entries = new ArrayList<Map<String, Object>>();
    for (var entry : (List<?>) answer.get("recordings")) {
      entries.add(
          ((Map<?, ?>) entry)
              .entrySet().stream()
                  .filter(field -> !field.getKey().equals("state"))
                  .collect(
                      Collectors.toMap(field -> (String) field.getKey(), Map.Entry::getValue)));
    }
    return entries;
  }

  /// Ends the function after a number of calls, as a crash would: a call that was made has had its
  /// effect.
  static final class Calls {
    private final int most;
    private final AtomicInteger made = new AtomicInteger();

    Calls(int most) {
      this.most = most;
    }

    /// What no code catches that goes on with the next recording.
    static final class KilledError extends Error {
      private static final long serialVersionUID = 1L;
    }

    boolean wasKilled() {
      return made.get() > most;
    }

    private <T> T of(Class<T> type, T client) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (_, method, arguments) -> {
                try {
                  var answer = method.invoke(client, arguments);
                  if (made.incrementAndGet() > most) {
                    throw new KilledError();
                  }
                  return answer;
                } catch (InvocationTargetException failed) {
                  throw failed.getCause();
                }
              }));
    }
  }
}
