package ivs.recordings.handler;

import ivs.recordings.handler.Parsed.Ours;
import ivs.recordings.model.ProfileId;
import ivs.recordings.model.Recording;
import ivs.recordings.model.RecordingEvent;
import ivs.recordings.model.SourceArn;
import ivs.recordings.store.News;
import ivs.recordings.store.Stored;
import ivs.recordings.store.TableNames;
import ivs.recordings.store.Tables;
import ivs.recordings.store.Writer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.crac.Context;
import org.crac.Resource;

/// Walks the way of an event before Lambda takes its snapshot, so that the first event after a
/// restore finds every class loaded, its way compiled and the connection open.
///
/// It changes nothing: it reads rows that nobody has, and asks to update one of them at a version
/// that no row ever reaches; what comes of a write that holds is rehearsed without a database. A
/// deployment must not fail because of it, so a fault is only logged.
final class Priming implements Resource {
  /// The JVM compiles what was called 200 times.
  static final int ROUNDS = 250;

  private static final Logger LOG = LogManager.getLogger(Priming.class);

  static final SourceArn NOBODY =
      new SourceArn("arn:aws:ivs:us-east-1:000000000000:channel/priming");

  /// No row is written this often.
  private static final long NEVER = Long.MAX_VALUE - 1;

  private static final String EVENT =
      """
      {"id": "priming", "detail-type": "IVS Recording State Change", "time": "2026-01-01T00:00:00Z",
       "resources": ["%s"],
       "detail": {"recording_status": "Recording End", "stream_id": "priming",
                  "recording_session_id": "priming", "recording_session_stream_ids": ["priming"],
                  "recording_s3_bucket_name": "priming", "recording_s3_key_prefix": "priming",
                  "recording_duration_ms": 1}}
      """
          .formatted(NOBODY.value());

  /// Two recordings, so that their rows are written side by side.
  private static final List<String> EVENTS =
      List.of(
          EVENT.replace("Recording End", "Recording Start"),
          EVENT.replace(
              "\"recording_session_id\": \"priming\"", "\"recording_session_id\": \"2\""));

  private static final String BATCH =
      """
      {"Records": [{"messageId": "priming", "attributes": {"ApproximateReceiveCount": "1"}}]}
      """;

  private final Tables tables;
  private final Executor sideBySide;

  Priming(Tables tables, Executor sideBySide) {
    this.tables = tables;
    this.sideBySide = sideBySide;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    prime();
  }

  /// The connections of the snapshot lead nowhere; open new ones before an event needs them.
  @Override
  public void afterRestore(Context<? extends Resource> context) {
    attempt(this::read);
  }

  void prime() {
    attempt(() -> {
      SqsBatch.read(new ByteArrayInputStream(BATCH.getBytes(StandardCharsets.UTF_8)));
      SqsBatch.answer(Set.of("priming"), new ByteArrayOutputStream());
      if (EventParser.parse(EVENT) instanceof Ours(RecordingEvent event)) {
        ignore(event);
        for (int round = 0; round < ROUNDS; round++) {
          rehearse();
          read();
          update(Recording.of(new ProfileId("priming"), event));
        }
      }
    });
  }

  /// An event of a channel that belongs to nobody, where those are ignored, to its line in the log.
  private void ignore(RecordingEvent event) {
    var entry = new Entry("priming", EVENT, event, false, Optional.empty());
    new Bookkeeper(tables, UnknownProfiles.IGNORE, Writer.HANDLER, sideBySide)
        .enter(List.of(entry))
        .entered()
        .forEach(EventLog::write);
  }

  /// Everything of a batch but the database, the log and the metrics' lines.
  private void rehearse() {
    var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    var stage = new PunctualDynamo(new Rehearsal(NOBODY), () -> false);
    var report =
        new Bookkeeper(
                Tables.of(stage, TableNames.PLAIN, clock),
                UnknownProfiles.PARK,
                Writer.HANDLER,
                sideBySide)
            .enter(rehearsed());
    var metrics = new BatchMetrics("priming");
    metrics.received();
    metrics.count(report.writing());
    report.entered().forEach(entered -> metrics.count(entered, clock.instant()));
    metrics.texts(clock.instant());
  }

  static List<Entry> rehearsed() {
    var entries = new ArrayList<Entry>();
    for (var body : EVENTS) {
      if (EventParser.parse(body) instanceof Ours(var event)) {
        entries.add(new Entry("priming", body, event, false, Optional.empty()));
      }
    }
    return entries;
  }

  private void read() {
    tables.lookup().read(Set.of(NOBODY), Set.of(), Set.of());
  }

  private void update(Recording next) {
    var news = new News(Instant.EPOCH, Writer.HANDLER, "priming", "priming", "priming");
    tables
        .recordings()
        .replace(
            Optional.of(new Stored<>(next, NEVER, Instant.EPOCH, List.of())), next, List.of(news));
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException fault) {
      LOG.warn("priming failed, so the first event will be slower", fault);
    }
  }
}
