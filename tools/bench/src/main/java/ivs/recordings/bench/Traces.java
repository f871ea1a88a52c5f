package ivs.recordings.bench;

import ivs.recordings.model.event.SourceArn;
import ivs.recordings.model.recording.Profile;
import ivs.recordings.model.recording.ProfileId;
import ivs.recordings.store.InMemoryDynamoDb;
import ivs.recordings.store.LocalTables;
import ivs.recordings.store.MeteredDynamoDb;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Calls and units of whole traces, as DynamoDB Local counts them.
final class Traces {
  private static final int RECORDINGS = 50;

  /// One line of the table, each figure per event.
  record Line(String trace, int batch, double calls, double readUnits, double writeUnits) {}

  private final LocalTables tables;

  Traces(LocalTables tables) {
    this.tables = tables;
  }

  List<Line> all() throws IOException {
    var ordered = new ArrayList<String>();
    for (int n = 0; n < RECORDINGS; n++) {
      ordered.add(Samples.start(n));
      ordered.add(Samples.end(n));
    }
    var shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));
    var twice = new ArrayList<>(ordered);
    twice.addAll(ordered);
    var merged = new ArrayList<String>();
    for (int n = 0; n < RECORDINGS; n++) {
      merged.add(Samples.end(n).replace("\"]}}", "\",\"st-2DMIztVoUjBh8Acj4jup6E\"]}}"));
    }
    var lines = new ArrayList<Line>();
    for (int batch : new int[] {1, 10}) {
      lines.add(of("ordered", batch, ordered));
      lines.add(of("shuffled", batch, shuffled));
      lines.add(of("each delivered twice", batch, twice));
      lines.add(of("merged from two streams", batch, merged));
      lines.add(firstSight(batch));
    }
    return lines;
  }

  private Line of(String name, int batch, List<String> events) throws IOException {
    prepare(tables);
    var metered = new MeteredDynamoDb(tables.dynamo());
    var world = new SampleWorld(metered);
    world.hand(List.of(Samples.live(Samples.STREAM)));
    return play(name, batch, events, world, metered);
  }

  private Line firstSight(int batch) throws IOException {
    prepare(tables);
    var metered = new MeteredDynamoDb(tables.dynamo());
    var events = new ArrayList<String>();
    for (int n = 0; n < RECORDINGS; n++) {
      events.add(Samples.live("st-" + n));
    }
    return play("first sight of a stream", batch, events, new SampleWorld(metered), metered);
  }

  private static Line play(
      String name, int batch, List<String> events, SampleWorld world, MeteredDynamoDb metered)
      throws IOException {
    metered.usage();
    for (int from = 0; from < events.size(); from += batch) {
      world.hand(events.subList(from, Math.min(events.size(), from + batch)));
    }
    var usage = metered.usage();
    var count = (double) events.size();
    return new Line(
        name,
        batch,
        usage.calls().size() / count,
        usage.readUnits() / count,
        usage.writeUnits() / count);
  }

  static void prepare(LocalTables tables) {
    tables.empty();
    tables
        .tables(Clock.systemUTC())
        .profiles()
        .put(
            new Profile(
                new SourceArn(Samples.CHANNEL),
                new ProfileId("anna"),
                Optional.empty(),
                Optional.empty()));
  }

  /// The same world in memory.
  static DynamoDbClient inMemory() {
    var dynamo = InMemoryDynamoDb.withTables();
    dynamo.putItem(put -> put.tableName("Profile").item(Samples.profile()));
    dynamo.putItem(put -> put.tableName("StreamSession").item(Samples.session()));
    return dynamo;
  }
}
