/// The function [RecordingEventPublisher]: it puts a domain event on the bus for each version of a
/// recording.
package ivs.recordings.handler.publisher;
