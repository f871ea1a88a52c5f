/// Events enter rows: [RowProcessor] folds all events of one row and writes it once. [EventResult]
/// says what became of an event, [BatchResult] what became of several.
package ivs.recordings.handler.ingest.row;
