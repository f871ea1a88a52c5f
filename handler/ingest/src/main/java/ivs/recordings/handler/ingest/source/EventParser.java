package ivs.recordings.handler.ingest.source;

import static java.util.stream.Collectors.toMap;

import ivs.recordings.handler.ingest.source.ParsedEvent.Malformed;
import ivs.recordings.handler.ingest.source.ParsedEvent.NotOurs;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.handler.runtime.JsonFields.UnsoundFieldException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the text of an event once, when it comes in; nothing inside checks a field again.
public final class EventParser {
  static final SourceAdapter CHANNEL = new IvsChannelAdapter();
  static final SourceAdapter PARTICIPANT = new IvsParticipantAdapter();
  static final SourceAdapter COMPOSITION = new IvsCompositionAdapter();
  static final SourceAdapter UPLOAD = new UploadAdapter();

  private static final Map<String, SourceAdapter> BY_DETAIL_TYPE =
      List.of(CHANNEL, PARTICIPANT, COMPOSITION, UPLOAD).stream()
          .flatMap(adapter -> adapter.detailTypes().stream().map(type -> Map.entry(type, adapter)))
          .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));

  /// What else `aws.ivs` sends. Other detail-types are counted as one, so that a metric's dimension
  /// stays small whatever arrives.
  static final Set<String> NOT_OURS =
      Set.of(
          "IVS Stream Health Change",
          "IVS Limit Breach",
          "IVS Publisher Recording State Change",
          "AWS API Call via CloudTrail");

  static final String OTHER = "other";

  private EventParser() {}

  public static ParsedEvent parse(String body) {
    JsonFields fields;
    try {
      fields = JsonFields.parse("The message", body);
    } catch (UnsoundFieldException noObject) {
      return new Malformed("", noObject.malformed());
    }
    try {
      var detailType = fields.text("detail-type");
      var adapter = BY_DETAIL_TYPE.get(detailType);
      return adapter == null
          ? new NotOurs(NOT_OURS.contains(detailType) ? detailType : OTHER)
          : adapter.parse(detailType, fields);
    } catch (UnsoundFieldException unsound) {
      return new Malformed(eventId(fields), unsound.malformed());
    }
  }

  /// It names the event to people and to ParkedEvent, and decides nothing, so any will do.
  static String eventId(JsonFields fields) {
    try {
      return fields.maybeText("id").orElse("");
    } catch (UnsoundFieldException noText) {
      return "";
    }
  }
}
