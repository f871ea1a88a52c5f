package ivs.recordings.local.lambda;

import static java.util.stream.Collectors.toCollection;

import ivs.recordings.local.LocalEngines;
import ivs.recordings.local.TestEventPlayer;
import ivs.recordings.local.lifecycle.CloseableStack;
import ivs.recordings.local.samples.TestEvent;
import ivs.recordings.local.template.ProjectTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The test events, many times over and in disorder, by PutEvents through the bus, the rules and
/// the queue into the packaged function in processes of its own, which are killed.
///
/// @param events how many, rounded up to whole copies of the test events
/// @param every the mean time between two kills
/// @param most how many batches are broken off, no more
/// @param seed decides the order of the events, and whom to kill when
record KillTestRun(int events, Duration every, int most, long seed) {
  /// How many processes of the function there are.
  private static final int CONCURRENCY = 2;

  private static final int ENTRIES_PER_CALL = 10;

  /// How long the queue waits for a batch, whose process may be gone.
  private static final String VISIBILITY_SECONDS = "5";

  /// In which the queue must move.
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// What tells of the run and not of the events, whose ids are new each time.
  private static final Set<String> OF_THE_RUN =
      Set.of(
          "version",
          "updatedAt",
          "history",
          "eventId",
          "parkedAt",
          "attempts",
          "parking",
          "ageShard");

  /// Of a channel's or stage's. A composition is named by the resource, and IVS must know it.
  private static final Pattern ID =
      Pattern.compile(
          "\"(?:st-1\\w{12,}|recording_session_id\":\"\\w+|recording_s3_key_prefix\":\"[^\"]+)");

  private static final Pattern ENVELOPE_ID = Pattern.compile("\"id\":\"[0-9a-f-]{36}\",");

  /// What came of a run.
  ///
  /// @param rows every row of the three tables, as text without what is of the run
  /// @param brokenOff how many of the kills hit a process in the middle of a batch
  record Outcome(List<String> rows, int kills, int brokenOff, Duration took) {
    /// A kill breaks off one batch at most.
    Outcome {
      if (brokenOff > kills) {
        throw new IllegalStateException(
            "%d batches broken off by %d kills: processes died by themselves"
                .formatted(brokenOff, kills));
      }
    }

    @Override
    public String toString() {
      return "%,d rows in %d s, with %d kills, %d of them in the middle of a batch"
          .formatted(rows.size(), took.toSeconds(), kills, brokenOff);
    }
  }

  /// Plays it without kills and with, and says what came of it.
  ///
  /// @return the rows that are not in both as often
  List<String> differences() throws Exception {
    System.out.printf(
        "Kill test: %,d events, a kill every %d ms, seed %d%n",
        traffic().size(), every.toMillis(), seed);
    var undisturbed = play(false);
    System.out.println("Kill test, undisturbed: " + undisturbed);
    var disturbed = play(true);
    var surplus = new TreeMap<String, Integer>();
    disturbed.rows().forEach(row -> surplus.merge(row, 1, Integer::sum));
    undisturbed.rows().forEach(row -> surplus.merge(row, -1, Integer::sum));
    surplus.values().removeIf(count -> count == 0);
    System.out.printf("Kill test, killed: %s; %,d differences%n", disturbed, surplus.size());
    if (disturbed.brokenOff() == 0) {
      throw new IllegalStateException("no kill hit a batch: let there be more events, or kills");
    }
    return surplus.entrySet().stream()
        .map(row -> "%+d by kills: %s".formatted(row.getValue(), row.getKey()))
        .toList();
  }

  private Outcome play(boolean kills) throws Exception {
    var running = new CloseableStack();
    var stop = new Thread(running::close);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return play(kills, running);
    } finally {
      Runtime.getRuntime().removeShutdownHook(stop);
      running.close();
    }
  }

  private Outcome play(boolean kills, CloseableStack running) throws Exception {
    var template = ProjectTemplate.asDeployed();
    var function = template.function("RecordingStatusHandler");
    var source = template.eventSource("RecordingStatusHandler");
    var logs = running.add(Files.createTempDirectory("ivs-recordings-"), KillTestRun::delete);
    var engines = running.add(new LocalEngines(), LocalEngines::stop);
    engines.start();
    TestEventPlayer.linkProfiles(engines.dynamoDb());
    var sqs = engines.sqs();
    var queue = sqs.getQueueUrl(q -> q.queueName(source.queue())).queueUrl();
    sqs.setQueueAttributes(q ->
        q.queueUrl(queue)
            .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, VISIBILITY_SECONDS)));
    var artifact = running.add(UnpackedArtifact.of(function.codeUri()), UnpackedArtifact::close);
    var mortal =
        new CrashingFunction(function, artifact.folder(), engines.endpoint(), logs, CONCURRENCY);
    running.add(
        EventSourceMapping.start(source, sqs, mortal),
        mapping -> {
          mortal.close();
          mapping.stop();
        });
    var began = System.nanoTime();
    var killer = running.add(killer(mortal), Thread::interrupt);
    if (kills) {
      killer.start();
    }
    send(engines.events());
    awaitEmpty(sqs, queue);
    killer.interrupt();
    var took = Duration.ofNanos(System.nanoTime() - began);
    var dead = waiting(sqs, sqs.getQueueUrl(q -> q.queueName("RecordingEventsDLQ")).queueUrl());
    if (dead > 0) {
      throw new IllegalStateException(dead + " dead letters");
    }
    return new Outcome(rows(engines.dynamoDb()), mortal.kills(), mortal.brokenOff(), took);
  }

  /// Kills one of the processes again and again.
  private Thread killer(CrashingFunction mortal) {
    var random = new Random(seed);
    return Thread.ofPlatform()
        .name("killer")
        .unstarted(() -> {
          try {
            while (mortal.brokenOff() < most) {
              Thread.sleep(every.toMillis() / 2 + random.nextLong(every.toMillis()));
              mortal.kill(random.nextInt(CONCURRENCY));
            }
          } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /// @throws TimeoutException if it no longer moves
  private static void awaitEmpty(SqsClient sqs, String queue)
      throws InterruptedException, TimeoutException {
    var last = 0;
    var moved = System.nanoTime();
    for (var now = waiting(sqs, queue); now > 0; now = waiting(sqs, queue)) {
      if (now != last) {
        last = now;
        moved = System.nanoTime();
      }
      if (System.nanoTime() - moved > PATIENCE.toNanos()) {
        throw new TimeoutException("%d messages wait and are not received".formatted(now));
      }
      Thread.sleep(100);
    }
  }

  private void send(EventBridgeClient events) {
    var traffic = traffic();
    for (int from = 0; from < traffic.size(); from += ENTRIES_PER_CALL) {
      var some = traffic.subList(from, Math.min(traffic.size(), from + ENTRIES_PER_CALL));
      var entries = some.stream().map(TestEventPlayer::entry).toList();
      if (events.putEvents(put -> put.entries(entries)).failedEntryCount() > 0) {
        throw new IllegalStateException("the bus refused an event");
      }
    }
  }

  /// Every copy has ids of its own. What it says of them makes no difference to the others.
  private List<TestEvent> traffic() {
    var once =
        TestEventPlayer.ALL.files().stream().flatMap(file -> file.events().stream()).toList();
    var traffic =
        IntStream.range(0, Math.ceilDiv(events, once.size()))
            .boxed()
            .flatMap(copy -> once.stream().map(event -> copy(event, copy)))
            .collect(toCollection(ArrayList::new));
    Collections.shuffle(traffic, new Random(seed));
    return traffic;
  }

  private static TestEvent copy(TestEvent event, int number) {
    return new TestEvent(
        event.source(),
        event.detailType(),
        ID.matcher(event.detail()).replaceAll("$0n" + number),
        event.resources(),
        event.time());
  }

  private static int waiting(SqsClient sqs, String queue) {
    return sqs
        .getQueueAttributes(q ->
            q.queueUrl(queue)
                .attributeNames(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributesAsStrings()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  private static List<String> rows(DynamoDbClient dynamoDb) {
    return Stream.of("Recording", "RecordingStream", "StreamSession", "ParkedEvent")
        .flatMap(table -> items(dynamoDb, table).map(row -> table + " " + text(row)))
        .toList();
  }

  private static Stream<Map<String, AttributeValue>> items(DynamoDbClient dynamoDb, String table) {
    return dynamoDb.scanPaginator(scan -> scan.tableName(table)).items().stream();
  }

  private static String text(Map<String, AttributeValue> item) {
    var lasting = new TreeMap<>(item);
    lasting.keySet().removeAll(OF_THE_RUN);
    return ENVELOPE_ID.matcher(lasting.toString()).replaceAll("");
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
