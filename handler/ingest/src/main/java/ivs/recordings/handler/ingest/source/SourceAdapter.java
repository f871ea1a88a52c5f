package ivs.recordings.handler.ingest.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import ivs.recordings.handler.runtime.JsonFields;
import ivs.recordings.model.event.RecordingEvent;
import java.util.Optional;
import java.util.Set;

/// Turns what the provider of one source sends into our events, and back. Everything after it is
/// shared by all sources.
interface SourceAdapter {
  /// The detail-types that are this source's.
  Set<String> detailTypes();

  /// Reads an event of this source.
  ///
  /// @return not ours, where it is a kind of event that this version does not know
  /// @throws JsonFields.UnsoundFieldException naming the field, where it is ours and malformed
  ParsedEvent parse(String detailType, JsonFields fields);

  /// What names the recording in the list `resources` of an event.
  default String resource(RecordingEvent event) {
    return event.envelope().sourceArn().value();
  }

  /// Writes what [#parse] reads of a recording's event.
  ///
  /// @return its detail-type
  String write(RecordingEvent event, ObjectNode detail);

  /// The one ARN of the list `resources`.
  ///
  /// @param what the list must name, for people
  static String resource(JsonFields fields, String what) {
    var resources = fields.texts("resources", MOST_RESOURCES);
    if (resources.isEmpty()) {
      throw new JsonFields.UnsoundFieldException(
          "resources", "The list resources is empty: it must name the %s.".formatted(what));
    }
    if (resources.size() > 1) {
      throw new JsonFields.UnsoundFieldException(
          "resources", "The list resources must name the %s and nothing else.".formatted(what));
    }
    return resources.getFirst();
  }

  /// More than IVS sends, and no invitation to send thousands.
  int MOST_RESOURCES = 100;

  /// A text that no source has verified; of another type it is as good as absent.
  static Optional<String> unverified(JsonFields fields, String... paths) {
    for (var path : paths) {
      var text = fields.object().at("/" + path.replace('.', '/')).textValue();
      if (text != null && !text.isBlank()) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }
}
