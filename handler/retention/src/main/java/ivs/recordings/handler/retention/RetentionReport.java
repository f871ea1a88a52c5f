package ivs.recordings.handler.retention;

import ivs.recordings.handler.runtime.LogFields;
import ivs.recordings.model.retention.Deletion;
import ivs.recordings.model.retention.Due;
import ivs.recordings.model.retention.KeptLocation;
import ivs.recordings.model.retention.ObjectScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/// What a run found and did, as its answer; the log gets a line for each deletion.
final class RetentionReport {
  private static final Logger LOG = LogManager.getLogger(RetentionReport.class);

  private final RetentionRequest.Mode mode;
  private final List<Map<String, Object>> recordings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean isComplete = true;
  private int done;
  private int faults;
  private long objects;
  private long bytes;

  RetentionReport(RetentionRequest.Mode mode) {
    this.mode = mode;
  }

  /// A recording that was deleted, or would be.
  void done(Deletion deletion, Removed removed) {
    done++;
    objects += removed.objects();
    bytes += removed.bytes();
    var entry = entry(deletion, mode == RetentionRequest.Mode.PLAN ? "planned" : "deleted");
    entry.put("objects", removed.objects());
    entry.put("bytes", removed.bytes());
    if (mode == RetentionRequest.Mode.APPLY) {
      LOG.info(
          new LogFields()
              .with("recordingId", deletion.id().value())
              .with("effect", "deleted")
              .with("reason", reason(deletion.due()))
              .with("objects", removed.objects())
              .with("bytes", removed.bytes()));
    }
  }

  /// A recording that cannot be deleted, or not now.
  void fault(Deletion deletion, String state, String fault) {
    faults++;
    entry(deletion, state).put("fault", fault);
    failed(deletion.id().value(), fault);
  }

  /// A row of which not even that is known.
  void fault(String recordingId, String fault) {
    faults++;
    note("Recording %s: %s".formatted(recordingId, fault));
    failed(recordingId, fault);
  }

  private static void failed(String recordingId, String fault) {
    LOG.error(
        new LogFields()
            .with("recordingId", recordingId)
            .with("effect", "deletion failed")
            .with("fault", fault));
  }

  private Map<String, Object> entry(Deletion deletion, String state) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("recordingId", deletion.id().value());
    entry.put("profileId", deletion.recording().profileId().value());
    entry.put("state", state);
    entry.put("reason", reason(deletion.due()));
    entry.put("since", deletion.due().since().toString());
    entry.put("locations", deletion.scopes().stream().map(ObjectScope::text).toList());
    entry.put("kept", deletion.kept().stream().map(RetentionReport::kept).toList());
    recordings.add(entry);
    return entry;
  }

  private static Map<String, Object> kept(KeptLocation kept) {
    return Map.of(
        "location", kept.scope().text(),
        "by", kept.by().value(),
        "reason", kept.reason().name().toLowerCase(Locale.ROOT));
  }

  private static String reason(Due due) {
    return switch (due) {
      case Due.Expired _ -> "expired";
      case Due.Requested _ -> "requested";
    };
  }

  void note(String note) {
    notes.add(note);
  }

  /// Something that is due was not looked at.
  void incomplete() {
    isComplete = false;
  }

  int done() {
    return done;
  }

  int faults() {
    return faults;
  }

  long objects() {
    return objects;
  }

  Map<String, Object> asMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("mode", mode.name().toLowerCase(Locale.ROOT));
    map.put("complete", isComplete);
    map.put("recordings", recordings);
    map.put("count", done);
    map.put("objects", objects);
    map.put("bytes", bytes);
    map.put("faults", faults);
    map.put("notes", notes);
    return map;
  }
}
