/// The function [RecordingRetention]: it deletes the recordings that are due, their objects first
/// and then all of the row but a tombstone. Nothing else may delete an object.
package ivs.recordings.handler.retention;
