package ivs.recordings.handler.reconciler;

import static ivs.recordings.handler.reconciler.RunContext.attempt;

import ivs.recordings.handler.reconciler.LostEventProcessor.Repair;
import ivs.recordings.handler.reconciler.ReconcilerReport.Kind;
import ivs.recordings.handler.reconciler.aws.CircuitBreaker;
import ivs.recordings.handler.reconciler.aws.IvsStreams;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.reconcile.ChannelFolder;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.reconcile.StageFolder;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Walks the channels and stages that have a profile, a share of them in each run, and compares for
/// each what is known with what IVS lists and with what lies in S3.
///
/// It remembers nothing between runs: the clock says which share is whose turn. In a share the
/// channels come in another order each time, so none is always the one for which no time is left.
final class ProfileScan {
  private static final Duration BETWEEN_RUNS = Duration.ofMinutes(5);

  /// A run whose share has fewer channels takes the next share, too: small accounts are walked
  /// whole every time, and large ones once in [ReconcilerSettings#segments] runs.
  static final int ENOUGH_CHANNELS = 100;

  /// IVS lists a hundred sessions on a page; a channel with more in four days goes live every six
  /// minutes, day and night.
  static final int MOST_PAGES = 10;

  /// Of one profile. A row that is not among them is still found before a second one is made.
  static final int MOST_ROWS = 2_000;

  /// A row without a start is dated by its end, which may lie as much later as a recording lasts,
  /// but never earlier than its folder; this is for clocks.
  private static final Duration SLACK = Duration.ofHours(1);

  private final RunContext run;
  private final IvsStreams ivs;
  private final CircuitBreaker ivsCalls;
  private final CircuitBreaker stageCalls;
  private final CircuitBreaker s3;
  private final ParkedEventRelease parked;
  private final StaleRecordingRepair doubtful;
  private final Set<SourceArn> partlyListed = new HashSet<>();
  private final OrphanedFileBackfill lost;
  private final SessionEnds ends;
  private final LateLinks links;
  private int walked;

  ProfileScan(
      RunContext run,
      IvsStreams ivs,
      CircuitBreaker ivsCalls,
      CircuitBreaker stageCalls,
      CircuitBreaker s3,
      ParkedEventRelease parked,
      StaleRecordingRepair doubtful,
      OrphanedFileBackfill lost) {
    this.run = run;
    this.ivs = ivs;
    this.ivsCalls = ivsCalls;
    this.stageCalls = stageCalls;
    this.ends = new SessionEnds(run, ivs, stageCalls);
    this.links = new LateLinks(run);
    this.s3 = s3;
    this.parked = parked;
    this.doubtful = doubtful;
    this.lost = lost;
  }

  /// The number of the run that a moment belongs to.
  static long runNumber(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), BETWEEN_RUNS.toSeconds());
  }

  /// @throws SourceUnavailableException if the tables are
  void run() {
    lost.begin();
    int segments = run.settings().segments();
    int first = Math.floorMod(runNumber(run.now()), segments);
    for (int i = 0; i < segments && (i == 0 || takesMore()); i++) {
      int segment = (first + i) % segments;
      walk(run.dynamo().ask(() -> run.tables().profiles().segment(segment, segments)));
    }
  }

  private boolean takesMore() {
    var wantsAll = run.request().allChannels() || run.request().profile().isPresent();
    return mayGoOn() && (wantsAll || walked < ENOUGH_CHANNELS);
  }

  /// A source that is out of reach stops nothing that needs only the others; one whose calls are
  /// all made does, because the channels that are left are better walked whole.
  private boolean mayGoOn() {
    return run.dynamo().isOpen() && !ivsCalls.isSpent() && !stageCalls.isSpent() && !s3.isSpent();
  }

  private void walk(List<Profile> share) {
    var channels =
        share.stream()
            .filter(profile -> run.isAbout(profile.profileId()))
            .filter(profile -> isOfIvs(profile.sourceArn()))
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(channels, run.random());
    for (int i = 0; i < channels.size(); i++) {
      if (!mayGoOn()) {
        run.report().channelsLeft(channels.size() - i);
        return;
      }
      walked++;
      run.report().channel();
      var channel = channels.get(i);
      run.isolated(() -> walk(channel));
    }
  }

  private void walk(Profile profile) {
    attempt(() -> parked.release(profile.sourceArn()));
    var rows = attempt(() -> rows(profile));
    var streams = attempt(() -> streams(profile));
    streams.ifPresent(found -> attempt(() -> rebuild(profile, found)));
    var sessions =
        streams
            .filter(found -> profile.sourceArn().isStage() || !found.isEmpty())
            .filter(_ -> !partlyListed.contains(profile.sourceArn()))
            .flatMap(_ -> attempt(() -> ends.sessions(profile)));
    sessions.ifPresent(found -> attempt(() -> ends.end(profile, found, streams.orElse(List.of()))));
    rows.ifPresent(found -> {
      attempt(() -> doubtful.mend(profile, found));
      doubtful.makeWay(found);
    });
    if (rows.isPresent() && streams.isPresent()) {
      for (var bucket : run.settings().buckets()) {
        attempt(() ->
            lost.find(
                profile,
                bucket,
                rows.get(),
                profile.sourceArn().isStage()
                    ? withOwn(sessions.orElse(List.of()), streams.get())
                    : streams.get()));
      }
    }
    // What was made above may belong to a stream of an app.
    attempt(() -> links.link(profile.profileId()));
  }

  /// A stage that was deleted since has sessions that only our rows know.
  private static List<StreamSpan> withOwn(List<StreamSession> own, List<StreamSpan> listed) {
    var ids = listed.stream().map(StreamSpan::streamId).collect(Collectors.toSet());
    return Stream.concat(
            listed.stream(),
            own.stream()
                .filter(session -> !ids.contains(session.streamId()))
                .flatMap(session ->
                    session.startTime().stream()
                        .map(
                            start -> new StreamSpan(session.streamId(), start, session.endTime()))))
        .toList();
  }

  private List<Recording> rows(Profile profile) {
    var since = run.from().minus(SLACK);
    var recordings = run.tables().recordings();
    return run
        .legible(() -> recordings.ofProfileSince(profile.profileId(), since, MOST_ROWS))
        .stream()
        .filter(row -> row.sourceArn().equals(profile.sourceArn()))
        .toList();
  }

  /// The channel's streams that touch the window. IVS lists the newest first, so a page that is in
  /// that order and ends before the window is the last to ask for.
  private List<StreamSpan> streams(Profile profile) {
    var streams = new ArrayList<StreamSpan>();
    Optional<String> next = Optional.empty();
    for (int page = 1; page <= MOST_PAGES; page++) {
      var token = next;
      var calls = profile.sourceArn().isStage() ? stageCalls : ivsCalls;
      var answer = calls.ask(() -> ivs.sessions(profile.sourceArn(), token));
      answer.streams().stream().filter(this::isInWindow).forEach(streams::add);
      next = answer.next();
      if (next.isEmpty() || isPastTheWindow(answer.streams())) {
        return streams;
      }
    }
    partlyListed.add(profile.sourceArn());
    run.report()
        .leftOut(
            "A channel or stage has more sessions than are asked for: the oldest were left out.");
    return streams;
  }

  private boolean isInWindow(StreamSpan stream) {
    return stream.overlaps(run.from(), run.now());
  }

  private boolean isPastTheWindow(List<StreamSpan> page) {
    return !page.isEmpty()
        && !page.getFirst().startTime().isBefore(page.getLast().startTime())
        && !isInWindow(page.getLast());
  }

  private void rebuild(Profile profile, List<StreamSpan> streams) {
    var told =
        streams.stream()
            .filter(stream -> stream.endTime().orElse(stream.startTime()).isBefore(run.old()))
            .toList();
    if (told.isEmpty()) {
      return;
    }
    var ids = told.stream().map(StreamSpan::streamId).collect(Collectors.toSet());
    var known = run.dynamo().ask(() -> run.tables().batchReader().read(Set.of(), ids, Set.of()));
    run.repairs()
        .process(
            told.stream()
                .map(stream -> rebuilt(profile, stream, run.session(known, stream.streamId())))
                .toList());
  }

  /// No event ends the session of a stage, so that its end was not lost.
  private static Repair rebuilt(Profile profile, StreamSpan stream, Optional<StreamSession> row) {
    return new Repair(
        profile.sourceArn().isStage() && row.isPresent() ? Kind.FILLED_IN : Kind.REBUILT_SESSIONS,
        Reconciliation.lost(profile, stream, row));
  }

  private static boolean isOfIvs(SourceArn source) {
    return ChannelFolder.of(source).isPresent() || StageFolder.of(source).isPresent();
  }
}
