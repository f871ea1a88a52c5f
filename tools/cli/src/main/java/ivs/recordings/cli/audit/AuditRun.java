package ivs.recordings.cli.audit;

import static java.util.stream.Collectors.toSet;

import ivs.recordings.cli.concurrent.ParallelCalls;
import ivs.recordings.cli.parking.ParkedEventSummary;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Audit;
import ivs.recordings.model.reconcile.Audit.Evidence;
import ivs.recordings.model.reconcile.Audit.Files;
import ivs.recordings.model.reconcile.Audit.Verdict;
import ivs.recordings.model.reconcile.ChannelFolder;
import ivs.recordings.model.reconcile.Manifest;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.reconcile.StageFolder;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.model.upload.UploadKey;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.RecordingTable.Listed;
import ivs.recordings.store.Tables;
import ivs.recordings.store.item.CorruptItem;
import ivs.recordings.store.item.CorruptItemException;
import ivs.recordings.store.item.VersionedItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Gathers what is known of every recording of a window of time, and has it judged. It only reads.
///
/// Rows are found by the month they were recorded in and files by their folders, so it does not
/// matter which profile a channel is linked to today, or whether it is linked at all. The folders
/// of a stage are found by its sessions, if it has a profile or a row; compositions by rows and
/// waiting events alone, because nothing else tells where they record. All meet by where the files
/// lie; an event that waits joins them by the same, or by the id of its row. What is in none of the
/// three is not found.
public final class AuditRun {
  /// A row's start and its folder's minute are a few seconds apart.
  private static final Duration SLACK = Duration.ofMinutes(5);

  /// As many rows as are read at once.
  private static final int PAGE = 100;

  private final Tables tables;
  private final RecordedFiles files;
  private final SessionLister sessions;
  private final ReconcilerConfiguration configuration;
  private final Window window;

  public AuditRun(
      Tables tables,
      RecordedFiles files,
      SessionLister sessions,
      ReconcilerConfiguration configuration,
      Window window) {
    this.tables = tables;
    this.files = files;
    this.sessions = sessions;
    this.configuration = configuration;
    this.window = window;
  }

  /// What to give an account of.
  ///
  /// @param until the first moment after it
  /// @param now the moment that all ages are measured from
  public record Window(Optional<ProfileId> profile, Instant since, Instant until, Instant now) {
    boolean holds(Instant time) {
      return !time.isBefore(since) && time.isBefore(until);
    }

    boolean isAbout(ProfileId profileId) {
      return profile.map(profileId::equals).orElse(true);
    }
  }

  /// One recording and what is said of it.
  ///
  /// @param name its row's id, or else bucket and prefix of its files: what `explain` takes
  record Item(
      String name,
      Optional<String> recordingId,
      Optional<ProfileId> profileId,
      Optional<StorageLocation> location,
      Optional<Instant> began,
      Optional<SourceArn> channel,
      Verdict verdict) {}

  /// What an audit found.
  ///
  /// @param waiting how many events wait, whatever they are about
  public record Result(List<Item> items, long waiting) {}

  /// A row that cannot be read, and what the index of months tells of it.
  private record Unreadable(Listed row, CorruptItem item) {}

  /// What belongs to one recording, before its files are read.
  private static final class Case {
    private final Optional<StorageLocation> location;
    private final List<Recording> rows = new ArrayList<>();
    private final List<ParkedEventSummary> waiting = new ArrayList<>();
    private Optional<Instant> beganAt = Optional.empty();
    private Optional<SourceArn> channel = Optional.empty();
    private Optional<Unreadable> unreadable = Optional.empty();

    /// A row tells that the start of this participant failed, and names no files.
    private boolean mayBeOfAFailedStart;

    /// Its files go, or are gone.
    private boolean isDeleted;

    /// What readiness wrote on its row.
    private Optional<String> mediaError = Optional.empty();

    /// Neither row nor folder knows it: it began with the earliest of its events.
    private boolean isKnownByEvents;

    Case(Optional<StorageLocation> location) {
      this.location = location;
    }

    void add(ParkedEventSummary event) {
      waiting.add(event);
      if (isKnownByEvents && beganAt.filter(event.time()::isAfter).isEmpty()) {
        beganAt = Optional.of(event.time());
      }
    }

    String name() {
      return rows.stream()
          .map(row -> row.id().value())
          .findFirst()
          .or(() -> location.map(AuditRun::key))
          .or(() -> waiting.stream().map(ParkedEventSummary::name).findFirst())
          .orElse("");
    }
  }

  public Result give() {
    var linked = tables.profiles().all();
    var profiles = linked.rows();
    var owners =
        profiles.stream().collect(Collectors.toMap(Profile::sourceArn, profile -> profile));
    var cases = rows();
    addFolders(owners.keySet(), cases);
    addStages(owners, cases);
    var waiting = ParkedEventSummary.since(window.since(), tables.parkedEvents());
    addWaiting(waiting, owners, cases);
    var unreadKeys = linked.corruptItems().stream().map(CorruptItem::key).collect(toSet());
    cases
        .values()
        .removeIf(
            one -> one.channel.map(SourceArn::value).filter(unreadKeys::contains).isPresent());
    var judged =
        ParallelCalls.map(
                cases.values().stream().filter(this::mayBeInWindow).toList(),
                one -> Stream.concat(corrupt(one).stream(), judged(one, owners).stream()).toList())
            .stream()
            .flatMap(List::stream);
    var unread = linked.corruptItems().stream().map(AuditRun::unread);
    return new Result(
        Stream.of(judged, unread, orphans().stream()).flatMap(items -> items).toList(),
        waiting.size());
  }

  /// A row that knows only its end is found by that.
  private Map<String, Case> rows() {
    var listed =
        tables
            .recordings()
            .recordedBetween(
                window.since().minus(SLACK), window.until().plus(Audit.LONGEST_RECORDING));
    Map<String, Case> cases = new LinkedHashMap<>();
    for (var known : ParallelCalls.map(pages(listed), this::read)) {
      var rows = known.legibleRecordings();
      rows.rows().forEach(row -> add(row, cases));
      for (var item : rows.corruptItems()) {
        var location = known.location(item.key()).filter(StorageLocation::hasFiles);
        var one =
            cases.computeIfAbsent(
                location.map(AuditRun::key).orElse(item.key()), _ -> new Case(location));
        listed.stream()
            .filter(row -> row.recordingId().equals(item.key()))
            .findFirst()
            .ifPresent(row -> one.unreadable = Optional.of(new Unreadable(row, item)));
      }
    }
    return cases;
  }

  private static List<List<Listed>> pages(List<Listed> listed) {
    return IntStream.iterate(0, from -> from < listed.size(), from -> from + PAGE)
        .mapToObj(from -> listed.subList(from, Math.min(listed.size(), from + PAGE)))
        .toList();
  }

  private Known read(List<Listed> page) {
    var ids = page.stream().map(row -> new RecordingId(row.recordingId())).collect(toSet());
    return tables.batchReader().read(Set.of(), Set.of(), ids);
  }

  /// What belongs to a channel whose profile cannot be read is not looked at.
  private static Item unread(CorruptItem profile) {
    return new Item(
        profile.key(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Verdict.Unexplained(
            "The recordings of this channel were not looked at: %s. %s"
                .formatted(profile.line(), CommandHints.runbook("rows-that-cannot-be-read")),
            Finding.ROW_UNREADABLE));
  }

  private static Item corrupt(CorruptItem item) {
    return new Item(
        item.key(),
        Optional.of(item.key()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Verdict.Unexplained(
            "Its row cannot be read, it was changed by hand: %s. %s"
                .formatted(item.problem(), CommandHints.runbook("rows-that-cannot-be-read")),
            Finding.ROW_UNREADABLE));
  }

  private static void add(VersionedItem<Recording> item, Map<String, Case> cases) {
    var row = item.value();
    var location = Optional.of(row.location()).filter(StorageLocation::hasFiles);
    var one =
        cases.computeIfAbsent(
            location.map(AuditRun::key).orElse(row.id().value()), _ -> new Case(location));
    one.rows.add(row);
    var isDeleted = item.media().deletedAt().isPresent();
    one.isDeleted = one.rows.size() == 1 ? isDeleted : one.isDeleted && isDeleted;
    one.mediaError = item.media().error().or(() -> one.mediaError);
    one.channel = Optional.of(row.sourceArn());
  }

  /// Where channels without a profile are others' business, so are their files.
  private void addFolders(Set<SourceArn> linked, Map<String, Case> cases) {
    Map<ChannelFolder, SourceArn> channels = new LinkedHashMap<>();
    Stream.concat(linked.stream(), cases.values().stream().flatMap(one -> one.channel.stream()))
        .forEach(arn -> ChannelFolder.of(arn).ifPresent(folder -> channels.put(folder, arn)));
    var folders = new LinkedHashSet<>(channels.keySet());
    if (!configuration.ignoresUnknownProfiles()) {
      folders.addAll(files.channels());
    }
    var from = window.since().minus(SLACK);
    var found =
        ParallelCalls.map(
            List.copyOf(folders),
            folder -> Map.entry(folder, files.of(folder, from, window.until())));
    for (var channel : found) {
      for (var folder : channel.getValue()) {
        var one =
            cases.computeIfAbsent(
                key(folder.location()), _ -> new Case(Optional.of(folder.location())));
        one.beganAt = Optional.of(folder.beganAt());
        one.channel = one.channel.or(() -> Optional.ofNullable(channels.get(channel.getKey())));
      }
    }
  }

  /// A session of a stage that a recording of the window may be of.
  private record StageSession(StreamId id, Optional<Instant> start) {}

  /// What participants recorded. Their folders tell no time, so a recording that has no row, and
  /// whose manifest tells no start either, counts as begun with its session.
  private void addStages(Map<SourceArn, Profile> owners, Map<String, Case> cases) {
    Map<SourceArn, Set<ProfileId>> stages = new LinkedHashMap<>();
    owners.forEach((arn, owner) -> {
      if (arn.isStage()) {
        stages.computeIfAbsent(arn, _ -> new LinkedHashSet<>()).add(owner.profileId());
      }
    });
    var rows = cases.values().stream().flatMap(one -> one.rows.stream()).toList();
    for (var row : rows) {
      if (row.sourceArn().isStage()) {
        stages.computeIfAbsent(row.sourceArn(), _ -> new LinkedHashSet<>()).add(row.profileId());
      }
    }
    stages.values().removeIf(profiles -> profiles.stream().noneMatch(window::isAbout));
    var found =
        ParallelCalls.map(
            List.copyOf(stages.entrySet()),
            stage -> Map.entry(stage.getKey(), folders(stage.getKey(), stage.getValue(), rows)));
    for (var stage : found) {
      stage
          .getValue()
          .forEach((session, locations) -> {
            for (var location : locations) {
              var one = cases.computeIfAbsent(key(location), _ -> new Case(Optional.of(location)));
              if (one.rows.isEmpty()) {
                one.beganAt = one.beganAt.or(session::start);
              }
              one.channel = one.channel.or(() -> Optional.of(stage.getKey()));
              one.mayBeOfAFailedStart =
                  StageFolder.of(stage.getKey())
                      .flatMap(folder -> location.prefix().flatMap(folder::participant))
                      .map(who -> RecordingId.ofParticipant(session.id(), who).value())
                      .filter(cases::containsKey)
                      .isPresent();
            }
          });
    }
  }

  private Map<StageSession, List<StorageLocation>> folders(
      SourceArn stage, Set<ProfileId> profiles, List<Recording> rows) {
    Map<StageSession, List<StorageLocation>> found = new LinkedHashMap<>();
    StageFolder.of(stage)
        .ifPresent(folder ->
            sessionsOf(stage, profiles, rows)
                .forEach(session -> found.put(session, files.of(folder, session.id()))));
    return found;
  }

  /// Those that IVS lists, those of the profiles' own, and those that rows name: a session may have
  /// lost every event, and IVS may have forgotten it.
  private List<StageSession> sessionsOf(
      SourceArn stage, Set<ProfileId> profiles, List<Recording> rows) {
    var from = window.since().minus(SLACK);
    Map<StreamId, StageSession> found = new LinkedHashMap<>();
    for (var span : sessions.of(stage)) {
      if (span.overlaps(from, window.until())) {
        found.put(
            span.streamId(), new StageSession(span.streamId(), Optional.of(span.startTime())));
      }
    }
    var ids = new LinkedHashSet<StreamId>();
    for (var profile : profiles) {
      ids.addAll(
          tables
              .streamSessions()
              .ofProfileSince(profile, from.minus(Audit.LONGEST_RECORDING), Integer.MAX_VALUE));
    }
    rows.stream()
        .filter(row -> row.sourceArn().equals(stage))
        .forEach(row -> ids.addAll(row.streamIds()));
    ids.removeAll(found.keySet());
    var known = tables.batchReader().read(Set.of(), ids, Set.of());
    for (var id : ids) {
      session(id, known)
          .filter(session -> session.sourceArn().equals(stage) && touchesWindow(session))
          .ifPresent(session -> found.put(id, new StageSession(id, session.startTime())));
    }
    return List.copyOf(found.values());
  }

  /// One that cannot be read is named by `doctor`.
  private static Optional<StreamSession> session(StreamId id, Known known) {
    try {
      return known.streamSession(id).map(VersionedItem::value);
    } catch (CorruptItemException unreadable) {
      return Optional.empty();
    }
  }

  private boolean touchesWindow(StreamSession session) {
    var from = window.since().minus(SLACK);
    return session.startTime().filter(window.until()::isBefore).isEmpty()
        && session.endTime().filter(from::isAfter).isEmpty();
  }

  /// What is about a recording that neither a row nor a folder knows is a recording of its own: a
  /// failed start has no files, and a channel without a profile has no rows.
  private void addWaiting(
      List<ParkedEventSummary> waiting, Map<SourceArn, Profile> owners, Map<String, Case> cases) {
    Map<String, Case> bySession = new LinkedHashMap<>();
    for (var one : cases.values()) {
      for (var row : one.rows) {
        bySession.put(row.id().value(), one);
        row.sessionId().ifPresent(session -> bySession.put(session.value(), one));
      }
    }
    // What names its files first: then a session leads to the same recording.
    var ofRecordings =
        waiting.stream()
            .filter(ParkedEventSummary::isOfARecording)
            .sorted(Comparator.comparing((ParkedEventSummary event) -> event.location().isEmpty()))
            .toList();
    for (var event : ofRecordings) {
      var known =
          event
              .location()
              .flatMap(location -> Optional.ofNullable(cases.get(key(location))))
              .or(() -> event.recordingId().flatMap(id -> Optional.ofNullable(bySession.get(id))));
      if (known.isPresent()) {
        known.get().add(event);
        event.recordingId().ifPresent(id -> bySession.putIfAbsent(id, known.get()));
      } else if (isAskedFor(event, owners)) {
        var one =
            cases.computeIfAbsent(
                event.location().map(AuditRun::key).orElse(event.name()),
                _ -> new Case(event.location()));
        one.isKnownByEvents = true;
        one.channel = event.channel();
        one.add(event);
        event.recordingId().ifPresent(id -> bySession.put(id, one));
      }
    }
  }

  private boolean isAskedFor(ParkedEventSummary event, Map<SourceArn, Profile> owners) {
    var owner =
        event
            .channel()
            .flatMap(arn -> Optional.ofNullable(owners.get(arn)))
            .map(Profile::profileId);
    return window.holds(event.time())
        && (window.profile().isEmpty() || owner.equals(window.profile()));
  }

  private boolean mayBeInWindow(Case one) {
    return one.rows.stream()
        .flatMap(row -> row.start().stream())
        .findFirst()
        .map(start -> window.holds(start.time()))
        .orElse(true);
  }

  private Optional<Item> corrupt(Case one) {
    return one.unreadable
        .filter(unreadable -> window.holds(unreadable.row().recordedAt()))
        .filter(unreadable ->
            window
                .profile()
                .map(ProfileId::value)
                .map(unreadable.row().profileId()::equals)
                .orElse(true))
        .map(unreadable -> corrupt(unreadable.item()));
  }

  /// Nothing for a recording that began before or after.
  private Optional<Item> judged(Case one, Map<SourceArn, Profile> owners) {
    if (one.isDeleted) {
      return Optional.empty();
    }
    if (one.unreadable.isPresent() && one.rows.isEmpty()) {
      return Optional.empty(); // Its files and events are those of the row that cannot be read.
    }
    var owner = one.channel.flatMap(arn -> Optional.ofNullable(owners.get(arn)));
    var profiles =
        one.rows.isEmpty()
            ? owner.map(Profile::profileId).stream()
            : one.rows.stream().map(Recording::profileId);
    if (window.profile().isPresent() && profiles.noneMatch(window::isAbout)) {
      return Optional.empty();
    }
    var read = one.location.map(files::read).orElseGet(Files.Unnamed::new);
    if (one.rows.isEmpty()
        && one.mayBeOfAFailedStart
        && read instanceof Files.Told(var manifest)
        && manifest.status() == Manifest.Status.START_FAILED) {
      return Optional.empty(); // It is the recording of that row.
    }
    var streams =
        owner.isPresent() && isLost(one, read)
            ? one.channel.map(sessions::of).orElse(List.of())
            : List.<StreamSpan>of();
    var evidence =
        new Evidence(
            one.rows,
            read,
            one.beganAt,
            owner,
            one.waiting.stream().map(ParkedEventSummary::waiting).toList(),
            streams,
            configuration.createAfter());
    var began = Audit.beginning(evidence);
    if (began.filter(window::holds).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Item(
            one.name(),
            one.rows.stream().map(row -> row.id().value()).findFirst(),
            one.rows.stream()
                .map(Recording::profileId)
                .findFirst()
                .or(() -> owner.map(Profile::profileId)),
            one.location,
            began,
            one.channel.or(() -> channelOf(read)),
            Audit.of(evidence, one.mediaError, window.now())));
  }

  /// What lies in the stack's own bucket and is of no recording. Whose it was cannot be told, so of
  /// one profile alone nothing is said.
  private List<Item> orphans() {
    if (window.profile().isPresent()) {
      return List.of();
    }
    var objects = files.own(window.since(), window.until());
    var ids = objects.stream().flatMap(object -> object.recordingId().stream()).collect(toSet());
    var known = tables.batchReader().read(Set.of(), Set.of(), ids);
    return objects.stream()
        .filter(object -> !UploadKey.isPicture(object.key()) && !isOfARecording(object, known))
        .map(object ->
            new Item(
                object.name(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(object.storedAt()),
                Optional.empty(),
                Audit.ofOrphan()))
        .toList();
  }

  /// A recording that was deleted has no objects any more. One that cannot be read is named itself.
  private static boolean isOfARecording(RecordedFiles.OwnObject object, Known known) {
    try {
      return object
          .recordingId()
          .filter(known::has)
          .filter(id -> known.recording(id).filter(AuditRun::isTombstone).isEmpty())
          .isPresent();
    } catch (CorruptItemException unreadable) {
      return true;
    }
  }

  private static boolean isTombstone(VersionedItem<Recording> row) {
    return row.media().deletedAt().isPresent() && !row.value().location().hasFiles();
  }

  private static Optional<SourceArn> channelOf(Files read) {
    return read instanceof Files.Told(var manifest) ? manifest.sourceArn() : Optional.empty();
  }

  /// Only of these it matters which streams there were: a participant's manifest names its session.
  private boolean isLost(Case one, Files read) {
    return one.rows.isEmpty()
        && one.waiting.isEmpty()
        && read instanceof Files.Told(var manifest)
        && manifest.stageSession().isEmpty()
        && Reconciliation.isSettled(manifest, window.now());
  }

  private static String key(StorageLocation location) {
    return location.place().orElseThrow();
  }
}
