package ivs.recordings.cli.audit;

import ivs.recordings.cli.concurrent.PacedCalls;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.session.StreamSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.ivs.IvsClient;
import software.amazon.awssdk.services.ivs.model.ListStreamSessionsResponse;
import software.amazon.awssdk.services.ivs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivsrealtime.IvsRealTimeClient;
import software.amazon.awssdk.services.ivsrealtime.model.ListStageSessionsResponse;

/// The streams of channels and the sessions of stages as IVS lists them. Each source is asked for
/// once, and at a pace that IVS does not throttle.
public final class SessionLister {
  /// As many as IVS lists at once.
  private static final int PAGE = 100;

  /// Half a minute for one stage. Sessions beyond are known from rows and StreamSession only.
  private static final int MOST_PAGES = 100;

  private final IvsClient ivs;
  private final IvsRealTimeClient realTime;
  private final Instant since;
  private final PacedCalls calls = new PacedCalls();
  private final Map<SourceArn, List<StreamSpan>> known = new ConcurrentHashMap<>();

  /// @param since what was over before does not matter
  public SessionLister(IvsClient ivs, IvsRealTimeClient realTime, Instant since) {
    this.ivs = ivs;
    this.realTime = realTime;
    this.since = since;
  }

  List<StreamSpan> of(SourceArn source) {
    return known.computeIfAbsent(source, arn -> arn.isStage() ? ofStage(arn) : ofChannel(arn));
  }

  /// Back to the first that began before the window: IVS lists the newest first, and knows 60 days.
  private List<StreamSpan> ofChannel(SourceArn channel) {
    var found = new ArrayList<StreamSpan>();
    Optional<String> next = Optional.empty();
    do {
      var page = streams(channel, next);
      page.streamSessions().stream()
          .filter(session -> session.startTime() != null)
          .map(session ->
              new StreamSpan(
                  new StreamId(session.streamId()),
                  session.startTime(),
                  Optional.ofNullable(session.endTime())))
          .forEach(found::add);
      next = Optional.ofNullable(page.nextToken());
    } while (next.isPresent()
        && found.stream().noneMatch(stream -> stream.startTime().isBefore(since)));
    return found;
  }

  /// As many pages as may be asked for, because the order in which IVS lists them is not
  /// documented.
  private List<StreamSpan> ofStage(SourceArn stage) {
    var found = new ArrayList<StreamSpan>();
    Optional<String> next = Optional.empty();
    int pages = 0;
    do {
      pages++;
      var page = sessions(stage, next);
      page.stageSessions().stream()
          .filter(session -> session.startTime() != null)
          .map(session ->
              new StreamSpan(
                  new StreamId(session.sessionId()),
                  session.startTime(),
                  Optional.ofNullable(session.endTime())))
          .forEach(found::add);
      next = Optional.ofNullable(page.nextToken());
    } while (next.isPresent() && pages < MOST_PAGES);
    return found;
  }

  private ListStreamSessionsResponse streams(SourceArn channel, Optional<String> next) {
    try {
      return calls.call(() ->
          ivs.listStreamSessions(list ->
              list.channelArn(channel.value()).maxResults(PAGE).nextToken(next.orElse(null))));
    } catch (ResourceNotFoundException deletedSince) {
      return ListStreamSessionsResponse.builder().build();
    }
  }

  private ListStageSessionsResponse sessions(SourceArn stage, Optional<String> next) {
    try {
      return calls.call(() ->
          realTime.listStageSessions(
              list -> list.stageArn(stage.value()).maxResults(PAGE).nextToken(next.orElse(null))));
    } catch (
        software.amazon.awssdk.services.ivsrealtime.model.ResourceNotFoundException deletedSince) {
      return ListStageSessionsResponse.builder().build();
    }
  }
}
