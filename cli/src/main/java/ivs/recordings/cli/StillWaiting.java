package ivs.recordings.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What could not be released.
///
/// @param events how many wait for it
/// @param why what has not come yet
record StillWaiting(String waitingFor, long events, String why) {

  /// How it looks.
  record Format() implements RowFormat<StillWaiting> {
    @Override
    public String noun() {
      return "waiting event";
    }

    @Override
    public List<TextTable.Column> columns() {
      return List.of(
          TextTable.Column.shortenable("waitingFor", 24),
          TextTable.Column.number("events"),
          TextTable.Column.shortenable("why", 12));
    }

    @Override
    public List<String> cells(StillWaiting row) {
      return List.of(row.waitingFor(), Long.toString(row.events()), row.why());
    }

    @Override
    public ObjectNode json(StillWaiting row) {
      return Json.object()
          .put("waitingFor", row.waitingFor())
          .put("events", row.events())
          .put("why", row.why());
    }
  }
}
