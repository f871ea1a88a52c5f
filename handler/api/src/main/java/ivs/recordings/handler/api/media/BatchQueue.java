package ivs.recordings.handler.api.media;

import ivs.recordings.handler.runtime.DynamoDbClients;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.media.MediaJobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.utils.AttributeMap;

/// SubmitJob of AWS Batch, which is the one call to it. It is signed here: the SDK's client of
/// Batch has two megabytes, for which the artifact has no room.
///
/// @param endpoint another than that of the region; empty on AWS
public record BatchQueue(
    String queue, String definition, Optional<URI> endpoint, AwsCredentialsProvider credentials)
    implements MediaJobQueue {
  private static final String SERVICE = "batch";
  private static final String PATH = "/v1/submitjob";
  private static final int SUCCESS = 2;

  /// A client waits for half a minute at most, and its job was written before.
  private static final AttributeMap ANSWER =
      AttributeMap.builder()
          .put(SdkHttpConfigurationOption.READ_TIMEOUT, Duration.ofSeconds(5))
          .build();

  /// The queue of `MEDIA_JOB_QUEUE` and `MEDIA_JOB_DEFINITION`; empty where the stack has none.
  /// `MEDIA_JOB_ENDPOINT` names another endpoint than that of the region.
  public static Optional<MediaJobQueue> of(Map<String, String> environment) {
    var queue = environment.getOrDefault("MEDIA_JOB_QUEUE", "");
    return queue.isBlank()
        ? Optional.empty()
        : Optional.of(
            new BatchQueue(
                queue,
                environment.getOrDefault("MEDIA_JOB_DEFINITION", ""),
                Optional.of(environment.getOrDefault("MEDIA_JOB_ENDPOINT", ""))
                    .filter(uri -> !uri.isBlank())
                    .map(URI::create),
                DefaultCredentialsProvider.builder().build()));
  }

  @Override
  public void submit(MediaJobId job) {
    var region = new DefaultAwsRegionProviderChain().getRegion();
    var bytes = body(job).getBytes(StandardCharsets.UTF_8);
    var body = ContentStreamProvider.fromByteArray(bytes);
    var request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint.orElseGet(() -> ofRegion(region)).resolve(PATH))
            .putHeader("content-type", "application/json")
            .putHeader("content-length", Integer.toString(bytes.length))
            .build();
    var signed =
        AwsV4HttpSigner.create()
            .sign(sign ->
                sign.identity(credentials.resolveCredentials())
                    .request(request)
                    .payload(body)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()));
    var call = HttpExecuteRequest.builder().request(signed.request()).contentStreamProvider(body);
    // The client lives for one call, so that no connection of it is ever part of a snapshot.
    try (var http = DynamoDbClients.http().buildWithDefaults(ANSWER)) {
      var answer = http.prepareRequest(call.build()).call();
      var status = answer.httpResponse().statusCode();
      if (status / 100 != SUCCESS) {
        throw new IllegalStateException("Batch does not take the job: status " + status);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static URI ofRegion(Region region) {
    return URI.create(
        "https://%s.%s.%s"
            .formatted(SERVICE, region.id(), region.metadata().partition().dnsSuffix()));
  }

  private String body(MediaJobId job) {
    var body = JsonFields.MAPPER.createObjectNode();
    body.put("jobName", job.kind().word() + "-" + job.mediaVersion());
    body.put("jobQueue", queue);
    body.put("jobDefinition", definition);
    body.putObject("parameters")
        .put("kind", job.kind().word())
        .put("recordingId", job.recordingId().value());
    return body.toString();
  }
}
