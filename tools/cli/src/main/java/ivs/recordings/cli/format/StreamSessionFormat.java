package ivs.recordings.cli.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.cli.runtime.Shell;
import ivs.recordings.model.session.StreamSession;
import ivs.recordings.store.item.VersionedItem;
import java.time.Instant;
import java.util.List;

/// How stream sessions look.
public record StreamSessionFormat(Shell shell) implements RowFormat<VersionedItem<StreamSession>> {
  @Override
  public String noun() {
    return "stream session";
  }

  @Override
  public List<TextTable.Column> columns() {
    return List.of(
        TextTable.Column.shortenable("stream", 12),
        TextTable.Column.whole("status").painted(StatusColor.of(shell)),
        TextTable.Column.whole("started"),
        TextTable.Column.whole("ended"),
        TextTable.Column.number("duration"),
        TextTable.Column.number("viewers"));
  }

  @Override
  public List<String> cells(VersionedItem<StreamSession> row) {
    var session = row.value();
    return List.of(
        session.streamId().value(),
        session.status().name(),
        session.startTime().map(Instant::toString).orElse(""),
        session.endTime().map(Instant::toString).orElse(""),
        session.duration().map(DisplayText::duration).orElse(""),
        session.viewerCount().map(String::valueOf).orElse(""));
  }

  @Override
  public ObjectNode json(VersionedItem<StreamSession> row) {
    var session = row.value();
    var json =
        JsonOutput.object()
            .put("streamId", session.streamId().value())
            .put("profileId", session.profileId().value())
            .put("sourceArn", session.sourceArn().value())
            .put("status", session.status().name());
    session.startTime().ifPresent(time -> json.put("startTime", time.toString()));
    session.endTime().ifPresent(time -> json.put("endTime", time.toString()));
    session.duration().ifPresent(duration -> json.put("duration", duration.toMillis()));
    session.viewerCount().ifPresent(viewers -> json.put("viewerCount", viewers));
    return json;
  }
}
