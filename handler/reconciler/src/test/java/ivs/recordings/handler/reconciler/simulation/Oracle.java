package ivs.recordings.handler.reconciler.simulation;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import ivs.recordings.handler.reconciler.simulation.Scenario.Channel;
import ivs.recordings.handler.reconciler.simulation.Scenario.Files;
import ivs.recordings.handler.reconciler.simulation.Scenario.Link;
import ivs.recordings.handler.reconciler.simulation.Scenario.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the tables must hold when all is quiet, given what was delivered and, where the reconciler
/// ran, what can be known without it. It is said a second time and in other words than in `model/`,
/// so that a wrong rule there does not make itself right here.
final class Oracle {
  private final Scenario scenario;
  private final boolean isReconciled;
  private final boolean ignoresUnknown;
  private final List<Fact> delivered;
  private final Map<String, Map<String, String>> sessions = new TreeMap<>();
  private final Map<String, Map<String, String>> recordings = new TreeMap<>();
  private final Set<String> parked = new TreeSet<>();

  Oracle(Scenario scenario, boolean isReconciled, boolean ignoresUnknown) {
    this.scenario = scenario;
    this.isReconciled = isReconciled;
    this.ignoresUnknown = ignoresUnknown;
    this.delivered =
        scenario.arrivals.stream().flatMap(each -> each.fact().stream()).distinct().toList();
    var linked = scenario.channels.stream().filter(each -> each.link() != Link.NEVER).toList();
    linked.forEach(this::sessions);
    linked.forEach(this::recordings);
    scenario.poison.forEach(each -> parked.add(each.waitingFor() + " " + each.body()));
    parkUnknown();
  }

  Map<String, Map<String, String>> sessions() {
    return sessions;
  }

  Map<String, Map<String, String>> recordings() {
    return recordings;
  }

  /// What waits and for what: `cause event`.
  Set<String> parked() {
    return parked;
  }

  private void park(String cause, Fact fact) {
    for (var arrival : scenario.arrivals) {
      if (arrival.fact().filter(fact::equals).isPresent()) {
        parked.add(cause + " " + arrival.body());
      }
    }
  }

  private void parkUnknown() {
    for (var channel : scenario.channels) {
      if (channel.link() == Link.NEVER && !ignoresUnknown) {
        delivered.stream()
            .filter(fact -> fact.channel().equals(channel.arn()))
            .forEach(fact -> park("profile#" + channel.arn(), fact));
      }
    }
  }

  private void sessions(Channel channel) {
    for (var stream : channel.streams()) {
      var news =
          delivered.stream()
              .filter(fact -> fact.isOfStream() && fact.stream().equals(stream.id()))
              .filter(fact -> !fact.phrase().equals("Stream Takeover Failure"))
              .toList();
      if (!news.isEmpty() || isReconciled) {
        sessions.put(stream.id(), session(channel, stream, news));
      }
    }
  }

  private Map<String, String> session(Channel channel, Stream stream, List<Fact> news) {
    var starts = times(news, Set.of("Session Created", "Stream Start"));
    var ends = times(news, Set.of("Stream End", "Session Ended", "Stream Failure"));
    if (isReconciled && starts.isEmpty()) {
      starts.add(stream.from());
    }
    if (isReconciled && ends.isEmpty()) {
      ends.add(stream.to());
    }
    var failed = news.stream().anyMatch(fact -> fact.phrase().equals("Stream Failure"));
    var row = new TreeMap<String, String>();
    row.put("streamId", stream.id());
    row.put("profileId", channel.profile());
    row.put("sourceArn", channel.arn());
    row.put("status", failed ? "FAILED" : ends.isEmpty() ? "LIVE" : "ENDED");
    if (!starts.isEmpty()) {
      row.put("startTime", starts.first().toString());
    }
    if (!ends.isEmpty()) {
      row.put("endTime", ends.last().toString());
    }
    if (!starts.isEmpty() || !ends.isEmpty()) {
      row.put("startedAt", sortKey(starts.isEmpty() ? ends.last() : starts.first(), stream.id()));
    }
    if (!starts.isEmpty() && !ends.isEmpty() && !ends.last().isBefore(starts.first())) {
      row.put("duration", Long.toString(Duration.between(starts.first(), ends.last()).toMillis()));
    }
    return row;
  }

  private static NavigableSet<Instant> times(List<Fact> news, Set<String> phrases) {
    var times = new TreeSet<Instant>();
    news.stream()
        .filter(fact -> phrases.contains(fact.phrase()))
        .forEach(fact -> times.add(fact.time()));
    return times;
  }

  private void recordings(Channel channel) {
    var own = channel.streams().stream().map(Stream::id).collect(toSet());
    var entered = new ArrayList<Fact>();
    for (var fact : delivered) {
      if (fact.channel().equals(channel.arn()) && !fact.isOfStream()) {
        if (!sessions.containsKey(fact.stream())) {
          park("stream#" + fact.stream(), fact);
        } else if (!own.contains(fact.stream())) {
          park("malformed#contradiction", fact);
        } else {
          entered.add(fact);
        }
      }
    }
    entered.stream()
        .collect(groupingBy(Fact::recording))
        .forEach((key, news) -> recordings.put(key, recording(channel, key, news)));
    if (isReconciled) {
      scenario.files.stream()
          .filter(files -> files.channel().equals(channel.arn()))
          .filter(files -> !recordings.containsKey(files.recording()))
          .forEach(files -> lost(channel, files));
    }
  }

  /// Nothing was told of it: it is known by its files.
  private void lost(Channel channel, Files files) {
    var key = Scenario.BUCKET + "/" + files.prefix();
    recordings.put(key, row(channel, key, "", news(files)));
  }

  private static List<Fact> news(Files files) {
    var start =
        new Fact(
            files.channel(),
            "Recording Start",
            files.from(),
            files.stream(),
            "",
            "",
            List.of(),
            files.prefix(),
            0,
            "");
    var end =
        new Fact(
            files.channel(),
            files.failed() ? "Recording End Failure" : "Recording End",
            files.to(),
            files.stream(),
            "",
            "",
            List.of(),
            files.prefix(),
            files.millis(),
            files.reason());
    return List.of(start, end);
  }

  private Map<String, String> recording(Channel channel, String key, List<Fact> told) {
    var news = new ArrayList<>(told);
    if (isReconciled) {
      scenario.files.stream()
          .filter(files -> files.recording().equals(key))
          .findFirst()
          .ifPresent(files -> news.addAll(lost(files, told)));
    }
    return row(channel, key, told.getFirst().session(), news);
  }

  /// What its manifest adds to what was told.
  private static List<Fact> lost(Files files, List<Fact> told) {
    var lost = new ArrayList<Fact>();
    var stream = startedOn(told);
    var starts = told.stream().anyMatch(Fact::isStart);
    var best = told.stream().mapToInt(Fact::rank).max().orElseThrow();
    for (var fact : news(files)) {
      // An outcome that is known already learns how long the media is, and keeps its time.
      if (fact.isStart() ? !starts : fact.rank() >= best) {
        lost.add(fact.of(stream));
      }
    }
    return lost;
  }

  private static final Comparator<Fact> BETTER =
      comparingInt(Fact::rank)
          .thenComparing(Fact::time)
          .thenComparingLong(fact -> fact.rank() == 1 ? knownMillis(fact) : 0)
          .thenComparing(Fact::reason)
          .thenComparing(Oracle::firstListed);

  /// A failure of no duration is one whose duration is unknown.
  private static long knownMillis(Fact fact) {
    return fact.rank() == 1 && fact.millis() == 0 ? -1 : fact.millis();
  }

  private static String firstListed(Fact fact) {
    return fact.listed().isEmpty() ? fact.stream() : fact.listed().getFirst();
  }

  private static Optional<Fact> start(List<Fact> news) {
    return news.stream()
        .filter(Fact::isStart)
        .min(comparing(Fact::time).thenComparing(Fact::stream));
  }

  private static Optional<Fact> outcome(List<Fact> news) {
    return news.stream().filter(fact -> !fact.isStart()).max(BETTER);
  }

  private static String startedOn(List<Fact> news) {
    return start(news)
        .map(Fact::stream)
        .or(() -> outcome(news).map(Oracle::firstListed))
        .orElseThrow();
  }

  private static Map<String, String> row(
      Channel channel, String key, String session, List<Fact> news) {
    var start = start(news);
    var outcome = outcome(news);
    var streams = new TreeSet<String>();
    news.forEach(fact -> {
      streams.add(fact.stream());
      streams.addAll(fact.listed());
    });
    var row = new TreeMap<String, String>();
    row.put("recordingId", key);
    row.put("recordingSessionId", session);
    row.put("profileId", channel.profile());
    row.put("streamSessionId", startedOn(news));
    row.put("streamIds", String.join(",", streams));
    row.put("sourceArn", channel.arn());
    row.put("source", "IVS_CHANNEL");
    row.put(
        "recordingStatus",
        List.of("STARTED", "FAILED", "COMPLETED").get(outcome.map(Fact::rank).orElse(0)));
    row.put("recordingStatusReason", outcome.map(Fact::reason).orElse(""));
    row.put("s3BucketName", Scenario.BUCKET);
    row.put(
        "s3KeyPrefix", news.stream().map(Fact::prefix).max(Comparator.naturalOrder()).orElse(""));
    row.put(
        "recordingDurationMs",
        outcome
            .map(best ->
                news.stream()
                    .filter(fact -> best.rank() == 2 ? fact.rank() == 2 : fact.equals(best))
                    .mapToLong(Oracle::knownMillis)
                    .max()
                    .orElseThrow())
            .filter(known -> known >= 0)
            .map(String::valueOf)
            .orElse(""));
    row.put("startTime", start.map(fact -> fact.time().toString()).orElse(""));
    row.put("endTime", outcome.map(fact -> fact.time().toString()).orElse(""));
    var recordedAt = sortKey(start.or(() -> outcome).orElseThrow().time(), key);
    row.put("recordedMonth", recordedAt.substring(0, 7));
    row.put("recordedAt", recordedAt);
    // What ended without files is done; the rest waits for its end, or until it can be played.
    var isDone = outcome.isPresent() && row.getOrDefault("s3KeyPrefix", "").isEmpty();
    row.put("openShard", isDone ? "" : Integer.toString(Math.floorMod(key.hashCode(), 8)));
    row.put("openSince", isDone ? "" : recordedAt);
    row.values().removeIf(String::isEmpty);
    return row;
  }

  /// Events have whole seconds.
  private static String sortKey(Instant time, String id) {
    return time.toString().replace("Z", ".000Z#") + id;
  }

  /// Each stream of a merged recording, and the recording.
  Set<String> recordingStreams() {
    var items = new TreeSet<String>();
    recordings.forEach((key, row) -> {
      var streams = row.getOrDefault("streamIds", "").split(",", -1);
      if (streams.length > 1) {
        for (var stream : streams) {
          items.add(stream + " " + key);
        }
      }
    });
    return items;
  }

  /// Which recordings each stream must find.
  Map<String, Set<String>> recordingsOfStreams() {
    var found = new HashMap<String, Set<String>>();
    recordings.forEach((key, row) -> {
      for (var stream : row.getOrDefault("streamIds", "").split(",", -1)) {
        found.computeIfAbsent(stream, _ -> new HashSet<>()).add(key);
      }
    });
    return found;
  }
}
