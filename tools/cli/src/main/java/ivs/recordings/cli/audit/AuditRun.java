package ivs.recordings.cli.audit;

import static java.util.stream.Collectors.toSet;

import ivs.recordings.cli.parking.ParkedEventSummary;
import ivs.recordings.cli.runtime.CommandHints;
import ivs.recordings.cli.runtime.ParallelCalls;
import ivs.recordings.model.advice.Finding;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.reconcile.Audit;
import ivs.recordings.model.reconcile.Audit.Evidence;
import ivs.recordings.model.reconcile.Audit.Files;
import ivs.recordings.model.reconcile.Audit.Verdict;
import ivs.recordings.model.reconcile.ChannelFolder;
import ivs.recordings.model.reconcile.Reconciliation;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.recording.Recording;
import ivs.recordings.model.recording.RecordingId;
import ivs.recordings.model.recording.StorageLocation;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.store.BatchReader.Known;
import ivs.recordings.store.CorruptItem;
import ivs.recordings.store.RecordingTable.Listed;
import ivs.recordings.store.Tables;
import ivs.recordings.store.VersionedItem;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ivs.IvsClient;
import software.amazon.awssdk.services.ivs.model.ListStreamSessionsResponse;
import software.amazon.awssdk.services.ivs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ivs.model.StreamSessionSummary;

/// Gathers what is known of every recording of a window of time, and has it judged. It only reads.
///
/// Rows are found by the month they were recorded in and files by their folders, so it does not
/// matter which profile a channel is linked to today, or whether it is linked at all. They meet by
/// where the files lie; an event that waits joins them by the same, or by its session. What is in
/// none of the three is not found.
public final class AuditRun {
  /// A row's start and its folder's minute are a few seconds apart.
  private static final Duration SLACK = Duration.ofMinutes(5);

  /// As many as IVS lists at once.
  private static final int PAGE = 100;

  /// IVS takes five calls a second from an account, in all.
  private static final Duration BETWEEN_CALLS_OF_IVS = Duration.ofMillis(250);

  private final Tables tables;
  private final RecordedFiles files;
  private final IvsClient ivs;
  private final ReconcilerConfiguration configuration;
  private final Window window;
  private final Map<SourceArn, List<StreamSpan>> streams = new ConcurrentHashMap<>();

  public AuditRun(
      Tables tables,
      RecordedFiles files,
      IvsClient ivs,
      ReconcilerConfiguration configuration,
      Window window) {
    this.tables = tables;
    this.files = files;
    this.ivs = ivs;
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

    Case(Optional<StorageLocation> location) {
      this.location = location;
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
    var waiting = ParkedEventSummary.since(window.since(), tables.parkedEvents());
    addWaiting(waiting, owners, cases);
    var unread = linked.corruptItems().stream().map(CorruptItem::key).collect(toSet());
    cases
        .values()
        .removeIf(one -> one.channel.map(SourceArn::value).filter(unread::contains).isPresent());
    var judged =
        ParallelCalls.map(
                cases.values().stream().filter(this::mayBeInWindow).toList(),
                one -> Stream.concat(corrupt(one).stream(), judged(one, owners).stream()).toList())
            .stream()
            .flatMap(List::stream);
    return new Result(
        Stream.concat(judged, linked.corruptItems().stream().map(AuditRun::unread)).toList(),
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
      rows.rows().stream().map(VersionedItem::value).forEach(row -> add(row, cases));
      for (var item : rows.corruptItems()) {
        var location = known.location(item.key()).filter(place -> place.prefix().isPresent());
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
    return tables.lookup().read(Set.of(), Set.of(), ids);
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

  private static void add(Recording row, Map<String, Case> cases) {
    var location = Optional.of(row.location()).filter(known -> known.prefix().isPresent());
    var one =
        cases.computeIfAbsent(
            location.map(AuditRun::key).orElse(row.id().value()), _ -> new Case(location));
    one.rows.add(row);
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
              .or(() -> event.session().flatMap(id -> Optional.ofNullable(bySession.get(id))));
      if (known.isPresent()) {
        known.get().waiting.add(event);
        event.session().ifPresent(id -> bySession.putIfAbsent(id, known.get()));
      } else if (isAskedFor(event, owners)) {
        var one =
            cases.computeIfAbsent(
                event.location().map(AuditRun::key).orElse(event.name()),
                _ -> new Case(event.location()));
        one.waiting.add(event);
        one.channel = event.channel();
        one.beganAt = Optional.of(event.time());
        event.session().ifPresent(id -> bySession.put(id, one));
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
    var streams =
        owner.isPresent() && isLost(one, read)
            ? one.channel.map(this::streamsOf).orElse(List.of())
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
            Audit.of(evidence, window.now())));
  }

  private static Optional<SourceArn> channelOf(Files read) {
    return read instanceof Files.Told(var manifest) ? manifest.sourceArn() : Optional.empty();
  }

  /// Only of these it matters which streams there were.
  private boolean isLost(Case one, Files read) {
    return one.rows.isEmpty()
        && one.waiting.isEmpty()
        && read instanceof Files.Told(var manifest)
        && Reconciliation.isSettled(manifest, window.now());
  }

  private List<StreamSpan> streamsOf(SourceArn channel) {
    return streams.computeIfAbsent(channel, this::listed);
  }

  /// Back to the first that began before the window: IVS lists the newest first, and knows 60 days.
  private List<StreamSpan> listed(SourceArn channel) {
    var found = new ArrayList<StreamSpan>();
    Optional<String> next = Optional.empty();
    do {
      var page = page(channel, next);
      page.streamSessions().stream()
          .filter(session -> session.startTime() != null)
          .map(AuditRun::span)
          .forEach(found::add);
      next = Optional.ofNullable(page.nextToken());
    } while (next.isPresent()
        && found.stream().noneMatch(stream -> stream.startTime().isBefore(window.since())));
    return found;
  }

  /// One call at a time, and no faster than IVS lets everybody call.
  private synchronized ListStreamSessionsResponse page(SourceArn channel, Optional<String> next) {
    try {
      Thread.sleep(BETWEEN_CALLS_OF_IVS);
      return ivs.listStreamSessions(
          list -> list.channelArn(channel.value()).maxResults(PAGE).nextToken(next.orElse(null)));
    } catch (ResourceNotFoundException deletedSince) {
      return ListStreamSessionsResponse.builder().build();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for IVS's turn", interrupted);
    }
  }

  private static StreamSpan span(StreamSessionSummary session) {
    return new StreamSpan(
        new StreamId(session.streamId()),
        session.startTime(),
        Optional.ofNullable(session.endTime()));
  }

  private static String key(StorageLocation location) {
    return location.folder().orElseThrow();
  }
}
