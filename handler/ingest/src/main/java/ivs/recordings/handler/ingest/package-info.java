/// The function [RecordingStatusHandler]: it takes an SQS batch of EventBridge events, reads what
/// the tables hold about them, decides and writes, and parks what cannot be decided yet.
package ivs.recordings.handler.ingest;
