/// Events as they were understood: [RecordingEvent] and [StreamEvent], with the metadata and the
/// ids that they carry.
package ivs.recordings.model.event;
