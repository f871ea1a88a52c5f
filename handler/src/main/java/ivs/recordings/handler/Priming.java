package ivs.recordings.handler;

import ivs.recordings.handler.Parsed.Ours;
import ivs.recordings.model.ProfileId;
import ivs.recordings.model.Recording;
import ivs.recordings.model.RecordingEvent;
import ivs.recordings.model.SourceArn;
import ivs.recordings.store.News;
import ivs.recordings.store.Stored;
import ivs.recordings.store.Tables;
import ivs.recordings.store.Writer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.crac.Context;
import org.crac.Resource;

/// Walks the way of an event before Lambda takes its snapshot, so that the first event after a
/// restore finds every class loaded and the connection open.
///
/// It changes nothing: it reads rows that nobody has, and asks to update one of them at a version
/// that no row ever reaches. A deployment must not fail because of it, so a fault is only logged.
final class Priming implements Resource {
  private static final Logger LOG = LogManager.getLogger(Priming.class);

  private static final SourceArn NOBODY =
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

  private static final String BATCH =
      """
      {"Records": [{"messageId": "priming", "attributes": {"ApproximateReceiveCount": "1"}}]}
      """;

  private final Tables tables;

  Priming(Tables tables) {
    this.tables = tables;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    prime();
  }

  /// The connections of the snapshot lead nowhere; open new ones before an event needs them.
  @Override
  public void afterRestore(Context<? extends Resource> context) {
    attempt(() -> tables.lookup().read(Set.of(NOBODY), Set.of(), Set.of()));
  }

  void prime() {
    attempt(() -> {
      SqsBatch.read(new ByteArrayInputStream(BATCH.getBytes(StandardCharsets.UTF_8)));
      SqsBatch.answer(Set.of("priming"), new ByteArrayOutputStream());
      var metrics = new MetricLines("priming");
      metrics.count(Metric.EVENTS_RECEIVED, 1);
      metrics.texts(Instant.EPOCH);
      if (EventParser.parse(EVENT) instanceof Ours(RecordingEvent event)) {
        read(event);
        update(Recording.of(new ProfileId("priming"), event));
      }
    });
  }

  /// The whole way of an event of a channel that belongs to nobody, where those are ignored: one
  /// read, one line in the log.
  private void read(RecordingEvent event) {
    var entry = new Entry("priming", EVENT, event, false, Optional.empty());
    new Bookkeeper(tables, UnknownProfiles.IGNORE, Writer.HANDLER)
        .enter(List.of(entry))
        .entered()
        .forEach(EventLog::write);
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
