package ivs.recordings.cli.parking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.format.JsonOutput;
import ivs.recordings.cli.format.RowFormat;
import ivs.recordings.cli.format.TextTable;
import java.util.List;

/// What could not be released.
///
/// @param events how many wait for it
/// @param why what has not come yet
public record UnresolvedCause(String waitingFor, long events, String why) {

  /// How it looks.
  public record Format() implements RowFormat<UnresolvedCause> {
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
    public List<String> cells(UnresolvedCause row) {
      return List.of(row.waitingFor(), Long.toString(row.events()), row.why());
    }

    @Override
    public ObjectNode json(UnresolvedCause row) {
      return JsonOutput.object()
          .put("waitingFor", row.waitingFor())
          .put("events", row.events())
          .put("why", row.why());
    }
  }
}
