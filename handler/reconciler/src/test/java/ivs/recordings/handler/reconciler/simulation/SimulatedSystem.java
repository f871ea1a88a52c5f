package ivs.recordings.handler.reconciler.simulation;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import ivs.recordings.handler.ingest.HandlerFixture;
import ivs.recordings.handler.ingest.RecordingStatusHandler;
import ivs.recordings.handler.ingest.UnsteadyDynamo;
import ivs.recordings.handler.ingest.composition.Compositions;
import ivs.recordings.handler.readiness.files.MemoryFiles;
import ivs.recordings.handler.reconciler.ReconcilerReport;
import ivs.recordings.handler.reconciler.RecordingReconciler;
import ivs.recordings.handler.reconciler.aws.IvsStreams.Live;
import ivs.recordings.handler.reconciler.aws.MemoryStreams;
import ivs.recordings.handler.reconciler.simulation.Scenario.Arrival;
import ivs.recordings.handler.reconciler.simulation.Scenario.Channel;
import ivs.recordings.handler.reconciler.simulation.Scenario.Link;
import ivs.recordings.handler.reconciler.simulation.Scenario.Stream;
import ivs.recordings.handler.runtime.SyntheticInvocation;
import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.event.StreamId;
import ivs.recordings.model.recording.ParkingCause;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.model.session.StreamSpan;
import ivs.recordings.store.InMemoryDynamoDb;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/// One world: some channels, what IVS tells of them through EventBridge and SQS, the two functions
/// and a person who links profiles, on tables in memory, under a clock that only this moves. All of
/// it happens on one thread, and nothing but the seed decides what happens next.
///
/// First comes the storm: events arrive late, twice and in disorder, calls fail or their answers
/// get lost, processes die between any two calls, several handlers and reconcilers run into each
/// other. Then it is calm, everything that is left is worked off, and the tables must be what the
/// [Oracle] says.
final class SimulatedSystem {
  private static final Map<String, String> ENVIRONMENT = new HashMap<>(HandlerFixture.ENVIRONMENT);

  static {
    ENVIRONMENT.put("RECORDING_BUCKETS", Scenario.BUCKET);
    // Scans of empty segments prove nothing and take their time.
    ENVIRONMENT.put("RECONCILE_SEGMENTS", "2");
  }

  private static final int MOST_STEPS = 200_000;
  private static final int MOST_HANDLERS = 4;

  /// What an operator releases may be parked again; the number of releases is bounded.
  private static final int MOST_RELEASES = 3;

  private static final Duration VISIBILITY = Duration.ofMinutes(3);

  /// A repair may make another possible; more than this is a reconciler that cannot rest.
  private static final int MOST_CALM_RUNS = 4;

  private final RandomGenerator random;
  private final Processes processes;
  private final boolean isReconciled;
  private final Map<String, String> environment;
  private final boolean ignoresUnknown;
  private final Scenario scenario;
  private final InMemoryDynamoDb dynamo = InMemoryDynamoDb.withTables();
  private final PublishedEvents published;
  private final List<Message> queue = new ArrayList<>();
  private final List<Message> deadLetters = new ArrayList<>();
  private final List<Arrival> coming;
  private final List<Channel> unlinked = new ArrayList<>();
  private final Map<String, Long> viewersNoted = new HashMap<>();
  private final BiConsumer<String, Integer> tally;
  private final Consumer<Supplier<String>> trace;
  private final int failOneIn;
  private final int killOneIn;
  private final int mostReceives;
  private Instant now = Scenario.BEGIN.minusSeconds(60);
  private Instant lastReconciled = now;
  private boolean isCalm;
  private int handlers;
  private int releases;
  private int reconcilers;
  private boolean isLinking;
  private int numbers;
  private int steps;
  private long digest = 17;

  /// A message in a queue.
  private static final class Message {
    private final String id;
    private final String body;
    private final Optional<Fact> fact;
    private int receives;
    private Instant visibleAt;
    private boolean isDone;

    Message(String id, String body, Optional<Fact> fact, Instant visibleAt) {
      this.id = id;
      this.body = body;
      this.fact = fact;
      this.visibleAt = visibleAt;
    }
  }

  /// One invocation of a function, or one command of a person.
  private final class Program implements UnsteadyDynamo.Way {
    private final String name;
    private final DynamoDbClient client = new UnsteadyDynamo(dynamo, this);
    private final boolean isOfTheCalm = isCalm;
    private boolean isDead;
    private int callsLeft = Integer.MAX_VALUE;
    private int writes;

    Program(String kind) {
      this.name = kind + "-" + ++numbers;
    }

    @Override
    public <T> T go(String call, Supplier<T> real) {
      return call(this, call, real);
    }
  }

  /// @param tally counts what happened, so that a storm that is none is noticed
  /// @param trace is told every step
  SimulatedSystem(long seed, BiConsumer<String, Integer> tally, Consumer<Supplier<String>> trace) {
    this.random = new SplittableRandom(seed);
    this.tally = tally;
    this.trace = trace;
    this.processes = new Processes(random);
    // A random of its own, so that it takes no decision from the others.
    this.published = new PublishedEvents(new SplittableRandom(~seed), tally);
    dynamo.stream("Recording", published::written);
    this.isReconciled = oneIn(2);
    this.ignoresUnknown = oneIn(8);
    this.environment = new HashMap<>(ENVIRONMENT);
    environment.put("UNKNOWN_PROFILES", ignoresUnknown ? "ignore" : "park");
    boolean isOutage = isReconciled && oneIn(6);
    this.failOneIn = isOutage ? 2 : oneIn(3) ? 1_000_000 : 8 + random.nextInt(60);
    this.killOneIn = oneIn(3) ? 1_000_000 : 15 + random.nextInt(100);
    this.mostReceives = isOutage ? 1 : isReconciled ? 2 + random.nextInt(9) : Integer.MAX_VALUE;
    this.scenario = new Scenario(random, isReconciled, ignoresUnknown);
    this.coming = new ArrayList<>(scenario.arrivals);
    coming.sort(Comparator.comparing(Arrival::time).reversed());
    for (var channel : scenario.channels) {
      if (channel.link() == Link.AT_FIRST) {
        tables(dynamo).profiles().put(profile(channel));
      } else if (channel.link() == Link.LATE) {
        unlinked.add(channel);
      }
    }
  }

  private boolean oneIn(int many) {
    return random.nextInt(many) == 0;
  }

  private Tables tables(DynamoDbClient client) {
    return Tables.of(client, TableNames.PLAIN, clock());
  }

  private Clock clock() {
    InstantSource time = () -> now;
    return time.withZone(ZoneOffset.UTC);
  }

  private static Profile profile(Channel channel) {
    return new Profile(
        new SourceArn(channel.arn()),
        new ProfileId(channel.profile()),
        Optional.empty(),
        Optional.empty());
  }

  /// What all calls were, for those who compare two runs of a seed.
  long digest() {
    return digest;
  }

  void run() {
    storm();
    if (isReconciled && oneIn(2)) {
      becomeCalm();
      workOff();
      reconcileUntilQuiet();
      isCalm = false;
      redrive();
      storm();
    }
    calmDown();
    check();
  }

  private void storm() {
    while (!coming.isEmpty() || (!queue.isEmpty() && !oneIn(40))) {
      act();
    }
  }

  private void act() {
    if (++steps > MOST_STEPS) {
      throw new AssertionError("it never becomes quiet");
    }
    if (steps % 4 == 0) {
      published.invoke(false);
    }
    int choice = random.nextInt(20);
    if (processes.running() > 0 && choice < 15) {
      processes.step();
    } else if (choice < 17 && handlers < MOST_HANDLERS && isReceivable()) {
      handle();
    } else if (choice == 17) {
      help();
    } else if (choice == 18 && isReconciled && mayReconcile()) {
      lastReconciled = now;
      reconcile();
    } else if (choice == 19 || processes.running() == 0) {
      waitAWhile();
    }
  }

  private boolean mayReconcile() {
    return reconcilers < 2
        && now.isAfter(lastReconciled.plusSeconds(oneIn(10) ? 1 : 300))
        && oneIn(3);
  }

  /// While something runs only moments pass, because functions end within minutes.
  private void waitAWhile() {
    if (processes.running() > 0) {
      now = now.plusMillis(random.nextInt(2_000));
    } else {
      now = now.plusSeconds(random.nextInt(oneIn(5) ? 4_000 : 60));
      next().filter(then -> then.isAfter(now)).ifPresent(then -> now = then);
    }
    while (!coming.isEmpty() && !coming.getLast().time().isAfter(now)) {
      var arrival = coming.removeLast();
      send(arrival.body(), arrival.fact());
    }
    deadLetter();
  }

  private Optional<Instant> next() {
    var times = new TreeSet<Instant>();
    queue.forEach(message -> times.add(message.visibleAt));
    if (!coming.isEmpty()) {
      times.add(coming.getLast().time());
    }
    return times.isEmpty() ? Optional.empty() : Optional.of(times.first());
  }

  private void deadLetter() {
    for (var message : List.copyOf(queue)) {
      if (message.receives >= mostReceives && !message.visibleAt.isAfter(now)) {
        queue.remove(message);
        deadLetters.add(message);
        tally.accept("dead letters", 1);
      }
    }
  }

  private void send(String body, Optional<Fact> fact) {
    var message = new Message("m-" + ++numbers, body, fact, now);
    trace.accept(() -> now + " " + message.id + " is " + body);
    queue.add(message);
  }

  private List<Message> visible() {
    return queue.stream()
        .filter(message -> !message.visibleAt.isAfter(now) && message.receives < mostReceives)
        .toList();
  }

  private boolean isReceivable() {
    for (var message : queue) {
      if (!message.visibleAt.isAfter(now) && message.receives < mostReceives) {
        return true;
      }
    }
    return false;
  }

  private void handle() {
    var messages = new ArrayList<Message>();
    var left = new ArrayList<>(visible());
    for (int most = 1 + random.nextInt(10); most > 0 && !left.isEmpty(); most--) {
      messages.add(left.remove(random.nextInt(left.size())));
    }
    var program = new Program("handler");
    if (!isCalm && oneIn(15)) {
      program.callsLeft = random.nextInt(20);
    }
    var batch = new ArrayList<SQSMessage>();
    for (var message : messages) {
      message.receives++;
      // A standard queue may hand a message out twice. Where one handler acknowledges it and the
      // other dies after parking it, only the reconciler can tell.
      if (isCalm || !isReconciled || !oneIn(30)) {
        message.visibleAt = now.plus(VISIBILITY);
      }
      batch.add(HandlerFixture.message(message.id, message.receives, message.body));
    }
    trace.accept(() ->
        now + " " + program.name + " gets " + messages.stream().map(each -> each.id).toList());
    handlers++;
    processes.start(() -> handle(program, messages, batch));
  }

  private void handle(Program program, List<Message> messages, List<SQSMessage> batch) {
    try {
      var handler =
          new RecordingStatusHandler(
              environment,
              deadlines -> UnsteadyDynamo.punctual(program.client, deadlines),
              clock(),
              Runnable::run);
      var kept =
          handler.process(
              batch, () -> timeLeft(program).compareTo(RecordingStatusHandler.MARGIN) < 0);
      if (!program.isDead) {
        messages.stream().filter(each -> !kept.contains(each.id)).forEach(this::acknowledge);
        trace.accept(() -> program.name + " keeps " + kept);
        tally.accept("messages kept", kept.size());
      }
    } catch (RuntimeException | Error thrown) {
      if (!program.isDead) {
        throw thrown;
      }
    } finally {
      handlers--;
    }
  }

  private static Duration timeLeft(Program program) {
    return program.callsLeft > 0 ? Duration.ofSeconds(30) : Duration.ZERO;
  }

  private void acknowledge(Message message) {
    queue.remove(message);
    if (!message.isDone && !isKept(message)) {
      throw new AssertionError(
          "acknowledged, but neither stored nor parked: " + message.id + " " + message.body);
    }
    message.isDone = true;
  }

  /// What was acknowledged is from then on in the row that it is about, or parked, or on its way
  /// again because a person released it.
  private boolean isKept(Message message) {
    return message.fact.isEmpty()
        || isStored(message.fact.get())
        || dynamo.items("ParkedEvent").stream()
            .anyMatch(item -> text(item, "event").equals(message.body))
        || isAmong(queue, message.body)
        || isAmong(deadLetters, message.body)
        || (ignoresUnknown && isUnlinked(message.fact.get()));
  }

  private static boolean isAmong(List<Message> messages, String body) {
    return messages.stream().anyMatch(message -> message.body.equals(body));
  }

  private boolean isUnlinked(Fact fact) {
    return scenario.channels.stream()
        .anyMatch(each -> each.arn().equals(fact.channel()) && each.link() == Link.NEVER);
  }

  private boolean isStored(Fact fact) {
    if (fact.isOfStream()) {
      var row = row("StreamSession", "streamId", fact.stream());
      return switch (fact.phrase()) {
        case "Stream Takeover Failure" -> true;
        case "Stream Takeover" -> !row.isEmpty();
        case "Session Created", "Stream Start" ->
            !text(row, "startTime").isEmpty()
                && text(row, "startTime").compareTo(fact.time().toString()) <= 0;
        default -> text(row, "endTime").compareTo(fact.time().toString()) >= 0;
      };
    }
    var row = row("Recording", "recordingId", fact.recording());
    if (row.isEmpty()) {
      return false;
    }
    var streams =
        Optional.ofNullable(row.get("streamIds")).map(AttributeValue::ss).orElse(List.of());
    int rank = List.of("STARTED", "FAILED", "COMPLETED").indexOf(text(row, "recordingStatus"));
    var time =
        fact.isStart()
            ? !text(row, "startTime").isEmpty()
                && text(row, "startTime").compareTo(fact.time().toString()) <= 0
            : rank > fact.rank() || text(row, "endTime").compareTo(fact.time().toString()) >= 0;
    return time && rank >= fact.rank() && streams.containsAll(fact.listed());
  }

  private Map<String, AttributeValue> row(String table, String key, String value) {
    return dynamo
        .getItem(get -> get.tableName(table).key(Map.of(key, AttributeValue.fromS(value))))
        .item();
  }

  private static String text(Map<String, AttributeValue> item, String attribute) {
    return Optional.ofNullable(item.get(attribute)).map(AttributeValue::s).orElse("");
  }

  /// What a person may do: link a channel at last, or let something in again that waits, whether or
  /// not its cause is gone.
  private void help() {
    if (!unlinked.isEmpty() && !isLinking) {
      link(unlinked.getFirst());
    } else if (oneIn(4) && releases < MOST_RELEASES) {
      releases++;
      var parked = dynamo.items("ParkedEvent");
      if (!parked.isEmpty()) {
        var cause = text(parked.get(random.nextInt(parked.size())), "waitingFor");
        var program = new Program("release");
        trace.accept(() -> now + " " + program.name + " " + cause);
        processes.start(() -> attempt(program, () -> release(program, cause)));
      }
    }
  }

  /// What `profile put` does: the profile first, then what waited for it. It is run until it gets
  /// through.
  private void link(Channel channel) {
    var program = new Program("link");
    trace.accept(() -> now + " " + program.name + " " + channel.arn());
    isLinking = true;
    processes.start(() -> {
      attempt(
          program,
          () -> {
            tables(program.client).profiles().put(profile(channel));
            release(program, ParkingCause.waitingForProfile(new SourceArn(channel.arn())));
            unlinked.remove(channel);
          });
      isLinking = false;
    });
  }

  /// What `release` does: each event goes to the queue, and is removed when it is there.
  private void release(Program program, String cause) {
    var table = tables(program.client).parkedEvents();
    for (var parked : table.waitingFor(cause)) {
      send(parked.event(), factOf(parked.event()));
      table.remove(parked);
      tally.accept("released by a person", 1);
    }
  }

  private void attempt(Program program, Runnable command) {
    try {
      command.run();
    } catch (DynamoDbException | Killed again) {
      trace.accept(() -> program.name + " did not get through");
    }
  }

  private Optional<Fact> factOf(String body) {
    return scenario.arrivals.stream()
        .filter(arrival -> arrival.body().equals(body))
        .findFirst()
        .flatMap(Arrival::fact);
  }

  private Program reconcile() {
    var program = new Program("reconciler");
    if (!isCalm && oneIn(6)) {
      program.callsLeft = random.nextInt(60);
    }
    trace.accept(() -> now + " " + program.name);
    reconcilers++;
    processes.start(() -> reconcile(program));
    return program;
  }

  private void reconcile(Program program) {
    try {
      var live = new ArrayList<Live>();
      var reconciler =
          new RecordingReconciler(
              environment,
              deadlines -> UnsteadyDynamo.punctual(program.client, deadlines),
              files(),
              streams(live),
              _ -> new Compositions.Storage.Unknown(),
              clock(),
              () -> {},
              Runnable::run);
      var report =
          reconciler.handleRequest(
              Map.of("allChannels", isCalm || oneIn(2)),
              new SyntheticInvocation(
                  () -> program.callsLeft > 0 ? Duration.ofMinutes(4) : Duration.ZERO));
      trace.accept(() -> program.name + " reports " + report);
      for (var kind : ReconcilerReport.Kind.values()) {
        tally.accept(kind.word(), ((Long) report.getOrDefault(kind.word(), 0L)).intValue());
      }
      live.forEach(this::note);
      if (program.isOfTheCalm && !Map.of().equals(report.get("faults"))) {
        throw new AssertionError("a run in the calm reports faults: " + report);
      }
    } catch (RuntimeException | Error thrown) {
      if (!program.isDead) {
        throw thrown;
      }
    } finally {
      reconcilers--;
    }
  }

  /// The files that are there by now: a manifest comes within a minute of its end.
  private MemoryFiles files() {
    var files = new MemoryFiles();
    for (var each : scenario.files) {
      if (!each.to().plusSeconds(20).isAfter(now)) {
        files.put(
            each.prefix() + "/events/recording-" + (each.failed() ? "failed" : "ended") + ".json",
            each.manifest());
      }
    }
    return files;
  }

  private MemoryStreams streams(List<Live> live) {
    var streams = new MemoryStreams();
    for (var channel : scenario.channels) {
      var spans = new ArrayList<StreamSpan>();
      for (var stream : channel.streams()) {
        if (!stream.from().isAfter(now)) {
          spans.addFirst(stream.span(now));
          if (stream.to().isAfter(now)) {
            live.add(live(channel, stream));
            streams.live(live.getLast());
          }
        }
      }
      streams.sessions(channel.arn(), spans.toArray(StreamSpan[]::new));
    }
    return streams;
  }

  private Live live(Channel channel, Stream stream) {
    return new Live(
        new SourceArn(channel.arn()),
        new StreamId(stream.id()),
        stream.from(),
        Optional.of((long) random.nextInt(9)));
  }

  /// A count that has been noted is never forgotten for a smaller one.
  private void note(Live stream) {
    var id = stream.streamId().value();
    long noted = viewers(row("StreamSession", "streamId", id));
    if (noted >= stream.viewers().orElseThrow()) {
      viewersNoted.merge(id, noted, Math::max);
    }
  }

  private static long viewers(Map<String, AttributeValue> row) {
    return Optional.ofNullable(row.get("viewerCount"))
        .map(count -> Long.parseLong(count.n()))
        .orElse(-1L);
  }

  /// The process is gone. Nothing of it runs any more.
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /// A call of a program to the tables, and whatever may happen to it on its way.
  private <T> T call(Program program, String name, Supplier<T> real) {
    processes.pause();
    digest = digest * 31 + name.hashCode() + program.name.hashCode();
    if (program.isDead) {
      throw new Killed();
    }
    program.callsLeft--;
    program.writes += UnsteadyDynamo.WRITES.contains(name) ? 1 : 0;
    if (!isCalm) {
      dynamo.lagIndexes(oneIn(4) ? random.nextInt(4) : 0);
      dieMaybe(program, name, "before");
      if (oneIn(failOneIn)) {
        return fail(program, name, real);
      }
    }
    var answer = real.get();
    trace.accept(() -> program.name + " " + name);
    if (!isCalm) {
      dieMaybe(program, name, "after");
    }
    processes.pause();
    return answer;
  }

  private void dieMaybe(Program program, String name, String when) {
    if (oneIn(killOneIn)) {
      trace.accept(() -> program.name + " dies " + when + " " + name);
      tally.accept("died " + when + " a call", 1);
      program.isDead = true;
      throw new Killed();
    }
  }

  /// Refused; done with its answer lost for good; or done, its answer lost, and asked again.
  private <T> T fail(Program program, String name, Supplier<T> real) {
    int kind = random.nextInt(3);
    trace.accept(() -> program.name + " " + name + " fails in way " + kind);
    if (kind == 0) {
      tally.accept("calls refused", 1);
      throw DynamoDbException.builder().message("throttled").writableStackTrace(false).build();
    }
    tally.accept("answers lost", 1);
    try {
      var unheard = real.get();
      trace.accept(() -> "lost answer: " + unheard);
    } catch (DynamoDbException lostAsWell) {
      trace.accept(() -> "lost answer: " + lostAsWell.getMessage());
    }
    processes.pause();
    if (kind == 1) {
      throw DynamoDbException.builder().message("timeout").writableStackTrace(false).build();
    }
    return real.get();
  }

  /// No more faults: what is left is worked off as it would be in the end.
  private void calmDown() {
    becomeCalm();
    workOff();
    while (!unlinked.isEmpty()) {
      link(unlinked.getFirst());
      workOff();
    }
    redrive();
    workOff();
    if (!deadLetters.isEmpty()) {
      throw new AssertionError("dead letters after a redrive: " + deadLetters.getFirst().body);
    }
    if (isReconciled) {
      reconcileUntilQuiet();
    }
  }

  private void becomeCalm() {
    isCalm = true;
    dynamo.lagIndexes(0);
    processes.finish();
  }

  private void workOff() {
    processes.finish();
    while (!coming.isEmpty() || !queue.isEmpty()) {
      if (isReceivable() && handlers < MOST_HANDLERS) {
        handle();
      } else if (processes.running() > 0) {
        processes.step();
      } else {
        waitAWhile();
      }
      if (++steps > MOST_STEPS) {
        throw new AssertionError("it never becomes quiet: " + queue.getFirst().body);
      }
    }
    processes.finish();
  }

  private void redrive() {
    for (var letter : deadLetters) {
      tally.accept("redriven", 1);
      send(letter.body, letter.fact);
    }
    deadLetters.clear();
  }

  private void reconcileUntilQuiet() {
    now = scenario.end().isAfter(now) ? scenario.end() : now;
    now = now.plus(Duration.ofHours(25));
    for (int run = 1; run <= MOST_CALM_RUNS; run++) {
      var program = reconcile();
      processes.finish();
      now = now.plusSeconds(300);
      if (program.writes == 0) {
        return;
      }
    }
    throw new AssertionError("the reconciler still writes in its run " + MOST_CALM_RUNS);
  }

  private void check() {
    published.check();
    var oracle = new Oracle(scenario, isReconciled, ignoresUnknown);
    same("StreamSession", oracle.sessions(), rows("StreamSession", "streamId"));
    same("Recording", oracle.recordings(), rows("Recording", "recordingId"));
    var relations = new TreeSet<String>();
    dynamo
        .items("RecordingStream")
        .forEach(item -> relations.add(text(item, "streamId") + " " + text(item, "recordingId")));
    same("RecordingStream", oracle.recordingStreams(), relations);
    var parked = new TreeSet<String>();
    for (var item : dynamo.items("ParkedEvent")) {
      if (!parked.add(text(item, "waitingFor") + " " + text(item, "event"))) {
        throw new AssertionError("parked twice: " + text(item, "event"));
      }
    }
    same("ParkedEvent", oracle.parked(), parked);
    var recordings = tables(dynamo).recordings();
    oracle
        .recordingsOfStreams()
        .forEach((stream, expected) -> {
          var found = new HashSet<String>();
          recordings
              .ofStream(new StreamId(stream))
              .forEach(row -> found.add(row.value().id().value()));
          same("recordings of stream " + stream, expected, found);
        });
  }

  private static void same(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new AssertionError("%s%n  expected %s%n  but has  %s".formatted(what, expected, found));
    }
  }

  /// The rows as text, without what only counts writes.
  private Map<String, Map<String, String>> rows(String table, String key) {
    var rows = new TreeMap<String, Map<String, String>>();
    for (var item : dynamo.items(table)) {
      var row = new TreeMap<String, String>();
      item.forEach((name, value) -> {
        if (!name.equals("history")) {
          row.put(name, plain(value));
        }
      });
      row.remove("version");
      row.remove("updatedAt");
      row.remove("viewerCount");
      // These worlds have no media, so each end is followed by the word that its files are late.
      row.remove("mediaError", "MEDIA_LATE");
      if (viewers(item) < viewersNoted.getOrDefault(text(item, key), -1L)) {
        throw new AssertionError("fewer viewers than were noted before: " + item);
      }
      rows.put(text(item, key), row);
    }
    return rows;
  }

  private static String plain(AttributeValue value) {
    return switch (value.type()) {
      case S -> value.s();
      case N -> value.n();
      case SS -> String.join(",", new TreeSet<>(value.ss()));
      default -> throw new AssertionError("an attribute of type " + value.type());
    };
  }
}
