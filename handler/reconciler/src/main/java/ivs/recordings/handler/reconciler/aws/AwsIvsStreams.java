package ivs.recordings.handler.reconciler.aws;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.ivs.IvsClient;
import software.amazon.awssdk.services.ivs.IvsClientBuilder;
import software.amazon.awssdk.services.ivs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivs.model.StreamSessionSummary;
import software.amazon.awssdk.services.ivs.model.StreamSummary;

/// IVS's own API.
public final class AwsIvsStreams implements IvsStreams {
  /// As many as IVS gives at once.
  private static final int PAGE = 100;

  private static final Duration ATTEMPT = Duration.ofSeconds(3);

  /// All attempts of one call together.
  static final Duration CALL = Duration.ofSeconds(8);

  private final IvsClient ivs;

  public AwsIvsStreams(IvsClient ivs) {
    this.ivs = ivs;
  }

  /// The client that the function uses.
  public static IvsClient client(Consumer<IvsClientBuilder> more) {
    return IvsClient.builder()
        .applyMutation(more)
        .httpClientBuilder(Apache5HttpClient.builder().connectionTimeout(Duration.ofSeconds(1)))
        .overrideConfiguration(override ->
            override
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(RetryMode.STANDARD))
        .build();
  }

  @Override
  public Sessions sessions(SourceArn channel, Optional<String> next) {
    try {
      var answer =
          ivs.listStreamSessions(list ->
              list.channelArn(channel.value()).maxResults(PAGE).nextToken(next.orElse(null)));
      return new Sessions(
          answer.streamSessions().stream()
              .filter(session -> session.startTime() != null)
              .map(AwsIvsStreams::span)
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

  private static StreamSpan span(StreamSessionSummary session) {
    return new StreamSpan(
        new StreamId(session.streamId()),
        session.startTime(),
        Optional.ofNullable(session.endTime()));
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
