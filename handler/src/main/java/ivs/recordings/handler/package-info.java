/// The doors. [RecordingStatusHandler] takes an SQS batch of EventBridge events, [EventParser]
/// reads each once, [Bookkeeper] reads, decides and writes; [EventLog] and [BatchMetrics] tell what
/// happened.
package ivs.recordings.handler;
