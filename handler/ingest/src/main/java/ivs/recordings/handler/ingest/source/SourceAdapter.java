package ivs.recordings.handler.ingest.source;

import ivs.recordings.handler.runtime.JsonFields;

/// Turns what the provider of one source sends into our events. Everything after it is shared by
/// all sources.
interface SourceAdapter {
  /// Ours, or not ours: then another source may take it.
  ///
  /// @throws JsonFields.UnsoundFieldException naming the field, where it is ours and malformed
  ParsedEvent parse(JsonFields fields);
}
