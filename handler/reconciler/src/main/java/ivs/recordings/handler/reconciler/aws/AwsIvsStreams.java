package ivs.recordings.handler.reconciler.aws;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.ivs.IvsClient;
import software.amazon.awssdk.services.ivs.IvsClientBuilder;
import software.amazon.awssdk.services.ivs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivs.model.StreamSummary;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClientBuilder;

/// IVS's own API.
public final class AwsIvsStreams implements IvsStreams {
  /// As many as IVS gives at once.
  private static final int PAGE = 100;

  private static final Duration ATTEMPT = Duration.ofSeconds(3);

  /// All attempts of one call together.
  static final Duration CALL = Duration.ofSeconds(8);

  private final IvsClient ivs;
  private final IvsRealTimeClient realTime;

  public AwsIvsStreams(IvsClient ivs, IvsRealTimeClient realTime) {
    this.ivs = ivs;
    this.realTime = realTime;
  }

  /// The client that the function uses.
  public static IvsClient client(Consumer<IvsClientBuilder> more) {
    return IvsClient.builder()
        .applyMutation(more)
        .httpClientBuilder(http())
        .overrideConfiguration(AwsIvsStreams::bounded)
        .build();
  }

  /// The client for stages that the function uses.
  public static IvsRealTimeClient realTimeClient(Consumer<IvsRealTimeClientBuilder> more) {
    return IvsRealTimeClient.builder()
        .applyMutation(more)
        .httpClientBuilder(http())
        .overrideConfiguration(AwsIvsStreams::bounded)
        .build();
  }

  private static SdkHttpClient.Builder<?> http() {
    return Apache5HttpClient.builder().connectionTimeout(Duration.ofSeconds(1));
  }

  private static void bounded(ClientOverrideConfiguration.Builder override) {
    override.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL).retryStrategy(RetryMode.STANDARD);
  }

  @Override
  public Sessions sessions(SourceArn source, Optional<String> next) {
    return source.isStage() ? ofStage(source, next) : ofChannel(source, next);
  }

  private Sessions ofStage(SourceArn stage, Optional<String> next) {
    try {
      var answer =
          realTime.listStageSessions(
              list -> list.stageArn(stage.value()).maxResults(PAGE).nextToken(next.orElse(null)));
      return new Sessions(
          answer.stageSessions().stream()
              .filter(session -> session.startTime() != null)
              .map(session -> span(session.sessionId(), session.startTime(), session.endTime()))
              .toList(),
          Optional.ofNullable(answer.nextToken()));
    } catch (
        software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException noSuchStage) {
      return new Sessions(List.of(), Optional.empty());
    }
  }

  @Override
  public Optional<StreamSpan> stageSession(SourceArn stage, StreamId sessionId) {
    try {
      var session =
          realTime
              .getStageSession(get -> get.stageArn(stage.value()).sessionId(sessionId.value()))
              .stageSession();
      return Optional.ofNullable(session)
          .filter(found -> found.startTime() != null)
          .map(found -> span(found.sessionId(), found.startTime(), found.endTime()));
    } catch (software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException unknown) {
      return Optional.empty();
    }
  }

  private Sessions ofChannel(SourceArn channel, Optional<String> next) {
    try {
      var answer =
          ivs.listStreamSessions(list ->
              list.channelArn(channel.value()).maxResults(PAGE).nextToken(next.orElse(null)));
      return new Sessions(
          answer.streamSessions().stream()
              .filter(session -> session.startTime() != null)
              .map(session -> span(session.streamId(), session.startTime(), session.endTime()))
              .toList(),
          Optional.ofNullable(answer.nextToken()));
    } catch (ResourceNotFoundException deletedSince) {
      return new Sessions(List.of(), Optional.empty());
    }
  }

  @Override
  public LivePage live(Optional<String> next) {
    var answer = ivs.listStreams(list -> list.maxResults(PAGE).nextToken(next.orElse(null)));
    return new LivePage(
        answer.streams().stream()
            .filter(stream -> stream.startTime() != null)
            .map(AwsIvsStreams::live)
            .toList(),
        Optional.ofNullable(answer.nextToken()));
  }

  private static StreamSpan span(String id, Instant start, @Nullable Instant end) {
    return new StreamSpan(new StreamId(id), start, Optional.ofNullable(end));
  }

  /// IVS says -1 where counting took too long.
  private static Live live(StreamSummary stream) {
    return new Live(
        new SourceArn(stream.channelArn()),
        new StreamId(stream.streamId()),
        stream.startTime(),
        Optional.ofNullable(stream.viewerCount()).filter(viewers -> viewers >= 0));
  }
}
